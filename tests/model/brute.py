"""
Every plan there is, judged by rules written a second time: without the program, its matrices or its solvers.

A question is an objective and constraints as a scenario writes them, ``{"kind": "budget", "total": 12}``. Who is served is settled one
service at a time, since no constraint ties the flows of two: by hand where nothing limits them, and by a linear
program of its own where something does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import linprog

from siting.instance.instance import Instance
from siting.model.pieces import Constraint, Objective
from siting.model.problem import Problem

Rule = dict[str, Any]
Row = dict[Any, Any]
TOLERANCE = 1e-7


@dataclass(frozen=True)
class Question:
    """An objective and constraints, each with its parameters."""

    objective: Rule
    constraints: tuple[Rule, ...]

    def problem(self, instance: Instance) -> Problem:
        """The question in the project's own pieces."""
        objective = Objective.registry[self.objective["kind"]](**self.objective)
        constraints = [Constraint.registry[rule["kind"]](**rule) for rule in self.constraints]
        assert isinstance(objective, Objective)
        return Problem(instance, objective, tuple(one for one in constraints if isinstance(one, Constraint)))

    @property
    def shared(self) -> bool:
        """Whether services share buildings."""
        return self.has("together")

    def has(self, kind: str) -> bool:
        """Whether there is a constraint of this kind."""
        return any(rule["kind"] == kind for rule in self.constraints)


class Judge:
    """The worth of any plan of an instance."""

    def __init__(self, instance: Instance, question: Question) -> None:
        self.question = question
        self.options: list[Row] = instance.options.to_dict("records")
        self.demand: list[Row] = instance.demand.to_dict("records")
        self.reached = set(zip(instance.reach.demand.tolist(), instance.reach.option.tolist(), strict=True))
        self.known: dict[tuple[int, ...], float | None] = {}

    @cached_property
    def best(self) -> float | None:
        """The worth of the best plan; None where no plan keeps to the constraints."""
        found = [value for plan in self.plans() if (value := self.worth(plan)) is not None]
        return (max if self.question.objective["kind"] == "max_coverage" else min)(found, default=None)

    def plans(self) -> Iterator[tuple[int, ...]]:
        """Every subset of the options."""
        for bits in product([False, True], repeat=len(self.options)):
            yield tuple(j for j, chosen in enumerate(bits) if chosen)

    def worth(self, plan: tuple[int, ...]) -> float | None:
        """What a plan is worth when it serves as well as it can; None where it breaks a constraint."""
        chosen = [self.options[j] for j in plan]
        if not all(ALLOWED[rule["kind"]](rule, chosen, self) for rule in self.question.constraints):
            return None
        parts = [self.served(service, plan) for service in self.services]
        if any(part is None for part in parts):
            return None
        return VALUE[self.question.objective["kind"]](self.question.objective, chosen, self, sum(part or 0.0 for part in parts))

    @property
    def services(self) -> list[str]:
        """The services, those that nobody needs too."""
        return sorted({row["service"] for row in self.demand} | {option["service"] for option in self.options})

    def served(self, service: str, plan: tuple[int, ...]) -> float | None:
        """The best weighted sum of what is served of a service; None where a floor, a capacity or a least load cannot be kept."""
        open_here = tuple(j for j in plan if self.options[j]["service"] == service)
        key = (self.services.index(service), *open_here)
        if key not in self.known:
            rows = [i for i, row in enumerate(self.demand) if row["service"] == service]
            limited = self.question.has("capacity") or self.question.has("min_load")
            self.known[key] = (self._limited if limited else self._unlimited)(service, rows, open_here)
        return self.known[key]

    def weight(self, row: int) -> float:
        """What it is worth to cover a demand row whole."""
        of = self.demand[row]
        weight = float(of["need"] * of["priority"])
        if not self.question.objective.get("equal_services"):
            return weight
        total = sum(one["need"] * one["priority"] for one in self.demand if one["service"] == of["service"])
        return 100.0 * weight / total / len({one["service"] for one in self.demand}) if total else 0.0

    def _unlimited(self, service: str, rows: list[int], plan: tuple[int, ...]) -> float | None:
        covered = {i for i in rows if any((i, j) in self.reached for j in plan)}
        for members, least in self._floors(service, rows):
            if sum(self.demand[i]["need"] for i in members & covered) < least - TOLERANCE:
                return None
        return sum(self.weight(i) for i in covered)

    def _limited(self, service: str, rows: list[int], plan: tuple[int, ...]) -> float | None:
        """A flow from each demand row to each plan that reaches it, in units of need."""
        flows = [(i, j) for i in rows for j in plan if (i, j) in self.reached and self.demand[i]["need"]]
        unit = np.array([self.weight(i) / self.demand[i]["need"] for i, _ in flows])
        left, right = [], []
        for i in rows:
            left.append([float(one == i) for one, _ in flows])
            right.append(self.demand[i]["need"])
        for j in plan:
            least, most = self._load(j)
            left += [[float(one == j) for _, one in flows], [-float(one == j) for _, one in flows]]
            right += [min(most, 1e6), -least]
        for members, floor in self._floors(service, rows):
            left.append([-float(i in members) for i, _ in flows])
            right.append(-floor)
        if not flows:
            return 0.0 if all(limit >= -TOLERANCE for limit in right) else None
        solved = linprog(-unit, A_ub=np.array(left), b_ub=np.array(right) + 1e-9, method="highs")
        return None if solved.status else float(unit @ solved.x)

    def _load(self, option: int) -> tuple[float, float]:
        """The least and the most that an option may serve."""
        of, least, most = self.options[option], 0.0, np.inf
        for rule in self.question.constraints:
            if rule["kind"] == "capacity":
                most = of["capacity"]
            elif (
                rule["kind"] == "min_load"
                and rule.get("service") in (None, of["service"])
                and (of["action"] != "keep" or rule.get("existing"))
            ):
                share = rule.get("utilisation")
                least = max(least, of["min_load"] if share is None else share * of["capacity"])
        return least, most

    def _floors(self, service: str, rows: list[int]) -> Iterator[tuple[set[int], float]]:
        """Demand rows, and how much of their need must be served."""
        for rule in self.question.constraints:
            if rule["kind"] == "cover" and rule.get("service") in (None, service):
                group = rule.get("group")
                for name in {self.demand[i][group] for i in rows} - {""} if group else {None}:
                    members = {i for i in rows if group is None or self.demand[i][group] == name}
                    yield members, rule.get("share", 1.0) * sum(self.demand[i]["need"] for i in members)

    def buildings(self, chosen: list[Row]) -> float:
        """What the buildings of these options cost."""
        if not self.question.shared:
            return float(sum(option["site_capital"] for option in chosen))
        return float(sum({option["site"]: option["site_capital"] for option in chosen}.values()))


def _budget(rule: Rule, chosen: list[Row], judge: Judge) -> bool:
    of = rule.get("of", "capital")

    def spent(rows: list[Row], *, buildings: bool = True) -> float:
        return float(sum(row[of] for row in rows)) + (judge.buildings(rows) if buildings and of == "capital" else 0.0)

    whole = spent(chosen) <= rule.get("total", np.inf)
    by_service = all(
        spent([row for row in chosen if row["service"] == service], buildings=not judge.question.shared) <= most
        for service, most in rule.get("by_service", {}).items()
    )
    groups = rule.get("by_group", {}).items()
    return whole and by_service and all(spent([row for row in chosen if row[rule["group"]] == name]) <= most for name, most in groups)


def _count(rule: Rule, chosen: list[Row], judge: Judge) -> bool:
    actions = rule.get("actions")
    counted = [row for row in chosen if (row["action"] != "keep" if actions is None else row["action"] in actions)]
    n = len([row for row in counted if rule.get("service") in (None, row["service"])])
    return bool(n == rule.get("exactly", n) and rule.get("at_least", n) <= n <= rule.get("at_most", n))


def _fixed(rule: Rule, chosen: list[Row], judge: Judge) -> bool:
    here = {row["site_id"] for row in chosen if rule.get("service") in (None, row["service"])}
    return here >= set(rule.get("open", ())) and not here & set(rule.get("closed", ()))


def _one_plan_per_site(rule: Rule, chosen: list[Row], judge: Judge) -> bool:
    rooms = [row["room"] for row in chosen]
    stays = {row["room"] for row in judge.options if row["stays"]}
    sites = [row["site"] for row in chosen]
    alone = not rule.get("across_services") or len(set(sites)) == len(sites)
    return len(set(rooms)) == len(rooms) and stays <= set(rooms) and alone


def _together(rule: Rule, chosen: list[Row], judge: Judge) -> bool:
    by_site = {row["site"]: [one for one in chosen if one["site"] == row["site"]] for row in chosen}
    fits = all(sum(row["area"] for row in rows) <= rows[0]["site_area"] for rows in by_site.values())
    return fits and all(len(rows) <= rule.get("at_most", np.inf) for rows in by_site.values())


def _by_flows(rule: Rule, chosen: list[Row], judge: Judge) -> bool:
    return True  # judged with the flows


def _min_cost(rule: Rule, chosen: list[Row], judge: Judge, served: float) -> float:
    running = rule.get("years", 0.0) * sum(row["operating"] for row in chosen)
    return float(sum(row["capital"] for row in chosen) + running + judge.buildings(chosen))


def _max_coverage(rule: Rule, chosen: list[Row], judge: Judge, served: float) -> float:
    return served


ALLOWED: dict[str, Callable[[Rule, list[Row], Judge], bool]] = {
    "budget": _budget,
    "capacity": _by_flows,
    "count": _count,
    "cover": _by_flows,
    "fixed": _fixed,
    "min_load": _by_flows,
    "one_plan_per_site": _one_plan_per_site,
    "together": _together,
}
VALUE: dict[str, Callable[[Rule, list[Row], Judge, float], float]] = {"max_coverage": _max_coverage, "min_cost": _min_cost}
