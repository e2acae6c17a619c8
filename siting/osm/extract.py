"""The files that scenarios read, out of an extract: written all, or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from siting.errors import InputError
from siting.osm.kinds import FACILITIES
from siting.osm.read import Found, Row, read
from siting.texts import Text, say

_FILES: Final = ("facilities.gpkg", "streets.gpkg", "boundaries.gpkg", "backdrop.gpkg")


def extract(path: str | Path, out: str | Path) -> Iterator[Text]:
    """
    Write facilities, streets, boundaries and backdrop of an extract into a folder, each a GeoPackage in EPSG:4326.

    `facilities.gpkg` holds points with `id`, `kind`, `name`, `capacity`, `beds`, `for`, `operator`, `operator_type`, `wheelchair`,
    `address` and `opening_hours`; `streets.gpkg` lines with the tags that say who may use them; `boundaries.gpkg` polygons with `name` and
    `admin_level`; `backdrop.gpkg` the layers water, rail and green, of polygons, and their lines (`water_lines`, `rail_lines`).

    Yields
    ------
    What was found, in sentences.

    Raises
    ------
    InputError
        Where the extract cannot be read, holds none of it, or a file is there already.
    """
    path, out = Path(path), Path(out)
    if there := [name for name in _FILES if (out / name).exists()]:
        raise InputError("{path}: {files} are there already; move them away, or give another folder", path=out, files=", ".join(there))
    found = read(path)
    if not (found.facilities or found.streets or found.boundaries):
        raise InputError("{path}: holds no facility, no street and no boundary", path=path)
    rows, twice = _once(found.facilities)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".osm-", dir=out) as draft:
            _write(found, rows, Path(draft))
            for file in sorted(Path(draft).iterdir()):
                file.replace(out / file.name)
    except OSError as error:
        raise InputError("{path} cannot be written: {reason}", path=out, reason=error.strerror or error) from None
    yield from _told(found, rows, twice, out)


def _once(rows: list[Row]) -> tuple[list[Row], int]:
    """Facilities without the points that stand for one that is drawn as a polygon, too; and how many these are."""
    drawn = [row for row in rows if row["shape"] is not None]
    points = [row for row in rows if row["shape"] is None]
    tree = shapely.STRtree([row["shape"] for row in drawn])
    pairs = tree.query([row["geometry"] for row in points], predicate="intersects") if points and drawn else ([], [])
    # two schools on one campus have names of their own
    again = {k for k, j in zip(*pairs, strict=True) if _same(points[k], drawn[j])}
    return [*drawn, *(row for k, row in enumerate(points) if k not in again)], len(again)


def _same(point: Row, drawn: Row) -> bool:
    """Whether a point within a polygon of the same kind is the same facility."""
    names = {point["name"], drawn["name"]} - {""}
    return bool(point["kind"] == drawn["kind"]) and len(names) < 2


def _write(found: Found, facilities: list[Row], folder: Path) -> None:
    if facilities:
        _layer([{key: value for key, value in row.items() if key != "shape"} for row in facilities], folder / _FILES[0])
    if found.streets:
        _layer(found.streets, folder / _FILES[1])
    if found.boundaries:
        _layer(found.boundaries, folder / _FILES[2])
    for kind in ("water", "rail", "green"):
        flat = [row for row in found.backdrop if row["as"] == kind and "Polygon" in row["geometry"].geom_type]
        lines = [row for row in found.backdrop if row["as"] == kind and "Line" in row["geometry"].geom_type]
        for rows, name in ((flat, kind), (lines, f"{kind}_lines")):
            if rows:
                _layer(rows, folder / _FILES[3], name)


def _layer(rows: list[Row], path: Path, layer: str | None = None) -> None:
    frame = gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=4326)
    frame.to_file(path, layer=layer or path.stem, driver="GPKG")


def _told(found: Found, facilities: list[Row], twice: int, out: Path) -> Iterator[Text]:
    """What was found."""
    kinds = pd.Series([row["kind"] for row in facilities], dtype=str).value_counts()
    for kind in FACILITIES:
        if count := int(kinds.get(kind, 0)):
            sized = sum(row["kind"] == kind and (row["capacity"] is not None or row["beds"] is not None) for row in facilities)
            yield say("{kind}: {count:,}, of which {sized:,} say how large they are", kind=kind, count=count, sized=sized)
    if twice:
        yield say("{count:,} points stand for a facility that is drawn as a polygon, too, and are left out", count=twice)
    yield say("streets: {count:,}, boundaries: {borders:,}", count=len(found.streets), borders=len(found.boundaries))
    if found.cut:
        yield say("{count:,} boundaries are cut by the edge of the extract and left out", count=found.cut)
    examples = {
        "facilities.gpkg": "{kind: points, path: facilities.gpkg, only: {kind: kindergarten}, id: id}",
        "streets.gpkg": "{kind: network, path: streets.gpkg}",
        "boundaries.gpkg": "{kind: polygons, path: boundaries.gpkg, only: {admin_level: 9}}",
        "backdrop.gpkg": "{kind: polygons, path: backdrop.gpkg, layer: water, as: water}",
    }
    for name, example in examples.items():
        if (out / name).exists():
            yield say("{path}: in a scenario {example}", path=out / name, example=example)
