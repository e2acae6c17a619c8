"""Travel along streets."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Annotated, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pydantic import Field
from pyproj import CRS

from siting.errors import InputError
from siting.inputs.cache import kept
from siting.inputs.streets.areas import reached
from siting.inputs.streets.lines import line_streets
from siting.inputs.streets.modes import MODES, Mode, ModeName
from siting.inputs.streets.osm import osm_streets
from siting.inputs.streets.routes import joined, ways
from siting.inputs.streets.snapping import Snapped, snapped
from siting.inputs.streets.streets import ISLAND, Streets
from siting.inputs.travel.travel import EDGE, Ends, Points, Travel
from siting.scenario.paths import ScenarioPath
from siting.scenario.quantities import Distance, Speed, Standard
from siting.texts import Text, say

_OSM: Final = (".pbf", ".osm", ".bz2")
_FORMAT: Final = 1
"""Raised whenever the tables in the cache change their meaning."""


class Network(Travel):
    """
    Travel along streets, from the nearest point of a street to the nearest point of another, and straight to and from these.

    Rivers, railways and expressways are crossed where streets cross them. Ferries, turn restrictions, slopes and traffic lights are not
    known.
    """

    kind: Literal["network"] = "network"
    path: ScenarioPath
    """An OpenStreetMap extract (.osm.pbf, .osm) or a map layer of lines (GeoPackage, GeoJSON, shapefile, ...)."""
    layer: str | None = None
    """Which layer, where the file holds several."""
    crs: str | None = None
    """Coordinate system of a map layer, such as EPSG:4326; what the file says when absent."""
    mode: ModeName = "walk"
    """Who moves: decides which streets are open, in which direction, and how fast."""
    speed: Speed | None = None
    """How fast, in place of the mode's own: 80 m/min on foot, 40 slowly or in a wheelchair, 250 by bicycle; by car at most [m/min]."""
    snap: Annotated[Distance, Field(gt=0)] = 250.0
    """How far from a street people may live and sites may lie [m]; those farther away reach nothing."""

    def pairs(self, places: Ends, sites: Ends, standard: Standard) -> pd.DataFrame:
        """The pairs of place and site that meet a standard; see `Travel.pairs`."""
        crs = self._in(places.crs)
        key = [_FORMAT, "pairs", *self._key(crs), places.xy, sites.xy, str(standard)]
        return kept(key, lambda: self._searched(places.xy, sites.xy, standard, crs))

    def notes(self, places: Ends, sites: Ends) -> tuple[Text, ...]:
        """What does not meet the streets; see `Travel.notes`."""
        crs = self._in(places.crs)
        key = [_FORMAT, "notes", *self._key(crs), places.xy, sites.xy]
        table = kept(key, lambda: self._met(places.xy, sites.xy, crs))
        return tuple(_told(table, where=self.path.name, snap=self.snap, mode=self.mode))

    def areas(self, sites: Ends, standard: Standard) -> npt.NDArray[np.object_]:
        """From where each site is reached within a standard, as polygons [m]; shape (sites,)."""
        crs = self._in(sites.crs)
        key = [_FORMAT, "areas", *self._key(crs), sites.xy, str(standard)]
        table = kept(key, lambda: pd.DataFrame({"area": shapely.to_wkb(self._reached(sites.xy, standard, crs))}))
        return np.asarray(shapely.from_wkb(table.area.to_numpy(object)))

    @property
    def beside(self) -> float:
        """The speed of a straight line to compare with [m/min]."""
        return self._moving.speed

    @property
    def _moving(self) -> Mode:
        """The mode at the speed that is asked for."""
        mode = MODES[self.mode]
        return mode if self.speed is None else replace(mode, speed=self.speed)

    def _key(self, crs: CRS) -> list[object]:
        return [self.path, self.layer, self.crs, self.mode, self.speed, self.snap, crs.to_wkt()]

    def _in(self, crs: CRS | None) -> CRS:
        if crs is None:
            raise InputError("{path}: streets lie somewhere on earth, but the study is in plain metres (crs: local)", path=self.path)
        return crs

    def _streets(self, crs: CRS) -> Streets:
        status = self.path.stat()
        return _read(self, crs, (status.st_mtime_ns, status.st_size))

    def _snapped(self, places: Points, sites: Points, streets: Streets) -> Snapped:
        """Where places, and then sites, meet the streets; never on a bit of street that hangs together with nothing."""
        wide = (streets.island == 0) | (streets.island_metres[streets.island] >= ISLAND)
        return snapped(streets, np.concatenate([places, sites]), within=self.snap, pieces=np.flatnonzero(wide))

    def _met(self, places: Points, sites: Points, crs: CRS) -> pd.DataFrame:
        """`site` (whether it is one), `island` (0: the longest; -1: met no street), by point; in `attrs` what was left out."""
        streets = self._streets(crs)
        met = self._snapped(places, sites, streets)
        island = np.where(met.found, streets.island[met.piece], -1)
        table = pd.DataFrame({"site": np.arange(len(island)) >= len(places), "island": island})
        small = streets.island_metres[1:][streets.island_metres[1:] < ISLAND]
        table.attrs = {"bits": len(small), "bits_km": float(small.sum()) / 1000, "km": float(streets.metres.sum()) / 1000}
        return table

    def _reached(self, sites: Points, standard: Standard, crs: CRS) -> npt.NDArray[np.object_]:
        streets = self._streets(crs)
        met = self._snapped(sites[:0], sites, streets)
        pace = 1.0 if standard.unit == "m" else min(self._moving.speed, MODES["walk"].speed)
        left = np.where(met.found, standard.value - met.metres / pace, -1.0)
        ends, by = len(streets.xy) + np.arange(len(sites)), "metres" if standard.unit == "m" else "minutes"
        return reached(joined(streets, met), np.concatenate([streets.xy, met.xy]), ends, left, by=by)

    def _searched(self, places: Points, sites: Points, standard: Standard, crs: CRS) -> pd.DataFrame:
        streets = self._streets(crs)
        met = self._snapped(places, sites, streets)
        n = len(streets.xy) + np.arange(len(places) + len(sites))
        by, limit = ("metres" if standard.unit == "m" else "minutes"), standard.value * (1 + EDGE)
        starts, ends = np.flatnonzero(met.found[: len(places)]), np.flatnonzero(met.found[len(places) :])
        found = ways(joined(streets, met), n[starts], n[len(places) + ends], limit=limit, by=by)
        place, site = starts[found.start.to_numpy()], ends[found.end.to_numpy()]
        # to the street and from it one walks, whatever one drives
        off = met.metres[place] + met.metres[len(places) + site]
        metres, minutes = found.metres + off, found.minutes + off / min(self._moving.speed, MODES["walk"].speed)
        near = ((metres if by == "metres" else minutes) <= limit).to_numpy()
        table = pd.DataFrame({"place": place, "site": site, "metres": metres, "minutes": minutes})
        table[by] = table[by].clip(upper=standard.value)
        kinds = {"place": np.int32, "site": np.int32, "metres": np.float32, "minutes": np.float32}
        return pd.DataFrame(table[near].reset_index(drop=True)).astype(kinds)


@lru_cache(maxsize=4)
def _read(travel: Network, crs: CRS, state: tuple[int, int]) -> Streets:
    """The streets of a file; `state` tells one version of it from the next."""
    if travel.path.suffix.lower() in _OSM:
        return osm_streets(travel.path, travel._moving, crs=crs)
    return line_streets(travel.path, travel._moving, layer=travel.layer, declared=travel.crs, crs=crs)


def _told(table: pd.DataFrame, *, where: str, snap: float, mode: str) -> list[Text]:
    """What does not meet the streets, in sentences."""
    found = []
    for of, word in ((table[~table.site], say("places")), (table[table.site], say("sites"))):
        if lost := int((of.island < 0).sum()):
            found.append(
                say(
                    "{where}: {lost:,} of {all:,} {word} lie more than {snap:.0f} m from every street open to {mode}; they reach nothing",
                    where=where, lost=lost, all=len(of), word=word, snap=snap, mode=mode,
                )
            )  # fmt: skip
        if apart := int((of.island > 0).sum()):
            found.append(
                say(
                    "{where}: {apart:,} of {all:,} {word} lie on streets that are not connected with most others",
                    where=where, apart=apart, all=len(of), word=word,
                )
            )  # fmt: skip
    if bits := table.attrs.get("bits", 0):
        found.append(
            say(
                "{where}: {bits:,} bits of street, {bits_km:.1f} of {km:,.0f} km, hang together with nothing and are left out",
                where=where, bits=bits, bits_km=table.attrs["bits_km"], km=table.attrs["km"],
            )
        )  # fmt: skip
    return found
