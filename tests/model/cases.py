"""The records of a tiny instance, and a small program of who is served by one plan of it, written from the records alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from siting.instance.instance import Instance
from tests.model.brute import Row

Plan = tuple[int, ...]
Scene = tuple[int, str]
Outlet = tuple[Scene, int, str, frozenset[int]]
"""A phase and projection, a site, a service, and the demand rows that are reached."""
Expression = dict[int, float]
"""What each variable counts, by number; -1 is the constant."""
Flows = Mapping[tuple[int, int], float]
"""The share of a demand row that an option serves."""
EDGE = 1e-7
"""What money and counts may be missed by."""
FINE = 1e-9
"""What the rows of a program may be missed by; more where flows are pinned, which come from another program."""


def standard(text: str) -> tuple[float, str]:
    """A limit such as 5 min, and the column that it limits."""
    amount, unit = text.split()
    return float(amount), {"m": "metres", "min": "minutes"}[unit]


def scaled(one: Expression, by: float) -> Expression:
    return {v: c * by for v, c in one.items()}


def added(*parts: Expression) -> Expression:
    total: Expression = {}
    for part in parts:
        for v, c in part.items():
            total[v] = total.get(v, 0.0) + c
    return total


@dataclass(frozen=True)
class Books:
    """The tables as records."""

    instance: Instance
    shared: bool

    @cached_property
    def options(self) -> list[Row]:
        return self.instance.options.to_dict("records")

    @cached_property
    def demand(self) -> list[Row]:
        return self.instance.demand.to_dict("records")

    @cached_property
    def reached(self) -> dict[int, list[int]]:
        """The demand rows that each option reaches."""
        found: dict[int, list[int]] = {j: [] for j in range(len(self.options))}
        for i, j in zip(self.instance.reach.demand.tolist(), self.instance.reach.option.tolist(), strict=True):
            found[j].append(i)
        return found

    @cached_property
    def scenes(self) -> list[Scene]:
        return sorted({(row["phase"], row["projection"]) for row in self.demand})

    @cached_property
    def phases(self) -> list[int]:
        return sorted({row["phase"] for row in self.demand})

    @cached_property
    def ways(self) -> dict[tuple[int, int], Row]:
        """The row of reach for each demand row and option."""
        return {(row["demand"], row["option"]): row for row in self.instance.reach.to_dict("records")}

    def operates(self, j: int, phase: int) -> bool:
        return bool(self.options[j]["opens"] <= phase < self.options[j]["closes"])

    def first(self, j: int) -> int | None:
        """The first phase in which an option operates."""
        return next((phase for phase in self.phases if self.operates(j, phase)), None)

    def value(self, j: int, column: str, phase: int) -> float:
        """What a column says of an option in a phase; what is paid once is paid in the first."""
        named = f"{column}.{phase}"
        if named in self.options[j]:
            return float(self.options[j][named]) if self.operates(j, phase) else 0.0
        counts = phase == self.first(j) if column in ("capital", "site_capital") else self.operates(j, phase)
        return float(self.options[j][column]) if counts else 0.0

    def spent(self, plan: Plan, of: str, *, buildings: bool = True, phases: Sequence[int] | None = None) -> float:
        """What these plans cost, in some phases or in all; a building is paid with the first plan that opens there."""
        asked = self.phases if phases is None else phases
        total = sum(self.value(j, of, phase) for j in plan for phase in asked)
        if of == "operating" or not buildings:
            return total
        paid = [(self.options[j]["site"], self.first(j), self.options[j]["site_capital"]) for j in plan if self.first(j) is not None]
        if not self.shared:
            return float(total + sum(price for _, phase, price in paid if phase in asked))
        for site in {site for site, _, price in paid if price}:
            phase, price = min((phase, price) for one, phase, price in paid if one == site and price)
            total += price if phase in asked else 0.0
        return float(total)


class Case:
    """
    One plan, and a program of who is served by it.

    Parameters
    ----------
    limited
        Whether some rule says who is served, so that not all within reach need be.
    """

    def __init__(self, books: Books, plan: Plan, *, limited: bool = False) -> None:
        self.books, self.plan, self.limited = books, plan, limited
        self.missed: Expression = {}
        self.edge = FINE
        self.low: list[float] = []
        self.high: list[float] = []
        self.whole: list[bool] = []
        self.rows: list[tuple[Expression, float, float]] = []
        self.outlets: dict[Outlet, list[int]] = {}
        for scene, j in product(books.scenes, plan):
            if books.operates(j, scene[0]):
                here = frozenset(i for i in books.reached[j] if (books.demand[i]["phase"], books.demand[i]["projection"]) == scene)
                key = (scene, books.options[j]["site"], books.options[j]["service"], here)
                self.outlets.setdefault(key, []).append(j)
        self.flow = {(i, outlet): self.variable(0.0, 1.0) for outlet in self.outlets for i in sorted(outlet[3])}
        for i in {i for i, _ in self.flow}:
            self.row({v: 1.0 for (one, _), v in self.flow.items() if one == i}, -np.inf, 1.0)

    def variable(self, low: float, high: float, *, whole: bool = False) -> int:
        """A new variable's number."""
        self.low.append(low)
        self.high.append(high)
        self.whole.append(whole)
        return len(self.low) - 1

    def row(self, left: Expression, low: float, high: float) -> None:
        constant = left.get(-1, 0.0)
        self.rows.append(({v: c for v, c in left.items() if v >= 0}, low - constant, high - constant))

    def aim(self, left: Expression, least: float, price: float | None) -> None:
        """A target: it is met, or what is missed has its price."""
        if price is not None:
            short = self.variable(0.0, np.inf)
            self.missed[short] = price
            left = left | {short: 1.0}
        self.row(left, least, np.inf)

    def load(self, outlet: Outlet) -> Expression:
        """What an outlet serves."""
        return {v: float(self.books.demand[i]["need"]) for (i, one), v in self.flow.items() if one == outlet}

    def way(self, i: int, outlet: Outlet, unit: str) -> float:
        """How far a demand row has to an outlet."""
        return min(float(self.books.ways[i, j][unit]) for j in self.outlets[outlet])

    def pin(self, flows: Flows) -> None:
        """Serve people as these flows do, which come from options."""
        self.edge = EDGE
        for (i, outlet), v in self.flow.items():
            share = sum(flows.get((i, j), 0.0) for j in self.outlets[outlet])
            if self.whole[v]:
                assert abs(share - round(share)) <= 1e-6, "divided among several"
            # a piece may have closed this way before; then it stays closed
            self.low[v], self.high[v] = max(share - 1e-6, 0.0), min(share, self.high[v]) + 1e-6
            self.whole[v] = False

    def best(self, worth: Expression, *, sense: str) -> float | None:
        """The best that an expression can be; None where some row cannot be kept."""
        size = max(len(self.low), 1)
        matrix, constant = np.zeros((len(self.rows), size)), worth.get(-1, 0.0)
        for k, (left, _, _) in enumerate(self.rows):
            for v, c in left.items():
                matrix[k, v] += c
        low, high = np.array([row[1] for row in self.rows]), np.array([row[2] for row in self.rows])
        if not matrix.any() and ((low > 1e-6).any() or (high < -1e-6).any()):
            return None
        cost = np.zeros(size)
        for v, c in worth.items():
            if v >= 0:
                cost[v] += c if sense == "min" else -c
        bounds = Bounds(np.array(self.low or [0.0]), np.array(self.high or [0.0]))
        kept = LinearConstraint(matrix, low - self.edge, high + self.edge) if self.rows else ()
        solved = milp(cost, constraints=kept, bounds=bounds, integrality=np.array(self.whole or [False]), options={"mip_rel_gap": 0.0})
        assert solved.status in (0, 2), solved.message
        return None if solved.status else float((1.0 if sense == "min" else -1.0) * solved.fun + constant)
