"""What a plan achieves that was drawn by hand."""

from __future__ import annotations

import numpy as np
import pytest

from siting.model.constraints.budget import Budget
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.cover import Cover
from siting.model.constraints.min_load import MinLoad
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.constraints.together import Together
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.objectives.min_cost import MinCost
from siting.model.pieces import Constraint, Objective
from siting.model.problem import Problem
from siting.solve.evaluate import evaluate
from siting.solve.solution import Solution
from tests.model.brute import Judge, Question
from tests.village import random_instance, village


def drawn(plan: list[int], objective: Objective, *constraints: Constraint) -> Solution:
    chosen = np.isin(np.arange(7), plan)
    return evaluate(Problem(village(), objective, (OnePlanPerSite(), *constraints)), chosen)


def served(solution: Solution) -> float:
    return float((solution.served.share * village().need[solution.served.demand]).sum())


def test_today() -> None:
    """The school reaches 50 and holds 20."""
    assert drawn([3], MaxCoverage()).objective == 50
    assert drawn([3], MaxCoverage(), Capacity()).objective == pytest.approx(20)


def test_what_is_spent_or_aimed_at_is_not_looked_at() -> None:
    """Budgets, floors, least loads and what stays may all be missed."""
    missed = (Budget(total=0), Cover(), Capacity(), MinLoad())
    solution = drawn([2, 6], MaxCoverage(), *missed)
    assert solution.objective == pytest.approx(60)
    assert served(solution) == pytest.approx(60)


def test_who_costs_little_still_serves_as_many_as_possible() -> None:
    """Where the objective is cost nobody need be served, but a plan is shown at its best: 20 at the school, 40 at the mill, for 4 + 3."""
    solution = drawn([0, 3], MinCost(), Capacity(), Cover(share=0.1))
    assert solution.objective == 7
    assert served(solution) == pytest.approx(60)


def test_two_plans_for_one_room() -> None:
    """No good plan, but one that can be drawn: both sizes at the mill reach 70 children and hold more; the building is paid once."""
    assert drawn([0, 1], MaxCoverage(), Capacity(), Together(), Budget(total=99)).objective == pytest.approx(70)
    assert drawn([0, 1], MinCost(), Together()).objective == 4 + 7 + 3


def test_nothing_at_all() -> None:
    solution = drawn([], MaxCoverage(), Capacity())
    assert solution.objective == 0
    assert solution.served.empty


def test_the_nearest_serves_where_there_is_room() -> None:
    """Row 1 is 9 minutes from the mill and 6 from the school; row 2 is 4 from the school and 12 from the bridge."""
    solution = drawn([1, 4, 5], MaxCoverage(), Capacity())
    by_row = dict(zip(solution.served.demand.tolist(), solution.served.option.tolist(), strict=True))
    assert by_row == {0: 1, 1: 4, 2: 4, 3: 5}
    assert solution.served.minutes.tolist() == [5, 6, 4, 3]


@pytest.mark.parametrize("seed", range(10))
def test_as_the_rules_judge(seed: int) -> None:
    instance, rng = random_instance(seed), np.random.default_rng(seed)
    asked = Question({"kind": "max_coverage"}, ({"kind": "capacity"},))
    for _ in range(4):
        chosen = rng.random(len(instance.options)) < 0.5
        worth = Judge(instance, asked).worth(tuple(np.flatnonzero(chosen).tolist()))
        assert evaluate(asked.problem(instance), chosen).objective == pytest.approx(worth, abs=1e-6)
