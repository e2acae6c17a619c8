"""Rules about what may be chosen, written a second time: whether a plan keeps to them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np

from tests.model import money_rules
from tests.model.brute import Rule
from tests.model.cases import EDGE, Books, Plan, standard


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


ALLOWED: dict[str, Callable[[Rule, Plan, Books], bool]] = {
    "budget": money_rules.budget,
    "count": _count,
    "fixed": _fixed,
    "funding": money_rules.funding,
    "mobile": _mobile,
    "one_plan_per_site": _one_plan_per_site,
    "spacing": _spacing,
    "together": _together,
}
