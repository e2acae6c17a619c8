"""The data doctor: every input with what it holds, what was left out and why, what looks wrong, and whether a run would go through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import pandas as pd

from siting.errors import SitingError
from siting.inputs import ledger
from siting.inputs.everything import Entry
from siting.inputs.geo.crs import short
from siting.inputs.people import Counted
from siting.inputs.sites import Part
from siting.instance.study import Study
from siting.model.problem import Problem
from siting.outputs.sentences import doubts, inventory
from siting.outputs.tabled import Cell, Tabled
from siting.scenario.scenario import Scenario
from siting.texts import Text, amount, say


def _role(key: str, name: object = "") -> Text:
    """What an input is for, and which one of several it is."""
    roles = {
        "boundary": say("boundary"),
        "population": say("population {name}", name=name),
        "facilities": say("facilities {name}", name=name),
        "candidates": say("candidates {name}", name=name),
        "areas": say("areas {name}", name=name),
        "backdrop": say("backdrop {name}", name=name),
        "totals": say("totals {name}", name=name),
        "growth": say("growth {name}", name=name),
        "travel": say("travel"),
    }
    return roles[key]


@dataclass(frozen=True)
class Line:
    """
    One input.

    Parameters
    ----------
    role, file, crs
        What it is for, its files, and the coordinate system it is in.
    read, left_out, used
        Rows; None where it holds none that are counted.
    why
        What was left out, and for what reason.
    sums
        What they add up to.
    suspicions
        What looks wrong, each with its cure.
    error
        Why a run would stop; None where it would not.
    """

    role: Text
    file: str
    crs: str = ""
    read: int | None = None
    left_out: int | None = None
    used: int | None = None
    why: tuple[Text, ...] = ()
    sums: str = ""
    suspicions: tuple[Text, ...] = ()
    error: Text | None = None

    @property
    def state(self) -> Text:
        """How it stands with it."""
        if self.error is not None:
            return say("wrong")
        return say("notes: {count}", count=len(self.suspicions)) if self.suspicions else say("in order")


@dataclass(frozen=True)
class Checkup:
    """
    What a check of a scenario found.

    Parameters
    ----------
    scenario
        What was checked.
    entries
        What was read, entry by entry.
    study, asked
        What they make together; None where a run would stop before.
    error
        Why a run would stop; None where it would go through.
    """

    scenario: Scenario
    entries: tuple[Entry, ...]
    study: Study | None
    asked: Problem | None
    error: SitingError | None

    @property
    def lines(self) -> list[Line]:
        """The inputs, in the order of the scenario."""
        return [*(_line(one, self.study) for one in self.entries), *(self._named(one) for one in _beside(self.scenario))]

    def _named(self, line: Line) -> Line:
        """A file that is read beside the entries, with what stopped the check where that names it."""
        wrong = self.error is not None and any(name in str(self.error) for name in line.file.split(", "))
        return replace(line, error=self.error.text) if self.error is not None and wrong else line

    def sentences(self) -> Iterator[Text]:
        """The check in sentences."""
        yield self.table()
        if self.study is None or self.asked is None:
            yield from (say("note: {note}", note=note) for line in self.lines for note in line.suspicions)
        else:
            yield from (*inventory(self.study.world), *doubts(self.asked), *self.services())
        yield self.verdict

    def table(self) -> Tabled:
        """The inputs as a table."""
        heads = (say("input"), say("file"), say("coordinates"), say("rows"), say("left out"), say("in use"), say("sums"), say("state"))
        rows: list[Sequence[Cell]] = [
            (one.role, one.file, one.crs, one.read, one.left_out, one.used, one.sums, one.state) for one in self.lines
        ]
        return Tabled(heads, rows)

    def services(self) -> Iterator[Text]:
        """What each service needs, and what could serve it."""
        if self.study is None:
            return
        demand, options = self.study.instance.demand, self.study.instance.options
        for service, need in demand.need.groupby(demand.service, sort=False).sum().items():
            given = self.scenario.services[str(service)]
            places, offered = int((demand.service == service).sum()), int((options.service == service).sum())
            yield say(
                "{service}: {need} needed in {places:,} places; {options:,} options, {within}",
                service=given.label or service, need=amount(need, given.unit), places=places, options=offered, within=given.asked,
            )  # fmt: skip

    @property
    def others(self) -> list[Text]:
        """What looks wrong between the inputs."""
        if self.study is None or self.asked is None:
            return []
        known = {str(note) for one in self.entries for note in one.notes}
        return [*(note for note in self.study.world.notes if str(note) not in known), *doubts(self.asked)]

    @property
    def verdict(self) -> Text:
        """Whether a run would go through."""
        if self.error is not None:
            return say("a run would stop; what is wrong stands below")
        return say("a run would go through; whether a plan meets every constraint, only the run can tell")


def _line(entry: Entry, study: Study | None) -> Line:
    line = Line(_role(entry.key, entry.name), ", ".join(path.name for path in entry.paths))
    if entry.error is not None:
        return Line(line.role, line.file, error=entry.error.text)
    told: dict[str, Any] = {"suspicions": entry.notes}
    found = entry.found
    if isinstance(found, Counted):
        told |= _people(found, study)
    elif isinstance(found, Part):
        told |= _sites(found)
    elif isinstance(found, gpd.GeoDataFrame):
        told |= {"crs": _crs(found), "read": len(found), "used": len(found)}
    return Line(line.role, line.file, **told)


def _people(found: Counted, study: Study | None) -> dict[str, Any]:
    """Rows and sums of people."""
    book = found.ledger
    if study is not None:
        named = study.world.ledger[study.world.ledger.source == found.title]
        # where several entries read files of one name, what is in use of each is not told apart
        book = named if not named.duplicated(["step", "column"]).any() else book
    rows = book.groupby(["step", "column"], sort=False).rows.first()
    whole = ledger.USED in set(book.step)
    read, used = _of(rows, ledger.READ), _of(rows, ledger.USED) if whole else len(found.places)
    sums = book[book.step == (ledger.USED if whole else ledger.READ)].groupby("column", sort=False).total.sum()
    shown = "; ".join(f"{float(total):,.0f} {group}" for group, total in sums.items())
    filtered, outside = _of(rows, ledger.FILTERED), _of(rows, ledger.OUTSIDE)
    left = max(read - used, 0)
    why = _why(filtered, outside, max(left - filtered - outside, 0))
    return {"crs": _crs(found.places), "read": read, "left_out": left, "why": why, "used": used, "sums": shown}


def _why(filtered: int, outside: int, empty: int) -> tuple[Text, ...]:
    """Why rows are not in use."""
    told = (
        (filtered, say("{count:,} by filter", count=filtered)),
        (outside, say("{count:,} outside the boundary", count=outside)),
        (empty, say("{count:,} where nobody lives", count=empty)),
    )
    return tuple(text for count, text in told if count)


def _of(rows: pd.Series, step: str) -> int:
    """How many rows a step counts."""
    return int(rows[step].max()) if step in rows.index.get_level_values(0) else 0


def _sites(found: Part) -> dict[str, Any]:
    """Rows of sites, and how much they can serve today."""
    kept = found.offers[found.offers.action == "keep"].drop_duplicates(["site", "service"])
    finite = kept[kept.capacity < float("inf")]
    sums = "; ".join(f"{total:,.0f} {service}" for service, total in finite.groupby("service", sort=False).capacity.sum().items())
    used = len(found.sites)
    return {"crs": _crs(found.sites), "read": used + found.left_out, "left_out": found.left_out, "why": _why(found.left_out, 0, 0)} | {
        "used": used,
        "sums": sums,
    }


def _crs(frame: gpd.GeoDataFrame) -> str:
    return "local" if frame.crs is None else short(frame.crs)


def _beside(scenario: Scenario) -> Iterator[Line]:
    """The files that are read beside the entries."""
    for number, one in enumerate(scenario.population, 1):
        if one.totals is not None:
            files = [path.name for path in (one.totals.path, one.totals.table) if path is not None]
            yield Line(_role("totals", number), ", ".join(files))
    for group, growth in scenario.growth.items():
        if growth.path is not None:
            yield Line(_role("growth", group), growth.path.name)
    travels = [scenario.travel, *(one.travel for one in scenario.services.values())]
    files = [travel.path.name for travel in travels if getattr(travel, "path", None) is not None]
    for name in dict.fromkeys(files):
        yield Line(_role("travel"), name)
