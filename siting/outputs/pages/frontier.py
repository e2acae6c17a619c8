"""A frontier as a page that is read and printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from typing import Any, Final

from siting.outputs.draw.palette import RAMPS, SITES
from siting.outputs.frontier import Frontier
from siting.outputs.pages.render import rendered
from siting.outputs.plan import Plan
from siting.outputs.report.contents import ACTIONS
from siting.outputs.report.frontiers import (
    acting,
    changed,
    colour_of,
    frontier_story,
    gain_sheet,
    label_of,
    limit,
    money_sheet,
    share_curve,
    sure_sheet,
    worth_curve,
)
from siting.outputs.report.measures import SYMBOLS, Measure
from siting.outputs.report.pictures import picture
from siting.texts import Language, Text, say

COLUMNS: Final = 6
"""How many small maps stand side by side."""
ROWS: Final = 80
"""How many measures a page lists; the workbook has them all."""


def frontier_page(found: Frontier, language: Language = "en") -> str:
    """
    The page: summary, curve, table, small maps, which sites come in at which limit, and how sure each plan is.

    Returns
    -------
    One HTML page that asks for nothing and prints on A4.
    """
    plans, listed = found.plans, changed(found)
    shown = spread(list(plans), keep=found.varied.own)
    last = list(plans.values())[-1]
    return rendered(
        "frontier.html",
        language,
        words=curve_words() | _words(),
        name=found.scenario.name,
        description=found.scenario.description,
        when=last.drawn.when,
        made=made(),
        story=list(frontier_story(found)),
        frontier=curved(found, language),
        columns=[limit(found, one) for one in shown],
        maps=[(label_of(found, key), [picture(plans[one], key, small=True) for one in shown]) for key in found.scenario.services],
        ramps=RAMPS,
        dots=dots(list(plans.values())),
        measures=listed[:ROWS],
        more=more(listed),
        plans=[limit(found, one) for one in acting(found)],
        symbols=SYMBOLS,
        signs=signs(listed),
        sure=sure_sheet(found),
    )


def curved(found: Frontier, language: Language) -> dict[str, Any]:
    """The curve and its table, as a page or the report shows them."""
    return {
        "shares": share_curve(found, language),
        "worth": worth_curve(found, language),
        "services": [(colour_of(number)[0], label_of(found, key)) for number, key in enumerate(found.scenario.services)],
        "tables": [money_sheet(found), gain_sheet(found)],
    }


def curve_words() -> dict[str, Text]:
    """What stands below the curve."""
    return {
        "curve": say("what each limit brings"),
        "worth": say("worth of the plan"),
        "band": say("up to here a better plan may exist, not beyond: this is proven"),
    }


def _words() -> dict[str, Text]:
    return {
        "frontier": say("more money and less: what each amount brings"),
        "summary": say("summary"),
        "maps": say("where the need is served"),
        "sites": say("which sites come in at which limit"),
        "grid": say("The measures that most plans share stand first; with a grey ground, those that are in every plan."),
        "name": say("name"),
        "service": say("service"),
        "none": say("There are none."),
        "today": say("served today"),
        "added": say("added by the plan"),
        "missing": say("still unserved"),
    }


def made() -> Text:
    """When and with what a page was made."""
    return say("made on {day} with siting {version}", day=date.today().isoformat(), version=version("siting"))


def more(listed: Sequence[Measure]) -> Text | None:
    """That a page does not list all measures; None where it does."""
    if len(listed) <= ROWS:
        return None
    return say("The first {shown} of {count}; all of them are in the workbook.", shown=ROWS, count=len(listed))


def signs(listed: Sequence[Measure]) -> list[tuple[str, Text]]:
    """The signs of what is done, and what they mean."""
    there = {done.action for one in listed for done in one.done if done is not None}
    return [(SYMBOLS[action], text) for action, text in ACTIONS.items() if action in there]


def dots(plans: Sequence[Plan]) -> list[tuple[str, Text]]:
    """The colours of sites on the maps, and what they mean."""
    there = {str(action) for plan in plans for action in plan.drawn.sites.action}
    return [(colour, ACTIONS[action]) for action, colour in SITES.items() if action in there]


def spread(values: Sequence[float], *, keep: float, most: int = COLUMNS) -> list[float]:
    """So many of some values at most, evenly spread, with the first, the last and one of one's own among them."""
    if len(values) <= most:
        return list(values)
    at = {round(k * (len(values) - 1) / (most - 1)) for k in range(most)}
    if keep in values and (own := values.index(keep)) not in at:
        inner = sorted(at)[1:-1]
        at = at - {min(inner, key=lambda k: abs(k - own))} | {own}
    return [values[k] for k in sorted(at)]
