"""Plans side by side as a page that is read and printed."""

from __future__ import annotations

from collections.abc import Iterator

from siting.outputs.comparison import Comparison
from siting.outputs.draw.palette import RAMPS
from siting.outputs.pages.frontier import ROWS, dots, made, more, signs
from siting.outputs.pages.render import rendered
from siting.outputs.report.comparisons import (
    called,
    certainty_sheet,
    changed,
    comparison_story,
    cost_sheet,
    fair_sheet,
    lines_of,
    seen,
)
from siting.outputs.report.measures import SYMBOLS
from siting.outputs.report.pictures import NOTABLE, difference, picture
from siting.texts import Language, Text, say


def compare_page(found: Comparison, language: Language = "en") -> str:
    """
    The page: summary, indicators side by side, costs, small maps, who gains and loses, sites, fairness, and how sure each plan is.

    Returns
    -------
    One HTML page that asks for nothing and prints on A4.
    """
    plans, listed = list(found.plans.values()), changed(found)
    return rendered(
        "compare.html",
        language,
        words=_words(),
        name=" · ".join(found.names),
        made=made(),
        scenarios=[(name, plan.scenario.name, plan.drawn.when) for name, plan in found.plans.items()],
        story=list(comparison_story(found)),
        names=found.names,
        lines=lines_of(found),
        seen=seen,
        costs=cost_sheet(found),
        maps=[(called(found, key), [picture(plan, key, small=True) for plan in plans]) for key in found.services],
        ramps=RAMPS,
        dots=dots(plans),
        elsewhere=list(_elsewhere(found)),
        differences=list(_differences(found)),
        measures=listed[:ROWS],
        more=more(listed),
        symbols=SYMBOLS,
        signs=signs(listed),
        fairness=fair_sheet(found),
        sure=certainty_sheet(found),
    )


def _differences(found: Comparison) -> Iterator[tuple[Text, str]]:
    """A map for each service and each plan but the first, where the places are the same."""
    first, *others = found.names
    for service in found.services:
        for other in (one for one in others if found.alike(first, one)):
            told = {"service": called(found, service), "other": other, "first": first}
            title = say("{service}: {other} against {first}", **told)
            yield title, difference(found.plans[first], found.plans[other], service)


def _elsewhere(found: Comparison) -> Iterator[Text]:
    """The plans whose places are others."""
    first, *others = found.names
    for other in others:
        if not found.alike(first, other):
            yield say("{other} is not about the same places as {first}, so there is no map of the difference.", other=other, first=first)


def _words() -> dict[str, Text]:
    return {
        "compare": say("plans side by side"),
        "summary": say("summary"),
        "indicators": say("indicators"),
        "service": say("service"),
        "indicator": say("indicator"),
        "unit": say("unit"),
        "today": say("today"),
        "apart": say("Below each number: how far it is from the first plan's."),
        "maps": say("where the need is served"),
        "before": say("served today"),
        "added": say("added by the plan"),
        "missing": say("still unserved"),
        "differences": say("who gains and who loses"),
        "gains": say("gains"),
        "loses": say("loses"),
        "served": say("served by both alike"),
        "unserved": say("unserved by both alike"),
        "notable": say("A place gains or loses where the share of its need that is served changes by {share:.0%} at least.", share=NOTABLE),
        "sites": say("which plan does what where"),
        "grid": say("The measures that most plans share stand first; with a grey ground, those that are in every plan."),
        "name": say("name"),
        "none": say("There are none."),
    }
