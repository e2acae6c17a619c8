"""The pieces in the village, where each answer is worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from siting.model.constraints.budget import Budget
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.count import Count
from siting.model.constraints.cover import Cover
from siting.model.constraints.fixed import Fixed
from siting.model.constraints.min_load import MinLoad
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.constraints.together import Together
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.objectives.min_cost import MinCost
from siting.model.pieces import Constraint, Objective
from siting.model.problem import Problem
from siting.solve.solution import Solution
from siting.solve.solve import solve
from tests.village import village


def best(objective: Objective, *constraints: Constraint) -> Solution:
    return solve(Problem(village(), objective, (OnePlanPerSite(), *constraints)))


def chosen(solution: Solution) -> list[int]:
    return np.flatnonzero(solution.chosen).tolist()


def test_coverage_with_two_more() -> None:
    """The school stays and covers 50. A clinic at the bridge adds 50, daycare at the mill the 40 of place 0; nothing else adds so much."""
    solution = best(MaxCoverage(), Count(at_most=2))
    assert solution.objective == 140
    assert chosen(solution)[-2:] in ([3, 6], [4, 6])


def test_coverage_of_services_alike() -> None:
    """Of daycare the school covers 50 %. One more: at the mill it makes 90 % (a mean of 45), a clinic at the bridge 83 % (67)."""
    assert best(MaxCoverage(equal_services=True), Count(at_most=1)).objective == pytest.approx((50 + 100 * 50 / 60) / 2)


def test_coverage_within_a_budget() -> None:
    """With 10 to spend: the clinic at the bridge for 5 and its building for 2; two plans cost at least 5 + 6."""
    solution = best(MaxCoverage(), Budget(total=10))
    assert solution.objective == 100
    assert chosen(solution) == [3, 6]


def test_sharing_a_building_pays() -> None:
    """With the same 10: daycare for 4 and a clinic for 3 share the mill, which costs 3 once; 50 + 40 + 40 are covered."""
    solution = best(MaxCoverage(), Budget(total=10), Together())
    assert solution.objective == 130
    assert chosen(solution) == [0, 2, 3]


def test_sharing_is_strictly_cheaper() -> None:
    """Everybody needs 0 or 1, 2, 5 and 6: 4 + 3 + 3 + 5 = 15, and 2 * 3 + 2 * 2 for buildings, or 3 + 2 where they are shared."""
    assert best(MinCost(), Cover()).objective == 25
    assert best(MinCost(), Cover(), Together()).objective == 20


def test_floor_area() -> None:
    """The mill has 250 m2: with daycare in the large size (200) there is no room for a clinic (100), in the small size there is."""
    small = best(MaxCoverage(), Together(), Fixed(open=("mill",)), Capacity())
    assert chosen(small)[:2] == [0, 2]
    one = best(MaxCoverage(), Together(at_most=1))
    assert len(chosen(one)) == 3


def test_coverage_with_capacities() -> None:
    """With 9 to spend: the school is expanded (2) and holds 50; with 7 left either the mill takes 40 children or the bridge 40 patients."""
    solution = best(MaxCoverage(), Capacity(), Budget(total=9))
    assert solution.objective == pytest.approx(90)
    assert 4 in chosen(solution)
    load = (solution.served.share * village().need[solution.served.demand]).groupby(solution.served.option).sum()
    assert (load <= village().options.capacity[load.index] + 1e-6).all()


def test_least_loads() -> None:
    """The clinic at the bridge holds 40 and is worth running from 45: it never opens, and of 60 patients the mill serves 30."""
    assert best(MaxCoverage(), Capacity()).objective == pytest.approx(160)
    solution = best(MaxCoverage(), Capacity(), MinLoad())
    assert solution.objective == pytest.approx(130)
    assert 6 not in chosen(solution)


def test_a_share_of_the_capacity_to_fill() -> None:
    """Four fifths of 40 can be filled at the bridge, and of 30 at the mill at the same time only if all 60 patients come: 24 + 32 <= 60."""
    assert best(MaxCoverage(), Capacity(), MinLoad(utilisation=0.8, service="clinic")).objective == pytest.approx(160)
    # all of 30 and of 40 would take 70 patients
    assert best(MaxCoverage(), Capacity(), MinLoad(utilisation=1.0, service="clinic")).objective == pytest.approx(140)


def test_the_larger_size_is_harder_to_fill() -> None:
    """In one room 40 or 80 places, at no cost: the 70 children near the mill never fill 80, so the larger size is not the better one."""
    tables = village(capital=0.0, operating=0.0, capacity=[40.0, 80.0, 30.0, 20.0, 50.0, 30.0, 40.0])
    asked = Problem(
        tables, MaxCoverage(), (OnePlanPerSite(), Capacity(), MinLoad(utilisation=1.0, service="daycare"), Fixed(open=("mill",)))
    )
    solution = solve(asked)
    assert 1 not in chosen(solution)
    assert solve(asked, reductions=()).objective == pytest.approx(solution.objective)


def test_fixed() -> None:
    """Without the bridge nobody reaches a clinic from place 4, nor daycare from place 3; a site named twice is meant once."""
    assert best(MaxCoverage(), Fixed(closed=("bridge",))).objective == 160 - 20 - 10
    assert chosen(best(MinCost(), Fixed(open=("bridge", "bridge")))) == [3, 5]
    assert chosen(best(MinCost(), Fixed(open=("mill",), service="clinic"))) == [2, 3]


def test_a_floor_in_each_community() -> None:
    """Daycare: north has 70 and 30 of them by the school, so half of it asks for the mill; south has 30 and 20 by the school."""
    solution = best(MinCost(), Cover(share=0.5, group="community", service="daycare"))
    assert chosen(solution) == [0, 3]
    assert solution.objective == 4 + 3


def test_running_costs() -> None:
    """To cover four fifths of daycare: the mill for 4 + 3, and in 10 years 10 for it and 10 for the school."""
    assert best(MinCost(years=10), Cover(share=0.8, service="daycare")).objective == 7 + 20


def test_nobody_in_reach() -> None:
    """With nobody in reach flows have no variable at all, and still there is an answer."""
    tables = village()
    empty = type(tables)(tables.demand, tables.options, tables.reach.iloc[:0])
    solution = solve(Problem(empty, MaxCoverage(), (OnePlanPerSite(), Capacity())))
    assert solution.objective == 0
    assert solution.served.empty
