"""What a run says of itself: what was read, what is easily forgotten, how far it has come, and what streets make of a standard."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Final

from siting.inputs import ledger
from siting.inputs.geo.crs import short
from siting.inputs.world import World
from siting.model.problem import Problem
from siting.outputs.metrics import straight
from siting.outputs.plan import Plan
from siting.solve.running import Listener, Progress
from siting.texts import Text, say

Tell = Callable[[Text], None]
"""Takes the sentences that long work says of itself."""

STEPS: Final = {
    ledger.READ: say("read"),
    ledger.FILTERED: say("left out by filter"),
    ledger.UNKNOWN: say("no data"),
    ledger.SCALED: say("brought to totals"),
    ledger.OUTSIDE: say("outside boundary"),
    ledger.USED: say("in use"),
}
"""What the steps of the ledger are called."""


def inventory(world: World) -> list[Text]:
    """What was read: sums of people before and after each step, sites, areas, and what a planner should know."""
    lines = [
        say(
            "{source}: {step}: {rows:,} rows, {total:,.0f} {column}",
            source=row.source, step=STEPS[str(row.step)], rows=row.rows, total=row.total, column=row.column,
        )
        for row in world.ledger.itertuples()
    ]  # fmt: skip
    for name in map(str, world.places):
        group, dot, when = name.partition(".")
        if dot and group in world.groups:
            told = {"group": group, "when": when.replace(".", ", "), "total": float(world.places[name].sum())}
            lines.append(say("{group} in {when}: {total:,.0f}", **told))
    existing = int(world.sites.existing.sum())
    new, crs = len(world.sites) - existing, short(world.crs)
    lines.append(say("facilities: {existing:,}, candidate sites: {new:,}, in {crs}", existing=existing, new=new, crs=crs))
    return [*lines, *(say("note: {note}", note=note) for note in world.notes)]


def beside_the_straight_line(plan: Plan) -> list[Text]:
    """What streets make of the standard, beside the straight line that is often used in their place."""
    found = []
    for row in straight(plan.drawn).itertuples():
        service = plan.scenario.services[str(row.service)]
        told = {"service": service.label or row.service, "within": service.asked}
        told |= {"street": row.by_street, "line": row.by_straight_line}
        line = say("{service}: {street:.1%} of the need within {within} of an open site by street, {line:.1%} by straight line", **told)
        found.append(line)
    return found


def doubts(asked: Problem) -> list[Text]:
    """What is easily forgotten: services that nothing offers, and what the options say and no constraint reads."""
    instance = asked.instance
    options = instance.options
    reached = set(instance.demand.service.to_numpy()[instance.reach.demand.to_numpy()])
    given = {
        "capacity": ("capacity", isfinite(options.capacity.min())),
        "min_load": ("min_load", options.min_load.max() > 0),
        "stops": ("mobile", options.stops.max() > 0),
        "site_area": ("together", isfinite(options.site_area.min())),
    }
    idle = [
        say("note: {service}: no facility and no candidate that offers it is within reach of those who need it", service=service)
        for service in instance.demand.service.unique()
        if service not in reached
    ]
    return idle + [
        say("note: {column} is given, but nothing keeps to it; add - {{kind: {piece}}} to the constraints", column=column, piece=piece)
        for column, (piece, known) in given.items()
        if known and f"options.{column}" not in asked.uses
    ]


def listener(tell: Tell) -> Listener:
    """Turns progress into sentences, at most one in two seconds."""
    last = -2.0

    def listen(progress: Progress) -> None:
        nonlocal last
        if progress.seconds - last < 2.0:
            return
        last = progress.seconds
        gap = abs(progress.bound - progress.best) / max(abs(progress.best), 1e-9)
        told = {"seconds": progress.seconds, "best": progress.best, "bound": progress.bound, "gap": gap}
        if isfinite(gap):
            tell(say("{seconds:.0f} s: best plan {best:,.6g}, bound {bound:,.6g}, gap {gap:.2%}", **told))

    return listen
