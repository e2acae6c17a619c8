"""Options that another one beats at everything go, and only those."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from siting.instance.instance import Instance
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.count import Count
from siting.model.constraints.min_load import MinLoad
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.constraints.together import Together
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.pieces import Constraint
from siting.model.problem import Problem
from siting.solve.reductions import Answer
from siting.solve.reductions.drop_dominated import drop_dominated
from tests.village import village

COVERAGE = frozenset({"demand.need", "reach"})
COST = COVERAGE | {"options.capital"}


def left(instance: Instance, uses: frozenset[str]) -> list[int]:
    """The options that are kept."""
    smaller, lift = drop_dominated(instance, uses)
    nobody = pd.DataFrame({"demand": np.zeros(0, int), "option": np.zeros(0, int), "share": np.zeros(0)})
    return np.flatnonzero(lift(Answer(np.ones(len(smaller.options), bool), nobody)).chosen).tolist()


def pair(**columns: Any) -> Instance:
    """Two options at two sites; the second reaches what the first reaches and one row more."""
    options = pd.DataFrame({"site": [0, 1], "service": "x", "capital": [2.0, 2.0]}).assign(**columns)
    demand = pd.DataFrame({"place": [0, 1], "service": "x", "need": 1.0})
    return Instance(demand, options, pd.DataFrame({"demand": [0, 0, 1], "option": [0, 1, 1]}))


def test_wider_and_no_dearer() -> None:
    assert left(pair(), COST) == [1]
    assert left(pair(capital=[3.0, 2.0]), COST) == [1]


def test_wider_but_dearer() -> None:
    assert left(pair(capital=[1.0, 2.0]), COST) == [0, 1]
    assert left(pair(capital=[1.0, 2.0]), COVERAGE) == [1]  # where nobody asks what it costs


def test_of_two_alike_one_stays() -> None:
    alike = Instance(pair().demand, pair().options, pd.DataFrame({"demand": [0, 0], "option": [0, 1]}))
    assert left(alike, COST) == [0]


@pytest.mark.parametrize(
    ("columns", "read"),
    [
        ({"district": ["a", "b"]}, "options.district"),
        ({"service": ["x", "y"]}, "options.service"),
        ({"action": ["build", "rent"]}, "options.action"),
        ({"site_capital": [5.0, 5.0]}, "options.site_capital"),
        ({"site_capital": [5.0, 0.0]}, "options.site_capital"),
        ({}, "options.site_id"),
        ({}, "options.site"),
        ({}, "options.capacity"),
        ({}, "options.min_load"),
        ({}, "options"),
        ({}, "reach.minutes"),
        ({"stays": [True, False], "room": [0, 1]}, "options.room"),
    ],
)
def test_what_is_read_protects(columns: dict[str, Any], read: str) -> None:
    """Two sites differ in whatever tells sites apart; capacities and travel make both worth having; what stays cannot go."""
    assert left(pair(**columns), COST) == [1]
    assert left(pair(**columns), COST | {read}) == [0, 1]


def test_a_room_with_rivals_is_left_alone() -> None:
    """Option 0 is beaten by 1, but 1 may not be free: its room may hold 2, which reaches somebody else."""
    options = pd.DataFrame({"site": [0, 1, 1], "service": "x", "room": [0, 1, 1]})
    demand = pd.DataFrame({"place": [0, 1], "service": "x", "need": 1.0})
    tables = Instance(demand, options, pd.DataFrame({"demand": [0, 0, 1], "option": [0, 1, 2]}))
    assert left(tables, COVERAGE | {"options.room"}) == [0, 1, 2]
    assert left(tables, COVERAGE) == [0, 2]


def asked(*constraints: Constraint, **columns: Any) -> list[int]:
    """What is left of the village for a question about coverage with one plan per site."""
    problem = Problem(village(**columns), MaxCoverage(), (OnePlanPerSite(), *constraints))
    return left(problem.instance, problem.uses | {"options.capital"})


def test_sizes_in_the_village() -> None:
    """Where nobody asks for capacity the larger size of a room is the dearer of two that are alike."""
    assert asked() == [0, 2, 3, 5, 6]
    assert asked(Capacity()) == [0, 1, 2, 3, 4, 5, 6]
    assert asked(Capacity(), capacity=50.0) == [0, 2, 3, 5, 6]
    # least loads are not asked of what is kept, so keeping and expanding are told apart
    assert asked(Capacity(), MinLoad(), capacity=50.0) == [0, 2, 3, 4, 5, 6]
    assert asked(Together()) == [0, 2, 3, 5, 6]


def test_more_capacity_is_harder_to_fill() -> None:
    """At one price 70 places beat 40, but not where a share of them must be filled."""
    assert asked(Capacity(), capital=2.0) == [1, 2, 4, 5, 6]
    assert asked(Capacity(), MinLoad(utilisation=0.9), capital=2.0) == [0, 1, 2, 3, 4, 5, 6]


def test_a_floor_on_numbers_needs_them_all() -> None:
    assert asked(Count(at_least=5)) == [0, 1, 2, 3, 4, 5, 6]
    assert asked(Count(at_most=5)) == [0, 2, 3, 4, 5, 6]  # 4 expands and counts, 3 is kept and does not


def test_the_way_back() -> None:
    _, lift = drop_dominated(pair(), COST)
    back = lift(Answer(np.array([True]), pd.DataFrame({"demand": [0, 1], "option": [0, 0], "share": [1.0, 1.0]})))
    assert back.chosen.tolist() == [False, True]
    assert back.served.option.tolist() == [1, 1]
