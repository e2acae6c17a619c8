"""
A bound on how much any plan can cover, without solving the program.

The rows that let nobody be served twice are priced instead of kept (Fisher 1981, Management Science 27, 1-18). What remains falls
apart: each option fills itself with whoever is worth most at these prices, and a small linear program chooses among the options under
the side rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from scipy import sparse

from siting.instance.instance import Floats
from siting.solve.search.choice import Choice
from siting.solve.search.draft import Bools
from siting.solve.search.form import Form

Visit = Callable[[Floats], float]


@dataclass(frozen=True, eq=False)
class Bound:
    """
    What no plan can exceed.

    Parameters
    ----------
    value
        No plan of the form has an objective above this.
    regret
        By how much the bound falls where the choice of an option is reversed: below zero for those it leaves out; shape (options,).
    never
        The options that no plan better than the one in hand opens; shape (options,).
    """

    value: float
    regret: Floats
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
    never, least = np.zeros(len(form.cost), bool), np.zeros(len(form.cost))
    price = centre = relaxed.first_price
    way, best, stalled, step = np.zeros(len(price)), np.inf, 0, 1.0
    while step > 2e-3 and perf_counter() - began < seconds:
        value, slope, regret, chosen = relaxed.evaluate(price)
        if visit is not None:
            known = max(known, visit(chosen))
        never |= value + regret < known - 1e-9 * max(1.0, abs(known))
        stalled = 0 if value < best - 1e-5 * abs(best) or not np.isfinite(best) else stalled + 1
        best, centre, least = (value, price, regret) if value < best else (best, centre, least)
        if best <= known + gap * abs(known) or not slope.any():
            break
        if stalled >= 10:
            step, stalled, price, way = step / 2.0, 0, centre, np.zeros(len(price))
            continue
        way = slope + 0.6 * way
        target = known if np.isfinite(known) else best - 0.05 * abs(best)
        length = step * max(value - target, 1e-6 * abs(value)) / float(relaxed.top @ way**2 + 1e-300)
        price = np.clip(price - length * relaxed.top * way, 0.0, relaxed.top)
    return Bound(best, least, never)


class Relaxed:
    """The problem without the rows that let nobody be served twice, at given prices for being served."""

    def __init__(self, form: Form) -> None:
        self.form = form
        reached = np.diff(form.reach.T.tocsr().indptr)
        self.top = np.where(reached > 0, form.worth, 0.0)
        # the more outlets reach a row, the less is it worth to be reached by one more
        self.first_price = self.top * np.clip((reached - 1.0) / (reached + 3.0), 0.0, 1.0)
        rows = sparse.vstack([sparse.hstack([form.side, form.side_sites]), form.ties], format="csr")
        self.rows, self.limit = rows, np.concatenate([form.limit, np.zeros(form.ties.shape[0])])
        self.choice = Choice(self.rows, self.limit)

    def evaluate(self, price: Floats) -> tuple[float, Floats, Floats, Floats]:
        """
        The bound at these prices, its slope (demand,), by how much it falls where an option's choice is reversed, and the choice
        (options,).
        """
        form = self.form
        filled = _Filled(form, price)
        profit = np.concatenate([filled.profit - form.cost, -form.site_cost])
        solved = self.choice.solve(profit)
        if solved is None:  # the side rows clash: the solver will say so
            return np.inf, np.zeros(len(price)), np.zeros(len(form.cost)), np.zeros(len(form.cost))
        chosen, dual = solved[0][: len(form.cost)], solved[1]
        # from the duals and not from the program's own value: so it is a bound however exactly the program was solved
        regret = profit - self.rows.T @ dual
        value = float(price.sum() + dual @ self.limit + np.maximum(regret, 0.0).sum())
        return value, np.where(self.top > 0, 1.0 - filled.served(chosen), 0.0), regret[: len(form.cost)], chosen


class _Filled:
    """Each option filled, as far as it holds, with those who bring most at given prices."""

    def __init__(self, form: Form, price: Floats) -> None:
        self.form = form
        brings = np.maximum(form.worth - price, 0.0)
        if not form.capacitated:
            self.profit = (form.reach @ brings)[form.outlet]
            return
        reach = form.reach
        outlet = np.repeat(np.arange(reach.shape[0]), np.diff(reach.indptr))
        density = np.divide(brings, form.need, out=np.zeros(len(brings)), where=form.need > 0)
        self.rows = reach.indices[np.lexsort((-density[reach.indices], outlet))]
        self.amount = np.concatenate([[0.0], np.cumsum(form.need[self.rows])])
        self.value = np.concatenate([[0.0], np.cumsum(brings[self.rows])])
        self.first, self.stop = reach.indptr[:-1][form.outlet], reach.indptr[1:][form.outlet]
        until = np.minimum(self.amount[self.first] + form.capacity, self.amount[self.stop])
        # `last` is the row that fills up the option, served in part
        self.last = np.clip(np.searchsorted(self.amount, until, side="left") - 1, self.first, np.maximum(self.stop - 1, self.first))
        some = self.stop > self.first
        at = np.where(some, self.last, 0)
        width = self.amount[at + 1] - self.amount[at] if len(self.rows) else np.ones(len(at))
        self.part = np.where(some, np.clip((until - self.amount[at]) / np.maximum(width, 1e-300), 0.0, 1.0), 0.0)
        whole = self.value[at] - self.value[self.first]
        part = (self.value[at + 1] - self.value[at]) * self.part if len(self.rows) else np.zeros(len(at))
        self.profit = np.where(some, whole + part, 0.0)

    def served(self, chosen: Floats) -> Floats:
        """How often each demand row is served by options chosen to these shares; shape (demand,)."""
        form = self.form
        if not form.capacitated:
            times = np.bincount(form.outlet, chosen, form.reach.shape[0])
            return np.asarray(form.reach.T @ times, float)
        # the options of an outlet serve the same queue, each up to its own end: add up how many go beyond each place in it
        some = np.flatnonzero((chosen > 1e-9) & (self.stop > self.first))
        change = np.zeros(len(self.rows) + 1)
        np.add.at(change, self.first[some], chosen[some])
        np.add.at(change, self.last[some], -chosen[some])
        times = np.cumsum(change)[:-1].astype(float)
        np.add.at(times, self.last[some], chosen[some] * self.part[some])
        return np.asarray(np.bincount(self.rows, times, len(form.need)), float)
