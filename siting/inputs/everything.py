"""All files of a scenario, read and checked one by one, each still in its own coordinate system."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd

from siting.errors import InputError
from siting.inputs.faults import Faults
from siting.inputs.geo.crs import LOCAL
from siting.inputs.people import Counted
from siting.inputs.sites import Part
from siting.inputs.sources.source import Scope
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


def read_files(scenario: Scenario) -> Files:
    """
    Read and check all files of a scenario.

    Raises
    ------
    InputError
        With everything that is wrong with any of them.
    """
    faults = Faults()
    scope = Scope(local=(scenario.crs or "").strip().lower() == LOCAL, phases=scenario.phases)
    boundary: gpd.GeoDataFrame | None = None
    with faults.kept():
        boundary = None if scenario.boundary is None else scenario.boundary.outline(scope)
    counted: list[Counted] = []
    # facilities beyond the boundary go on serving; people and candidates there are left out
    around = replace(scope, boundary=boundary)
    for one in scenario.population:
        with faults.kept():
            counted.append(one.count(around))
    parts: list[Part] = []
    for one, known in (*((one, scope) for one in scenario.facilities), *((one, around) for one in scenario.candidates)):
        with faults.kept():
            parts.append(one.part(known, services=tuple(scenario.services)))
    areas, backdrop, notes = _maps(scenario, scope, faults)
    faults.stop()
    if all(part.sites.empty for part in parts):
        raise InputError("there is no site: neither a facility nor a candidate")
    return Files(boundary, tuple(counted), tuple(parts), areas, backdrop, notes)


def _maps(scenario: Scenario, scope: Scope, faults: Faults) -> tuple[dict[str, Located], tuple[Located, ...], tuple[Text, ...]]:
    """Areas, backdrop, and notes on areas."""
    areas: dict[str, Located] = {}
    backdrop: list[Located] = []
    notes: list[Text] = []
    for kind, area in scenario.areas.items():
        with faults.kept():
            frame, said = area.areas(scope)
            areas[kind] = (area.paths[0], frame)
            notes += said
    for one in scenario.backdrop:
        with faults.kept():
            backdrop.append((one.paths[0], one.drawn(scope)))
    return areas, tuple(backdrop), tuple(notes)
