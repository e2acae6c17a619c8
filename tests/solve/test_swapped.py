"""Covering most by exchanges: what an exchange is said to be worth is what it is worth, and small plans are the best there are."""

from __future__ import annotations

import sys
from itertools import combinations, product

import numpy as np
import pytest

from siting.instance.instance import Instance
from siting.model.constraints.budget import Budget
from siting.model.constraints.count import Count
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.problem import Problem, compile
from siting.solve.search.draft import Bools
from siting.solve.search.form import Form, form
from siting.solve.search.swapped import _Swaps, plain, swapped
from siting.solve.solve import solve
from tests.model.travelling import journeys

proposing = sys.modules["siting.solve.propose"]
SEEDS = range(8)


def question(seed: int, count: Count) -> Form:
    instance: Instance = journeys(seed, most=9)
    kept = np.random.default_rng(seed).random(len(instance.reach)) < 0.4
    some = Instance(instance.demand, instance.options, instance.reach[kept].reset_index(drop=True))
    found = form(compile(Problem(some, MaxCoverage(), (count,))))
    assert found is not None
    assert plain(found)
    return found


def keeps(asked: Form, chosen: Bools) -> bool:
    return bool((asked.side @ chosen <= asked.limit + 1e-9).all())


@pytest.mark.parametrize("seed", SEEDS)
def test_worth_of_exchanges(seed: int) -> None:
    asked = question(seed, Count(at_most=2))
    n = len(asked.cost)
    for opened in combinations(range(n), 2):
        chosen = np.isin(np.arange(n), opened)
        swaps = _Swaps(asked, chosen)
        change, now = swaps._changes(np.array(opened)), swaps.worth
        for gone, new in np.ndindex(change.shape):
            trial = chosen.copy()
            trial[list(opened)[gone : gone + 1]], trial[new : new + 1] = False, True
            same = (trial == chosen).all() or (new < n and chosen[new])
            if not same and keeps(asked, trial):
                assert change[gone, new] == pytest.approx(_Swaps(asked, trial).worth - now)
            else:
                assert change[gone, new] == -np.inf


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("count", [Count(exactly=2), Count(at_most=3)])
def test_the_best(seed: int, count: Count) -> None:
    asked = question(seed, count)
    every = np.array(list(product([False, True], repeat=len(asked.cost))))
    allowed = [one for one in every if keeps(asked, one)]
    begun = allowed[0]
    found = swapped(asked, begun, enough=np.inf, seconds=60.0, patience=20)
    assert keeps(asked, found)
    assert _Swaps(asked, found).worth == pytest.approx(max(_Swaps(asked, one).worth for one in allowed))
    assert (found == swapped(asked, begun, enough=np.inf, seconds=60.0, patience=20)).all()


def test_nothing_may_be_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Money for no option at all: the best plan is none."""
    monkeypatch.setattr(proposing, "SMALL", 0)
    monkeypatch.setattr(proposing, "MANY", 0)
    free = journeys(3, most=9)
    priced = Instance(free.demand, free.options.assign(capital=5.0), free.reach)
    found = solve(Problem(priced, MaxCoverage(), (Budget(total=4.0),)))
    assert not found.chosen.any()
    assert found.objective == found.bound == 0.0
