"""Plans made of what a relaxation chooses, round by round."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import Protocol

import numpy as np

from siting.instance.instance import Floats
from siting.solve.search.assigned import assigned
from siting.solve.search.draft import Bools
from siting.solve.search.interchange import Table, exchanged, greedy
from siting.solve.search.median import Median, shortest
from siting.solve.search.priced import Round


class Proposals(Protocol):
    """
    Plans that are looked for while the prices move.

    Attributes
    ----------
    best, known
        The best plan yet, shape (options,), and what it costs; infinite where there is none.
    """

    best: Bools
    known: float

    @property
    def prices(self) -> Floats:
        """Prices to begin with; shape (demand,)."""
        ...

    @property
    def flows(self) -> Floats:
        """The share of each way that the best plan uses; shape (ways,)."""
        ...

    def see(self, found: Round) -> None:
        """Look at what the relaxation says in one more round."""
        ...


class Exchanged:
    """
    Plans without capacities: everybody goes to the nearest, and what is open is exchanged as long as that helps.

    Besides, the plan in hand is shaken: some of what is open gives way to any others, one more each time that it did not help (Hansen and
    Mladenovic 1997, Location Science 5, 207-226).
    """

    EVERY, SHAKES = 10, 3
    """After how many rounds plans are made, and how many of them by shaking."""

    def __init__(self, form: Median, seconds: float) -> None:
        self.form, self.table, self.seconds = form, Table(form), seconds
        self.best = exchanged(self.table, greedy(self.table), seconds=0.3 * seconds)
        self.known = self.table.worth(self.best)
        self._rounds, self._spent, self._tried = 0, 0.0, set[bytes]()
        self._rng, self._depth = np.random.default_rng(0), 2

    @property
    def prices(self) -> Floats:
        return self.table.second(self.best) if np.isfinite(self.known) else self.table.ways.min(axis=1)

    @property
    def flows(self) -> Floats:
        return assigned(self.form, self.best)[1]

    def see(self, found: Round) -> None:
        self._rounds += 1
        if self._rounds % self.EVERY or self._spent > 0.5 * self.seconds:
            return
        began, chosen = perf_counter(), found.share > 0.5
        if chosen.tobytes() not in self._tried:
            self._tried.add(chosen.tobytes())
            self._try(chosen)
        for _ in range(self.SHAKES):
            better = self._try(self._shaken())
            self._depth = 2 if better or self._depth > max(3, self.best.sum() // 2) else self._depth + 1
        self._spent += perf_counter() - began

    def _try(self, chosen: Bools) -> bool:
        trial = exchanged(self.table, chosen, seconds=0.05 * self.seconds)
        cost = self.table.worth(trial)
        better = cost < self.known
        if better:
            self.best, self.known = trial, cost
        return better

    def _shaken(self) -> Bools:
        chosen = self.best.copy()
        opened, closed = np.flatnonzero(chosen), np.flatnonzero(~chosen)
        count = min(self._depth, len(opened), len(closed))
        chosen[self._rng.choice(opened, count, replace=False)] = False
        chosen[self._rng.choice(closed, count, replace=False)] = True
        return chosen


class Packed:
    """
    Plans with capacities: what the relaxation opens most, and as much more as takes everybody; then the best of them with one option
    closed, opened or exchanged, those first of which the prices promise most. Where people go whole, plans are compared as if they could
    be divided, and only the best are settled.
    """

    EVERY, FIRST, NEAR = 20, 100, 10
    """After how many rounds a plan is made, from when on prices are good enough to compare, and how many neighbours are looked at."""

    def __init__(self, form: Median, seconds: float) -> None:
        self.form, self.seconds, self.columns = form, seconds, form.side.tocsc()
        self.best, self.flows, self.known = np.zeros(len(form.cost), bool), np.zeros(len(form.way)), np.inf
        # the best plan and what it costs where people may be divided; `settled` where they may not
        self._centre, self._least, self._settled = self.best, np.inf, np.inf
        self._rounds, self._spent, self._tried = 0, 0.0, set[bytes]()

    @property
    def prices(self) -> Floats:
        return shortest(self.form)

    def see(self, found: Round) -> None:
        self._rounds += 1
        # no more than half of the time is for the plans
        if self._rounds % self.EVERY or self._spent > 0.5 * self.seconds:
            return
        began = perf_counter()
        self._try(self._completed(found))
        if self._rounds >= self.FIRST and np.isfinite(self._least):
            for chosen in self._neighbours(found):
                self._try(chosen)
            self._settle()
        self._spent += perf_counter() - began

    def _settle(self) -> None:
        """Find out what the best plan costs where people go whole."""
        if self.form.undivided and self._least < self._settled:
            self._settled = self._least
            cost, flows = assigned(self.form, self._centre, seconds=0.1 * self.seconds)
            if cost < self.known:
                self.best, self.flows, self.known = self._centre, flows, cost

    def _try(self, chosen: Bools) -> None:
        if chosen.tobytes() in self._tried:
            return
        self._tried.add(chosen.tobytes())
        cost, flows = assigned(self.form, chosen, divided=True, seconds=0.1 * self.seconds)
        if cost < self._least:
            self._centre, self._least = chosen, cost
            if not self.form.undivided:
                self.best, self.flows, self.known = chosen, flows, cost

    def _completed(self, found: Round) -> Bools:
        """The options chosen for more than half, and of the others the best, until the side rows hold."""
        form, chosen = self.form, found.share > 0.5
        used = np.asarray(form.side @ chosen)
        for option in np.lexsort((-found.regret, -found.share)).tolist():
            if form.keeps_to(chosen):
                break
            added = self.columns[:, [option]].toarray().ravel()
            if not chosen[option] and (used + added <= np.maximum(form.limit, used) + 1e-9).all():
                chosen[option], used = True, used + added
        return chosen

    def _neighbours(self, found: Round) -> Iterator[Bools]:
        """The best plan with one option closed, opened or exchanged, as far as it may cost less."""
        centre, looked = self._centre, 0
        opened, closed = np.append(np.flatnonzero(centre), -1), np.append(np.flatnonzero(~centre), -1)
        earned = np.append(found.earned, 0.0)  # the last stands for none
        least = found.total - found.earned @ centre + earned[opened][:, None] - earned[closed]
        promising = np.flatnonzero(least.ravel() < self._least)
        for at in promising[np.argsort(least.ravel()[promising])].tolist():
            gone, new = opened[at // len(closed)], closed[at % len(closed)]
            chosen = np.append(centre, False)
            chosen[gone], chosen[new] = False, new >= 0
            if chosen[:-1].tobytes() in self._tried or not self.form.keeps_to(chosen[:-1]):
                continue
            looked += 1
            if looked > self.NEAR:
                return
            yield chosen[:-1]
