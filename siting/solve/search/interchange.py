"""Plans in which everybody goes to the nearest of what is open: opened one after another, then exchanged."""

from __future__ import annotations

from time import perf_counter

import numpy as np
from scipy import sparse

from siting.instance.instance import Floats
from siting.solve.search.draft import Bools
from siting.solve.search.median import Median

FAR = 1e3
"""Not being able to go counts as so many times the longest way, until everybody can."""


class Table:
    """
    The ways of a question as a table, far where there is none.

    Parameters
    ----------
    form
        A question without capacities.
    """

    def __init__(self, form: Median) -> None:
        self.form = form
        self.far = FAR * max(float(form.way.max(initial=0.0)), 1.0)
        self.ways = np.full((len(form.need), len(form.cost)), self.far)
        way, member = form.by_member
        self.ways[form.rows[way], form.members.option[member]] = form.way[way]
        self.columns = form.side.tocsc()

    def worth(self, chosen: Bools) -> float:
        """What a plan costs; infinite where it leaves somebody unserved or breaks a row."""
        if not chosen.any() or not self.form.keeps_to(chosen):
            return np.inf
        nearest = self.ways[:, chosen].min(axis=1)
        return np.inf if nearest.max() >= self.far else float(self.form.cost @ chosen + nearest.sum())

    def second(self, chosen: Bools) -> Floats:
        """The way to the second nearest of what is open, to the nearest where there is no other; shape (demand,)."""
        ways = np.sort(self.ways[:, chosen], axis=1)
        next_best = ways[:, min(1, ways.shape[1] - 1)]
        return np.where(next_best >= self.far, ways[:, 0], next_best)


def greedy(table: Table) -> Bools:
    """Open what helps most, one after another, as long as the side rows allow and it helps."""
    form = table.form
    chosen, used = np.zeros(len(form.cost), bool), np.zeros(len(form.limit))
    now = np.full(len(form.need), table.far)
    while True:
        gain = np.maximum(now[:, None] - table.ways, 0.0).sum(axis=0) - form.cost
        gain[chosen] = -np.inf
        for option in np.argsort(-gain)[:50].tolist():
            added = table.columns[:, [option]].toarray().ravel()
            # rows that ask for enough hold at the end, not on the way
            if (gain[option] > 0 or not form.keeps_to(chosen)) and (used + added <= np.maximum(form.limit, used) + 1e-9).all():
                break
        else:
            return chosen
        chosen[option], used = True, used + added
        now = np.minimum(now, table.ways[:, option])


def exchanged(table: Table, chosen: Bools, *, seconds: float) -> Bools:
    """
    Exchange one open option for another, open one more or close one, as long as that helps.

    Teitz and Bart (1968), Operations Research 16, 955-961, with all exchanges valued at once as Whitaker (1983), INFOR 21, 95-108, does.
    """
    began, chosen = perf_counter(), chosen.copy()
    while perf_counter() - began < seconds and chosen.any():
        change = _exchanges(table, chosen)
        order = np.argsort(change, axis=None)[:200]
        for at in order.tolist():
            gone, new = divmod(at, change.shape[1])
            if change.flat[at] >= -1e-9 * table.far / FAR:
                return chosen
            trial = chosen.copy()
            if gone < chosen.sum():
                trial[np.flatnonzero(chosen)[gone]] = False
            if new < len(chosen):
                trial[new] = True
            if table.form.keeps_to(trial):
                chosen = trial
                break
        else:
            return chosen
    return chosen


def _exchanges(table: Table, chosen: Bools) -> Floats:
    """By how much the cost changes where one is closed (rows; last: none) and one opened (columns; last: none)."""
    form, opened = table.form, np.flatnonzero(chosen)
    whole, far = len(form.need), np.full((len(form.need), 1), table.far)
    ways = table.ways[:, opened]
    order = np.argsort(ways, axis=1)[:, :2]
    first = np.take_along_axis(ways, order[:, :1], axis=1)
    second = np.take_along_axis(ways, order[:, 1:2], axis=1) if len(opened) > 1 else far
    with_none = np.hstack([table.ways, far])
    gain = np.maximum(first - with_none, 0.0).sum(axis=0)
    mine = sparse.csr_array((np.ones(whole), (order[:, 0], np.arange(whole))), shape=(len(opened), whole))
    lost = mine @ (np.clip(with_none, first, second) - first)
    price = np.append(form.cost, 0.0)
    change = np.vstack([lost - form.cost[opened][:, None], np.zeros((1, len(price)))]) - gain + price
    change[:, opened] = np.inf
    change[-1, -1] = np.inf
    return np.asarray(change)
