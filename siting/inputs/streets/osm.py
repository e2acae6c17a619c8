"""Streets from an OpenStreetMap extract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
from pyproj import CRS

from siting.errors import InputError, readable
from siting.inputs.shapes import moved
from siting.inputs.streets.modes import Mode
from siting.inputs.streets.streets import Streets
from siting.texts import say


def osm_streets(path: Path, mode: Mode, *, crs: CRS) -> Streets:
    """
    The streets of an extract (.osm.pbf, .osm) that a mode may use.

    Parameters
    ----------
    crs
        The projected system of the work.

    Raises
    ------
    InputError
        Where the file cannot be read, or holds no street.
    """
    nodes: list[int] = []
    lonlat: list[tuple[float, float]] = []
    sizes: list[int] = []
    speeds: list[tuple[float, float]] = []
    for way in _highways(path):
        pace = mode.speeds({tag.k: tag.v for tag in way.tags})
        if any(pace):
            # an extract may leave out what lies beyond its edge
            known = [node for node in way.nodes if node.location.valid()]
            nodes += [node.ref for node in known]
            lonlat += [(node.location.lon, node.location.lat) for node in known]
            sizes.append(len(known))
            speeds.append(pace)
    if sum(sizes) < 2:
        raise InputError("{path}: holds no street that is open to {mode}", path=path, mode=mode.name)
    _, place, number = np.unique(np.array(nodes, np.int64), return_index=True, return_inverse=True)
    xy = np.array(lonlat)[place]
    there = moved(gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T), crs=4326), crs).geometry
    way_of = np.repeat(np.arange(len(sizes)), sizes)
    step = np.flatnonzero((way_of[1:] == way_of[:-1]) & (number[1:] != number[:-1]))
    pace_of = np.array(speeds)[way_of[step]]
    return Streets(np.column_stack([there.x, there.y]), number[step], number[step + 1], pace_of[:, 0], pace_of[:, 1])


def _highways(path: Path) -> Iterator[osmium.osm.Way]:
    """The ways that are streets of some kind, with the places of their nodes."""
    with readable(path, say("an OpenStreetMap extract")):
        every = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
        ways = every.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY)).with_filter(osmium.filter.KeyFilter("highway"))
        yield from (way for way in ways if isinstance(way, osmium.osm.Way))
