"""
Every plan of a tiny instance with phases and projections, judged from the records by rules written a second time.

A rule about plans says yes or no; a rule about people adds rows to a small program of its own, in which only the flows of one plan are
open. Nothing here is shared with the project's program or matrices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from siting.instance.instance import Instance
from tests.model.brute import Question, Rule
from tests.model.cases import EDGE, Books, Case, Expression, Flows, Plan

Worth = Callable[[Case], Expression]
KEPT = 1e-5
"""A worth that is kept may be missed by so much, as a share of it."""


class Judge:
    """The worth of any plan of an instance, and of the best."""

    def __init__(self, instance: Instance, question: Question) -> None:
        self.question = question
        self.books = Books(instance, question.has("together"))
        self.held: list[tuple[Worth, float, float]] = []
        self.target, self.sense = self._asked(question.objective)

    @cached_property
    def best(self) -> float | None:
        return self._best(self.target, self.sense)

    @cached_property
    def plans(self) -> list[Plan]:
        """Every subset of the options that the rules about plans allow."""
        return [plan for plan in self._subsets() if all(ALLOWED[rule["kind"]](rule, plan, self.books) for rule in self._plan_rules)]

    @property
    def _plan_rules(self) -> list[Rule]:
        return [rule for rule in self.question.constraints if rule["kind"] in ALLOWED]

    def _subsets(self) -> Iterator[Plan]:
        for bits in product([False, True], repeat=len(self.books.options)):
            yield tuple(j for j, chosen in enumerate(bits) if chosen)

    def worth(self, plan: Plan, *, flows: Flows | None = None) -> float | None:
        """What a plan is worth, serving as well as it can or as these flows do; None where it breaks a rule."""
        return self._worth(plan, self.target, self.sense, flows=flows) if plan in self.plans else None

    def _worth(self, plan: Plan, target: Worth, sense: str, *, flows: Flows | None = None) -> float | None:
        case = Case(self.books, plan)
        for rule in self.question.constraints:
            if rule["kind"] in SERVED:
                SERVED[rule["kind"]](rule, case)
        for held, low, high in self.held:
            # flows that just keep what is held need as much again: two programs agree on what that is to their tolerance
            again = 0.0 if flows is None else KEPT * max(1.0, abs(low if np.isfinite(low) else high))
            case.row(held(case), low - again, high + again)
        if flows is not None:
            case.pin(flows)
        return case.best(target(case), sense=sense)

    def _best(self, target: Worth, sense: str) -> float | None:
        found = [value for plan in self.plans if (value := self._worth(plan, target, sense)) is not None]
        return (max if sense == "max" else min)(found, default=None)

    def _asked(self, rule: Rule) -> tuple[Worth, str]:
        """What is asked last, once what must be known before it is known."""
        if rule["kind"] == "lexicographic":
            for step in rule["steps"][:-1]:
                self._hold(step)
            rule = rule["steps"][-1]["objective"]
        if rule["kind"] == "min_regret":
            return self._regret(rule), "min"
        return (lambda case: WORTH[rule["kind"]](rule, case, None)), sense_of(rule)

    def _hold(self, step: Rule) -> None:
        objective = step["objective"]

        def worth(case: Case) -> Expression:
            return WORTH[objective["kind"]](objective, case, None)

        best = self._best(worth, sense_of(objective))
        if best is not None:
            given_up = step.get("tolerance", 0.0) * abs(best) + KEPT * max(1.0, abs(best))
            limits = (best - given_up, np.inf) if sense_of(objective) == "max" else (-np.inf, best + given_up)
            self.held.append((worth, *limits))

    def _regret(self, rule: Rule) -> Worth:
        inner, names = rule["objective"], sorted({name for _, name in self.books.scenes})
        best: dict[str, float] = {}
        for name in names:
            found = self._best(lambda case, name=name: WORTH[inner["kind"]](inner, case, name), sense_of(inner))  # type: ignore[misc]
            best[name] = np.nan if found is None else found

        def regret(case: Case) -> Expression:
            worst = case.variable(0.0, np.inf)
            for name in names:
                per = best[name] if rule.get("relative") and best[name] > 1e-7 else 1.0
                sign = 1.0 if sense_of(inner) == "max" else -1.0
                worth = scaled(WORTH[inner["kind"]](inner, case, name), sign / per)
                case.row(added(worth, {worst: 1.0}), sign * best[name] / per, np.inf)
            return {worst: 1.0}

        return regret


def scaled(one: Expression, by: float) -> Expression:
    return {v: c * by for v, c in one.items()}


def added(*parts: Expression) -> Expression:
    total: Expression = {}
    for part in parts:
        for v, c in part.items():
            total[v] = total.get(v, 0.0) + c
    return total


def sense_of(rule: Rule) -> str:
    """Whether more or less of an objective is better."""
    if rule["kind"] == "weighted":
        return sense_of(next(iter(rule["terms"].values()))["objective"])
    if rule["kind"] == "worst_projection":
        return sense_of(rule["objective"])
    return "max" if rule["kind"].endswith("_coverage") else "min"


# what may be chosen


def _budget(rule: Rule, plan: Plan, books: Books) -> bool:
    of = rule.get("of", "capital")
    whole = books.spent(plan, of) <= rule.get("total", np.inf) + EDGE
    for name, most in rule.get("by_service", {}).items():
        whole &= books.spent(tuple(j for j in plan if books.options[j]["service"] == name), of, buildings=not books.shared) <= most + EDGE
    for name, most in rule.get("by_group", {}).items():
        whole &= books.spent(tuple(j for j in plan if books.options[j][rule["group"]] == name), of) <= most + EDGE
    return bool(whole)


def _count(rule: Rule, plan: Plan, books: Books) -> bool:
    chosen, actions = [books.options[j] for j in plan], rule.get("actions")
    counted = [row for row in chosen if (row["action"] != "keep" if actions is None else row["action"] in actions)]
    n = len([row for row in counted if rule.get("service") in (None, row["service"])])
    return bool(n == rule.get("exactly", n) and rule.get("at_least", n) <= n <= rule.get("at_most", n))


def _fixed(rule: Rule, plan: Plan, books: Books) -> bool:
    here = {books.options[j]["site_id"] for j in plan if rule.get("service") in (None, books.options[j]["service"])}
    return here >= set(rule.get("open", ())) and not here & set(rule.get("closed", ()))


def _one_plan_per_site(rule: Rule, plan: Plan, books: Books) -> bool:
    """In each phase one plan of a room operates, and one at a site where asked; who follows comes after another."""
    for phase in books.phases:
        here = [books.options[j] for j in plan if books.operates(j, phase)]
        rooms, sites = [row["room"] for row in here], [row["site"] for row in here]
        must = {row["room"] for j, row in enumerate(books.options) if row["stays"] and books.operates(j, phase)}
        if len(set(rooms)) < len(rooms) or not must <= set(rooms) or (rule.get("across_services") and len(set(sites)) < len(sites)):
            return False
    for j in plan:
        earlier = [phase for phase in books.phases if (first := books.first(j)) is not None and phase < first]
        others = [k for k in plan if k != j and books.options[k]["room"] == books.options[j]["room"]]
        if books.options[j]["follows"] and earlier and not any(books.operates(k, earlier[-1]) for k in others):
            return False
    return True


def _together(rule: Rule, plan: Plan, books: Books) -> bool:
    for phase, site in product(books.phases, {row["site"] for row in books.options}):
        here = [j for j in plan if books.options[j]["site"] == site and books.operates(j, phase)]
        floor = min(row["site_area"] for row in books.options if row["site"] == site)
        if sum(books.value(j, "area", phase) for j in here) > floor or len(here) > rule.get("at_most", np.inf):
            return False
    return True


def _mobile(rule: Rule, plan: Plan, books: Books) -> bool:
    for phase, group in product(books.phases, {row[rule["group"]] if "group" in rule else "" for row in books.options}):
        here = [j for j, row in enumerate(books.options) if "group" not in rule or row[rule["group"]] == group]
        visited = [j for j in here if rule.get("service") in (None, books.options[j]["service"])]
        made = sum(books.value(j, "stops", phase) for j in visited if j in plan)
        offered = sum(books.value(j, "stops_offered", phase) for j in here if j in plan)
        there = rule.get("by_group", {}).get(group, rule.get("vehicles", 0)) * rule.get("stops_per_week", 0.0)
        # where no plan could make a stop nothing is asked
        if made > there + offered + EDGE and any(books.value(j, "stops", phase) for j in visited):
            return False
    return True


def standard(text: str) -> tuple[float, str]:
    """A limit such as 5 min, and the column that it limits."""
    amount, unit = text.split()
    return float(amount), {"m": "metres", "min": "minutes"}[unit]


def _spacing(rule: Rule, plan: Plan, books: Books) -> bool:
    least, column = standard(rule["at_least"])
    close = {(row["site"], row["other"]) for row in books.instance.near.to_dict("records") if row[column] < least}
    for phase, j, k in product(books.phases, plan, plan):
        a, b = books.options[j], books.options[k]
        apart = (a["site"], b["site"]) in close and a["site"] != b["site"]
        asked = all(not rule.get("services") or row["service"] in rule["services"] for row in (a, b))
        together = rule.get("across_services") or a["service"] == b["service"]
        stand = not rule.get("existing") and all(row["action"] in ("keep", "expand") for row in (a, b))
        if apart and asked and together and not stand and books.operates(j, phase) and books.operates(k, phase):
            return False
    return True


# who is served


def _capacity(rule: Rule, case: Case) -> None:
    for outlet, members in case.outlets.items():
        held = sum(case.books.value(j, "capacity", outlet[0][0]) for j in members)
        case.row(case.load(outlet), -np.inf, min(held, 1e6))


def _min_load(rule: Rule, case: Case) -> None:
    share = rule.get("utilisation")
    for outlet, members in case.outlets.items():
        least = 0.0
        for j in members:
            row = case.books.options[j]
            if rule.get("service") in (None, row["service"]) and (row["action"] != "keep" or rule.get("existing")):
                column, per = ("min_load", 1.0) if share is None else ("capacity", share)
                least += per * case.books.value(j, column, outlet[0][0])
        case.row(case.load(outlet), least, np.inf)


def _cover(rule: Rule, case: Case) -> None:
    group, demand = rule.get("group"), case.books.demand
    parts: dict[Any, set[int]] = {}
    for i, row in enumerate(demand):
        asked = rule.get("service") in (None, row["service"]) and row["phase"] >= rule.get("by", -np.inf)
        if asked and (group is None or row[group] != ""):
            parts.setdefault((row["service"], row["phase"], row["projection"], row[group] if group else ""), set()).add(i)
    for members in parts.values():
        covered = {v: float(demand[i]["need"]) for (i, _), v in case.flow.items() if i in members}
        case.row(covered, rule.get("share", 1.0) * sum(demand[i]["need"] for i in members), np.inf)


def _closest(rule: Rule, case: Case) -> None:
    unit = rule.get("unit", "minutes")
    for (i, outlet), v in case.flow.items():
        if any(one == i and case.way(i, other, unit) < case.way(i, outlet, unit) for one, other in case.flow):
            case.high[v] = 0.0


def _max_travel(rule: Rule, case: Case) -> None:
    mine = {key: v for key, v in case.flow.items() if rule.get("service") in (None, case.books.demand[key[0]]["service"])}
    if "limit" in rule:
        most, unit = standard(rule["limit"])
        for (i, outlet), v in mine.items():
            if case.way(i, outlet, unit) > most:
                case.high[v] = 0.0
    if "mean" in rule:
        mean, unit = standard(rule["mean"])
        for scene, service in {(outlet[0], outlet[2]) for _, outlet in mine}:
            here = {(i, o): v for (i, o), v in mine.items() if (o[0], o[2]) == (scene, service)}
            case.row({v: case.books.demand[i]["need"] * (case.way(i, o, unit) - mean) for (i, o), v in here.items()}, -np.inf, 0.0)


def _single_source(rule: Rule, case: Case) -> None:
    for v in case.flow.values():
        case.whole[v] = True


def _hold(rule: Rule, case: Case) -> None:
    objective = rule["objective"]
    case.row(WORTH[objective["kind"]](objective, case, None), rule.get("at_least", -np.inf), rule.get("at_most", np.inf))


# what it is worth


def _weights(rule: Rule, case: Case, projection: str | None) -> list[float]:
    """Need x priority of each demand row that counts; of one projection as if it were certain."""
    weights: list[float] = []
    for row in case.books.demand:
        counts = rule.get("service") in (None, row["service"]) and projection in (None, row["projection"])
        chance = 1.0 if projection is None else row["probability"]
        weights.append(float(row["need"] * row["priority"] / chance) if counts else 0.0)
    return weights


def _max_coverage(rule: Rule, case: Case, projection: str | None) -> Expression:
    service, demand, weights = rule.get("service"), case.books.demand, _weights(rule, case, projection)
    if rule.get("equal_services"):
        names = {row["service"] for row in demand} if service is None else {service}
        total = {name: sum(w for w, row in zip(weights, demand, strict=True) if row["service"] == name) for name in names}
        each = [100.0 / len(names) / total[row["service"]] if total.get(row["service"]) else 0.0 for row in demand]
        weights = [w * by for w, by in zip(weights, each, strict=True)]
    return {v: weights[i] for (i, _), v in case.flow.items()}


def _gradual_coverage(rule: Rule, case: Case, projection: str | None) -> Expression:
    (full, unit), (none, _), weights = standard(rule["full"]), standard(rule["none"]), _weights(rule, case, projection)
    fades = {key: (case.way(*key, unit) - full) / (none - full) for key in case.flow}
    return {v: weights[key[0]] * (1.0 - min(max(fades[key], 0.0), 1.0)) for key, v in case.flow.items()}


def _max_min_coverage(rule: Rule, case: Case, projection: str | None) -> Expression:
    worst, weights = case.variable(0.0, 100.0), _weights(rule, case, projection)
    parts: dict[Any, set[int]] = {}
    for i, row in enumerate(case.books.demand):
        if weights[i] and row[rule["group"]] != "" and row["phase"] >= rule.get("by", -np.inf):
            parts.setdefault((row["service"], row["phase"], row["projection"], row[rule["group"]]), set()).add(i)
    for members in parts.values():
        served = {v: 100.0 * weights[i] for (i, _), v in case.flow.items() if i in members}
        case.row(added(served, {worst: -sum(weights[i] for i in members)}), 0.0, np.inf)
    return {worst: 1.0}


def _min_cost(rule: Rule, case: Case, projection: str | None) -> Expression:
    return {-1: case.books.spent(case.plan, "capital") + rule.get("years", 0.0) * case.books.spent(case.plan, "operating")}


def _all_served(case: Case, rows: list[int]) -> None:
    for i in rows:
        case.row({v: 1.0 for (one, _), v in case.flow.items() if one == i}, 1.0, np.inf)


def _min_travel(rule: Rule, case: Case, projection: str | None) -> Expression:
    unit, weights = rule.get("unit", "minutes"), _weights(rule, case, projection)
    if "unserved" not in rule:
        _all_served(case, [i for i, weight in enumerate(weights) if weight])
        return {v: weights[i] * case.way(i, outlet, unit) for (i, outlet), v in case.flow.items()}
    left, _ = standard(rule["unserved"])
    worth = {v: weights[i] * (case.way(i, outlet, unit) - left) for (i, outlet), v in case.flow.items()}
    return {**worth, -1: left * sum(weights)}


def _min_worst(rule: Rule, case: Case, projection: str | None) -> Expression:
    asked = [i for i, weight in enumerate(_weights(rule, case, projection)) if weight]
    _all_served(case, asked)
    worst = case.variable(0.0, np.inf)
    for (i, outlet), v in list(case.flow.items()):
        if i in asked:
            used = case.variable(0.0, 1.0, whole=True)
            case.row({used: 1.0, v: -1.0}, 0.0, np.inf)
            case.row({worst: 1.0, used: -case.way(i, outlet, rule.get("unit", "minutes"))}, 0.0, np.inf)
    return {worst: 1.0}


def _weighted(rule: Rule, case: Case, projection: str | None) -> Expression:
    parts = []
    for term in rule["terms"].values():
        by = term.get("weight", 1.0) / term.get("per", 1.0) * (1.0 if sense_of(term["objective"]) == sense_of(rule) else -1.0)
        parts.append(scaled(WORTH[term["objective"]["kind"]](term["objective"], case, projection), by))
    return added(*parts)


def _worst_projection(rule: Rule, case: Case, projection: str | None) -> Expression:
    inner, sign = rule["objective"], 1.0 if sense_of(rule) == "max" else -1.0
    worst = case.variable(-np.inf, np.inf)
    for name in sorted({name for _, name in case.books.scenes}):
        case.row(scaled(added(WORTH[inner["kind"]](inner, case, name), {worst: -1.0}), sign), 0.0, np.inf)
    return {worst: 1.0}


ALLOWED: dict[str, Callable[[Rule, Plan, Books], bool]] = {
    "budget": _budget,
    "count": _count,
    "fixed": _fixed,
    "mobile": _mobile,
    "one_plan_per_site": _one_plan_per_site,
    "spacing": _spacing,
    "together": _together,
}
SERVED: dict[str, Callable[[Rule, Case], None]] = {
    "capacity": _capacity,
    "closest": _closest,
    "cover": _cover,
    "hold": _hold,
    "max_travel": _max_travel,
    "min_load": _min_load,
    "single_source": _single_source,
}
WORTH: dict[str, Callable[[Rule, Case, str | None], Expression]] = {
    "gradual_coverage": _gradual_coverage,
    "max_coverage": _max_coverage,
    "max_min_coverage": _max_min_coverage,
    "min_cost": _min_cost,
    "min_travel": _min_travel,
    "min_worst": _min_worst,
    "weighted": _weighted,
    "worst_projection": _worst_projection,
}
