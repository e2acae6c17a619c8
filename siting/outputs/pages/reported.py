"""The report of a plan as a page that is read and printed."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from typing import Final

from siting.errors import SolverError
from siting.outputs.draw.palette import RAMPS, SITES
from siting.outputs.frontier import Frontier
from siting.outputs.pages.frontier import curve_words, curved
from siting.outputs.pages.render import rendered
from siting.outputs.plan import Plan
from siting.outputs.report import charts
from siting.outputs.report.contents import (
    ACTIONS,
    fairness_sheet,
    group_sheet,
    guidance_sheet,
    indicator_sheet,
    label,
    ledger_sheet,
    method_sheet,
    project_sheet,
    shortage_sheet,
    terms,
)
from siting.outputs.report.names import words_of
from siting.outputs.report.pictures import picture
from siting.outputs.report.sheets import Column, Sheet
from siting.outputs.report.story import compared, story
from siting.solve.naive import naive
from siting.solve.solution import Solution
from siting.texts import Language, Text, say

_WORST: Final = 40
"""How many shortages a report lists; the workbook has them all."""


def reported(plan: Plan, language: Language = "en", frontier: Frontier | None = None) -> str:
    """
    The report: summary, indicators, present state, principles and standards, measures, guidance, shortages, fairness, comparison, data.

    Parameters
    ----------
    frontier
        What more money and less would bring, as a section of its own; none where None.

    Returns
    -------
    One HTML page that asks for nothing and prints on A4.
    """
    return rendered(
        "report.html",
        language,
        words=curve_words() | _words(),
        name=plan.scenario.name,
        description=plan.scenario.description,
        when=plan.drawn.when,
        made=say("made on {day} with siting {version}", day=date.today().isoformat(), version=version("siting")),
        story=list(story(plan)),
        maps=[(label(plan, key), picture(plan, key)) for key in plan.scenario.services],
        keys=_keys(plan),
        served=charts.served(plan),
        times=charts.times(plan, language),
        lorenz=charts.lorenz_curves(plan, language),
        colours={"today": charts.TODAY, "added": charts.ADDED, "missing": charts.MISSING},
        ramps=RAMPS,
        principles=list(_principles(plan)),
        provisions=_provisions(plan),
        indicators=indicator_sheet(plan),
        projects=[project_sheet(plan, term) for term in terms(plan)],
        guidance=guidance_sheet(plan),
        shortages=shortage_sheet(plan, most=_WORST),
        fairness=[sheet for sheet in (fairness_sheet(plan), group_sheet(plan)) if sheet is not None and sheet.rows],
        comparison=_comparison(plan),
        frontier=curved(frontier, language) if frontier is not None else None,
        appendix=[ledger_sheet(plan), method_sheet(plan)],
    )


def _words() -> dict[str, Text]:
    """The headings."""
    return {
        "report": say("plan report"),
        "summary": say("summary"),
        "maps": say("where the need is served"),
        "indicators": say("indicators"),
        "principles": say("layout principles and provision standards"),
        "projects": say("measures"),
        "guidance": say("guidance"),
        "shortages": say("shortages"),
        "fairness": say("fairness"),
        "comparison": say("comparison"),
        "appendix": say("data and method"),
        "today": say("served today"),
        "added": say("added by the plan"),
        "missing": say("still unserved"),
        "travel": say("share of the need that is served within so many minutes, today (grey) and under the plan (blue)"),
        "lorenz": say("Lorenz curves: areas in the order of the share served; the nearer to the diagonal, the more alike"),
        "none": say("There are none."),
    }


def _keys(plan: Plan) -> list[tuple[str, Text]]:
    """The colours of the sites that there are, and what they mean."""
    there = set(plan.drawn.sites.action)
    return [(colour, ACTIONS[action]) for action, colour in SITES.items() if action in there]


def _principles(plan: Plan) -> list[Text]:
    """What the plan is best in, and what it keeps to."""
    words, listed = words_of(plan.scenario), plan.scenario.constraints
    # what holds in every scenario, listed or not, is told last
    always = [one for one in plan.problem.constraints if one not in listed]
    return [told for piece in (plan.scenario.objective, *listed, *always) for told in piece.principles(words)]


def _provisions(plan: Plan) -> Sheet:
    """The standard of each service, and where it comes from."""
    columns = (Column(say("service")), Column(say("standard")), Column(say("source")))
    rows = []
    for key, service in plan.scenario.services.items():
        told = service.provenance or [say("set by the scenario")]
        rows += [(label(plan, key) if not k else "", service.asked if not k else "", source) for k, source in enumerate(told)]
    cells = tuple((name, asked if isinstance(asked, (Text, str)) else str(asked), source) for name, asked, source in rows)
    return Sheet(say("provision standards"), columns, cells)


def _comparison(plan: Plan) -> Sheet:
    """The plan beside the present, and beside a plan made step by step."""
    other = _step_by_step(plan)
    columns = (
        Column(say("service")),
        Column(say("today"), "share"),
        Column(say("made step by step"), "share"),
        Column(say("this plan"), "share"),
    )
    rows = tuple((name, before, simple, after) for name, before, after, simple in compared(plan, other))
    note = (
        say("Share of the need served. Step by step means: each time what serves most for its cost, never taking a choice back.")
        if other is not None
        else say("Share of the need served. For this question no plan could be made step by step that keeps all the rules.")
    )
    return Sheet(say("comparison"), columns, rows, note)


def _step_by_step(plan: Plan) -> Solution | None:
    try:
        return naive(plan.problem)
    except SolverError:
        return None
