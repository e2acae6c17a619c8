"""Rules about money, written a second time: whether what a plan costs can be paid."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import linprog

from tests.model.brute import Rule
from tests.model.cases import EDGE, Books, Plan

Item = tuple[float, int, set[str]]
"""What is to be paid, the number of its phase, and the funds that may pay."""


def budget(rule: Rule, plan: Plan, books: Books) -> bool:
    of, phases = rule.get("of", "capital"), books.phases
    whole = True
    for span in [phases] if of == "capital" else [[phase] for phase in phases]:
        whole &= books.spent(plan, of, phases=span) <= rule.get("total", np.inf) + EDGE
        for name, most in rule.get("by_service", {}).items():
            here = tuple(j for j in plan if books.options[j]["service"] == name)
            whole &= books.spent(here, of, buildings=not books.shared, phases=span) <= most + EDGE
        left = []
        for name, most in rule.get("by_group", {}).items():
            here = tuple(j for j in plan if books.options[j][rule["group"]] == name)
            left.append(most - books.spent(here, of, phases=span))
        over, under = -sum(min(one, 0.0) for one in left), sum(max(one, 0.0) for one in left)
        whole &= over <= min(rule.get("transfers", 0.0), under) + EDGE
    return bool(whole) and _in_time(rule, plan, books)


def _in_time(rule: Rule, plan: Plan, books: Books) -> bool:
    """Whether what is spent in each phase was there by then."""
    if not rule.get("by_phase"):
        return True
    of, left = rule.get("of", "capital"), 0.0
    for phase in books.phases:
        left += rule["by_phase"].get(phase, 0.0) - books.spent(plan, of, phases=[phase])
        if left < -EDGE:
            return False
        if of == "operating" or not rule.get("carry_over", True):
            left = 0.0
    return True


def funding(rule: Rule, plan: Plan, books: Books) -> bool:
    """A program of who pays what: each item from money that is there when it is paid, in each phase on its own if it is paid every year."""
    items = list(_items(rule, plan, books))
    if rule.get("of", "capital") == "operating":
        return all(_paid(rule, [(cost, 0, payers) for cost, p, payers in items if p == k], [phase]) for k, phase in enumerate(books.phases))
    return _paid(rule, items, books.phases)


def _items(rule: Rule, plan: Plan, books: Books) -> list[Item]:
    of, items = rule.get("of", "capital"), []
    for p, phase in enumerate(books.phases):
        for j in plan:
            payers = {name for name, fund in rule["funds"].items() if _pays(fund, books.options[j])}
            items.append((books.spent((j,), of, buildings=not books.shared, phases=[phase]), p, payers))
        for site in {books.options[j]["site"] for j in plan} if books.shared and of == "capital" else ():
            here = tuple(j for j in plan if books.options[j]["site"] == site)
            price = books.spent(here, of, phases=[phase]) - books.spent(here, of, buildings=False, phases=[phase])
            items.append((price, p, {name for name, fund in rule["funds"].items() if _houses(fund, site, books)}))
    return items


def _pays(fund: Rule, option: dict[Any, Any]) -> bool:
    return option["service"] in (fund.get("services") or (option["service"],)) and (
        option["action"] in (fund.get("actions") or (option["action"],)) and _allows(fund, option)
    )


def _allows(fund: Rule, option: dict[Any, Any]) -> bool:
    wanted = {column: value if isinstance(value, tuple) else (value,) for column, value in fund.get("only", {}).items()}
    return all(option[column] in values for column, values in wanted.items())


def _houses(fund: Rule, site: int, books: Books) -> bool:
    asked = fund.get("buildings", not fund.get("services") and not fund.get("actions"))
    return bool(asked) and all(_allows(fund, row) for row in books.options if row["site"] == site and row["site_capital"] > 0)


def _paid(rule: Rule, items: list[Item], phases: list[int]) -> bool:
    """Whether the items can be paid; a variable for each item and fund that may pay."""
    ways = [(k, name) for k, (_, _, payers) in enumerate(items) for name in sorted(payers)]
    if not ways:
        return all(cost <= EDGE for cost, *_ in items)
    left = [[-float(k == one) for one, _ in ways] for k in range(len(items))]
    right = [-cost for cost, *_ in items]
    for name, fund in rule["funds"].items():
        for p in range(len(phases)) if "by_phase" in fund else ():
            left.append([float(other == name and items[k][1] <= p) for k, other in ways])
            right.append(sum(fund["by_phase"].get(phase, 0.0) for phase in phases[: p + 1]))
        left.append([float(other == name) for _, other in ways])
        right.append(min(fund.get("total", 1e6), 1e6))
    return bool(linprog(np.zeros(len(ways)), A_ub=np.array(left), b_ub=np.array(right) + EDGE, method="highs").status == 0)
