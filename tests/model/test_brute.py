"""Every piece, alone and with others, against the answer found by trying every plan."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from siting.errors import InfeasibleError
from siting.instance.instance import Instance
from siting.model.pieces import Constraint, Objective
from siting.solve.reductions import Reduction
from siting.solve.solution import Solution, Status
from siting.solve.solve import EXACT, solve
from siting.solve.solvers import by_name
from tests.model.brute import ALLOWED, VALUE, Judge, Question
from tests.model.questions import CONSTRAINTS, OBJECTIVES, any_question, question
from tests.village import random_instance

REDUCTIONS = pytest.mark.parametrize("reductions", [(), EXACT], ids=["plain", "reduced"])


def answer(instance: Instance, asked: Question, *, solver: str = "highs", reductions: Sequence[Reduction] = EXACT) -> Solution | None:
    """The project's answer; None where it says that there is none."""
    try:
        return solve(asked.problem(instance), solver=by_name(solver), reductions=reductions)
    except InfeasibleError:
        return None


def check(instance: Instance, asked: Question, found: Solution | None) -> None:
    """The answer is the best there is, its plan keeps to every rule and is worth what is said."""
    judge = Judge(instance, asked)
    if judge.best is None:
        assert found is None
        return
    assert found is not None
    assert found.status is Status.OPTIMAL
    assert found.objective == pytest.approx(judge.best, abs=1e-5)
    assert found.bound == pytest.approx(judge.best, abs=1e-5)
    assert judge.worth(plan(found)) == pytest.approx(judge.best, abs=1e-5)
    check_served(instance, asked, found)


def plan(found: Solution) -> tuple[int, ...]:
    return tuple(np.flatnonzero(found.chosen).tolist())


def check_served(instance: Instance, asked: Question, found: Solution) -> None:
    """Nobody is served twice, by a closed option or out of reach; no capacity is exceeded; the sum is the objective's."""
    served, need = found.served, instance.demand.need
    assert found.chosen[served.option].all()
    assert served[["metres", "minutes"]].notna().all(axis=None)
    shares = served.groupby("demand").share.sum()
    assert (shares <= 1.0 + 1e-6).all()
    if asked.has("capacity") and asked.has("one_plan_per_site"):
        load = (served.share * need.to_numpy()[served.demand]).groupby(served.option).sum()
        assert (load <= instance.options.capacity[load.index] + 1e-5).all()
    if asked.objective["kind"] == "max_coverage":
        weight = np.array([Judge(instance, asked).weight(i) for i in range(len(need))])
        assert (weight[shares.index] * shares).sum() == pytest.approx(found.objective, abs=1e-5)


@REDUCTIONS
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("objective", sorted(OBJECTIVES))
@pytest.mark.parametrize("kind", sorted(CONSTRAINTS))
def test_alone(kind: str, objective: str, seed: int, reductions: Sequence[Reduction]) -> None:
    instance = random_instance(100 * seed + 7)
    asked = question(instance, objective, (kind,), seed)
    check(instance, asked, answer(instance, asked, reductions=reductions))


@REDUCTIONS
@pytest.mark.parametrize("seed", range(60))
def test_with_others(seed: int, reductions: Sequence[Reduction]) -> None:
    instance = random_instance(seed, services=2 + seed % 2)
    asked = any_question(instance, seed)
    check(instance, asked, answer(instance, asked, reductions=reductions))


@pytest.mark.parametrize("seed", range(60, 100))
def test_as_scenarios_ask(seed: int) -> None:
    """With one plan per site, which every scenario has."""
    instance = random_instance(seed, services=3, places=5)
    asked = any_question(instance, seed)
    rest = tuple(rule for rule in asked.constraints if rule["kind"] != "one_plan_per_site")
    asked = Question(asked.objective, ({"kind": "one_plan_per_site"}, *rest))
    check(instance, asked, answer(instance, asked))


@pytest.mark.parametrize("seed", range(100, 120))
def test_solvers_agree(seed: int) -> None:
    instance = random_instance(seed)
    asked = any_question(instance, seed)
    check(instance, asked, answer(instance, asked, solver="cbc"))


def test_the_seeds_ask_enough() -> None:
    """Among the questions above each kind stands with each objective, and some have no plan, but not most."""
    asked = [(random_instance(seed, services=2 + seed % 2), seed) for seed in range(60)]
    questions = [(instance, any_question(instance, seed)) for instance, seed in asked]
    pairs = {(one.objective["kind"], rule["kind"]) for _, one in questions for rule in one.constraints}
    assert pairs == {(objective, kind) for objective in OBJECTIVES for kind in CONSTRAINTS}
    without = sum(Judge(instance, one).best is None for instance, one in questions)
    assert 3 <= without <= 30


def test_every_piece_is_tried() -> None:
    """The pieces of every scenario here; the others, and all of them in phases and projections, in test_combinations."""
    assert set(CONSTRAINTS) == set(ALLOWED) <= set(Constraint.registry)
    assert set(OBJECTIVES) == set(VALUE) <= set(Objective.registry)
