"""What objectives are worth, written a second time: an expression over the small program of one plan."""

from __future__ import annotations

from collections.abc import Callable
from math import exp
from typing import Any

import numpy as np

from tests.model.brute import Rule
from tests.model.cases import Case, Expression, added, scaled, standard


def sense_of(rule: Rule) -> str:
    """Whether more or less of an objective is better."""
    if rule["kind"] == "weighted":
        return sense_of(next(iter(rule["terms"].values()))["objective"])
    if rule["kind"] == "worst_projection":
        return sense_of(rule["objective"])
    return "max" if rule["kind"].endswith("_coverage") else "min"


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

    def fades(way: float) -> float:
        if way <= full or way >= none:
            return float(way <= full)
        far, decay = (way - full) / (none - full), rule.get("decay", "linear")
        if decay == "gaussian":
            return (exp(-(far**2) / 2) - exp(-0.5)) / (1 - exp(-0.5))
        if decay == "step":
            return float(next((share for end, share in rule["steps"] if way <= standard(end)[0]), 0.0))
        return 1.0 - far

    return {v: weights[key[0]] * fades(case.way(*key, unit)) for key, v in case.flow.items()}


def _times(case: Case, i: int) -> int:
    """How many sites within reach of a demand row are open."""
    return len({outlet[:3] for outlet in case.outlets if i in outlet[3]})


def _backup_coverage(rule: Rule, case: Case, projection: str | None) -> Expression:
    weights, part = _weights(rule, case, projection), rule.get("weight", 0.5)
    return {-1: sum(w * ((1 - part) * (_times(case, i) >= 1) + part * (_times(case, i) >= 2)) for i, w in enumerate(weights))}


def _expected_coverage(rule: Rule, case: Case, projection: str | None) -> Expression:
    weights, works = _weights(rule, case, projection), rule["works"]
    return {-1: sum(w * (1 - (1 - works) ** min(_times(case, i), rule.get("most", np.inf))) for i, w in enumerate(weights))}


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


def _asked(rule: Rule, case: Case, projection: str | None) -> list[int]:
    """Who must be served where everybody must: all with a need, however little they count."""
    rows = [(i, row) for i, row in enumerate(case.books.demand) if row["need"] and projection in (None, row["projection"])]
    return [i for i, row in rows if rule.get("service") in (None, row["service"])]


def _all_served(case: Case, rows: list[int]) -> None:
    for i in rows:
        case.row({v: 1.0 for (one, _), v in case.flow.items() if one == i}, 1.0, np.inf)


def _min_travel(rule: Rule, case: Case, projection: str | None) -> Expression:
    unit, weights = rule.get("unit", "minutes"), _weights(rule, case, projection)
    if "unserved" not in rule:
        _all_served(case, _asked(rule, case, projection))
        return {v: weights[i] * case.way(i, outlet, unit) for (i, outlet), v in case.flow.items()}
    left, _ = standard(rule["unserved"])
    worth = {v: weights[i] * (case.way(i, outlet, unit) - left) for (i, outlet), v in case.flow.items()}
    return {**worth, -1: left * sum(weights)}


def _min_worst(rule: Rule, case: Case, projection: str | None) -> Expression:
    asked = _asked(rule, case, projection)
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


WORTH: dict[str, Callable[[Rule, Case, str | None], Expression]] = {
    "backup_coverage": _backup_coverage,
    "expected_coverage": _expected_coverage,
    "gradual_coverage": _gradual_coverage,
    "max_coverage": _max_coverage,
    "max_min_coverage": _max_min_coverage,
    "min_cost": _min_cost,
    "min_travel": _min_travel,
    "min_worst": _min_worst,
    "weighted": _weighted,
    "worst_projection": _worst_projection,
}
