"""The search, the relaxation and the dropping of options, made to run on villages that are small enough to try every plan."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

from siting.errors import InfeasibleError
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.count import Count
from siting.model.constraints.cover import Cover
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.problem import Problem
from siting.model.program import Program
from siting.solve.running import Limits, Progress
from siting.solve.search.exchange import improve
from siting.solve.solution import Outcome, Status
from siting.solve.solve import solve
from tests.model.brute import Judge, Question
from tests.model.questions import any_question
from tests.village import random_instance, village

solving = sys.modules["siting.solve.propose"]


@pytest.fixture(autouse=True)
def searching(monkeypatch: pytest.MonkeyPatch) -> None:
    """No village is too small to search, and no search is long."""

    def briefly(*args: Any, **options: Any) -> Any:
        return improve(*args, **{**options, "patience": 10})

    monkeypatch.setattr(solving, "SMALL", 0)
    monkeypatch.setattr(solving, "MANY", 0)
    monkeypatch.setattr(solving, "improve", briefly)


def stated(seed: int) -> Question:
    """A question as a scenario asks it, with one plan a site, or any question."""
    asked = any_question(random_instance(seed), seed)
    rest = tuple(rule for rule in asked.constraints if rule["kind"] != "one_plan_per_site")
    return Question(asked.objective, ({"kind": "one_plan_per_site"}, *rest)) if seed % 3 else asked


@pytest.mark.parametrize("gap", [0.0, 0.05])
@pytest.mark.parametrize("seed", range(40))
def test_the_bound_holds_and_the_gap_is_kept(seed: int, gap: float) -> None:
    instance, asked = random_instance(seed), stated(seed)
    judge = Judge(instance, asked)
    if judge.best is None:
        with pytest.raises(InfeasibleError):
            solve(asked.problem(instance), limits=Limits(gap=gap))
        return
    found = solve(asked.problem(instance), limits=Limits(gap=gap))
    better = 1.0 if asked.objective["kind"] == "max_coverage" else -1.0
    worth = judge.worth(tuple(np.flatnonzero(found.chosen).tolist()))
    assert worth is not None, "the plan breaks a constraint"
    assert better * worth >= better * found.objective - 1e-5
    assert better * found.bound >= better * judge.best - 1e-5
    assert abs(found.bound - found.objective) <= max(gap, 1e-6) * abs(found.objective) + 1e-9
    assert better * found.objective <= better * judge.best + 1e-5


class Idle:
    """A solver that stops at once, with nothing."""

    name = "idle"

    def __init__(self, status: Status = Status.NO_PLAN) -> None:
        self.status = status

    def __call__(self, program: Program, limits: Limits, **_: object) -> Outcome:
        return Outcome.none(self.status)


def hard() -> Problem:
    """Capacities leave a gap between the relaxation and the best plan."""
    return Problem(
        random_instance(4, services=2, places=8, sites=6, most=12), MaxCoverage(), (OnePlanPerSite(), Capacity(), Count(at_most=2))
    )


def test_a_plan_in_hand_outlives_the_solver() -> None:
    """The solver has no time left: the plan of the search is returned, with the bound of the relaxation."""
    best = solve(hard())
    found = solve(hard(), solver=Idle())
    assert found.status is Status.FEASIBLE
    assert found.objective <= best.objective <= found.bound < np.inf
    assert found.gap == pytest.approx((found.bound - found.objective) / found.objective)
    assert found.method == "relaxation"


def test_who_listens_is_told_of_people_and_not_of_a_minimisation() -> None:
    told: list[Progress] = []
    found = solve(hard(), listener=told.append)
    assert told
    assert all(progress.best >= 0 for progress in told if np.isfinite(progress.best))
    assert all(progress.bound >= found.objective - 1e-6 for progress in told)
    assert sorted(progress.seconds for progress in told) == [progress.seconds for progress in told]


def test_a_facility_that_may_be_converted_does_not_go_back_and_forth() -> None:
    """One room at the school, where each service needs half of it: the search must end though no plan keeps to both floors."""
    school = village(
        room=[0, 0, 1, 2, 2, 2, 2], site=0, stays=[False, False, False, True, True, True, True], site_capital=0.0, site_area=np.inf
    )
    asked = Problem(school, MaxCoverage(), (OnePlanPerSite(across_services=True), Cover(share=0.4), Count(at_most=1)))
    with pytest.raises(InfeasibleError):
        solve(asked)
