"""Rules about who is served, written a second time: rows that each adds to the small program of one plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import permutations, product
from math import ceil
from typing import Any

import numpy as np

from tests.model.brute import Rule
from tests.model.cases import Case, Expression, Scene, added, scaled, standard
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


def _max_load(rule: Rule, case: Case) -> None:
    for outlet, members in case.outlets.items():
        most = 0.0
        for j in members:
            if rule.get("service") not in (None, case.books.options[j]["service"]):
                most = np.inf
            elif "amount" in rule:
                most += rule["amount"]
            else:
                column, per = ("capacity", rule["utilisation"]) if "utilisation" in rule else ("max_load", 1.0)
                most += per * case.books.value(j, column, outlet[0][0])
        case.row(case.load(outlet), -np.inf, min(most, 1e6))


def _workload_balance(rule: Rule, case: Case) -> None:
    """Each outlet beside each other of its service, phase and projection."""
    busy = []
    for outlet, members in case.outlets.items():
        kept = any(case.books.options[j]["action"] == "keep" for j in members)
        if rule.get("service") in (None, outlet[2]) and (rule.get("existing") or not kept):
            held = sum(case.books.value(j, "capacity", outlet[0][0]) for j in members) if rule.get("of") == "utilisation" else 1.0
            busy.append((outlet, held))
            if held == 0:
                case.row(case.load(outlet), -np.inf, 0.0)
    for (one, room), (other, space) in product(busy, busy):
        if one[0] == other[0] and one[2] == other[2] and room and space:
            more = scaled(case.load(other), (1.0 + rule["at_most"]) / space)
            case.row(added(scaled(case.load(one), 1.0 / room), scaled(more, -1.0)), -np.inf, 0.0)


def _cover(rule: Rule, case: Case) -> None:
    group, demand = rule.get("group"), case.books.demand
    parts: dict[Any, set[int]] = {}
    for i, row in enumerate(demand):
        asked = rule.get("service") in (None, row["service"]) and row["phase"] >= rule.get("by", -np.inf)
        if asked and (group is None or row[group] != ""):
            parts.setdefault((row["service"], row["phase"], row["projection"], row[group] if group else ""), set()).add(i)
    for members in parts.values():
        covered = {v: float(demand[i]["need"]) for (i, _), v in case.flow.items() if i in members}
        case.aim(covered, rule.get("share", 1.0) * _need(case, members), rule.get("price"))


def _need(case: Case, rows: Iterable[int]) -> float:
    return float(sum(case.books.demand[i]["need"] for i in rows))


def _groups(rule: Rule, case: Case) -> dict[Any, dict[str, list[int]]]:
    """For each service, phase and projection the rows of each group in which anything is needed."""
    parts: dict[Any, dict[str, list[int]]] = {}
    for i, row in enumerate(case.books.demand):
        asked = rule.get("service") in (None, row["service"]) and row["phase"] >= rule.get("by", -np.inf)
        if asked and row[rule["group"]] != "":
            parts.setdefault((row["service"], row["phase"], row["projection"]), {}).setdefault(row[rule["group"]], []).append(i)
    needed = {kind: {name: rows for name, rows in groups.items() if _need(case, rows) > 0} for kind, groups in parts.items()}
    return {kind: groups for kind, groups in needed.items() if groups}


def _shares(case: Case, groups: dict[str, list[int]]) -> dict[str, Expression]:
    """The share of each group's need that is covered: all of it that can be, where no rule says who is served."""
    if not case.limited:
        for i in {i for rows in groups.values() for i in rows}:
            if reached := {v: 1.0 for (one, _), v in case.flow.items() if one == i}:
                case.row(reached, 1.0, np.inf)
    return {
        name: {v: case.books.demand[i]["need"] / _need(case, rows) for (i, _), v in case.flow.items() if i in rows}
        for name, rows in groups.items()
    }


def _gap_between_groups(rule: Rule, case: Case) -> None:
    for groups in _groups(rule, case).values():
        shares = _shares(case, groups)
        for one, other in permutations(shares, 2):
            case.row(added(shares[one], scaled(shares[other], -1.0)), -np.inf, rule["at_most"])


def _mean_absolute_deviation(rule: Rule, case: Case) -> None:
    for groups in _groups(rule, case).values():
        counts = {name: 1.0 if rule.get("equal") else _need(case, rows) for name, rows in groups.items()}
        parts = {name: count / sum(counts.values()) for name, count in counts.items()}
        shares = _shares(case, groups)
        mean = added(*(scaled(share, parts[name]) for name, share in shares.items()))
        apart = {name: case.variable(0.0, np.inf) for name in groups}
        for name, share in shares.items():
            for sign in (1.0, -1.0):
                case.row(added(scaled(share, sign), scaled(mean, -sign), {apart[name]: -1.0}), -np.inf, 0.0)
        case.row({apart[name]: part for name, part in parts.items()}, -np.inf, rule["at_most"])


def _communities_with(rule: Rule, case: Case) -> None:
    """A community has it or has it not; of those with any need so many must."""
    since = rule.get("milestones") or {rule.get("by", -np.inf): rule["share"]}
    group = rule.get("group", "community")
    for (_, phase, _), groups in _groups({**rule, "group": group, "by": min(since)}, case).items():
        have = {name: case.variable(0.0, 1.0, whole=True) for name in groups}
        for name, rows in groups.items():
            if rule.get("reading") == "inside":
                standing = [j for j in case.plan if case.books.operates(j, phase) and case.books.options[j]["service"] == rule["service"]]
                case.row({have[name]: 1.0}, -np.inf, float(any(case.books.options[j][group] == name for j in standing)))
            else:
                reached: Expression = {v: case.books.demand[i]["need"] for (i, _), v in case.flow.items() if i in rows}
                case.row(added(reached, {have[name]: -rule.get("residents", 0.5) * _need(case, rows)}), 0.0, np.inf)
        share = since[max(year for year in since if year <= phase)]
        case.aim(dict.fromkeys(have.values(), 1.0), ceil(share * len(groups) - 1e-9), rule.get("price"))


def _share_of_capacity(rule: Rule, case: Case) -> None:
    books, measure = case.books, rule.get("measure", "capacity")
    mine = [j for j in case.plan if rule.get("service") in (None, books.options[j]["service"])]
    counted = [j for j in mine if (action := books.options[j]["action"]) in rule.get("actions", {action} - {"keep"})]
    for phases in [books.phases] if measure == "capital" else [[phase] for phase in books.phases]:
        whole = {j: sum(books.value(j, measure, phase) for phase in phases) for j in counted}
        sort = 0.0
        for j, amount in whole.items():
            said = books.options[j][rule["of"]]
            words = rule.get("like")
            sort += (amount if said in words else 0.0) if words else amount * said if isinstance(said, bool) else said if amount else 0.0
        case.aim({-1: sort}, rule["at_least"] * sum(whole.values()), rule.get("price"))


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


def _referral(rule: Rule, case: Case) -> None:
    """Each station has a hub near it; where hubs hold only so much, it is given to one of them."""
    books = case.books
    for phase in books.phases:
        here = [books.options[j] | {"j": j} for j in case.plan if books.operates(j, phase)]
        stations = sorted({row["site"] for row in here if row["service"] == rule["service"]})
        hubs = {
            site: [row["j"] for row in here if row["service"] == rule["to"] and row["site"] == site]
            for site in {row["site"] for row in here}
        }
        most, column = standard(rule["within"])
        close = {(row["site"], row["other"]) for row in books.instance.near.to_dict("records") if row[column] <= most * (1 + 1e-6)}
        to = {
            (s, h): case.variable(0.0, 1.0, whole=True)
            for s in stations
            for h, plans in hubs.items()
            if plans and (s == h or (s, h) in close)
        }
        for s in stations:
            case.row({v: 1.0 for (one, _), v in to.items() if one == s}, 1.0, 1.0)
        for h, plans in hubs.items():
            if "stations_per_hub" in rule:
                case.row({v: 1.0 for (_, one), v in to.items() if one == h}, -np.inf, rule["stations_per_hub"] * len(plans))
        for scene in books.scenes if "share" in rule else ():
            if scene[0] == phase:
                _go_on(
                    rule, case, scene, to, {h: sum(books.value(j, "referral_capacity", phase) for j in plans) for h, plans in hubs.items()}
                )


def _go_on(rule: Rule, case: Case, scene: Scene, to: dict[tuple[int, int], int], held: dict[int, float]) -> None:
    """Part of whom each station serves goes on to its hub, as far as that holds."""
    gone = {link: case.variable(0.0, np.inf) for link in to}
    every = 1.0 + _need(case, range(len(case.books.demand)))
    for link, v in gone.items():
        case.row({v: 1.0, to[link]: -every}, -np.inf, 0.0)
    for s in {s for s, _ in to}:
        outlets = [outlet for outlet in case.outlets if outlet[:3] == (scene, s, rule["service"])]
        sent = scaled(added(*map(case.load, outlets)), -rule["share"])
        case.row(added(sent, {v: 1.0 for (one, _), v in gone.items() if one == s}), 0.0, 0.0)
    for h, most in held.items():
        case.row({v: 1.0 for (_, one), v in gone.items() if one == h}, -np.inf, min(most, 1e6))


def _hold(rule: Rule, case: Case) -> None:
    objective = rule["objective"]
    case.row(WORTH[objective["kind"]](objective, case, None), rule.get("at_least", -np.inf), rule.get("at_most", np.inf))


SERVED: dict[str, Callable[[Rule, Case], None]] = {
    "capacity": _capacity,
    "closest": _closest,
    "communities_with": _communities_with,
    "cover": _cover,
    "gap_between_groups": _gap_between_groups,
    "hold": _hold,
    "max_load": _max_load,
    "max_travel": _max_travel,
    "mean_absolute_deviation": _mean_absolute_deviation,
    "min_load": _min_load,
    "referral": _referral,
    "share_of_capacity": _share_of_capacity,
    "single_source": _single_source,
    "workload_balance": _workload_balance,
}
