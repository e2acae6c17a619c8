"""Who an option would serve if it could choose: those who bring most for the room they take."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.instance.instance import Floats, Ints


@dataclass(frozen=True, eq=False)
class Takers:
    """
    Options that fill themselves from queues of people; the sizes of one outlet share its queue.

    Parameters
    ----------
    queue
        The queue of each taker, numbered from 0; shape (takers,).
    holds
        How much each taker has room for, infinite where nothing limits it; shape (takers,).
    queues
        How many queues there are.
    """

    queue: Ints
    holds: Floats
    queues: int

    @property
    def limited(self) -> bool:
        """Whether any of them has a limit."""
        return bool(np.isfinite(self.holds).any())


class Filled:
    """
    max  sum_k brings_k z_k   subject to   sum_k takes_k z_k <= holds,   0 <= z <= 1

    for each taker, over the entries k of its queue: a knapsack whose things may be cut, solved by Dantzig (1957), Operations Research 5,
    266-288.

    Parameters
    ----------
    queue, takes, brings
        Of each entry its queue, the room that it takes and what it brings, not negative; shape (entries,).

    Attributes
    ----------
    profit
        What each taker's filling brings; shape (takers,).
    rent
        What a little more room would bring each taker, per unit of it; shape (takers,).
    """

    def __init__(self, takers: Takers, queue: Ints, takes: Floats, brings: Floats) -> None:
        self.takers, self.queue = takers, queue
        if not takers.limited:
            self.profit = np.asarray(np.bincount(queue, brings, takers.queues), float)[takers.queue]
            self.rent = np.zeros(len(self.profit))
            return
        density = np.divide(brings, takes, out=np.full(len(brings), np.inf), where=takes > 0)
        self._order = np.lexsort((-density, queue))
        amount = np.concatenate([[0.0], np.cumsum(takes[self._order])])
        value = np.concatenate([[0.0], np.cumsum(brings[self._order])])
        ends = np.concatenate([[0], np.cumsum(np.bincount(queue, minlength=takers.queues))])
        self._first, stop = ends[takers.queue], ends[takers.queue + 1]
        until = np.minimum(amount[self._first] + takers.holds, amount[stop])
        # `last` is the entry that fills the taker up, and finds room in part
        last = np.clip(np.searchsorted(amount, until, side="left") - 1, self._first, np.maximum(stop - 1, self._first))
        some = stop > self._first
        self._last = np.where(some, last, 0)
        width = (amount[1:] - amount[:-1])[self._last] if len(queue) else np.ones(len(some))
        self._part = np.where(some, np.clip((until - amount[self._last]) / np.maximum(width, 1e-300), 0.0, 1.0), 0.0)
        following = value[np.minimum(self._last + 1, len(queue))]
        self.profit = np.where(some, value[self._last] - value[self._first] + (following - value[self._last]) * self._part, 0.0)
        full = some & (amount[self._first] + takers.holds < amount[stop])
        self.rent = np.where(full, density[self._order][self._last], 0.0) if len(queue) else np.zeros(len(some))

    def taken(self, chosen: Floats) -> Floats:
        """How often each entry finds room where the takers are chosen to these shares; shape (entries,)."""
        if not self.takers.limited:
            return np.asarray(np.bincount(self.takers.queue, chosen, self.takers.queues), float)[self.queue]
        # the takers of a queue serve it from its head, each up to its own end: add up how many go beyond each place in it
        some = np.flatnonzero((chosen > 1e-9) & (self._part > 0))
        change = np.zeros(len(self.queue) + 1)
        np.add.at(change, self._first[some], chosen[some])
        np.add.at(change, self._last[some], -chosen[some])
        times = np.cumsum(change)[:-1]
        np.add.at(times, self._last[some], chosen[some] * self._part[some])
        found = np.empty(len(self.queue))
        found[self._order] = times
        return found
