"""Plans that cover most where nothing limits what is served: one option exchanged for another, the best exchange each time."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

import numpy as np
from scipy import sparse

from siting.instance.instance import Floats, Ints
from siting.solve.search.draft import Bools
from siting.solve.search.form import Form

TRIED = 200
"""So many of the best exchanges are looked at, for one that keeps to the side rows."""

WIDE = 10
"""So many side rows are looked at for all exchanges at once; the others exchange by exchange."""


def plain(form: Form) -> bool:
    """Whether coverage and costs are all that counts, and rows tie plans alone."""
    return not (form.capacitated or form.site_cost.size or form.floor.size)


def swapped(form: Form, chosen: Bools, *, enough: float, seconds: float, patience: int, seed: int = 0) -> Bools:
    """
    A better plan, or the one in hand; shape (options,).

    The best of all exchanges is made as long as that helps: Teitz and Bart (1968), Operations Research 16, 955-961. Then a few options
    of the best plan are exchanged for others nearby, by lot, and it begins again: Lourenço, Martin and Stützle (2003), Iterated local
    search, Handbook of Metaheuristics, 320-353. The same seed gives the same plan unless the time runs out first.

    Parameters
    ----------
    chosen
        A plan that keeps to the side rows.
    enough
        Stop at a plan that is worth as much.
    seconds
        When to stop at the latest [s].
    patience
        After how many beginnings without a better plan to stop.
    """
    began, swaps, rng = perf_counter(), _Swaps(form, chosen), np.random.default_rng(seed)
    best, most, since = chosen, swaps.worth, 0
    while True:
        while perf_counter() - began < seconds and swaps.step():
            pass
        since = 0 if swaps.worth > most + 1e-9 * max(1.0, abs(most)) else since + 1
        if swaps.worth >= most:
            best, most = swaps.chosen.copy(), swaps.worth
        # where nothing can be open, there is nothing to exchange
        if since >= patience or most >= enough or perf_counter() - began >= seconds or not best.any():
            return best
        swaps.chosen = best.copy()
        swaps.shake(int(rng.integers(2, 7)), rng)


class _Swaps:
    """A plan that is changed exchange by exchange."""

    def __init__(self, form: Form, chosen: Bools) -> None:
        self.form, self.chosen = form, chosen.copy()
        taker = np.arange(len(form.option))
        by_option = sparse.csr_array((np.ones(len(taker)), (form.option, taker)), shape=(len(form.cost), len(taker)))
        self.covers = sparse.csr_array(by_option @ form.reach[form.outlet])
        self.covers.data = np.minimum(self.covers.data, 1.0)
        self.covered_by = self.covers.T.tocsr()
        # the rows that tie most options, such as a budget or a count, are looked at for all exchanges at once
        wide = np.argsort(-np.diff(form.side.indptr), kind="stable")[:WIDE]
        self.wide, self.slack = np.hstack([form.side[wide].toarray(), np.zeros((len(wide), 1))]), form.limit[wide]

    @property
    def worth(self) -> float:
        return float(self.form.worth @ (self.chosen @ self.covers > 0) - self.form.cost @ self.chosen)

    def step(self) -> bool:
        """Make the best exchange that helps; False where there is none."""
        opened = np.flatnonzero(self.chosen)
        change = self._changes(opened)
        least = 1e-9 * max(1.0, abs(self.worth))
        for gone, new in self._best(change, least):
            if self._made(opened[gone : gone + 1], np.arange(new, min(new + 1, len(self.chosen)))):
                return True
        return False

    def shake(self, times: int, rng: np.random.Generator) -> None:
        """Exchange some neighbouring open options, by lot, for others that reach some of the same people."""
        first = rng.choice(np.flatnonzero(self.chosen), 1)
        around = self._near(self._near(self._near(first)))
        for gone in rng.permutation(around[self.chosen[around]])[:times].tolist():
            near = self._near(np.array([gone]))
            near = near[~self.chosen[near]]
            if near.size:
                self._made(np.array([gone]), rng.choice(near, 1))

    def _near(self, options: Ints) -> Ints:
        """The options that reach some of the people that these reach."""
        people = np.unique(self.covers[options].indices)
        return np.unique(self.covered_by[people].indices).astype(np.int64)

    def _changes(self, opened: Ints) -> Floats:
        """What the plan gains where one is closed (rows; last: none) and one opened (columns; last: none)."""
        form, n = self.form, len(self.form.cost)
        times = self.chosen @ self.covers
        gain = np.append(self.covers @ (form.worth * (times == 0)) - form.cost, 0.0)
        # whom one open option covers alone is lost with it, unless the one that comes covers them, too
        alone = np.flatnonzero(times == 1)
        size = np.diff(self.covered_by.indptr)[alone]
        inside = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        option = self.covered_by.indices[np.repeat(self.covered_by.indptr[alone], size) + inside]
        person = np.repeat(np.arange(len(alone)), size)
        place = np.full(n, -1)
        place[opened] = np.arange(len(opened))
        keeper = np.zeros(len(alone), np.int64)
        keeper[person[self.chosen[option]]] = place[option[self.chosen[option]]]
        worth = form.worth[alone]
        both = np.bincount(keeper[person] * (n + 1) + option, worth[person], (len(opened) + 1) * (n + 1)).reshape(-1, n + 1)
        loss = np.append(np.bincount(keeper, worth, len(opened))[: len(opened)] - form.cost[opened], 0.0)
        change = gain - loss[:, None] + both
        change[:, opened] = -np.inf
        change[-1, -1] = -np.inf
        for row, limit in zip(self.wide, self.slack, strict=True):
            used = row[opened].sum() + row - np.append(row[opened], 0.0)[:, None]
            change[used > limit + 1e-9 * max(1.0, abs(limit))] = -np.inf
        return np.asarray(change)

    def _best(self, change: Floats, least: float) -> Iterator[tuple[int, int]]:
        """The exchanges that help, best first."""
        most = min(TRIED, change.size)
        top = np.argpartition(change, change.size - most, axis=None)[-most:]
        for at in top[np.argsort(-change.flat[top], kind="stable")].tolist():
            if change.flat[at] > least:
                yield divmod(at, change.shape[1])

    def _made(self, gone: Ints, new: Ints) -> bool:
        """Make an exchange, if the side rows hold after it."""
        trial = self.chosen.copy()
        trial[gone], trial[new] = False, True
        limit = self.form.limit
        if (self.form.side @ trial > limit + 1e-9 * np.maximum(1.0, np.abs(limit))).any():
            return False
        self.chosen = trial
        return True
