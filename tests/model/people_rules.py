"""Rules about who is served, written a second time: rows that each adds to the small program of one plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.model.brute import Rule
from tests.model.cases import Case, standard
from tests.model.worths import WORTH


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


SERVED: dict[str, Callable[[Rule, Case], None]] = {
    "capacity": _capacity,
    "closest": _closest,
    "cover": _cover,
    "hold": _hold,
    "max_travel": _max_travel,
    "min_load": _min_load,
    "single_source": _single_source,
}
