"""Limits on money and load, alone and with others, against every plan there is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from siting.solve.solve import EXACT
from tests.model.brute import Question, Rule
from tests.model.combinations import CONSTRAINTS, tiny
from tests.model.judge import Judge
from tests.model.test_combinations import answer, check

KINDS = ("budget", "funding", "max_load", "workload_balance")
COMPANY: list[tuple[Rule, ...]] = [
    ({"kind": "capacity"},),
    ({"kind": "together"},),
    ({"kind": "capacity"}, {"kind": "cover", "share": 0.25}),
]


def asked(kind: str, seed: int) -> tuple[Any, Question]:
    """An instance, in two phases mostly, and a question in which the piece has others beside it."""
    rng = np.random.default_rng(500 + seed)
    instance = tiny(300 + seed, most=6)
    others = COMPANY[seed % 3]
    cheap = seed % 3 == 2
    objective: Rule = {"kind": "min_cost", "years": 1.0} if cheap else {"kind": "max_coverage"}
    return instance, Question(objective, ({"kind": "one_plan_per_site"}, *others, {"kind": kind, **CONSTRAINTS[kind](rng, instance)}))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(16))
def test_every_plan(kind: str, seed: int) -> None:
    instance, question = asked(kind, seed)
    judge = Judge(instance, question)
    for reductions in ((), EXACT):
        check(judge, instance, answer(instance, question, reductions=reductions))


@pytest.mark.parametrize("kind", KINDS)
def test_the_seeds_ask_enough(kind: str) -> None:
    """Most questions have an answer, and without the piece some would have a better one."""
    worth = []
    for seed in range(16):
        instance, question = asked(kind, seed)
        rest = Question(question.objective, question.constraints[:-1])
        worth.append((Judge(instance, question).best, Judge(instance, rest).best))
    assert sum(one is not None for one, _ in worth) >= 8
    assert sum(one is not None and other is not None and abs(one - other) > 1e-6 for one, other in worth) >= 3
