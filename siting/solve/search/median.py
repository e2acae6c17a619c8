"""
Plans and bounds for questions in which everybody is served and travel is what counts: p-median, and facilities with a price each.

The rows that ask for everybody to be served are priced instead of kept, so that each option decides on its own whom it would serve
(Cornuejols, Fisher and Nemhauser 1977, Management Science 23, 789-810). What the prices prove too dear for any plan better than the one in
hand is left out, options and pairs alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from time import perf_counter

import numpy as np
from scipy import sparse

from siting.instance.instance import Floats, Ints
from siting.model.model import Model
from siting.model.program import positions
from siting.solve.search.choice import Choice
from siting.solve.search.draft import Bools
from siting.solve.search.form import at_most, limits, touches

MOST = 20_000_000
"""More demand rows times options than this are left to the solver."""
FAR = 1e3
"""Not being able to go counts as so many times the longest way, until everybody can."""


@dataclass(frozen=True, eq=False)
class Median:
    """
    min  cost @ x + sum_ij way_ij z_ij   subject to   sum_j z_ij = 1,   z_ij <= x_j,   side @ x <= limit

    Parameters
    ----------
    way
        What it costs that an option serves a demand row; shape (ways,).
    at
        The rows of reach that this is about: those of demand rows that must be served; shape (ways,).
    rows, options
        The demand row, numbered among those that must be served, and the option of each way; shape (ways,).
    whole
        How many demand rows must be served.
    """

    cost: Floats
    way: Floats
    at: Ints
    rows: Ints
    options: Ints
    whole: int
    side: sparse.csr_array
    limit: Floats
    constant: float

    @cached_property
    def table(self) -> Floats:
        """The ways as a table, far where there is none; shape (demand, options)."""
        table = np.full((self.whole, len(self.cost)), self.far)
        table[self.rows, self.options] = self.way
        return table

    @property
    def far(self) -> float:
        """What counts where there is no way."""
        return FAR * max(float(self.way.max(initial=0.0)), 1.0)

    def worth(self, chosen: Bools) -> float:
        """What a plan costs; infinite where it leaves somebody unserved or breaks a row."""
        if not chosen.any() or not self.holds(chosen):
            return np.inf
        nearest = self.table[:, chosen].min(axis=1)
        return np.inf if nearest.max() >= self.far else float(self.cost @ chosen + nearest.sum())

    def holds(self, chosen: Bools) -> bool:
        """Whether a plan keeps to the side rows."""
        return bool((self.side @ chosen <= self.limit + 1e-9 * np.maximum(1.0, np.abs(self.limit))).all())


def median(model: Model) -> Median | None:
    """The question in this form; None where it is another."""
    inst = model.instance
    if set(model.families) != {"open", "served"} or len(inst.demand) * len(inst.options) > MOST:
        return None
    blocks = {name: block for name, block in model.blocks.items() if name not in ("served", "served_open")}
    everyone = [name for name, block in blocks.items() if block.rows.sense == "==" and touches(model, block) == {"served"}]
    side = [block for name, block in blocks.items() if name not in everyone]
    if len(everyone) != 1 or any(touches(model, block) != {"open"} for block in side):
        return None
    asked, capped = (model.coefficients(model.blocks[name].rows.linear, "served") for name in (everyone[0], "served"))
    must = np.flatnonzero(np.isin(np.arange(len(inst.demand)), inst.pairs[0][asked.indices]))
    ways = model.coefficients(model.objective, "served").toarray().ravel()
    constant = model.blocks[everyone[0]].rows.linear.constant
    same = asked.shape[0] == len(must) and not abs(asked - capped[must]).nnz
    idle = ~np.isin(inst.pairs[0], must)
    if not same or (constant != -1.0).any() or (ways < 0).any() or ways[idle].any():
        return None
    at = np.flatnonzero(np.isin(inst.reach.demand.to_numpy(), must))
    count, rows = inst.outlets.count, inst.reach.demand.to_numpy(np.int64)[at]
    pairs = np.searchsorted(_keys(*inst.pairs, count=count), _keys(rows, inst.outlet_of_reach[at], count=count))
    none = sparse.csr_array((0, len(inst.options)))
    return Median(
        cost=model.coefficients(model.objective, "open").toarray().ravel(),
        way=ways[pairs],
        at=at,
        rows=np.searchsorted(must, rows),
        options=inst.reach.option.to_numpy(np.int64)[at],
        whole=len(must),
        side=sparse.vstack([none, *(at_most(model, block, "open") for block in side)], format="csr"),
        limit=np.concatenate([np.zeros(0), *(limits(block) for block in side)]),
        constant=float(model.objective.constant[0]),
    )


def _keys(rows: Ints, outlets: Ints, *, count: int) -> Ints:
    """A number for each pair that sorts as `Instance.pairs` does."""
    return np.asarray(rows, np.int64) * count + outlets


def served_nearest(model: Model, form: Median, chosen: Bools) -> Floats:
    """The values of all variables where a plan serves everybody from where it costs least; shape (variables,)."""
    values = np.zeros(len(model))
    values[positions(model.families["open"])] = chosen
    inst, count = model.instance, model.instance.outlets.count
    usable = np.flatnonzero(chosen[form.options])
    order = usable[np.lexsort((form.way[usable], form.rows[usable]))]
    first = order[np.unique(form.rows[order], return_index=True)[1]]
    reached = form.at[first]
    pairs = _keys(inst.reach.demand.to_numpy(np.int64)[reached], inst.outlet_of_reach[reached], count=count)
    at = np.searchsorted(_keys(*inst.pairs, count=count), pairs)
    values[positions(model.families["served"])[at]] = 1.0
    return values


@dataclass(frozen=True, eq=False)
class Narrowed:
    """
    What the search knows: a plan and what it costs, what no plan can go below, and what no better plan needs.

    Parameters
    ----------
    never
        Options that no better plan opens; shape (options,).
    idle
        The ways that no better plan uses; shape (ways,).
    """

    chosen: Bools
    objective: float
    bound: float
    never: Bools
    idle: Bools


def narrow(form: Median, *, gap: float, seconds: float) -> Narrowed:
    """
    Search for a plan and a bound at once, and leave out what cannot be part of anything better.

    Parameters
    ----------
    gap
        Stop as soon as plan and bound are so near, as a share of the plan's worth.
    seconds
        When to stop at the latest [s].
    """
    began = perf_counter()
    best = exchanged(form, _greedy(form), seconds=0.3 * seconds)
    known = form.worth(best)
    priced = _Priced(form)
    price = centre = form.table.min(axis=1) if not np.isfinite(known) else _second(form, best)
    way, bound, stalled, step = np.zeros(len(price)), -np.inf, 0, 1.0
    never, idle = np.zeros(len(form.cost), bool), np.zeros(len(form.way), bool)
    tried: set[bytes] = set()
    rounds = 0
    while step > 5e-4 and perf_counter() - began < seconds:
        value, slope, regret, chosen = priced.evaluate(price)
        rounds += 1
        if rounds % 10 == 0 and chosen.tobytes() not in tried:
            tried.add(chosen.tobytes())
            trial = exchanged(form, chosen, seconds=0.05 * seconds)
            best, known = (trial, form.worth(trial)) if form.worth(trial) < known else (best, known)
        # an option or a pair that would lift the bound above the plan in hand is in no better one
        too_much = known + 1e-7 * max(1.0, abs(known))
        never |= value - regret > too_much
        idle |= value + np.maximum(form.way - price[form.rows], 0.0) + np.maximum(-regret, 0.0)[form.options] > too_much
        stalled = 0 if value > bound + 1e-5 * abs(bound) or not np.isfinite(bound) else stalled + 1
        bound, centre = (value, price) if value > bound else (bound, centre)
        if bound >= known - gap * abs(known) or not slope.any():
            break
        if stalled >= 15:
            step, stalled, price, way = step / 2.0, 0, centre, np.zeros(len(price))
            continue
        way = slope + 0.5 * way
        target = known if np.isfinite(known) else bound + 0.05 * abs(bound)
        price = price + step * max(target - value, 1e-6 * abs(value)) / float(way @ way + 1e-300) * way
    return Narrowed(best, known + form.constant, bound + form.constant, never, idle | never[form.options])


class _Priced:
    """The question without the rows that ask for everybody to be served, at given prices for serving."""

    def __init__(self, form: Median) -> None:
        self.form = form
        self.choice = Choice(form.side, form.limit)

    def evaluate(self, price: Floats) -> tuple[float, Floats, Floats, Bools]:
        """
        The bound at these prices, its slope (demand,), what each option earns beyond its price and its part of the side rows (options,),
        and the options chosen (options,).
        """
        form = self.form
        earns = np.maximum(price[form.rows] - form.way, 0.0)
        profit = np.bincount(form.options, earns, len(form.cost)) - form.cost
        solved = self.choice.solve(profit)
        if solved is None:  # the side rows clash: the solver will say so
            return -np.inf, np.zeros(len(price)), np.zeros(len(profit)), np.zeros(len(profit), bool)
        share, dual = solved
        # from the duals and not from the program's own value: so it is a bound however exactly the program was solved
        regret = np.asarray(profit - form.side.T @ dual, float)
        value = float(price.sum() - dual @ form.limit - np.maximum(regret, 0.0).sum())
        serving = (earns > 0) * share[form.options]
        served: Floats = np.asarray(np.bincount(form.rows, serving, len(price)), float)
        return value, 1.0 - served, regret, share > 0.5


def _second(form: Median, chosen: Bools) -> Floats:
    """Prices to begin with: the way to the second nearest of a plan's sites; shape (demand,)."""
    ways = np.sort(form.table[:, chosen], axis=1)
    return np.where(ways[:, min(1, ways.shape[1] - 1)] >= form.far, ways[:, 0], ways[:, min(1, ways.shape[1] - 1)])


def _greedy(form: Median) -> Bools:
    """Open what helps most, one after another, as long as the side rows allow and it helps."""
    chosen = np.zeros(len(form.cost), bool)
    now = np.full(form.whole, form.far)
    used = np.zeros(len(form.limit))
    columns = form.side.tocsc()
    while True:
        gain = np.maximum(now[:, None] - form.table, 0.0).sum(axis=0) - form.cost
        gain[chosen] = -np.inf
        for option in np.argsort(-gain)[:50].tolist():
            added = columns[:, [option]].toarray().ravel()
            # rows that ask for enough hold at the end, not on the way
            if (gain[option] > 0 or not form.holds(chosen)) and (used + added <= np.maximum(form.limit, used) + 1e-9).all():
                break
        else:
            return chosen
        chosen[option], used = True, used + added
        now = np.minimum(now, form.table[:, option])


def exchanged(form: Median, chosen: Bools, *, seconds: float) -> Bools:
    """
    Exchange one open option for another, open one more or close one, as long as that helps.

    Teitz and Bart (1968), Operations Research 16, 955-961, with all exchanges valued at once as Whitaker (1983), INFOR 21, 95-108, does.
    """
    began, chosen = perf_counter(), chosen.copy()
    while perf_counter() - began < seconds and chosen.any():
        change = _exchanges(form, chosen)
        order = np.argsort(change, axis=None)[:200]
        for at in order.tolist():
            gone, new = divmod(at, change.shape[1])
            if change.flat[at] >= -1e-9 * form.far / FAR:
                return chosen
            trial = chosen.copy()
            if gone < chosen.sum():
                trial[np.flatnonzero(chosen)[gone]] = False
            if new < len(chosen):
                trial[new] = True
            if form.holds(trial):
                chosen = trial
                break
        else:
            return chosen
    return chosen


def _exchanges(form: Median, chosen: Bools) -> Floats:
    """By how much the cost changes where one is closed (rows; last: none) and one opened (columns; last: none)."""
    opened = np.flatnonzero(chosen)
    ways = form.table[:, opened]
    order = np.argsort(ways, axis=1)[:, :2]
    first = np.take_along_axis(ways, order[:, :1], axis=1)
    second = np.take_along_axis(ways, order[:, 1:2], axis=1) if len(opened) > 1 else np.full((form.whole, 1), form.far)
    with_none = np.hstack([form.table, np.full((form.whole, 1), form.far)])
    gain = np.maximum(first - with_none, 0.0).sum(axis=0)
    mine = sparse.csr_array((np.ones(form.whole), (order[:, 0], np.arange(form.whole))), shape=(len(opened), form.whole))
    lost = mine @ (np.clip(with_none, first, second) - first)
    price = np.append(form.cost, 0.0)
    change = np.vstack([lost - form.cost[opened][:, None], np.zeros((1, len(price)))]) - gain + price
    change[:, opened] = np.inf
    change[-1, -1] = np.inf
    return np.asarray(change)
