"""The frame of the city: a lattice of streets, bent into place, and the blocks between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from yinchuan_city.layout import DISTRICTS, EAST_WEST, NORTH_SOUTH, SPACING_U, SPACING_V, Line, Path

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

CRS = "EPSG:4544"
CENTRE = (607_405.0, 4_262_274.0)  # 106.231 E, 38.487 N in EPSG:4544 [m]
DIGITS = 6  # of a written degree: about 0.1 m


@lru_cache(maxsize=1)
def projection() -> Transformer:
    """The way from EPSG:4544 [m] to longitude and latitude."""
    return Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)


def bend(points: Floats) -> Floats:
    """Metres in EPSG:4544 of lattice positions (n, 2) [km]: streets lean and sway a little, as if old paths had been straightened."""
    u, v = points[:, 0], points[:, 1]
    x = u + 0.09 * v + 0.45 * np.sin(v / 6.0 + u / 11.0) + 0.07 * np.sin(v / 1.9 + u / 4.0)
    y = v - 0.05 * u + 0.30 * np.sin(u / 7.0 + 0.4) + 0.07 * np.sin(u / 2.1 - v / 5.0)
    metres: Floats = np.column_stack([x, y]) * 1000.0 + np.array(CENTRE)
    return metres


def degrees(metres: Floats) -> Floats:
    """Longitude and latitude of positions in EPSG:4544 (n, 2)."""
    return np.column_stack(projection().transform(metres[:, 0], metres[:, 1]))


def lonlat(metres: Floats) -> Floats:
    """Longitude and latitude of positions in EPSG:4544 (n, 2), rounded as they are written."""
    return np.round(degrees(metres), DIGITS)


def to_lonlat(shape: BaseGeometry) -> BaseGeometry:
    """A shape in EPSG:4544, written in degrees."""
    return shapely.transform(shape, lonlat)


def smooth(path: Path, *, step: float = 0.25) -> Floats:
    """A path [km] rounded at its corners (three rounds of corner cutting) and stepped finely, so that it bends with the lattice."""
    points = np.array(path, dtype=float)
    for _ in range(3):
        left, right = points[:-1], points[1:]
        inner = np.stack([0.75 * left + 0.25 * right, 0.25 * left + 0.75 * right], axis=1).reshape(-1, 2)
        points = np.vstack([points[:1], inner, points[-1:]])
    fine: Floats = shapely.get_coordinates(shapely.segmentize(shapely.linestrings(points), step))
    return fine


@dataclass(frozen=True)
class Blocks:
    """The street blocks: `shapes` in degrees, `uv` their middles [km], `area` [km2], `district` (position) and pairs of `neighbours`."""

    shapes: NDArray[np.object_]
    uv: Floats
    area: Floats
    district: Ints
    neighbours: Ints
    u_lines: Floats
    v_lines: Floats

    def street_path(self, line: Line, *, north_south: bool) -> Floats:
        """The street's course in EPSG:4544 (n, 2), along block corners."""
        across = self.v_lines if north_south else self.u_lines
        between = across[(across > line.over[0] + 1e-9) & (across < line.over[1] - 1e-9)]
        run = np.array([line.over[0], *between, line.over[1]])
        at = np.full_like(run, line.at)
        return bend(np.column_stack([at, run] if north_south else [run, at]))


def make_blocks(random: np.random.RandomState) -> Blocks:
    """Cut the three districts into street blocks."""
    main_u, main_v = [line.at for line in NORTH_SOUTH], [line.at for line in EAST_WEST]
    u_lines, v_lines = _lines(SPACING_U, main_u, random), _lines(SPACING_V, main_v, random)
    corners = _corners(u_lines, v_lines, random, (main_u, main_v))
    middle_u, middle_v = (u_lines[1:] + u_lines[:-1]) / 2, (v_lines[1:] + v_lines[:-1]) / 2
    grid_u, grid_v = np.meshgrid(middle_u, middle_v)
    district = _districts(grid_u, grid_v)
    owner = _merge(district, random, (np.isin(u_lines, main_u), np.isin(v_lines, main_v)))
    count = int(owner.max()) + 1
    cells = owner >= 0
    size = np.outer(np.diff(v_lines), np.diff(u_lines))
    area: Floats = np.bincount(owner[cells], weights=size[cells], minlength=count).astype(float)
    uv = np.column_stack([np.bincount(owner[cells], weights=(g * size)[cells], minlength=count) / area for g in (grid_u, grid_v)])
    first = np.zeros(count, dtype=np.int64)
    first[owner[cells]] = district[cells]
    return Blocks(
        shapes=_shapes(owner, corners), uv=uv, area=area, district=first, neighbours=_neighbours(owner), u_lines=u_lines, v_lines=v_lines
    )


def _lines(spacing: tuple[tuple[float, float], ...], main: list[float], random: np.random.RandomState) -> Floats:
    """Lattice lines [km]: the main streets, and between them side streets at uneven distances."""
    fixed = sorted({spacing[0][0], spacing[-1][0], *main})
    lines: list[float] = [fixed[0]]
    for start, end in pairwise(fixed):
        at, inner = start, [start]
        while at < end:
            at += [step for begin, step in spacing if begin <= at + 1e-9][-1] * random.uniform(0.75, 1.25)
            inner.append(at)
        if len(inner) > 2 and end - inner[-2] < 0.5 * (inner[-1] - inner[-2]):
            inner.pop(-2)  # a sliver before the main street
        stretch = (end - start) / (inner[-1] - start)
        lines += [start + (value - start) * stretch for value in inner[1:-1]] + [end]
    return np.array(lines)


def _corners(u_lines: Floats, v_lines: Floats, random: np.random.RandomState, main: tuple[list[float], list[float]]) -> Floats:
    """Degrees (rows, columns, 2) of the crossings; side streets are a little uneven, main streets run true."""
    grid_u, grid_v = np.meshgrid(u_lines, v_lines)
    room_u, room_v = np.gradient(u_lines)[None, :], np.gradient(v_lines)[:, None]
    # Town streets keep their line, country lanes wander.
    uneven = np.where(np.maximum(room_u, room_v) > 0.5, 0.16, 0.06)[..., None]
    shift = uneven * random.normal(0.0, 1.0, (*grid_u.shape, 2)).clip(-2.2, 2.2)
    side_u, side_v = ~np.isin(u_lines, main[0])[None, :], ~np.isin(v_lines, main[1])[:, None]
    points = np.column_stack([(grid_u + shift[..., 0] * room_u * side_u).ravel(), (grid_v + shift[..., 1] * room_v * side_v).ravel()])
    return lonlat(bend(points)).reshape(*grid_u.shape, 2)


def _districts(grid_u: Floats, grid_v: Floats) -> Ints:
    """The district (position) of each lattice cell, -1 outside the city."""
    district = np.full(grid_u.shape, -1, dtype=np.int64)
    for position, entry in enumerate(DISTRICTS):
        district[shapely.contains_xy(Polygon(entry.outline), grid_u, grid_v)] = position
    return district


def _merge(district: Ints, random: np.random.RandomState, main: tuple[Flags, Flags]) -> Ints:
    """Number the blocks; many lattice cells join a neighbour, never across a main street: side streets end in T-junctions."""
    rows, columns = district.shape
    owner = np.where(district >= 0, np.arange(rows * columns).reshape(rows, columns), -1)
    free = district >= 0
    draws = random.uniform(size=(rows, columns, 2))
    for row in range(rows):
        for column in range(columns):
            down = draws[row, column, 1] < 0.5
            other = (row + 1, column) if down else (row, column + 1)
            street = main[1][row + 1] if down else main[0][column + 1]
            if street or other[0] >= rows or other[1] >= columns or not (free[row, column] and free[other]):
                continue
            if draws[row, column, 0] < 0.28 and district[row, column] == district[other]:
                owner[other] = owner[row, column]
                free[row, column] = free[other] = False
    used, numbers = np.unique(owner, return_inverse=True)
    result: Ints = numbers.reshape(rows, columns).astype(np.int64) - int(used[0] == -1)
    return result


def _shapes(owner: Ints, corners: Floats) -> NDArray[np.object_]:
    """The blocks' polygons in degrees; neighbours share their corners exactly."""
    parts: list[list[Polygon]] = [[] for _ in range(int(owner.max()) + 1)]
    for row, column in zip(*np.nonzero(owner >= 0), strict=True):
        ring = [corners[row, column], corners[row, column + 1], corners[row + 1, column + 1], corners[row + 1, column]]
        parts[owner[row, column]].append(Polygon(ring))
    return np.array([shapely.coverage_union_all(part) for part in parts], dtype=object)


def _neighbours(owner: Ints) -> Ints:
    """Pairs (n, 2) of blocks that share a side; a pair comes once for each shared lattice side."""
    across = np.stack([owner[:, :-1], owner[:, 1:]], axis=-1).reshape(-1, 2)
    along = np.stack([owner[:-1], owner[1:]], axis=-1).reshape(-1, 2)
    pairs = np.vstack([across, along])
    sides: Ints = pairs[(pairs.min(axis=1) >= 0) & (pairs[:, 0] != pairs[:, 1])]
    return sides
