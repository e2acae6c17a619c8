"""Geometry as it is read: of the type asked for, flat, valid, and where its coordinate system is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Geod

from siting.errors import InputError
from siting.inputs.columns import Floats, rows
from siting.inputs.faults import naming, raise_all
from siting.inputs.geo.crs import declared, misfit, short
from siting.inputs.geo.shifted import straightener
from siting.inputs.sources.source import Scope
from siting.texts import Text, say

Shapes = npt.NDArray[np.object_]

_KINDS = {0: "points", 1: "lines", 2: "lines", 3: "polygons", 4: "points", 5: "lines", 6: "polygons"}
"""The kind of source for each type number of GEOS; collections have none."""


@dataclass(frozen=True)
class Shaped:
    """Rows with geometry to be trusted, and notes on what was mended."""

    frame: gpd.GeoDataFrame
    notes: tuple[Text, ...]


def shaped(frame: gpd.GeoDataFrame, *, path: Path, kind: str, crs: str | None, scope: Scope, chosen: bool = True) -> Shaped:
    """
    Check and mend the geometry of rows, and settle their coordinate system.

    Parameters
    ----------
    path
        The file, for messages.
    kind
        points, lines or polygons.
    crs
        The coordinate system that the scenario names for the file.
    chosen
        Whether the scenario chose the kind, and could choose another.

    Raises
    ------
    InputError
        Where geometry is missing, of another type, or not where its coordinate system is used.
    """
    shapes = shapely.force_2d(frame.geometry.to_numpy())
    if kind == "points":
        shapes = _single(shapes)
    raise_all(_unfit(frame, shapes, kind, chosen=chosen), where=path)
    with naming(path):
        mended, notes = _mended(frame, shapes) if kind == "polygons" else (shapes, ())
        bounds = np.array(shapely.total_bounds(mended), dtype=float) if len(mended) else np.full(4, np.nan)
        found, more = declared(frame.crs, crs or ("local" if scope.local and frame.crs is None else None), bounds)
        if wrong := misfit(bounds, found):
            raise InputError("{problem}", problem=wrong)
        mended, shift = _straightened(mended, crs)
    said = tuple(say("{where}: {note}", where=path.name, note=note) for note in (*notes, *more, *shift))
    return Shaped(placed(frame, mended, found), said)


def placed(frame: gpd.GeoDataFrame, shapes: Shapes, crs: CRS | None) -> gpd.GeoDataFrame:
    """Rows with other geometry in some coordinate system."""
    attributes = frame.drop(columns="geometry")
    return gpd.GeoDataFrame(attributes, geometry=gpd.GeoSeries(shapes, index=frame.index, crs=crs))


def moved(frame: gpd.GeoDataFrame, crs: CRS | None) -> gpd.GeoDataFrame:
    """
    Rows in the coordinate system of the work.

    Raises
    ------
    InputError
        Where plain metres meet places on earth, or a row lies where the system of the work cannot show it.
    """
    if (frame.crs is None) != (crs is None):
        if crs is None:
            raise InputError(
                "is in {crs}, but the study is in plain metres (crs: local); give `crs: local` if its coordinates are, too",
                crs=short(frame.crs),
            )
        raise InputError("is in plain metres (crs: local), but the study is in {crs}; give the `crs:` it is in", crs=short(crs))
    if crs is None or frame.empty:
        return frame if crs is None else frame.set_crs(crs, allow_override=True)
    there = frame.to_crs(crs)
    if (lost := ~np.isfinite(shapely.bounds(there.geometry.to_numpy())).all(axis=1)).any():
        raise InputError(
            "{crs} cannot show what lies in {rows}; check the `crs:` of the file", rows=rows(frame.index[lost]), crs=short(crs)
        )
    return there


def centres(frame: gpd.GeoDataFrame) -> Floats:
    """The centre of each row's geometry, in its coordinate system; shape (rows, 2)."""
    return np.array(shapely.get_coordinates(shapely.centroid(frame.geometry.to_numpy())), dtype=float).reshape(-1, 2)


def _straightened(shapes: Shapes, crs: str | None) -> tuple[Shapes, tuple[Text, ...]]:
    """Coordinates of Chinese web maps where they are on earth."""
    back = straightener(crs)
    if back is None or not len(shapes):
        return shapes, ()
    there = np.asarray(shapely.transform(shapes, back))
    middle = [shapely.get_coordinates(shapely.centroid(one))[0] for one in (shapes[0], there[0])]
    metres = abs(Geod(ellps="WGS84").inv(*middle[0], *middle[1])[2])
    return there, (say("{name}: moved by some {metres:.0f} m to where it is on earth (WGS 84)", name=crs, metres=metres),)


def _single(shapes: Shapes) -> Shapes:
    """Points out of multipoints that hold one."""
    one = (shapely.get_type_id(shapes) == 4) & (shapely.get_num_geometries(shapes) == 1)
    return np.where(one, shapely.get_geometry(shapes, 0), shapes)


def _unfit(frame: gpd.GeoDataFrame, shapes: Shapes, kind: str, *, chosen: bool) -> Iterator[Text]:
    """What is wrong with geometry itself."""
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if empty.any():
        yield say("no geometry in {rows}; mend the file, or leave out such rows with `exclude`", rows=rows(frame.index[empty]))
    endless = ~empty & ~np.isfinite(shapely.bounds(shapes)).all(axis=1)
    if endless.any():
        yield say("infinite coordinates in {rows}", rows=rows(frame.index[endless]))
    types = shapely.get_type_id(shapes)
    several = (types == 4) if kind == "points" else np.zeros(len(types), dtype=bool)
    if several.any():
        yield say("several points together in {rows}; give every facility or place a row of its own", rows=rows(frame.index[several]))
    found = np.array([_KINDS.get(one, "") for one in types.tolist()])
    other = ~empty & ~several & (found != kind)
    if other.all() and len(set(found)) == 1 and found[0]:
        yield (
            say("holds {found}, not {kind}; write `kind: {found}`", found=found[0], kind=kind)
            if chosen
            else say("holds {found}, where {kind} are needed", found=found[0], kind=kind)
        )
    elif other.any():
        yield say("no {kind} in {rows}", rows=rows(frame.index[other]), kind=kind)


def _mended(frame: gpd.GeoDataFrame, shapes: Shapes) -> tuple[Shapes, tuple[Text, ...]]:
    """Polygons without crossing edges."""
    bad = ~shapely.is_valid(shapes)
    if not bad.any():
        return shapes, ()
    mended = shapes.copy()
    mended[bad] = shapely.make_valid(shapes[bad], method="structure", keep_collapsed=False)
    gone = shapely.is_empty(mended)
    if gone.any():
        raise InputError("polygons without an area in {rows}", rows=rows(frame.index[gone]))
    return mended, (say("edges that cross were repaired in {rows}", rows=rows(frame.index[bad])),)
