"""Which plan does what at which site: plans beside one another, site by site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

import pandas as pd

from siting.outputs.plan import Plan
from siting.outputs.report.contents import ACTIONS, finest, label, records
from siting.outputs.report.names import Named
from siting.outputs.report.sheets import Cell, Column, Sheet
from siting.texts import Text, say

SYMBOLS: Final = {
    "build": "★", "rent": "◆", "mobile": "▲", "home": "■", "buy": "▣", "convert": "●", "expand": "✚", "keep": "○", "close": "✕",
}  # fmt: skip
"""By what happens to a site; signs that most fonts have, told apart without colour."""


@dataclass(frozen=True)
class Done:
    """What one plan does at a site: an action, and the capacity it leaves there [unit of the service], infinite without a limit."""

    action: str
    capacity: float

    @property
    def text(self) -> Text:
        """In words."""
        if self.action == "close" or not isfinite(self.capacity):
            return ACTIONS[self.action]
        return say("{action}: {capacity:,.0f}", action=ACTIONS[self.action], capacity=self.capacity)


@dataclass(frozen=True)
class Measure:
    """
    A service at a site that some plan changes.

    Parameters
    ----------
    service
        What the service is called.
    area
        The finest area that it lies in; empty where there are none.
    done
        What each plan does there, in their order; None where it leaves all as it is.
    """

    site: str
    name: str
    service: str
    area: str
    done: tuple[Done | None, ...]

    @property
    def count(self) -> int:
        """How many plans do something here."""
        return sum(one is not None for one in self.done)


def measures(plans: Sequence[Plan]) -> list[Measure]:
    """What plans do, those measures first that most plans share, and of these those that the first plans have."""
    parts = [_changed(plan).assign(plan=number) for number, plan in enumerate(plans)]
    rows = pd.concat(parts) if parts else pd.DataFrame(columns=["site", "name", "service", "area", "action", "capacity", "plan"])
    found = []
    for (site, name, service), same in rows.groupby(["site", "name", "service"], sort=False):
        by_plan = {row["plan"]: Done(str(row["action"]), row["capacity"]) for row in reversed(records(same))}
        done = tuple(by_plan.get(number) for number in range(len(plans)))
        found.append(Measure(str(site), str(name), str(service), str(same.area.iloc[0]), done))
    return sorted(found, key=lambda one: (-one.count, [each is None for each in one.done], one.service, one.name))


def _changed(plan: Plan) -> pd.DataFrame:
    """The rows of a plan that change something: ``site``, ``name``, ``service`` (as it is called), ``area``, ``action``, ``capacity``."""
    sites = pd.DataFrame(plan.sites.drop(columns="geometry"))
    kind = finest(plan)
    rows = sites[sites.action != "keep"]
    called = {service: label(plan, service) for service in plan.scenario.services}
    area = rows[kind].astype(str) if kind else ""
    named = rows.assign(area=area, service=rows.service.map(called), site=rows.site.astype(str), name=rows.name.astype(str))
    return named[["site", "name", "service", "area", "action", "capacity"]]


def measure_sheet(found: Sequence[Measure], plans: Sequence[Text | str], *, kind: str | None) -> Sheet:
    """
    The measures as a table, a column for each plan.

    Parameters
    ----------
    plans
        What each plan is called.
    kind
        The kind of area that `Measure.area` names; None where there are none.
    """
    columns = (
        Column(say("name")),
        Column(say("service")),
        *((Column(Named(kind)),) if kind else ()),
        Column(say("in how many plans"), "count"),
        *(Column(one) for one in plans),
    )
    rows: list[tuple[Cell, ...]] = [
        (one.name, one.service, *((one.area,) if kind else ()), one.count, *(each.text if each else None for each in one.done))
        for one in found
    ]
    return Sheet(say("which plan does what where"), columns, tuple(rows))
