"""
A bound on how much any plan can cover, without solving the program.

The rows that let nobody be served twice are priced instead of kept (Fisher 1981, Management Science 27, 1-18). What remains falls
apart: each option fills itself with whoever is worth most at these prices, and a small linear program chooses among what each site can
offer, under the side rows that sites share.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from siting.instance.instance import Floats
from siting.solve.search.ascent import Ascent
from siting.solve.search.draft import Bools
from siting.solve.search.filled import Filled, Takers
from siting.solve.search.form import Form
from siting.solve.search.menus import Menus

Visit = Callable[[Floats], float]

ROUNDS, LEAST = 40, 0.004
"""The search ends where so many rounds close less than this share of what lies between the bound and the plan in hand."""


@dataclass(frozen=True, eq=False)
class Bound:
    """
    What no plan can exceed.

    Parameters
    ----------
    value
        No plan of the form has an objective above this.
    never
        The options that no plan better than the one in hand opens; shape (options,).
    """

    value: float
    never: Bools


def bound(form: Form, *, known: float, gap: float, seconds: float, visit: Visit | None = None) -> Bound:
    """
    The least bound that a deflected subgradient search finds.

    Parameters
    ----------
    known
        Objective of a plan in hand; minus infinity where there is none.
    gap
        Stop as soon as the bound is so near to the plan in hand, as a share of its worth.
    seconds
        When to stop at the latest [s].
    visit
        Shown what the relaxation chooses in each round; returns the worth of the best plan in hand.
    """
    began, relaxed = perf_counter(), Relaxed(form)
    never = np.zeros(len(form.cost), bool)
    # a plan's worth is bounded from above, its loss from below
    ascent = Ascent(relaxed.first_price, scale=relaxed.top, memory=0.6, patience=10)
    seen: list[float] = []
    while ascent.step > 2e-3 and perf_counter() - began < seconds:
        value, slope, regret, chosen = relaxed.evaluate(ascent.price)
        if visit is not None:
            known = max(known, visit(chosen))
        never |= np.isneginf(regret) | (value + regret < known - 1e-9 * max(1.0, abs(known)))
        ascent.see(-value)
        seen.append(-ascent.bound)
        closed = seen[-ROUNDS - 1] - seen[-1] if len(seen) > ROUNDS else np.inf
        if seen[-1] <= known + gap * abs(known) or not slope.any() or closed < LEAST * (seen[-1] - known):
            break
        ascent.move(-value, -slope, -known)
        ascent.price = np.clip(ascent.price, 0.0, relaxed.top)
    return Bound(-ascent.bound, never)


class Relaxed:
    """The problem without the rows that let nobody be served twice, at given prices for being served."""

    def __init__(self, form: Form) -> None:
        self.form = form
        reached = np.diff(form.reach.T.tocsr().indptr)
        self.top = np.where(reached > 0, form.worth, 0.0)
        # the more outlets reach a row, the less is it worth to be reached by one more
        self.first_price = self.top * np.clip((reached - 1.0) / (reached + 3.0), 0.0, 1.0)
        self.menus = Menus(form)
        self.takers = Takers(form.outlet, form.capacity, form.reach.shape[0])
        self.queue = np.repeat(np.arange(form.reach.shape[0]), np.diff(form.reach.indptr))
        self.takes = form.need[form.reach.indices]

    def evaluate(self, price: Floats) -> tuple[float, Floats, Floats, Floats]:
        """
        The bound at these prices, its slope (demand,), by how much it falls where an option's choice is reversed, and the choice
        (options,).
        """
        form, rows = self.form, self.form.reach.indices
        filled = Filled(self.takers, self.queue, self.takes, np.maximum(form.worth - price, 0.0)[rows])
        earned = np.asarray(np.bincount(form.option, filled.profit, len(form.cost)), float)
        found = self.menus.choose(np.concatenate([earned - form.cost, -form.site_cost]))
        if found is None:  # the side rows clash: the solver will say so
            return np.inf, np.zeros(len(price)), np.zeros(len(form.cost)), np.zeros(len(form.cost))
        served = np.bincount(rows, filled.taken(found.share[form.option]), len(price))
        return float(price.sum()) + found.value, np.where(self.top > 0, 1.0 - served, 0.0), found.regret, found.share
