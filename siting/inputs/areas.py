"""Areas that places and sites lie in, the planning area, and what a map shows behind a plan."""

from __future__ import annotations

from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pydantic import Field

from siting.errors import InputError
from siting.inputs import headings
from siting.inputs.columns import Floats, attributes, rows, texts, unknown
from siting.inputs.sources.source import Scope, Source
from siting.texts import Text

Positions = npt.NDArray[np.int64]


class Area(Source):
    """A division of the city, such as its communities, or the planning area."""

    name: str | None = None
    """Column of the area's name, rows of the same name are one area; found by its heading (name, 名称, ...) when absent."""

    def areas(self, scope: Scope) -> tuple[gpd.GeoDataFrame, tuple[Text, ...]]:
        """
        The areas, `name` and geometry, one row a name, in the coordinate system of the source; and notes.

        Raises
        ------
        InputError
            Where the file is wrong or an area has no name.
        """
        reading = self.read(scope)
        path, frame = self.paths[0], reading.rows
        name = self.name or headings.found("name", attributes(frame)) or "name"
        if name not in frame:
            raise InputError(
                "{where}: {problem}; say which column holds the names with `name:`",
                where=path,
                problem=unknown(name, attributes(frame)),
            )
        if frame.empty:
            raise InputError("{where}: holds no area", where=path)
        names = texts(frame[name])
        if (blank := (names == "").to_numpy(bool)).any():
            raise InputError('{where}: column "{column}": no name in {rows}', where=path, rows=rows(frame.index[blank]), column=name)
        areas = gpd.GeoDataFrame({"name": names}, geometry=frame.geometry)
        return areas.dissolve("name", as_index=False, sort=False)[["name", "geometry"]], reading.notes

    def outline(self, scope: Scope) -> gpd.GeoDataFrame:
        """
        All of it as one polygon, in the coordinate system of the source.

        Raises
        ------
        InputError
            Where the file is wrong or empty.
        """
        frame = self.read(scope).rows
        if frame.empty:
            raise InputError("{where}: holds no area", where=self.paths[0])
        return gpd.GeoDataFrame(geometry=gpd.GeoSeries([shapely.union_all(frame.geometry.to_numpy())], crs=frame.crs))


class Backdrop(Source):
    """Something the map shows behind a plan."""

    as_: Literal["water", "rail", "road", "green"] = Field(alias="as")
    """What it is drawn as."""

    def drawn(self, scope: Scope) -> gpd.GeoDataFrame:
        """
        `as` and geometry, in the coordinate system of the source.

        Raises
        ------
        InputError
            Where the file is wrong.
        """
        frame = self.read(scope).rows
        return gpd.GeoDataFrame({"as": pd.Series(self.as_, index=frame.index, dtype=str)}, geometry=frame.geometry)


def inside(points: Floats, polygons: gpd.GeoDataFrame) -> tuple[Positions, int]:
    """
    In which polygon each point lies.

    Parameters
    ----------
    points
        Where they are [m]; shape (points, 2).

    Returns
    -------
    positions
        The first polygon that holds the point, its edge included; -1 where none does; shape (points,).
    several
        How many points lie in more than one.
    """
    polygon, point = shapely.STRtree(shapely.points(points)).query(polygons.geometry.to_numpy(), predicate="intersects")
    times = np.bincount(point, minlength=len(points))
    positions = np.full(len(points), len(polygons), dtype=np.int64)
    np.minimum.at(positions, point, polygon)
    return np.where(positions == len(polygons), -1, positions), int((times > 1).sum())


def named(points: Floats, areas: gpd.GeoDataFrame) -> tuple[npt.NDArray[np.object_], int]:
    """The name of the area in which each point lies, "" outside all; and how many points lie in more than one."""
    positions, several = inside(points, areas)
    return np.append(areas["name"].to_numpy(object), "")[positions], several
