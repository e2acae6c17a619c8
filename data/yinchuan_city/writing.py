"""The files: GeoJSON and CSV as text of our own, sorted and rounded, and one GeoTIFF; the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import rasterio
import shapely
from rasterio import Affine
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from yinchuan_city.frame import CRS, DIGITS, Floats
from yinchuan_city.people import GROUPS, SIZE, Cells
from yinchuan_city.supply import Row

NOTICE = "SYNTHETIC 合成: an invented city with real names and real district totals; not survey data, see data/README.md"
NO_DATA = 65_535


def write_geojson(path: Path, rows: Sequence[tuple[Row, BaseGeometry]]) -> None:
    """Write features, shapes in degrees, one a line."""
    lines = [
        f'{{"type":"Feature","properties":{json.dumps(row, ensure_ascii=False, separators=(",", ":"))},"geometry":{_geometry(shape)}}}'
        for row, shape in rows
    ]
    head = f'{{"type":"FeatureCollection","synthetic":true,"notice":{json.dumps(NOTICE, ensure_ascii=False)},"features":['
    _write(path, head + "\n" + ",\n".join(lines) + "\n]}\n")


def write_csv(path: Path, rows: Sequence[Row]) -> None:
    """Write a table; degrees have six decimals, all else is whole or text without commas."""
    lines = [",".join(rows[0])] + [",".join(_cell(value) for value in row.values()) for row in rows]
    _write(path, "\n".join(lines) + "\n")


def write_population(path: Path, cells: Cells) -> None:
    """Write the people as one band a group; a cell without residents is nodata."""
    west, south = cells.metres.min(axis=0) - SIZE * 1.5
    east, north = cells.metres.max(axis=0) + SIZE * 1.5
    width, height = round((east - west) / SIZE), round((north - south) / SIZE)
    grid = np.full((len(GROUPS), height, width), NO_DATA, dtype=np.uint16)
    column, row = np.floor((cells.metres - (west, south)) / SIZE).astype(int).T
    grid[:, height - 1 - row, column] = cells.people.T
    profile = {"driver": "GTiff", "width": width, "height": height, "count": len(GROUPS), "dtype": "uint16", "nodata": NO_DATA, "crs": CRS}
    with rasterio.open(
        path, "w", **profile, transform=Affine(SIZE, 0.0, west, 0.0, -SIZE, north), compress="deflate", zlevel=9, interleave="band"
    ) as file:
        file.write(grid)
        file.descriptions = GROUPS
        file.update_tags(NOTICE=NOTICE, SYNTHETIC="yes", UNITS="people per cell of 100 m")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _cell(value: str | int | float) -> str:
    return _number(value) if isinstance(value, float) else str(value)


def _number(value: float) -> str:
    return f"{value:.{DIGITS}f}".rstrip("0").rstrip(".")


def _points(points: Floats) -> str:
    return "[" + ",".join(f"[{_number(x)},{_number(y)}]" for x, y in points.tolist()) + "]"


def _geometry(shape: BaseGeometry) -> str:
    if isinstance(shape, Polygon):
        rings = [_ring(np.array(shape.exterior.coords), clockwise=False)]
        rings += sorted(_ring(np.array(hole.coords), clockwise=True) for hole in shape.interiors)
        return f'{{"type":"Polygon","coordinates":[{",".join(rings)}]}}'
    return f'{{"type":"LineString","coordinates":{_points(shapely.get_coordinates(shape))}}}'


def _ring(points: Floats, *, clockwise: bool) -> str:
    """A closed ring that starts at its most western corner, whatever order the geometry library gave it."""
    ring = points[:-1]
    if shapely.is_ccw(shapely.linearrings(points)) == clockwise:
        ring = ring[::-1]
    ring = np.roll(ring, -int(np.lexsort((ring[:, 1], ring[:, 0]))[0]), axis=0)
    return _points(np.vstack([ring, ring[:1]]))
