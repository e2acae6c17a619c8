"""
Every plan of a tiny instance, its flows judged by linear programs written here from the tables, without the project's matrices.

For objectives made of objectives: each part is a weight of each flow, and what they are put together to is one number t to be made large.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from siting.instance.instance import Floats, Instance
from tests.village import Tables, random_tables

Plan = tuple[int, ...]
CHANCES = {"low": 0.25, "high": 0.75}


def futures(seed: int, *, phases: int = 1) -> Instance:
    """A random instance in two projections with different needs and chances, and in one phase or two."""
    demand, options, reach = random_tables(seed, places=2, sites=3, most=5)
    rng = np.random.default_rng(1_000 + seed)
    options = options.assign(opens=rng.integers(0, phases, len(options)))
    scenes = [(name, phase) for name in CHANCES for phase in range(phases)]
    return Instance(*_repeated((demand, options, reach), scenes, rng))


def _repeated(tables: Tables, scenes: list[tuple[str, int]], rng: np.random.Generator) -> Tables:
    demand, options, reach = tables
    rows, ways = [], []
    for k, (name, phase) in enumerate(scenes):
        need = rng.integers(0, 10, len(demand)).astype(float)
        chance = CHANCES[name]
        rows.append(demand.assign(need=need, phase=phase, projection=name, probability=chance, priority=demand.priority * chance))
        ways.append(reach.assign(demand=reach.demand + k * len(demand)))
    return pd.concat(rows, ignore_index=True), options, pd.concat(ways, ignore_index=True)


@dataclass(frozen=True)
class Judge:
    """Plans that keep to the rooms, and to a budget and capacities where there are any."""

    instance: Instance
    capacity: bool = False
    budget: float = np.inf

    def plans(self) -> Iterator[Plan]:
        """Every subset of the options that may be chosen."""
        for bits in product([False, True], repeat=len(self._options)):
            plan = tuple(j for j, chosen in enumerate(bits) if chosen)
            if self.cost(plan) <= self.budget + 1e-9 and all(self.fits(plan, phase) for phase in {row["phase"] for row in self._demand}):
                yield plan

    def fits(self, plan: Plan, phase: int) -> bool:
        """Whether one plan of a room operates in a phase, and one does where the facility stays."""
        there = [row | {"chosen": j in plan} for j, row in enumerate(self._options) if row["opens"] <= phase]
        rooms = [row["room"] for row in there if row["chosen"]]
        return len(set(rooms)) == len(rooms) and {row["room"] for row in there if row["stays"]} <= set(rooms)

    def cost(self, plan: Plan) -> float:
        """Capital of the plans and of their buildings, each on its own."""
        return sum(float(self._options[j]["capital"]) + float(self._options[j]["site_capital"]) for j in plan)

    def flows(self, plan: Plan) -> list[tuple[int, int]]:
        """The demand row and the option of each flow that is possible."""
        return [(i, j) for i, j in self._reach if j in plan and self._options[j]["opens"] <= self._demand[i]["phase"]]

    @cached_property
    def _reach(self) -> list[tuple[int, int]]:
        return list(zip(self.instance.reach.demand.tolist(), self.instance.reach.option.tolist(), strict=True))

    @cached_property
    def _demand(self) -> list[dict[Any, Any]]:
        return self.instance.demand.to_dict("records")

    @cached_property
    def _options(self) -> list[dict[Any, Any]]:
        return self.instance.options.to_dict("records")

    def weights(self, plan: Plan, *, service: str | None = None, projection: str | None = None) -> Floats:
        """What each flow is worth: need x priority of a service; of one projection as if it were certain."""
        found = []
        for i, _ in self.flows(plan):
            row = self._demand[i]
            counts = service in (None, row["service"]) and projection in (None, row["projection"])
            chance = CHANCES[row["projection"]] if projection else 1.0
            found.append(float(row["need"] * row["priority"] / chance) if counts else 0.0)
        return np.array(found)

    def best(self, plan: Plan, parts: Sequence[tuple[Floats, float]], floors: Sequence[tuple[Floats, float]] = ()) -> float | None:
        """
        The largest t with t <= weights @ flows + offset for each part; None where a floor cannot be kept.

        Parameters
        ----------
        floors
            Weights of the flows, and the least that they must add up to.
        """
        flows = self.flows(plan)
        left = [[*(-weight), 1.0] for weight, _ in parts] + [[*(-weight), 0.0] for weight, _ in floors]
        right = [offset for _, offset in parts] + [1e-6 - least for _, least in floors]
        for i in {i for i, _ in flows}:
            left.append([float(one == i) for one, _ in flows] + [0.0])
            right.append(1.0)
        scene = [(self._demand[i]["phase"], self._demand[i]["projection"]) for i, _ in flows]
        for one in {(j, at) for (_, j), at in zip(flows, scene, strict=True)} if self.capacity else ():
            here = [(j, at) == one for (_, j), at in zip(flows, scene, strict=True)]
            left.append([float(self._demand[i]["need"]) * at for at, (i, _) in zip(here, flows, strict=True)] + [0.0])
            right.append(min(float(self._options[one[0]]["capacity"]), 1e6))
        if not flows:
            return None if any(least > 1e-6 for _, least in floors) else min(offset for _, offset in parts)
        bounds = [(0.0, 1.0)] * len(flows) + [(None, None)]
        solved = linprog(np.array([0.0] * len(flows) + [-1.0]), A_ub=np.array(left), b_ub=np.array(right), bounds=bounds, method="highs")
        return None if solved.status or solved.fun is None else -float(solved.fun)
