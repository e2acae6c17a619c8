"""Water, railway, roads and parks: what is drawn below the plan, and where nobody lives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from yinchuan_city.frame import Blocks, Floats, bend, smooth
from yinchuan_city.layout import COUNTRY_ROADS, DIANNONG, EAST_WEST, LAKES, NORTH_SOUTH, PARKS, RING, RIVER, Lake, Path, Zone

# Half the width of the strip without dwellings along a line [m].
CLEARANCE = {"rail": 110.0, "canal": 75.0, "ring": 120.0}


@dataclass(frozen=True)
class Feature:
    """One thing on the map: its class (river, lake, canal, rail, road, green), name and shape in EPSG:4544."""

    kind: str
    name: str
    shape: BaseGeometry


def make_backdrop(blocks: Blocks, random: np.random.RandomState) -> list[Feature]:
    """All that is drawn below the plan."""
    water = [Feature("river", "黄河", _river())] + [Feature("lake", lake.name, _lake(lake, random)) for lake in LAKES]
    lines = [
        Feature(line.kind, line.name, LineString(blocks.street_path(line, north_south=upright)))
        for upright, group in ((True, NORTH_SOUTH), (False, EAST_WEST))
        for line in group
    ]
    lines += [Feature("road", name, _course(path)) for name, path in COUNTRY_ROADS]
    lines += [Feature("canal", "典农河", _course(DIANNONG)), Feature("road", RING.name, _ring(RING))]
    parks = [Feature("green", park.name, _park(park, blocks)) for park in PARKS]
    return parks + water + lines


def empty_land(features: list[Feature]) -> BaseGeometry:
    """Where nobody lives: water and its banks, parks, and the strips along railway, canals and ring road."""
    bank = {"river": 250.0, "lake": 40.0, "green": 0.0}
    strips = [f.shape.buffer(bank[f.kind]) for f in features if f.kind in bank]
    strips += [f.shape.buffer(CLEARANCE[f.kind]) for f in features if f.kind in CLEARANCE]
    strips += [f.shape.buffer(CLEARANCE["ring"]) for f in features if f.name in (RING.name, "京藏高速")]
    return shapely.union_all(strips)


def within(zone: Zone, uv: Floats) -> NDArray[np.bool_]:
    """Which positions [km] lie in the zone."""
    u, v = uv[:, 0], uv[:, 1]
    inside: NDArray[np.bool_] = (zone.u[0] < u) & (u < zone.u[1]) & (zone.v[0] < v) & (v < zone.v[1])
    return inside


def _course(path: Path) -> LineString:
    return LineString(bend(smooth(path)))


def _ring(zone: Zone) -> LineString:
    """A motorway round the city: a rectangle with wide curves."""
    (west, east), (south, north) = zone.u, zone.v
    box = shapely.box(west + 2.0, south + 2.0, east - 2.0, north - 2.0).buffer(2.0, quad_segs=8)
    return LineString(bend(shapely.get_coordinates(shapely.segmentize(box.exterior, 0.8))))


def _river() -> Polygon:
    """Both banks of the Yellow River, with islands left out: a band whose width changes."""
    middle = smooth(tuple((u, v) for u, v, _ in RIVER), step=0.4)
    width = np.interp(middle[:, 1], [v for _, v, _ in RIVER], [half for _, _, half in RIVER])
    wobble = 0.10 * np.sin(middle[:, 1] * 2.1) + 0.06 * np.sin(middle[:, 1] * 4.7 + 1.0)
    west = np.column_stack([middle[:, 0] - width - wobble, middle[:, 1]])
    east = np.column_stack([middle[:, 0] + width - 0.8 * wobble[::-1], middle[:, 1]])
    return Polygon(bend(np.vstack([west, east[::-1]])))


def _lake(lake: Lake, random: np.random.RandomState) -> Polygon:
    """A shore with bays: an ellipse whose radius goes up and down with four harmonics; long lakes also sway."""
    angle = np.linspace(0.0, 2.0 * np.pi, 64, endpoint=False)
    radius = np.ones_like(angle)
    for harmonic, height in ((2, 0.10), (3, 0.12), (5, 0.09), (7, 0.06), (11, 0.035)):
        radius += height * np.sin(harmonic * angle + random.uniform(0.0, 2.0 * np.pi))
    sway = 0.45 * (lake.half_v / lake.half_u > 1.5) * np.sin(2.6 * radius * np.sin(angle) + random.uniform(0.0, 2.0 * np.pi))
    points = np.column_stack([radius * np.cos(angle) + sway, radius * np.sin(angle)])
    return Polygon(bend(points * (lake.half_u, lake.half_v) + (lake.u, lake.v)))


def _park(park: Zone, blocks: Blocks) -> BaseGeometry:
    """A park: a rectangle snapped to the lattice's streets."""
    west, east = (blocks.u_lines[np.abs(blocks.u_lines - at).argmin()] for at in park.u)
    south, north = (blocks.v_lines[np.abs(blocks.v_lines - at).argmin()] for at in park.v)
    box = shapely.segmentize(shapely.box(west, south, east, north), 0.4)
    return Polygon(bend(shapely.get_coordinates(box)))
