"""Streets from a map layer of lines."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from siting.errors import InputError
from siting.inputs.files import features
from siting.inputs.shapes import moved, shaped
from siting.inputs.sources.source import Scope
from siting.inputs.streets.modes import Mode
from siting.inputs.streets.streets import Floats, Streets

TOUCH = 0.5
"""A line that ends so near to another is joined to it, as many are drawn without a common point [m]."""
_CLASS = ("highway", "fclass", "class")
_ONEWAY = {"F": "yes", "T": "-1", "B": "no"}
"""The spelling of common extracts in shapefiles: along the line, against it, both."""


def line_streets(path: Path, mode: Mode, *, layer: str | None, declared: str | None, crs: CRS) -> Streets:
    """
    The streets of a layer that a mode may use: by the tags of OpenStreetMap where it has columns of these names, else all.

    Lines are joined where they share a point, or where one ends on another; lines that merely cross, as on bridges, are not.

    Parameters
    ----------
    declared
        The coordinate system that the scenario names for the file.
    crs
        The projected system of the work.

    Raises
    ------
    InputError
        Where the file cannot be read, or holds no street.
    """
    frame, _ = features(path, layer=layer, encoding=None)
    found = shaped(frame, path=path, kind="lines", crs=declared, scope=Scope(), chosen=False).frame
    pace = np.array([mode.speeds(tags) for tags in _tags(found)], float).reshape(-1, 2)
    used = (pace > 0).any(axis=1)
    if not used.any():
        raise InputError("{path}: holds no street that is open to {mode}", path=path, mode=mode.name)
    return _touching(_pieces(moved(found[used], crs), pace[used]))


def _tags(frame: gpd.GeoDataFrame) -> list[dict[str, str]]:
    """Each row as tags of OpenStreetMap."""
    table = pd.DataFrame(frame.drop(columns="geometry"))
    kind = next((name for name in _CLASS if name in table), None)
    if kind is None:
        table = table[[name for name in ("oneway", "maxspeed") if name in table]].assign(highway="residential")
    table = table.rename(columns={kind: "highway"} if kind else {})
    return [_filled(row) for row in table.to_dict("records")]


def _filled(row: dict[Hashable, object]) -> dict[str, str]:
    tags = {str(key): _plain(value) for key, value in row.items() if value is not None and value == value and str(value).strip()}
    if "oneway" in tags:
        tags["oneway"] = _ONEWAY.get(tags["oneway"], tags["oneway"])
    return tags


def _plain(value: object) -> str:
    """A value as a tag says it."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _pieces(frame: gpd.GeoDataFrame, pace: Floats) -> Streets:
    """The lines as straight pieces between points; points within a centimetre are one."""
    parts, of = shapely.get_parts(frame.geometry.to_numpy(), return_index=True)
    at, part = shapely.get_coordinates(parts, return_index=True)
    place = np.unique(np.round(at, 2), axis=0, return_inverse=True)
    number = place[1].reshape(-1)
    step = np.flatnonzero((part[1:] == part[:-1]) & (number[1:] != number[:-1]))
    speeds = pace[of[part[step]]]
    return Streets(place[0], number[step], number[step + 1], speeds[:, 0], speeds[:, 1])


def _touching(streets: Streets) -> Streets:
    """The streets, with lines cut where others end on them."""
    times = np.bincount(np.concatenate([streets.tail, streets.head]), minlength=len(streets.xy))
    loose = np.flatnonzero(times == 1)
    own = np.concatenate([np.flatnonzero(np.isin(streets.tail, loose)), np.flatnonzero(np.isin(streets.head, loose))])
    point = np.concatenate([streets.tail[np.isin(streets.tail, loose)], streets.head[np.isin(streets.head, loose)]])
    tree = shapely.STRtree(streets.lines())
    end, near = tree.query(shapely.points(streets.xy[point]), predicate="dwithin", distance=TOUCH)
    other = near != own[end]
    end, near = end[other], near[other]
    end, first = np.unique(end, return_index=True)
    near = near[first]
    inner = ~np.isin(point[end], np.concatenate([streets.tail[near], streets.head[near]]))
    return streets.cut(near[inner], point[end[inner]])
