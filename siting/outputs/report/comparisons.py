"""A comparison of plans in words and in tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from siting.outputs.comparison import Comparison
from siting.outputs.figures import fairness
from siting.outputs.metrics import coverage
from siting.outputs.plan import Plan
from siting.outputs.report.contents import finest, indicator, label, records
from siting.outputs.report.measures import Measure, measures
from siting.outputs.report.names import Named, money_of
from siting.outputs.report.sheets import Cell, Column, Form, Row, Sheet, known
from siting.texts import Joined, Text, Unit, amount, say

_ALIKE: Final = 5e-4
"""Shares that differ by less are called the same."""


def comparison_story(found: Comparison) -> Iterator[Text]:
    """The summary: who serves most, what costs least, who gains and loses, which measures all plans share."""
    yield from _served(found)
    yield from _spent(found)
    first, *others = found.names
    for other in others:
        yield from _gains(found, first, other)
    listed = changed(found)
    every = sum(one.count == len(found.plans) for one in listed)
    yield say("{every} measures are in all plans, {some} in only some.", every=every, some=len(listed) - every)


def changed(found: Comparison) -> list[Measure]:
    """What the plans do, in their order."""
    return measures(list(found.plans.values()))


def first_of(found: Comparison) -> Plan:
    """The plan that the others are compared with."""
    return next(iter(found.plans.values()))


def called(found: Comparison, service: str) -> str:
    """What a service is called."""
    plan = next(plan for plan in found.plans.values() if service in plan.scenario.services)
    return label(plan, service)


def _served(found: Comparison) -> Iterator[Text]:
    """For each service the plan that serves the largest share."""
    for service in found.services:
        rows = {name: _row(plan, service) for name, plan in found.plans.items()}
        shares = {name: float(row["after_share"]) for name, row in rows.items()}
        told = {"service": called(found, service)}
        best = max(shares, key=lambda name: shares[name])
        if max(shares.values()) - min(shares.values()) < _ALIKE:
            yield say("{service}: all plans serve {share:.1%} of the need.", share=shares[best], **told)
        else:
            rest = ", ".join(f"{name} {share:.1%}" for name, share in shares.items() if name != best)
            yield say("{service}: {best} serves most, {share:.1%} of the need ({rest}).", best=best, share=shares[best], rest=rest, **told)
        needs = {name: float(row["need"]) for name, row in rows.items()}
        if not np.allclose(list(needs.values()), needs[found.names[0]], rtol=1e-6):
            each = ", ".join(f"{name} {need:,.0f}" for name, need in needs.items())
            yield say("{service}: the need itself differs between the plans ({each}).", each=each, **told)


def _row(plan: Plan, service: str) -> dict[str, Any]:
    return next(row for row in records(coverage(plan.drawn)) if row["service"] == service)


def _spent(found: Comparison) -> Iterator[Text]:
    """The plan that costs least once."""
    currency = first_of(found).scenario.currency
    costs = {str(row["plan"]): float(row["capital"]) for row in records(found.costs)}
    least = min(costs, key=lambda name: costs[name])
    if max(costs.values()) - costs[least] < 0.5:
        yield say("All plans cost the same once: {once}.", once=amount(costs[least], currency))
        return
    rest = Joined(*(Joined(name, amount(one, currency), between=" ") for name, one in costs.items() if name != least))
    yield say("{least} costs least once: {once} ({rest}).", least=least, once=amount(costs[least], currency), rest=rest)


def _gains(found: Comparison, first: str, other: str) -> Iterator[Text]:
    """Who gains and who loses by one plan in the place of the first."""
    if not found.alike(first, other):
        yield say("{other} is not about the same places as {first}, so it cannot be told place by place who gains and who loses.",
                  other=other, first=first)  # fmt: skip
        return
    cells = found.cells(first, other)
    for service in found.services:
        more = cells[f"served.{service}"].fillna(0.0).to_numpy(float)
        unit = first_of(found).scenario.services[service].unit
        gained, lost = amount(float(more[more > 0].sum()), unit), amount(abs(float(more[more < 0].sum())), unit)
        told = {"other": other, "first": first, "service": called(found, service)}
        yield say("{other} instead of {first}, {service}: {gained} more are served where it gains, {lost} fewer where it loses.",
                  gained=gained, lost=lost, **told)  # fmt: skip


def lines_of(found: Comparison) -> list[dict[str, Any]]:
    """The indicators as a page shows them: `service`, `name`, `unit`, `form`, `today`, and `plans` (value, difference to the first)."""
    shown = []
    for row in records(found.indicators):
        name, form = indicator(row["indicator"], Named(row["of"]))
        values = [known(row[plan]) for plan in found.names]
        told = {
            "service": called(found, row["service"]),
            "name": name,
            "unit": Unit(str(row["unit"])),
            "form": form,
            "today": known(row["today"]),
        }
        shown.append({**told, "plans": [(value, _apart(value, values[0], form, k)) for k, value in enumerate(values)]})
    return shown


def _apart(value: Cell, first: Cell, form: Form, number: int) -> tuple[Cell, Form] | None:
    """How much a value is above the first plan's, shares in points; None where there is nothing to say."""
    if number == 0 or not isinstance(value, (int, float)) or not isinstance(first, (int, float)):
        return None
    # shares differ by points, not by per cent
    return (100.0 * (value - first), "points") if form == "share" else (value - first, form)


def seen(apart: tuple[Cell, Form] | None) -> bool:
    """Whether a difference is more than nothing once it is rounded."""
    least: dict[Form, float] = {"points": 0.05, "decimal": 0.005}
    return apart is not None and isinstance(apart[0], (int, float)) and abs(apart[0]) >= least.get(apart[1], 0.5)


def compared_sheet(found: Comparison) -> Sheet:
    """Every key figure of today and of each plan, and how far each plan is from the first."""
    first, *others = found.names
    columns = (
        Column(say("service")),
        Column(say("indicator")),
        Column(say("unit")),
        Column(say("today"), "amount"),
        *(Column(name, "amount") for name in found.names),
        *(Column(say("{other} against {first}", other=other, first=first), "amount") for other in others),
    )
    rows: list[Row] = []
    for line in lines_of(found):
        form: Form = line["form"]
        values = [(value, form) for value, _ in line["plans"]]
        apart = [one if one is not None else (None, form) for _, one in line["plans"][1:]]
        rows.append((line["service"], line["name"], line["unit"], (line["today"], form), *values, *apart))
    return Sheet(say("indicators"), columns, tuple(rows))


def cost_sheet(found: Comparison) -> Sheet:
    """What each plan costs."""
    money = money_of(first_of(found).scenario)
    columns = (
        Column(say("plan")),
        Column(say("measures"), "count"),
        Column(say("once ({money})", money=money), "amount"),
        Column(say("a year ({money})", money=money), "amount"),
    )
    rows = tuple(tuple(row[key] for key in ("plan", "measures", "capital", "operating")) for row in records(found.costs))
    return Sheet(say("costs"), columns, rows)


def certainty_sheet(found: Comparison) -> Sheet:
    """How near each plan is to the best for its own question."""
    columns = (
        Column(say("plan")),
        Column(say("best in")),
        Column(say("worth of the plan"), "decimal"),
        Column(say("no plan can be better than"), "decimal"),
        Column(say("gap"), "share"),
        Column(say("seconds"), "decimal"),
        Column(say("what is known")),
    )
    rows = tuple(
        (
            name,
            plan.scenario.objective.named,
            *(known(one) for one in (plan.objective, plan.bound, plan.gap, plan.seconds)),
            plan.quality(),
        )
        for name, plan in found.plans.items()
    )
    note = say("Each plan is near to the best for its own question; worths of different objectives cannot be compared.")
    return Sheet(say("how sure each plan is"), columns, rows, note)


def fair_sheet(found: Comparison) -> Sheet | None:
    """How alike each plan serves areas; None where the first plan has none."""
    kind = finest(first_of(found))
    if kind is None:
        return None
    with_areas = {name: plan for name, plan in found.plans.items() if kind in plan.world.areas}
    tables = {name: {(row["service"], row["when"]): row for row in records(fairness(plan, by=kind))} for name, plan in with_areas.items()}
    rows: list[Row] = []
    for service in found.services:
        today = tables[found.names[0]].get((service, "before"), {})
        for key, text, form in (("gini", say("Gini"), "decimal"), ("lowest", say("lowest share"), "share")):
            after = [tables[name].get((service, "after"), {}).get(key) if name in tables else None for name in found.names]
            rows.append((called(found, service), text, (today.get(key), form), *((one, form) for one in after)))  # type: ignore[arg-type]
    columns = (
        Column(say("service")),
        Column(say("indicator")),
        Column(say("today"), "decimal"),
        *(Column(one, "decimal") for one in found.names),
    )
    note = say("Between areas ({kind}). A Gini of 0 means that all are served alike.", kind=Named(kind))
    return Sheet(say("fairness between areas"), columns, tuple(rows), note)
