"""Towns of middling size, and integer programs written as textbooks write them: from the records, without the project's matrices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from siting.instance.instance import Instance
from tests.model.brute import Row

Terms = Mapping[int, float]


class Book:
    """A program with one variable and one row at a time."""

    def __init__(self) -> None:
        self.high: list[float] = []
        self.whole: list[bool] = []
        self.rows: list[tuple[Terms, float, float]] = []

    def yes(self) -> int:
        """A variable that is 0 or 1."""
        return self.some(1.0, whole=True)

    def some(self, high: float = np.inf, *, whole: bool = False) -> int:
        """A variable from 0."""
        self.high.append(high)
        self.whole.append(whole)
        return len(self.high) - 1

    def row(self, left: Terms, *, low: float = -np.inf, high: float = np.inf) -> None:
        self.rows.append((left, low, high))

    def best(self, worth: Terms, *, most: bool) -> float:
        """The most, or the least, that a sum can be."""
        size = len(self.high)
        cost = np.zeros(size)
        cost[list(worth)] = list(worth.values())
        entries = [(k, v, c) for k, (left, _, _) in enumerate(self.rows) for v, c in left.items()]
        at, columns, values = (np.array(part) for part in zip(*entries, strict=True))
        matrix = sparse.csr_array((values, (at, columns)), shape=(len(self.rows), size))
        kept = LinearConstraint(matrix, [low for _, low, _ in self.rows], [high for *_, high in self.rows])
        found = milp(
            -cost if most else cost, constraints=kept, bounds=Bounds(0.0, np.array(self.high)), integrality=np.array(self.whole),
            options={"mip_rel_gap": 0.0},
        )  # fmt: skip
        assert found.status == 0, found.message
        return float(cost @ found.x)


def times(weights: Iterable[tuple[int, float]]) -> dict[int, float]:
    """A sum in which a variable may be named more than once."""
    total: dict[int, float] = {}
    for variable, weight in weights:
        total[variable] = total.get(variable, 0.0) + weight
    return total


class Town:
    """
    Places and sites on a square of 20 by 20 minutes, all numbers whole.

    Parameters
    ----------
    services
        Each is needed at each place.
    sizes
        Plans for each service at each site, which grow in capacity and cost.
    within
        How far a site's service reaches [min].
    """

    def __init__(
        self, seed: int, *, places: int = 40, sites: int = 6, sizes: int = 2, services: tuple[str, ...] = ("clinic",), within: int = 9
    ) -> None:
        rng = np.random.default_rng(4_000 + seed)
        here, there = rng.integers(0, 21, (places, 2)), rng.integers(0, 21, (sites, 2))
        self.minutes = abs(here[:, None] - there).sum(axis=2).astype(float)
        self.apart = abs(there[:, None] - there).sum(axis=2).astype(float)
        self.within, self.sites, self.rng = within, sites, rng
        self.demand = pd.DataFrame([{"place": p, "service": s} for s, p in product(services, range(places))])
        self.demand["need"] = rng.integers(1, 60, len(self.demand)).astype(float)
        self.demand["community"] = [f"c{p % 7}" for p in self.demand.place]
        each = self.demand.need.sum() / len(services) / sites
        plans = [
            {"site": j, "service": s, "room": j * len(services) + k, "size": size}
            for j, (k, s), size in product(range(sites), enumerate(services), range(1, sizes + 1))
        ]
        self.options = pd.DataFrame(plans)
        self.options["capacity"] = np.round(each * self.options["size"] * rng.uniform(0.4, 0.9, len(plans)))
        self.options["capital"] = (2.0 + 3.0 * self.options["size"] + rng.integers(0, 4, len(plans))).round()

    def way(self, row: Row, plan: Row) -> float:
        """How far a demand row has to a plan [min]."""
        return float(self.minutes[row["place"], plan["site"]] - plan.get("saves", 0.0))

    def instance(self) -> Instance:
        """The tables; one row of reach for each pair of a service within reach."""
        both = [
            {"demand": i, "option": j, "minutes": self.way(row, plan), "metres": 80.0 * self.way(row, plan)}
            for (i, row), (j, plan) in product(enumerate(self.demand.to_dict("records")), enumerate(self.options.to_dict("records")))
            if row["service"] == plan["service"] and self.minutes[row["place"], plan["site"]] <= self.within
        ]
        pairs = [(a, b) for a, b in product(range(self.sites), repeat=2) if a != b]
        apart = pd.DataFrame([{"site": a, "other": b, "minutes": self.apart[a, b], "metres": 80.0 * self.apart[a, b]} for a, b in pairs])
        return Instance(self.demand, self.options, pd.DataFrame(both), apart)


class Plans(Book):
    """
    A book with a variable for each option and one for each demand row and site whose service reaches it in its phase.

    Parameters
    ----------
    whole
        Whether nobody's need is divided.
    """

    def __init__(self, town: Town, *, whole: bool = False) -> None:
        super().__init__()
        self.options: list[Row] = town.options.to_dict("records")
        self.demand: list[Row] = town.demand.to_dict("records")
        self.x = [self.yes() for _ in self.options]
        self.reached: dict[tuple[int, int], list[int]] = {}
        for (i, row), (j, plan) in product(enumerate(self.demand), enumerate(self.options)):
            works = plan.get("opens", 0) <= row.get("phase", 0) < plan.get("closes", 9999)
            if row["service"] == plan["service"] and works and town.minutes[row["place"], plan["site"]] <= town.within:
                self.reached.setdefault((i, plan["site"]), []).append(j)
        self.way = {(i, s): float(town.minutes[self.demand[i]["place"], s]) for i, s in self.reached}
        self.z = {link: self.some(1.0, whole=whole) for link in self.reached}
        for i in range(len(self.demand)):
            self.row(self.of(i), high=1.0)
        for link, plans in self.reached.items():
            self.row(times([(self.z[link], 1.0), *((self.x[j], -1.0) for j in plans)]), high=0.0)

    def of(self, row: int) -> dict[int, float]:
        """How much of a demand row is served."""
        return {v: 1.0 for (i, _), v in self.z.items() if i == row}

    def one_a_room(self) -> None:
        for room in {plan["room"] for plan in self.options}:
            self.row({self.x[j]: 1.0 for j, plan in enumerate(self.options) if plan["room"] == room}, high=1.0)

    def outlets(self) -> dict[tuple[int, str, int], list[int]]:
        """The options of each site, service and phase."""
        found: dict[tuple[int, str, int], set[int]] = {}
        for (i, s), plans in self.reached.items():
            row = self.demand[i]
            found.setdefault((s, row["service"], row.get("phase", 0)), set()).update(plans)
        return {outlet: sorted(plans) for outlet, plans in found.items()}

    def load(self, outlet: tuple[int, str, int]) -> dict[int, float]:
        """What an outlet serves."""
        site, service, phase = outlet
        mine = [(i, v) for (i, s), v in self.z.items() if s == site]
        return {
            v: self.demand[i]["need"] for i, v in mine if (self.demand[i]["service"], self.demand[i].get("phase", 0)) == (service, phase)
        }

    def capacities(self) -> None:
        for outlet, plans in self.outlets().items():
            held = [(self.x[j], -self.options[j]["capacity"]) for j in plans]
            self.row(times([*self.load(outlet).items(), *held]), high=0.0)

    def total(self, column: str) -> dict[int, float]:
        """A column of options, summed over what is chosen."""
        return {self.x[j]: float(plan[column]) for j, plan in enumerate(self.options)}

    def served(self, service: str | None = None) -> dict[int, float]:
        """The need that is served."""
        return {v: self.demand[i]["need"] for (i, _), v in self.z.items() if service in (None, self.demand[i]["service"])}
