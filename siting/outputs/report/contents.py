"""The tables of the report and of the workbook, all out of the metrics, so that numbers are the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from shapely.geometry import Point

from siting.inputs.geo.crs import short
from siting.outputs import areas
from siting.outputs.figures import by_group, fairness, indicators
from siting.outputs.metrics import coverage, projects
from siting.outputs.plan import Plan
from siting.outputs.report.names import Named, money_of
from siting.outputs.report.sheets import Cell, Column, Form, Row, Sheet
from siting.outputs.sentences import STEPS
from siting.texts import Text, Unit, say

ACTIONS: Final = {
    "build": say("new"),
    "rent": say("rented"),
    "mobile": say("mobile"),
    "home": say("at home"),
    "buy": say("places bought"),
    "convert": say("converted"),
    "expand": say("expanded"),
    "keep": say("existing"),
    "close": say("closed"),
}
Term = Literal["near", "long"]
TERMS: Final[dict[Term, Text]] = {"near": say("near-term"), "long": say("long-term")}
_MOST: Final = 80
"""More areas than this are no guidance that anybody reads."""


def indicator_sheet(plan: Plan) -> Sheet:
    """Every key figure of today and of the plan, service by service, beside the standard."""
    columns = (
        Column(say("service")),
        Column(say("indicator")),
        Column(say("unit")),
        Column(say("today"), "amount"),
        Column(say("with the plan"), "amount"),
        Column(say("change"), "amount"),
    )
    rows: list[Row] = []
    for row in records(indicators(plan)):
        name, form = indicator(row["indicator"], Named(row["of"]))
        change = row["after"] - row["before"] if row["indicator"] != "need" else None
        told: list[tuple[Cell, Form]] = [(row["before"], form), (row["after"], form)]
        # shares differ by points, not by per cent
        told.append((change, form) if form != "share" or change is None else (100.0 * change, "points"))
        rows.append((label(plan, row["service"]), name, Unit(str(row["unit"])), *told))
    notes = {str(key): one.asked for key, one in plan.scenario.services.items()}
    standard = "; ".join(f"{label(plan, key)}: {asked}" for key, asked in notes.items())
    return Sheet(say("indicators"), columns, tuple(rows), say("standards: {standard}", standard=standard))


def indicator(key: str, of: Text) -> tuple[Text, Form]:
    """What an indicator is called, and how it is written."""
    names: dict[str, tuple[Text, Form]] = {
        "need": (say("need"), "amount"),
        "served": (say("served"), "amount"),
        "share": (say("share of the need served"), "share"),
        "full": (say("in reach, but no room"), "amount"),
        "out_of_reach": (say("out of reach"), "amount"),
        "minutes": (say("mean travel of those served"), "decimal"),
        "minutes_90": (say("nine tenths of them within"), "decimal"),
        "sites": (say("sites in operation"), "count"),
        "capacity": (say("capacity"), "amount"),
        "per_1000": (say("capacity per 1000 {of}", of=of), "decimal"),
        "areas_with": (say("share of areas with a site of their own ({of})", of=of), "share"),
        "lowest": (say("share served where it is lowest ({of})", of=of), "share"),
    }
    return names[key]


def project_sheet(plan: Plan, term: Term | None = None) -> Sheet:
    """
    What is to be done: every site that changes.

    Parameters
    ----------
    term
        Only what is done in the near term, which is the first phase, or in the long term, which are all later ones; everything where None.
    """
    table = projects(plan)
    dated = "opens" in table
    kinds = list(plan.world.areas)
    money = money_of(plan.scenario)
    columns = (
        Column(say("no."), "count"),
        *((Column(say("year"), "year"), Column(say("term"))) if dated else ()),
        Column(say("name")),
        Column(say("service")),
        Column(say("measure")),
        Column(say("capacity"), "amount"),
        Column(say("used"), "amount"),
        Column(say("unit")),
        Column(say("once ({money})", money=money), "amount"),
        Column(say("building ({money})", money=money), "amount"),
        Column(say("a year ({money})", money=money), "amount"),
        *(Column(Named(kind)) for kind in kinds),
        Column(say("longitude"), "degrees"),
        Column(say("latitude"), "degrees"),
    )
    at = plan.sites.drop_duplicates("site").set_index("site").geometry.to_crs(4326)
    # a measure has one number, in whichever list it stands
    numbered = list(enumerate(records(table), 1))
    rows = [_project(plan, number, row, at[row["site"]]) for number, row in numbered if term in (None, _term(plan, row))]
    title = say("projects") if term is None else say("{term} measures", term=TERMS[term])
    return Sheet(title, columns, tuple(rows))


def terms(plan: Plan) -> list[Term | None]:
    """The lists that the measures are told in: near and long term where the plan has several phases."""
    return ["near", "long"] if len(plan.instance.phases) > 1 else [None]


def _term(plan: Plan, row: Mapping[str, Any]) -> Term | None:
    """When a measure is done."""
    return None if "opens" not in row else "near" if row["opens"] <= plan.instance.phases[0] else "long"


def _project(plan: Plan, number: int, row: Mapping[str, Any], place: Point) -> Row:
    """One measure."""
    return (
        number,
        *((row["opens"], TERMS[term]) if (term := _term(plan, row)) is not None else ()),
        str(row["name"]),
        label(plan, str(row["service"])),
        ACTIONS[str(row["action"])],
        row["capacity"],
        row["load"],
        Unit(plan.scenario.services[str(row["service"])].unit),
        *(row[money] for money in ("capital", "shared_capital", "operating")),
        *(str(row[kind]) for kind in plan.world.areas),
        round(place.x, 6),
        round(place.y, 6),
    )


def shortage_sheet(plan: Plan, *, most: int | None = None) -> Sheet:
    """
    Where and how much is still short under the plan, the worst first.

    Parameters
    ----------
    most
        How many rows; all where None.
    """
    kind = finest(plan)
    columns = (
        Column(Named(kind) if kind else say("all")),
        Column(say("service")),
        Column(say("unit")),
        Column(say("need"), "amount"),
        Column(say("served"), "amount"),
        Column(say("share"), "share"),
        Column(say("short"), "amount"),
        Column(say("of which in reach, but no room"), "amount"),
        Column(say("of which out of reach"), "amount"),
    )
    table = coverage(plan.drawn, by=kind)
    table = table.assign(short=table.full + table.out_of_reach)
    # units differ, so the worst is where the largest share of a service's need is short
    table = table.assign(worst=table.short / table.groupby("service").need.transform("sum"))
    table = table[table.short > 0.5].sort_values("worst", ascending=False, kind="stable")
    count, table = len(table), table.iloc[:most]
    rows = tuple(
        (
            (str(row[kind]) or say("outside all")) if kind else say("all"),
            label(plan, str(row["service"])),
            Unit(plan.scenario.services[str(row["service"])].unit),
            *(row[name] for name in ("need", "after", "after_share", "short", "full", "out_of_reach")),
        )
        for row in records(table)
    )
    note = say("Only where more than half a unit is short.")
    if count > len(rows):
        note = say("The {shown} worst of {count}; all of them are in plan.xlsx.", shown=len(rows), count=count)
    return Sheet(say("shortages"), columns, rows, note)


def guidance_sheet(plan: Plan) -> Sheet | None:
    """What each street or township gets; None where there are no such areas."""
    kind = guided(plan)
    if kind is None:
        return None
    cells = plan.drawn.cells
    group = plan.world.groups[0] if plan.world.groups else None
    people = cells.groupby(kind)[group].sum() if group else None
    table = coverage(plan.drawn, by=kind)
    services = list(plan.scenario.services)
    columns = (
        Column(Named(kind)),
        *((Column(Named(group), "amount"),) if group else ()),
        *(Column(head, "share") for one in services for head in _then_and_now(plan, one)),
        Column(say("measures"), "count"),
        Column(say("what is to be done")),
        Column(say("once ({money})", money=money_of(plan.scenario)), "amount"),
    )
    shares = {(str(row["service"]), str(row[kind])): (row["before_share"], row["after_share"]) for row in records(table)}
    work = projects(plan)
    rows = []
    for name in sorted(map(str, plan.world.areas[kind]["name"])):
        mine = work[work[kind].astype(str) == name]
        money = float(mine.capital.sum() + mine.shared_capital.sum())
        done = _several(mine)
        told = [value for one in services for value in shares.get((one, name), (None, None))]
        rows.append((name, *((float(people.get(name, 0.0)),) if people is not None else ()), *told, len(mine), done, money))
    return Sheet(say("guidance by {kind}", kind=Named(kind)), columns, tuple(rows))


def _then_and_now(plan: Plan, service: str) -> tuple[Text, Text]:
    """The headings of a service's share today and under the plan."""
    return say("{service}, today", service=label(plan, service)), say("{service}, plan", service=label(plan, service))


def _several(rows: pd.DataFrame) -> str:
    """Names of what is to be done, as a list in a cell."""
    once = records(rows.drop_duplicates("site"))
    return "; ".join(f"{row['name']} ({row['opens']})" if "opens" in row else str(row["name"]) for row in once)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table by column."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def fairness_sheet(plan: Plan) -> Sheet | None:
    """How alike areas are served; None where there are no areas."""
    if (kind := finest(plan)) is None:
        return None
    columns = (
        Column(say("service")),
        Column(say("when")),
        Column(say("areas ({kind})", kind=Named(kind)), "count"),
        Column(say("Gini"), "decimal"),
        Column(say("lowest share"), "share"),
        Column(say("mean share"), "share"),
        Column(say("highest share"), "share"),
        Column(say("mean deviation"), "share"),
        Column(say("areas below the mean"), "share"),
    )
    when = {"before": say("today"), "after": say("plan")}
    told = ("areas", "gini", "lowest", "mean", "highest", "deviation", "below")
    rows = tuple((label(plan, row["service"]), when[row["when"]], *(row[key] for key in told)) for row in records(fairness(plan, by=kind)))
    note = say("Share of the need served, area by area. A Gini of 0 means that all are served alike; it hides how many are below the mean.")
    return Sheet(say("fairness between areas"), columns, rows, note)


def group_sheet(plan: Plan) -> Sheet:
    """Which share of each population group is served."""
    columns = (
        Column(say("service")),
        Column(say("population group")),
        Column(say("people"), "amount"),
        Column(say("today"), "share"),
        Column(say("with the plan"), "share"),
    )
    rows = tuple(
        (label(plan, row["service"]), Named(row["group"]), *(row[key] for key in ("people", "before", "after")))
        for row in records(by_group(plan))
    )
    return Sheet(say("fairness between groups"), columns, rows, say("Share of the group that lives where the service serves."))


def ledger_sheet(plan: Plan) -> Sheet:
    """What was read, left out and is in use."""
    columns = (
        Column(say("source")),
        Column(say("step")),
        Column(say("rows"), "count"),
        Column(say("group")),
        Column(say("people"), "amount"),
    )
    rows = tuple((row["source"], STEPS[row["step"]], row["rows"], Named(row["column"]), row["total"]) for row in records(plan.world.ledger))
    return Sheet(say("data: people, step by step"), columns, rows)


def method_sheet(plan: Plan) -> Sheet:
    """How the plan came about."""
    gap = plan.gap if np.isfinite(plan.gap) else None
    rows: list[Row] = [
        (say("scenario"), plan.scenario.name),
        (say("best in"), plan.scenario.objective.named),
        (say("must hold"), ", ".join(one.named for one in plan.scenario.constraints) or "–"),
        (say("coordinate system"), f"{short(plan.world.crs)} ({plan.world.crs.name})"),
        (say("worth of the plan"), (plan.objective, "amount")),
        (say("no plan can be better than"), (plan.bound, "amount")),
        (say("gap"), (gap, "share")),
        (say("proved by"), plan.solution.method),
        (say("seconds"), (plan.seconds, "decimal")),
        *((say("version of {name}", name=name), version(name)) for name in ("siting", "pulp", "highspy")),
        *((say("note"), note) for note in plan.world.notes),
    ]
    return Sheet(say("data and method"), (Column(say("what")), Column(say("value"))), tuple(rows))


def label(plan: Plan, service: str) -> str:
    """What a service is called."""
    return plan.scenario.services[service].label or service


def finest(plan: Plan) -> str | None:
    """The kind with most areas that still fit in a list; None where there are no areas."""
    return areas.finest(plan.world.areas)


def guided(plan: Plan) -> str | None:
    """The kind of area that guidance is given for: the most areas that anybody reads."""
    return areas.finest(plan.world.areas, most=_MOST)
