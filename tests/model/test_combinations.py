"""Pieces in combination, with phases and projections, against the answer found by trying every plan."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module

import numpy as np
import pytest

from siting.errors import InfeasibleError
from siting.instance.instance import Instance
from siting.model.pieces import Constraint, Objective
from siting.solve.reductions import Reduction
from siting.solve.solution import Solution, Status
from siting.solve.solve import EXACT, solve
from siting.solve.solvers import by_name
from tests.model.brute import Question
from tests.model.combinations import CONSTRAINTS, OBJECTIVES, any_question, tiny
from tests.model.judge import Judge
from tests.model.people_rules import SERVED
from tests.model.plan_rules import ALLOWED
from tests.model.worths import WORTH

NEAR = 2e-5
"""A worth that is held before another is sought may be missed by a ten millionth, and each solver has a tolerance of its own."""


def answer(instance: Instance, asked: Question, *, solver: str = "highs", reductions: Sequence[Reduction] = EXACT) -> Solution | None:
    """The project's answer; None where it says that there is none."""
    try:
        return solve(asked.problem(instance), solver=by_name(solver), reductions=reductions)
    except InfeasibleError:
        return None


def check(judge: Judge, instance: Instance, found: Solution | None) -> None:
    """The answer is the best there is; its plan keeps to every rule, and so do the people it says are served."""
    if judge.best is None:
        assert found is None
        return
    assert found is not None
    assert found.status is Status.OPTIMAL
    near = pytest.approx(judge.best, abs=NEAR, rel=1e-6)
    assert found.objective == near
    assert found.bound == near
    plan = tuple(np.flatnonzero(found.chosen).tolist())
    assert judge.worth(plan) == near
    served = found.served
    flows = {(i, j): share for i, j, share in zip(served.demand.tolist(), served.option.tolist(), served.share.tolist(), strict=True)}
    assert len(flows) == len(served)
    assert set(flows) <= set(zip(instance.reach.demand.tolist(), instance.reach.option.tolist(), strict=True))
    assert {j for _, j in flows} <= set(plan)
    assert judge.worth(plan, flows=flows) == pytest.approx(judge.best, abs=2e-4, rel=1e-5)


@cache
def drawn(seed: int) -> tuple[Instance, Question, Judge]:
    """An instance, a question about it, and who knows the answer."""
    instance = tiny(seed)
    asked = any_question(instance, seed)
    return instance, asked, Judge(instance, asked)


WAYS: dict[str, tuple[Sequence[Reduction], int, str]] = {
    "searched": (EXACT, 0, "highs"),
    "plain": ((), 3_000, "highs"),
    "searched, cbc": (EXACT, 0, "cbc"),
    "reduced": (EXACT, 3_000, "highs"),
}
"""Reductions, the least number of pairs from which there is a search before the solver, and the solver."""
PROPOSE = import_module("siting.solve.propose")
SEEDS = range(4 * len(OBJECTIVES), 10 * len(OBJECTIVES))


def searching(monkeypatch: pytest.MonkeyPatch, small: int) -> None:
    """Search where there are so many pairs; every search there is where that is none."""
    monkeypatch.setattr(PROPOSE, "SMALL", small)
    if small == 0:
        monkeypatch.setattr(PROPOSE, "MANY", 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_any_combination(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each objective in each way."""
    instance, asked, judge = drawn(seed)
    reductions, small, solver = list(WAYS.values())[seed // len(OBJECTIVES) % len(WAYS)]
    searching(monkeypatch, small)
    check(judge, instance, answer(instance, asked, reductions=reductions, solver=solver))


@pytest.mark.parametrize("seed", range(60))
def test_everybody_or_most(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody covered at the least cost, or most people without limits, and other rules: they have searches of their own."""
    searching(monkeypatch, 0)
    instance = tiny(7_000 + seed)
    rules = [dict(rule) for rule in any_question(instance, 7_000 + seed).constraints if rule["kind"] not in ("cover", "capacity")]
    if seed % 2:
        asked = Question({"kind": "max_coverage"}, (*rules[:2], {"kind": "count", "at_most": 1 + seed % 3}))
    else:
        priced = instance.options.assign(capital=instance.options.capital + 1.0, site_capital=0.0)
        instance = Instance(instance.demand, priced, instance.reach, instance.near)
        rules = [{name: value for name, value in rule.items() if name != "price"} for rule in rules if rule["kind"] != "one_plan_per_site"]
        asked = Question({"kind": "min_cost", "years": 0.0}, ({"kind": "cover", "share": 1.0}, *rules[: 1 + seed % 3]))
    check(Judge(instance, asked), instance, answer(instance, asked))


def test_the_seeds_ask_enough() -> None:
    """Each kind is asked, in one phase and in two, in one projection and in two; most questions have an answer, some have none."""
    asked = [drawn(seed)[:2] for seed in SEEDS]
    for phases in (1, 2):
        here = [one for instance, one in asked if len(instance.phases) == phases]
        assert {rule["kind"] for one in here for rule in one.constraints} == set(CONSTRAINTS)
        assert {one.objective["kind"] for one in here} == set(OBJECTIVES)
    assert {len(instance.scenes) for instance, _ in asked} == {1, 2, 4}
    without = sum(drawn(seed)[2].best is None for seed in SEEDS)
    assert len(SEEDS) / 16 <= without <= len(SEEDS) / 2


def test_every_rule_is_drawn() -> None:
    """And every kind there is has a rule here."""
    assert set(CONSTRAINTS) == {*ALLOWED, *SERVED} == set(Constraint.registry)
    assert set(OBJECTIVES) == {*WORTH, "lexicographic", "min_regret"} == set(Objective.registry)
