"""Small instances whose sites lie near one another, in one or more phases and projections, and every plan for them tried by plain loops."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from siting.errors import InfeasibleError
from siting.instance.instance import Instance
from siting.model.constraints.budget import Budget
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.count import Count
from siting.model.constraints.cover import Cover
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.objectives.min_cost import MinCost
from siting.model.pieces import Constraint
from siting.model.problem import Problem
from siting.scenario.future import ALWAYS, NEVER
from siting.solve.reductions import Reduction
from siting.solve.solve import EXACT, solve
from tests.village import random_tables

Row = dict[Any, Any]
Plan = tuple[int, ...]
SHAPES = [(1, 1), (2, 1), (1, 2), (2, 2)]
"""Phases and projections."""


def lively(seed: int, *, phases: int = 1, projections: int = 1, most: int = 7) -> Instance:
    """A random instance with a `near` table, stops, referral capacities and, with several phases, plans that open late or close."""
    demand, options, reach = random_tables(seed, most=most)
    rng = np.random.default_rng(1000 + seed)
    n, rows, reached = len(demand), [], []
    for k, (phase, future) in enumerate(product(range(phases), ["low", "high"][:projections])):
        need = demand.need if k == 0 else rng.integers(0, 10, n).astype(float)
        rows.append(demand.assign(phase=phase, projection=future if projections > 1 else "", need=need))
        reached.append(reach.assign(demand=reach.demand + k * n))
    options = options.assign(
        stops=rng.integers(0, 4, len(options)).astype(float),
        stops_offered=rng.choice([0.0, 0.0, 3.0], len(options)),
        referral_capacity=rng.choice([0.0, 2.0, 4.0, np.inf], len(options)),
    )
    if phases > 1:
        new = (options.action != "keep") & ~options.stays
        options["opens"] = np.where(new, rng.choice([ALWAYS, 0, 1], len(options)), ALWAYS)
        options["closes"] = np.where(new & (rng.random(len(options)) < 0.2) & (options.opens < 1), 1, NEVER)
    sites = range(int(options.site.max()) + 1)
    near = [{"site": a, "other": b, "minutes": float(rng.integers(1, 21))} for a, b in product(sites, sites) if a != b]
    table = pd.DataFrame(near, columns=["site", "other", "minutes"]).query("minutes <= 16").reset_index(drop=True)
    both = (pd.concat(rows, ignore_index=True), pd.concat(reached, ignore_index=True))
    return Instance(both[0], options, both[1], table.assign(metres=80.0 * table.minutes).astype({"site": np.int64, "other": np.int64}))


@dataclass(frozen=True)
class Others:
    """The other pieces of a question; without a share the aim is to cover most, with one to spend least."""

    capacity: bool = False
    budget: float | None = None
    at_most: int | None = None
    share: float | None = None
    rooms: bool = True

    def problem(self, instance: Instance, *pieces: Constraint) -> Problem:
        """The question in the project's own pieces."""
        more: list[Constraint] = [OnePlanPerSite()] if self.rooms else []
        more += [Capacity()] if self.capacity else []
        more += [Budget(total=self.budget)] if self.budget is not None else []
        more += [Count(at_most=self.at_most)] if self.at_most is not None else []
        more += [Cover(share=self.share)] if self.share is not None else []
        return Problem(instance, MaxCoverage() if self.share is None else MinCost(), (*pieces, *more))


COMPANY = [Others(rooms=False), Others(capacity=True), Others(budget=9, at_most=3), Others(capacity=True, share=0.3)]
"""A piece alone, and with others."""


@dataclass
class Linear:
    """A linear program with integers, put down row by row."""

    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[tuple[dict[int, float], float]] = field(default_factory=list)

    def variable(self, cost: float = 0.0, *, upper: float = np.inf, whole: bool = False) -> int:
        """A new variable from 0 to `upper`; its number."""
        self.cost.append(cost)
        self.upper.append(upper)
        self.whole.append(int(whole))
        return len(self.cost) - 1

    def at_most(self, terms: dict[int, float], limit: float) -> None:
        """A row of <=."""
        self.rows.append((terms, limit))

    def least(self) -> float | None:
        """The least cost; None where the rows clash."""
        if not self.cost:
            return 0.0 if all(limit >= -1e-9 for _, limit in self.rows) else None
        a = np.zeros((len(self.rows), len(self.cost)))
        for k, (terms, _) in enumerate(self.rows):
            for number, factor in terms.items():
                a[k, number] += factor
        limits = np.array([limit for _, limit in self.rows]) + 1e-9
        solved = milp(
            self.cost, constraints=LinearConstraint(a, -np.inf, limits), bounds=Bounds(0, self.upper), integrality=np.array(self.whole)
        )
        return float(solved.fun) if solved.status == 0 else None


class Brute:
    """Every plan of an instance."""

    def __init__(self, instance: Instance, others: Others, allowed: Callable[[Brute, Plan], bool]) -> None:
        self.others, self.allowed = others, allowed
        self.options: list[Row] = instance.options.to_dict("records")
        self.demand: list[Row] = instance.demand.to_dict("records")
        self.reached = set(zip(instance.reach.demand.tolist(), instance.reach.option.tolist(), strict=True))
        self.travel = {(a, b): t for a, b, t in zip(instance.near.site, instance.near.other, instance.near.minutes, strict=True)}
        self.phases = sorted({row["phase"] for row in self.demand})

    @property
    def best(self) -> float | None:
        """The worth of the best plan; None where there is none."""
        found: float | None = None
        for bits in product([False, True], repeat=len(self.options)):
            plan = tuple(j for j, chosen in enumerate(bits) if chosen)
            if not self._holds(plan) or not self.allowed(self, plan):
                continue
            if self.others.share is not None:
                cost = self.cost(plan)
                if (found is None or cost < found) and all(self.served(plan, p) is not None for p in self.phases):
                    found = cost
            elif found is None or sum(self._hope(plan, p) for p in self.phases) > found + 1e-9:
                parts = [self.served(plan, p) for p in self.phases]
                if None not in parts:
                    found = max(found or 0.0, sum(part or 0.0 for part in parts))
        return found

    def operates(self, option: int, phase: int) -> bool:
        """Whether an option, once chosen, operates in a phase."""
        return bool(self.options[option]["opens"] <= phase < self.options[option]["closes"])

    def active(self, plan: Plan, phase: int, service: str | None = None) -> list[int]:
        """The options of a plan that operate in a phase, of one service or of all."""
        return [j for j in plan if self.operates(j, phase) and service in (None, self.options[j]["service"])]

    def cost(self, plan: Plan) -> float:
        """Capital and buildings of what operates at all."""
        used = [self.options[j] for j in plan if any(self.operates(j, p) for p in self.phases)]
        return float(sum(row["capital"] + row["site_capital"] for row in used))

    def _holds(self, plan: Plan) -> bool:
        chosen, others = [self.options[j] for j in plan], self.others
        alone = not others.rooms or all(self._one_a_room(plan, phase) for phase in self.phases)
        few = others.at_most is None or sum(row["action"] != "keep" for row in chosen) <= others.at_most
        return alone and few and (others.budget is None or self.cost(plan) <= others.budget)

    def _one_a_room(self, plan: Plan, phase: int) -> bool:
        """Whether at most one plan of each room operates in a phase, and one where the facility stays."""
        taken = [self.options[j]["room"] for j in self.active(plan, phase)]
        stays = {row["room"] for j, row in enumerate(self.options) if row["stays"] and self.operates(j, phase)}
        return len(set(taken)) == len(taken) and stays <= set(taken)

    def _hope(self, plan: Plan, phase: int) -> float:
        """What a plan covers in a phase, weighted; no plan with capacities can serve more."""
        here = self.active(plan, phase)
        covered = [row for i, row in enumerate(self.demand) if row["phase"] == phase and any((i, j) in self.reached for j in here)]
        return float(sum(row["need"] * row["priority"] for row in covered))

    def served(self, plan: Plan, phase: int) -> float | None:
        """The most that a plan serves in a phase, weighted; None where a floor cannot be kept."""
        if not self.others.capacity and self.others.share is None:
            return self._hope(plan, phase)
        program = Linear()
        self.flows(program, plan, phase)
        least = program.least()
        return None if least is None else -least

    def flows(self, program: Linear, plan: Plan, phase: int) -> dict[tuple[int, int], int]:
        """The flow of each demand row to each plan, in units of need, with capacities and floors."""
        here = [i for i, row in enumerate(self.demand) if row["phase"] == phase]
        flow = {
            (i, j): program.variable(-self.demand[i]["priority"])
            for i in here
            for j in self.active(plan, phase)
            if (i, j) in self.reached and self.demand[i]["need"]
        }
        for i in here:
            program.at_most({v: 1.0 for (a, _), v in flow.items() if a == i}, self.demand[i]["need"])
        for future, j in product({self.demand[i]["projection"] for i in here}, plan if self.others.capacity else ()):
            load = {v: 1.0 for (a, b), v in flow.items() if b == j and self.demand[a]["projection"] == future}
            program.at_most(load, min(self.options[j]["capacity"], 1e6))
        if self.others.share is not None:
            for kind in {(self.demand[i]["service"], self.demand[i]["projection"]) for i in here}:
                members = {i for i in here if (self.demand[i]["service"], self.demand[i]["projection"]) == kind}
                least = self.others.share * sum(self.demand[i]["need"] for i in members)
                program.at_most({v: -1.0 for (a, _), v in flow.items() if a in members}, -least)
        return flow


def answers(problem: Problem) -> Iterator[float | None]:
    """What the project answers, without reductions and with them; None where it says that there is no plan."""
    reductions: tuple[tuple[Reduction, ...], ...] = ((), EXACT)
    for some in reductions:
        try:
            yield solve(problem, reductions=some).objective
        except InfeasibleError:
            yield None


def agree(problem: Problem, best: float | None) -> None:
    """Both answers are the best one."""
    for found in answers(problem):
        assert (found is None) == (best is None), (found, best)
        if found is not None and best is not None:
            assert abs(found - best) <= 1e-6 * max(1.0, abs(best)), (found, best)
