"""The world as it is: people, sites and what they offer, areas, all in one projected coordinate system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import CRS

from siting.inputs.areas import named
from siting.inputs.everything import Entry, Files, gathered, read_entries
from siting.inputs.faults import Faults, naming, raise_all
from siting.inputs.futures import column, grown
from siting.inputs.geo.crs import choose, degrees, plane, short, worst
from siting.inputs.nearness import shifted, strays
from siting.inputs.places import settle, within
from siting.inputs.shapes import moved
from siting.inputs.sites import OFFERS, gather
from siting.inputs.thin import thinned
from siting.scenario.scenario import Scenario
from siting.scenario.words import close
from siting.texts import Text, say

_PLACES: Final = "id x y geometry geom fid name existing place need priority sites cells"
_SERVED: Final = "site_id load utilisation minutes metres shared_capital newly alone before after full out_of_reach"
_TAKEN: Final = frozenset({*OFFERS, *_PLACES.split(), *_SERVED.split()})
"""Names that no area kind can have, for columns and layers of the tables have them, capital letters or not."""
_BENT: Final = 0.01
"""Error of distances at the edge of the study [share] from which it is pointed out."""


@dataclass(frozen=True)
class World:
    """
    What all files of a scenario say together.

    Parameters
    ----------
    crs
        The projected system of the work [m].
    places
        One row a place where people live: `id` where a source names its places, centre `x`, `y` [m], a column a population group
        [people] (and ``group.2030``, ``group.2030.high`` where there are more or fewer in a phase or projection), a column an area kind
        ("" outside all), geometry the cell's polygon or a point.
    groups
        The population groups.
    sites
        One row a site: `site` (id), `name`, `existing`, `x`, `y` [m], area columns as for places, geometry point.
    offers
        One row a plan for one site: `site` (position in `sites`), `service`, `action`, `room` (plans of one room exclude one another in
        each phase), `stays` (one plan of the room must operate in each phase), `opens`, `closes` and `follows` (as in the options table),
        `capacity` and `min_load` [unit of the service], `capital` [currency], `operating` [currency a year], `area` [m2], `stops` and
        `stops_offered` [stops a week], `site_capital` [currency], `site_area` [m2].
    areas
        By area kind: `name`, geometry.
    backdrop
        `as`, geometry.
    ledger
        `source`, `step`, `rows`, `column`, `total` [people]: what was read, left out and why, and is in use.
    notes
        What a planner should know: suspicions, repairs, and what was left out.
    """

    crs: CRS
    places: gpd.GeoDataFrame
    groups: tuple[str, ...]
    sites: gpd.GeoDataFrame
    offers: pd.DataFrame
    areas: dict[str, gpd.GeoDataFrame]
    backdrop: gpd.GeoDataFrame
    ledger: pd.DataFrame
    notes: tuple[Text, ...]

    def people(self, group: str, *, phase: int = 0, projection: str = "") -> npt.NDArray[np.float64]:
        """How many people of a group live in each place in a phase and projection [people]; shape (places,)."""
        return np.asarray(self.places[column(self.places, group, phase=phase, projection=projection)], float)


def read_world(scenario: Scenario) -> World:
    """
    Read, check and put together all files of a scenario.

    Raises
    ------
    InputError
        With everything that is wrong with the files; each problem names its file, the rows, what is wrong and what would be right.
    """
    return assembled(scenario, read_entries(scenario))


def assembled(scenario: Scenario, entries: Sequence[Entry]) -> World:
    """
    Put together what was read of a scenario.

    Raises
    ------
    InputError
        As `read_world`.
    """
    _check_names(scenario)
    _check_times(scenario)
    files = gathered(entries)
    crs = choose(scenario.crs, [one.places for one in files.counted], boundary=files.boundary)
    faults = Faults()
    with faults.kept():
        settled = settle(files.counted, crs=crs, boundary=files.boundary, phases=scenario.phases)
    areas, backdrop = _moved(files, crs, faults)
    faults.stop()
    _check_groups(scenario, settled.groups)
    stray = _astray(files, settled.frame, crs)
    parts = [thinned(part, crs) for part in files.parts]
    of_sites = [note for part in parts for note in part.notes]
    sites, offers = gather(parts, crs)
    sites, offers, beyond = _planned(sites, offers, within(sites, files.boundary, crs))
    placed, outside = _in_areas(settled.frame, areas, settled.groups)
    placed = grown(placed, scenario, settled.groups)
    located, _ = _in_areas(sites, areas, ())
    work = crs if crs is not None else plane(settled.frame.total_bounds)
    return World(
        crs=work,
        places=_on(placed, work),
        groups=settled.groups,
        sites=_on(located, work),
        offers=offers,
        areas={kind: _on(one, work) for kind, one in areas.items()},
        backdrop=_on(backdrop, work),
        ledger=settled.ledger,
        notes=tuple(
            {
                str(one): one for one in (*_bent(crs, settled.frame), *settled.notes, *of_sites, *files.notes, *stray, *beyond, *outside)
            }.values()
        ),
    )


def _astray(files: Files, places: gpd.GeoDataFrame, crs: CRS | None) -> list[Text]:
    """Notes on sites that lie, or seem to lie, in the wrong place."""
    at = places[["x", "y"]].to_numpy(float)
    faults = Faults()
    found: list[Text] = []
    for part in files.parts:
        with faults.kept():
            found += strays(part, at, crs=crs, bounded=files.boundary is not None)
            found += shifted(part, at, crs=crs)
    faults.stop()
    return found


def _planned(
    sites: gpd.GeoDataFrame, offers: pd.DataFrame, here: npt.NDArray[np.bool_]
) -> tuple[gpd.GeoDataFrame, pd.DataFrame, list[Text]]:
    """Sites and offers without the candidates outside the boundary, where nothing is planned; facilities there go on serving."""
    existing = sites.existing.to_numpy(bool)
    kept, notes = here | existing, []
    if left := int((~kept).sum()):
        notes.append(say("{left:,} candidate sites lie outside the boundary and are left out", left=left))
    if stay := int((existing & ~here).sum()):
        notes.append(say("{stay:,} facilities lie outside the boundary; they stay and serve whom they reach", stay=stay))
    position = np.cumsum(kept) - 1
    of = offers.site.to_numpy(int)
    return sites[kept].reset_index(drop=True), offers[kept[of]].assign(site=position[of[kept[of]]]).reset_index(drop=True), notes


def _on(frame: gpd.GeoDataFrame, crs: CRS) -> gpd.GeoDataFrame:
    """A frame that knows the system its coordinates are in."""
    return frame.set_crs(crs, allow_override=True)


def _moved(files: Files, crs: CRS | None, faults: Faults) -> tuple[dict[str, gpd.GeoDataFrame], gpd.GeoDataFrame]:
    """Areas and backdrop in the system of the work."""
    areas: dict[str, gpd.GeoDataFrame] = {}
    drawn: list[gpd.GeoDataFrame] = [gpd.GeoDataFrame({"as": pd.Series(dtype=str)}, geometry=gpd.GeoSeries([]), crs=crs)]
    for kind, (path, frame) in files.areas.items():
        with faults.kept(), naming(path):
            areas[kind] = moved(frame, crs)
    for path, frame in files.backdrop:
        with faults.kept(), naming(path):
            drawn.append(moved(frame, crs))
    return areas, gpd.GeoDataFrame(pd.concat(drawn, ignore_index=True), geometry="geometry", crs=crs)


def _in_areas(
    frame: gpd.GeoDataFrame, areas: Mapping[str, gpd.GeoDataFrame], groups: Sequence[str]
) -> tuple[gpd.GeoDataFrame, tuple[Text, ...]]:
    """Rows with the area of each kind that their centre lies in, and notes on the people of `groups` outside."""
    notes: list[Text] = []
    at = frame[["x", "y"]].to_numpy(float)
    for kind, polygons in areas.items():
        names, several = named(at, polygons)
        frame = frame.assign(**{kind: pd.Series(names, index=frame.index, dtype=str)})
        outside = names == ""
        if several and groups:
            notes.append(say("{kind}: {count} places lie in more than one; the first in the file is taken", kind=kind, count=several))
        for group in groups:
            if people := float(frame[group].to_numpy(float)[outside].sum()):
                notes.append(say("{kind}: {people:,.0f} {group} live outside all of them", kind=kind, people=people, group=group))
    return frame, tuple(notes)


def _bent(crs: CRS | None, frame: gpd.GeoDataFrame) -> tuple[Text, ...]:
    """That the study is too wide for one system, where it is."""
    if crs is None or (error := worst(crs, degrees([frame]))) <= _BENT:
        return ()
    return (
        say(
            "distances are wrong by up to {error:.1%} at the edge of the study; give another `crs:` than {crs} if that is too much",
            error=error,
            crs=short(crs),
        ),
    )


def _check_names(scenario: Scenario) -> None:
    """Area kinds become columns, so they cannot be called as other columns are."""
    groups = {group for one in scenario.population for group in (*one.groups, *one.counted)}
    taken = [kind for kind in scenario.areas if kind.casefold() in _TAKEN or kind in groups]
    raise_all((say('"{kind}" is the name of a column already; call the areas something else', kind=kind) for kind in taken), where="areas")


def _check_times(scenario: Scenario) -> None:
    """Years that entries name need years to be planned for, and do not lie behind the last of them."""
    raise_all(_wrong_times(scenario), where="phases")


def _wrong_times(scenario: Scenario) -> Iterator[Text]:
    last = max(scenario.phases, default=None)
    for place, one in _timed(scenario):
        for key in ("from_", "until", "opens", "closes"):
            value, where = getattr(one, key, None), f"{place}.{key.rstrip('_')}"
            years = [value] if isinstance(value, int) else list(value or ())
            if years and last is None:
                yield say("{where}: needs phases, the years to plan for", where=where)
            elif years and last is not None and key in ("from_", "opens") and min(years) > last:
                yield say("{where}: {year} is after the last phase, {last}", where=where, year=min(years), last=last)


def _timed(scenario: Scenario) -> Iterator[tuple[str, object]]:
    """The parts of a scenario that may name years, and where they stand."""
    for kind in ("population", "facilities", "candidates"):
        for number, entry in enumerate(getattr(scenario, kind)):
            yield f"{kind}.{number}", entry
            for change in ("expand", "convert"):
                yield from ((f"{kind}.{number}.{change}.{k}", one) for k, one in enumerate(getattr(entry, change, ())))


def _check_groups(scenario: Scenario, groups: Sequence[str]) -> None:
    """Services name population groups that some source has."""
    raise_all(_unknown_groups(scenario, groups), where="services")


def _unknown_groups(scenario: Scenario, groups: Sequence[str]) -> Iterator[Text]:
    for name, service in scenario.services.items():
        wanted = {"demand": service.demand.column or service.demand.of, "priority": service.priority}
        for key, group in wanted.items():
            if not isinstance(group, str) or group in groups:
                continue
            if near := close(group, groups):
                yield say(
                    '{service}.{key}: no population group "{group}"; did you mean "{near}"?', service=name, key=key, group=group, near=near
                )
            else:
                yield say(
                    '{service}.{key}: no population group "{group}"; the groups are {known}',
                    service=name,
                    key=key,
                    group=group,
                    known=", ".join(groups),
                )
