"""Plans of least cost that cover everybody: a plan is taken apart and mended, and who is often left out counts for more and more."""

from __future__ import annotations

from time import perf_counter

import numpy as np
from scipy import sparse

from siting.instance.instance import Floats, Ints
from siting.solve.search.covering import Covering
from siting.solve.search.draft import Bools


def reweighted(question: Covering, chosen: Bools, *, enough: float, seconds: float, patience: int, seed: int = 0) -> Bools:
    """
    A cheaper plan that covers everybody, or the one in hand; shape (options,).

    One option is closed, then options are opened at people left out, drawn by lot, until the plan would cost as much as the best known;
    whoever is left out then gains in weight. Gao, Weise and Li (2015), An efficient local search heuristic with row weighting for the
    unicost set covering problem, European Journal of Operational Research 246, 750-761; with prices, an option counts by weight for
    money. The same seed gives the same plan unless the time runs out first.

    Parameters
    ----------
    chosen
        A plan that covers everybody; shape (options,).
    enough
        Stop at a plan that costs no more.
    seconds
        When to stop at the latest [s].
    patience
        After how many steps without a better plan to stop.
    """
    began, cover = perf_counter(), Cover(question, chosen, seed)
    best, least, since = chosen, float(question.cost @ chosen), 0
    while since < patience and least > enough and perf_counter() - began < seconds:
        since += 1
        while not cover.missing.size:
            cover.prune()
            best, least, since = cover.chosen.copy(), cover.spent, 0
            cover.close()
        cover.close(but=cover.last)
        cover.mend(least)
    return best


class Cover:
    """
    A set of open options, what each is worth to those who count, and how much they do.

    `score` is, for an option that is closed, the weight of those who would be covered by it anew; for one that is open, minus the weight
    of those that it alone covers; shape (options,).
    """

    def __init__(self, question: Covering, chosen: Bools, seed: int) -> None:
        self.cost, covers = question.cost, question.covers
        self._people_of, self._options_of = _lists(covers), _lists(covers.T.tocsr())
        self.chosen: Bools = np.zeros(len(self.cost), bool)
        self.times: Ints = np.zeros(covers.shape[1], np.int64)
        self.weight: Floats = np.ones(covers.shape[1])
        self.score: Floats = np.asarray(covers.sum(axis=1), float).ravel()
        self.last = -1
        self._allowed: Bools = np.ones(len(self.cost), bool)
        self._since: Ints = np.zeros(len(self.cost), np.int64)
        self._step, self._rng = 0, np.random.default_rng(seed)
        for option in np.flatnonzero(chosen).tolist():
            self._open(option)

    @property
    def missing(self) -> Ints:
        """Who is covered by nothing."""
        return np.flatnonzero(self.times == 0)

    @property
    def spent(self) -> float:
        """What the open options cost."""
        return float(self.cost @ self.chosen)

    def prune(self) -> None:
        """Close what nobody needs, the dearest first."""
        spare = np.flatnonzero(self.chosen & (self.score > -1e-9))
        for option in spare[np.argsort(-self.cost[spare], kind="stable")].tolist():
            if self.score[option] > -1e-9:
                self._close(option)

    def close(self, *, but: int = -1) -> None:
        """Close the open option that is worth least for its price, of several the one that has been open longest."""
        opened = np.flatnonzero(self.chosen)
        opened = opened[opened != but] if opened.size > 1 else opened
        if opened.size:
            self._close(self._pick(opened))

    def mend(self, least: float) -> None:
        """Open options at people left out while the plan stays cheaper than `least`; whom that leaves out counts for more from now on."""
        spent = self.spent
        while (missing := self.missing).size:
            near = self._options_of[int(self._rng.choice(missing))]
            near = near[self._allowed[near] & (spent + self.cost[near] < least - 1e-9)]
            if not near.size:
                break
            option = self._pick(near)
            self._open(option)
            self.last, spent = option, spent + float(self.cost[option])
        missing = self.missing
        self.weight[missing] += 1.0
        for one in missing.tolist():
            self.score[self._options_of[one]] += 1.0

    def _pick(self, among: Ints) -> int:
        """The one that is worth most for its price, of several the one that has not been touched for longest."""
        worth = self.score[among] / self.cost[among]
        top = among[worth >= worth.max() - 1e-12]
        return int(top[np.argmin(self._since[top])])

    def _open(self, option: int) -> None:
        people = self._people_of[option]
        self.chosen[option] = True
        before = self.times[people]
        self.times[people] = before + 1
        self._lose(people[before == 0], -1.0)
        self._lonely(people[before == 1], option, 1.0)
        self.score[option] = -float(self.weight[people[before == 0]].sum())
        self._touched(option)

    def _close(self, option: int) -> None:
        people = self._people_of[option]
        self.chosen[option] = False
        after = self.times[people] - 1
        self.times[people] = after
        self._lose(people[after == 0], 1.0)
        self._lonely(people[after == 1], option, -1.0)
        self.score[option] = float(self.weight[people[after == 0]].sum())
        self._touched(option)
        self._allowed[option] = False

    def _lose(self, people: Ints, sign: float) -> None:
        """Closed options that reach these people are worth more, or less."""
        for one in people.tolist():
            self.score[self._options_of[one]] += sign * self.weight[one]

    def _lonely(self, people: Ints, option: int, sign: float) -> None:
        """The one other open option that covers each of these people is needed less, or more."""
        for one in people.tolist():
            near = self._options_of[one]
            other = near[self.chosen[near] & (near != option)]
            self.score[other] += sign * self.weight[one]

    def _touched(self, option: int) -> None:
        """An option that was closed may be opened again only once something near it has changed: else the same plan comes back."""
        self._step += 1
        self._since[option] = self._step
        for one in self._people_of[option].tolist():
            self._allowed[self._options_of[one]] = True


def _lists(matrix: sparse.csr_array) -> list[Ints]:
    """The columns of each row."""
    return [one.astype(np.int64) for one in np.split(matrix.indices, matrix.indptr[1:-1])]
