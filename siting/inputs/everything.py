"""All files of a scenario, read and checked one by one, each still in its own coordinate system."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd

from siting.errors import InputError
from siting.inputs.areas import Backdrop
from siting.inputs.candidates import Candidates
from siting.inputs.facilities import Facilities
from siting.inputs.faults import Faults
from siting.inputs.geo.crs import LOCAL
from siting.inputs.people import Counted, People
from siting.inputs.sites import Part
from siting.inputs.sources.source import Scope, Source
from siting.scenario.scenario import Scenario
from siting.texts import Text

Located = tuple[Path, gpd.GeoDataFrame]
"""A file, and what it holds."""


@dataclass(frozen=True)
class Files:
    """
    What the files of a scenario hold.

    Parameters
    ----------
    boundary
        The planning area as one polygon; None where all is taken.
    counted
        People, by source.
    parts
        Sites and offers, by source.
    areas
        `name` and geometry, by area kind.
    backdrop
        `as` and geometry, by source.
    notes
        On areas; those on people and sites are with them.
    """

    boundary: gpd.GeoDataFrame | None
    counted: tuple[Counted, ...]
    parts: tuple[Part, ...]
    areas: dict[str, Located]
    backdrop: tuple[Located, ...]
    notes: tuple[Text, ...]


@dataclass(frozen=True)
class Entry:
    """
    One entry of a scenario, and what came of reading it.

    Parameters
    ----------
    key
        Where it stands: boundary, population, facilities, candidates, areas or backdrop.
    name
        Which one of several: a number from 1, or the area kind; "" where there can be but one.
    paths
        Its files.
    found
        People, sites, or polygons and lines; None where the entry is wrong.
    notes
        What a planner should know.
    error
        What is wrong with it.
    """

    key: str
    name: str
    paths: tuple[Path, ...]
    found: Counted | Part | gpd.GeoDataFrame | None
    notes: tuple[Text, ...] = ()
    error: InputError | None = None


def read_entries(scenario: Scenario) -> tuple[Entry, ...]:
    """Read and check all files of a scenario, each by itself; one that is wrong keeps no other from being read."""
    scope = Scope(local=(scenario.crs or "").strip().lower() == LOCAL, phases=scenario.phases)
    found: list[Entry] = []
    if scenario.boundary is not None:
        outline = scenario.boundary.outline
        found.append(_read("boundary", "", scenario.boundary, lambda: (outline(scope), ())))
    # facilities beyond the boundary go on serving; people and candidates there are left out
    boundary = found[0].found if found and isinstance(found[0].found, gpd.GeoDataFrame) else None
    around = replace(scope, boundary=boundary)
    for number, one in enumerate(scenario.population, 1):
        found.append(_read("population", str(number), one, partial(_counted, one, around)))
    for key, known in (("facilities", scope), ("candidates", around)):
        for number, one in enumerate(getattr(scenario, key), 1):
            found.append(_read(key, str(number), one, partial(_part, one, known, tuple(scenario.services))))
    for kind, area in scenario.areas.items():
        found.append(_read("areas", kind, area, partial(area.areas, scope)))
    for number, one in enumerate(scenario.backdrop, 1):
        found.append(_read("backdrop", str(number), one, partial(_drawn, one, scope)))
    return tuple(found)


def gathered(entries: Sequence[Entry]) -> Files:
    """
    What all entries hold together.

    Raises
    ------
    InputError
        With everything that is wrong with any of them.
    """
    faults = Faults()
    for one in entries:
        if one.error is not None:
            with faults.kept():
                raise one.error
    faults.stop()
    boundary = [one.found for one in entries if one.key == "boundary" and isinstance(one.found, gpd.GeoDataFrame)]
    layers = [(one, one.found) for one in entries if isinstance(one.found, gpd.GeoDataFrame)]
    parts = tuple(one.found for one in entries if isinstance(one.found, Part))
    if all(part.sites.empty for part in parts):
        raise InputError("there is no site: neither a facility nor a candidate")
    return Files(
        boundary=boundary[0] if boundary else None,
        counted=tuple(one.found for one in entries if isinstance(one.found, Counted)),
        parts=parts,
        areas={one.name: (one.paths[0], frame) for one, frame in layers if one.key == "areas"},
        backdrop=tuple((one.paths[0], frame) for one, frame in layers if one.key == "backdrop"),
        notes=tuple(note for one in entries if one.key == "areas" for note in one.notes),
    )


def _read(key: str, name: str, source: Source, reading: Callable[[], tuple[Any, tuple[Text, ...]]]) -> Entry:
    """An entry with what a call finds in it, or with what is wrong."""
    try:
        found, notes = reading()
    except InputError as error:
        return Entry(key, name, source.paths, None, error=error)
    return Entry(key, name, source.paths, found, notes)


def _counted(source: People, scope: Scope) -> tuple[Counted, tuple[Text, ...]]:
    found = source.count(scope)
    return found, found.notes


def _part(source: Facilities | Candidates, scope: Scope, services: tuple[str, ...]) -> tuple[Part, tuple[Text, ...]]:
    found = source.part(scope, services=services)
    return found, found.notes


def _drawn(source: Backdrop, scope: Scope) -> tuple[gpd.GeoDataFrame, tuple[Text, ...]]:
    return source.drawn(scope), ()
