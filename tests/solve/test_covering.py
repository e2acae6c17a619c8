"""Covering everybody at the least cost: bounds, what is left out, and plans, against every choice there is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from scipy import sparse

from siting.errors import InfeasibleError
from siting.instance.instance import Floats, Instance
from siting.model.constraints.cover import Cover as CoverRule
from siting.model.constraints.max_travel import MaxTravel
from siting.model.objectives.min_cost import MinCost
from siting.model.problem import Problem
from siting.solve.search.covering import Covering
from siting.solve.search.draft import Bools
from siting.solve.search.reweighted import Cover, reweighted
from siting.solve.solve import solve
from tests.model.travelling import journeys

proposing = sys.modules["siting.solve.propose"]
OPTIONS, PEOPLE = 9, 12


def alike(rng: np.random.Generator) -> Floats:
    return np.ones(OPTIONS)


def whole(rng: np.random.Generator) -> Floats:
    return rng.integers(1, 9, OPTIONS).astype(float)


def broken(rng: np.random.Generator) -> Floats:
    return np.asarray(rng.uniform(0.5, 4.0, OPTIONS))


def question(seed: int, prices: Callable[[np.random.Generator], Floats]) -> Covering:
    """Nine options, each of which reaches a third of twelve people; everybody is reached by one at least."""
    rng = np.random.default_rng(seed)
    covers = rng.random((OPTIONS, PEOPLE)) < 0.33
    covers[rng.integers(0, OPTIONS, PEOPLE), np.arange(PEOPLE)] = True
    return Covering(prices(rng), sparse.csr_array(covers.astype(float)))


def plans(asked: Covering) -> Bools:
    """Every plan that covers everybody; shape (plans, options)."""
    every = np.array(list(product([False, True], repeat=OPTIONS)))
    return np.asarray(every[((every @ asked.covers) > 0).all(axis=1)])


@pytest.mark.parametrize("prices", [alike, whole, broken])
@pytest.mark.parametrize("seed", range(20))
class TestEveryChoice:
    def test_relaxation(self, seed: int, prices: Callable[[np.random.Generator], Floats]) -> None:
        asked = question(seed, prices)
        every = plans(asked)
        cost = every @ asked.cost
        relaxed = asked.relaxed(seconds=60.0)
        assert asked.at_least(relaxed.bound) <= cost.min() + 1e-7
        # with an option open a plan costs no less than its regret says
        for option in range(OPTIONS):
            assert cost[every[:, option]].min() >= relaxed.bound + relaxed.regret[option] - 1e-7
        known = float(np.median(cost))
        better = every[cost < known - 1e-6]
        assert not (better & relaxed.never(asked, known)).any()

    def test_plan(self, seed: int, prices: Callable[[np.random.Generator], Floats]) -> None:
        asked = question(seed, prices)
        every = plans(asked)
        best = (every @ asked.cost).min()
        found = reweighted(asked, np.ones(OPTIONS, bool), enough=-np.inf, seconds=60.0, patience=300)
        assert (found @ asked.covers > 0).all()
        assert asked.cost @ found == pytest.approx(best)
        again = reweighted(asked, np.ones(OPTIONS, bool), enough=-np.inf, seconds=60.0, patience=300)
        assert (found == again).all()

    def test_score(self, seed: int, prices: Callable[[np.random.Generator], Floats]) -> None:
        """What options are worth, kept up step by step, is what counting anew says."""
        asked = question(seed, prices)
        cover = Cover(asked, np.ones(OPTIONS, bool), seed)
        for _ in range(30):
            cover.close(but=cover.last)
            cover.mend(float(asked.cost.sum()) * 0.6)
            table = asked.covers.toarray()
            times = cover.chosen @ table
            assert (times == cover.times).all()
            alone = table @ (cover.weight * (times == 1))
            anew = table @ (cover.weight * (times == 0))
            assert cover.score == pytest.approx(np.where(cover.chosen, -alone, anew))


def test_enough() -> None:
    asked = question(3, alike)
    begun = np.ones(OPTIONS, bool)
    assert (reweighted(asked, begun, enough=float(OPTIONS), seconds=60.0, patience=300) == begun).all()


def test_no_time() -> None:
    relaxed = question(3, alike).relaxed(seconds=0.0)
    assert relaxed.bound <= OPTIONS
    assert not np.isnan(relaxed.regret).any()


@pytest.mark.parametrize("seed", range(30))
def test_where_more_is_asked_than_the_form_says(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cheapest cover may break a row of another kind, such as a mean travel: then it is no plan, and rules nothing out."""
    free = journeys(seed, most=8)
    priced = Instance(free.demand, free.options.assign(capital=free.options.capital + 1.0), free.reach)
    for minutes in (2, 4, 6, 8):
        rules = (CoverRule(share=1.0), MaxTravel.model_validate({"mean": f"{minutes} min"}))
        searched, alone = (_least(Problem(priced, MinCost(), rules), small, monkeypatch) for small in (0, 1_000_000))
        assert searched == pytest.approx(alone)


def _least(problem: Problem, small: int, monkeypatch: pytest.MonkeyPatch) -> float:
    """What the cheapest plan costs; infinite where there is none."""
    monkeypatch.setattr(proposing, "SMALL", small)
    try:
        return solve(problem).objective
    except InfeasibleError:
        return np.inf
