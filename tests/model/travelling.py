"""Small instances in which travel counts, and every plan for them judged by a program of its own, written from the rules by plain loops."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from siting.instance.instance import Instance
from siting.scenario.future import ALWAYS
from tests.village import random_tables

Row = dict[Any, Any]
Flow = tuple[int, int]
Measure = Callable[["Flows"], float | None]


def journeys(seed: int, *, phases: int = 1, projections: int = 1, services: int = 1, most: int = 7) -> Instance:
    """A random instance in which everybody reaches every site, by ways of 1 to 12 minutes with ties among them."""
    demand, options, _ = random_tables(seed, services=services, places=3, most=most)
    rng = np.random.default_rng(5_000 + seed)
    rows = [
        demand.assign(phase=phase, projection=future, need=rng.integers(0, 8, len(demand)).astype(float))
        for phase, future in product(range(phases), ["", "high"][:projections])
    ]
    whole = pd.concat(rows, ignore_index=True)
    if phases > 1:
        options["opens"] = np.where(options.stays | (options.action == "keep"), ALWAYS, rng.choice([ALWAYS, 0, 1], len(options)))
    minutes = rng.integers(1, 13, (3, int(options.site.max()) + 1)).astype(float)
    reach = [
        {"demand": i, "option": j, "minutes": minutes[row["place"], option["site"]]}
        for i, row in enumerate(whole.to_dict("records"))
        for j, option in enumerate(options.to_dict("records"))
        if row["service"] == option["service"]
    ]
    table = pd.DataFrame(reach, columns=["demand", "option", "minutes"])
    return Instance(whole, options, table.assign(metres=80.0 * table.minutes))


@dataclass(frozen=True)
class Rules:
    """What limits who goes where."""

    capacity: bool = False
    whole: bool = False
    nearest: bool = False
    limit: float = np.inf
    mean: float = np.inf
    most_load: float = 1.0


class Flows:
    """All ways in which the people of an instance can be served by a plan under some rules."""

    def __init__(self, instance: Instance, plan: tuple[int, ...], rules: Rules) -> None:
        self.demand: list[Row] = instance.demand.to_dict("records")
        self.options: list[Row] = instance.options.to_dict("records")
        self.rules, self.plan = rules, plan
        reach = zip(instance.reach.demand, instance.reach.option, instance.reach.minutes, strict=True)
        ways = {(int(i), int(j)): float(t) for i, j, t in reach}
        self.ways = {flow: way for flow, way in ways.items() if flow[1] in plan and self.allowed(flow, ways)}
        self.flows = list(self.ways)

    def allowed(self, flow: Flow, ways: dict[Flow, float]) -> bool:
        """Whether anybody may go this way."""
        i, _ = flow
        open_here = [way for (row, option), way in ways.items() if row == i and option in self.plan]
        return ways[flow] <= self.rules.limit and (not self.rules.nearest or ways[flow] <= min(open_here))

    def rows(self, *, everyone: bool) -> Iterator[LinearConstraint]:
        """What holds for the shares that go each way."""
        for i, row in enumerate(self.demand):
            least = 1.0 if everyone and row["need"] > 0 else 0.0
            yield LinearConstraint([[float(flow[0] == i) for flow in self.flows] or [0.0]], least, 1.0)
        if self.rules.capacity:
            for j, scene in product(self.plan, {(row["phase"], row["projection"]) for row in self.demand}):
                loads = [self.need(i) * (k == j and self.scene(i) == scene) for i, k in self.flows]
                yield LinearConstraint([loads or [0.0]], -np.inf, self.rules.most_load * min(self.options[j]["capacity"], 1e6))
        if np.isfinite(self.rules.mean):
            for key in {(row["service"], *self.scene(i)) for i, row in enumerate(self.demand)}:
                here = [(self.demand[i]["service"], *self.scene(i)) == key for i, _ in self.flows]
                beyond = [self.need(i) * (self.ways[i, j] - self.rules.mean) * of for (i, j), of in zip(self.flows, here, strict=True)]
                yield LinearConstraint([beyond or [0.0]], -np.inf, 0.0)

    def need(self, row: int) -> float:
        return float(self.demand[row]["need"])

    def scene(self, row: int) -> tuple[Any, Any]:
        return self.demand[row]["phase"], self.demand[row]["projection"]

    def least(self, cost: list[float], *, everyone: bool) -> float | None:
        """The least cost of the shares that go each way; None where the rules cannot be kept."""
        if not self.flows:
            return None if everyone and any(row["need"] > 0 for row in self.demand) else 0.0
        integral = np.full(len(cost), float(self.rules.whole))
        rows = list(self.rows(everyone=everyone))
        found = milp(cost, constraints=rows, integrality=integral, bounds=Bounds(0, 1), options={"mip_rel_gap": 0.0})
        return None if found.status else float(found.fun)

    def weight(self, row: int) -> float:
        return self.need(row) * float(self.demand[row]["priority"])


def best(instance: Instance, rules: Rules, measure: Measure, *, at_most: int) -> float | None:
    """The least that the measure makes of any plan with one option a room, all that stays, and so many that are new; None without one."""
    options = instance.options.to_dict("records")
    stays = {row["room"] for row in options if row["stays"]}
    found = []
    for bits in product([False, True], repeat=len(options)):
        plan = tuple(j for j, chosen in enumerate(bits) if chosen)
        rooms = [options[j]["room"] for j in plan]
        new = sum(options[j]["action"] != "keep" for j in plan)
        if len(set(rooms)) == len(rooms) and stays <= set(rooms) and new <= at_most:
            value = measure(Flows(instance, plan, rules))
            found += [] if value is None else [value]
    return min(found, default=None)


def travel(flows: Flows) -> float | None:
    """The least weighted travel with everybody served."""
    return flows.least([flows.weight(i) * flows.ways[i, j] for i, j in flows.flows], everyone=True)


def travel_or(far: float) -> Measure:
    """The least weighted travel where those not served count as so far away."""

    def measure(flows: Flows) -> float | None:
        whole = sum(flows.weight(i) * far for i in range(len(flows.demand)))
        saved = flows.least([flows.weight(i) * (flows.ways[i, j] - far) for i, j in flows.flows], everyone=False)
        return None if saved is None else whole + saved

    return measure


def worst(flows: Flows) -> float | None:
    """The least W such that everybody can be served from no farther than W."""
    ways = dict(flows.ways)
    shortest = min(ways.values(), default=0.0)
    for limit in sorted(set(ways.values())):
        flows.ways = {flow: way for flow, way in ways.items() if way <= limit}
        flows.flows = list(flows.ways)
        if flows.least([0.0] * len(flows.flows), everyone=True) is not None:
            return limit
    return shortest if not any(row["need"] > 0 for row in flows.demand) else None


def unserved(flows: Flows) -> float | None:
    """Less the weighted need that can be served."""
    return flows.least([-flows.weight(i) for i, _ in flows.flows], everyone=False)
