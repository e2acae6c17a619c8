"""
Branch and bound over what is open, with the bounds of prices.

The solver knows every flow and so carries a large program from node to node; prices know the people alone, which is far less. Beasley, J.
(1988), An algorithm for solving large capacitated warehouse location problems, European Journal of Operational Research 33, 314-325.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from time import perf_counter

import numpy as np

from siting.instance.instance import Floats
from siting.solve.search.ascent import Ascent
from siting.solve.search.assigned import assigned
from siting.solve.search.draft import Bools
from siting.solve.search.median import Median
from siting.solve.search.priced import Priced, Round


@dataclass(frozen=True, eq=False)
class Branched:
    """The best plan found, the share of each way that it uses, what it costs, and what no plan can go below."""

    chosen: Bools
    flows: Floats
    objective: float
    bound: float


@dataclass(frozen=True, eq=False)
class _Node:
    """Plans with some options open and some closed for good, and prices that bound them well."""

    low: Floats
    high: Floats
    price: Floats
    first: bool = False


class Tree:
    """
    The search, best bounds first.

    Parameters
    ----------
    best
        The plan in hand and what it costs; infinite where there is none.
    gap
        Plans that are better by less than this share are not looked for.
    """

    def __init__(self, form: Median, best: Branched, *, gap: float) -> None:
        self.form, self.priced, self.best = form, Priced(form), best
        self.gap = max(gap, 1e-7)
        self._costs: dict[bytes, float] = {}

    def search(self, price: Floats, *, seconds: float) -> Branched:
        """Look at all plans, or as far as the time allows."""
        began, number = perf_counter(), count()
        options = len(self.form.cost)
        waiting = [(-np.inf, next(number), _Node(np.zeros(options), np.ones(options), price, first=True))]
        given_up = np.inf
        while waiting and perf_counter() - began < seconds:
            bound, _, node = heappop(waiting)
            if bound >= self._enough:
                given_up = min(given_up, bound)
                continue
            found, children = self._explored(node, bound)
            if not children:
                given_up = min(given_up, found)
            for child in children:
                heappush(waiting, (found, next(number), child))
        lower = min([given_up, self.best.objective, *(bound for bound, _, _ in waiting)])
        return Branched(self.best.chosen, self.best.flows, self.best.objective, self.form.at_least(lower))

    @property
    def _enough(self) -> float:
        """A bound from which on nothing is looked for."""
        known = self.best.objective
        return min(known - self.gap * max(1.0, abs(known)), self.form.above(known)) if np.isfinite(known) else np.inf

    def _explored(self, node: _Node, bound: float) -> tuple[float, list[_Node]]:
        """The bound of a node, infinite where it has no plan, and the two that it falls into; none where it is done with."""
        low, high = node.low.copy(), node.high.copy()
        ascent, found, mean = self._priced_at(node, low, high)
        if found is None:
            return np.inf, []
        bound = max(ascent.bound, bound)
        if bound >= self._enough:
            return bound, []
        if found.total - found.earned @ (found.share > 0.5) < self.best.objective:
            self._cost(found.share > 0.5)
        free = np.flatnonzero(low < high)
        if not free.size:
            # one plan is left, and what it costs is the bound
            return max(self._cost(low > 0.5), bound), []
        option = free[np.argmin(np.abs(mean[free] - 0.5))]
        shut, opened = high.copy(), low.copy()
        shut[option], opened[option] = 0.0, 1.0
        return bound, [_Node(low, shut, ascent.centre), _Node(opened, high, ascent.centre)]

    def _priced_at(self, node: _Node, low: Floats, high: Floats) -> tuple[Ascent, Round | None, Floats]:
        """
        Prices that bound a node, what the relaxation says at the last of them, None where it has no plan, and how far each option is chosen
        on average; what is found to be open or closed for good is noted in `low` and `high`.
        """
        ascent = Ascent(node.price, patience=10 if node.first else 4)
        # the prices of a node are near to those of the one before it
        ascent.step, last = (1.0, 1e-3) if node.first else (0.25, 0.02)
        mean, rounds, found = low, 0, None
        while ascent.step > last:
            found = self.priced.evaluate(ascent.price, low, high)
            if found is None:
                break
            self._fix(found, low, high)
            rounds, mean = rounds + 1, mean + (found.share - mean) / (rounds + 1)
            ascent.see(found.value)
            if ascent.bound >= self._enough or not found.slope.any():
                break
            ascent.move(found.value, found.slope, self.best.objective)
        return ascent, found, mean

    def _fix(self, found: Round, low: Floats, high: Floats) -> None:
        """Open and close for good what every better plan of this node opens and closes; in place."""
        above, free = self.form.above(self.best.objective), low < high
        high[free & found.never(above)] = 0.0
        low[free & found.always(above) & (high > 0)] = 1.0

    def _cost(self, chosen: Bools) -> float:
        """What a plan costs; it is kept where it is better."""
        key = chosen.tobytes()
        if key not in self._costs:
            self._costs[key], flows = assigned(self.form, chosen)
            if self._costs[key] < self.best.objective:
                self.best = Branched(chosen, flows, self._costs[key], -np.inf)
        return self._costs[key]
