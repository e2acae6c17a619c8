"""The outline of each place: its cell, or a square around its point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from geopandas import GeoDataFrame
from scipy.spatial import cKDTree


@dataclass(frozen=True)
class Outlines:
    """
    What is painted for each place.

    Parameters
    ----------
    shapes
        Polygons in the projected coordinate system [m].
    km2
        Their areas [km2]; 1 for places given as points, whose squares mean nothing.
    points
        Whether all places are points, so that amounts per place, not densities, are to be shown.
    """

    shapes: npt.NDArray[Any]
    km2: npt.NDArray[np.float64]
    points: bool


def outlines(cells: GeoDataFrame) -> Outlines:
    """The outlines of the places of a plan, from its `cells` of any geometry."""
    shapes = np.array(cells.geometry.array)
    point = shapely.get_dimensions(shapes) == 0
    if point.any():
        half = _side(shapely.get_coordinates(shapely.centroid(shapes[point]))) / 2
        x, y = shapely.get_coordinates(shapely.centroid(shapes[point])).T
        shapes[point] = shapely.box(x - half, y - half, x + half, y + half)
    points = bool(point.all())
    return Outlines(shapes, np.ones(len(shapes)) if points else shapely.area(shapes) / 1e6, points)


def _side(points: npt.NDArray[np.float64]) -> float:
    """The side of the squares [m]: the usual distance to the next point, yet never too small to be seen on the whole map."""
    if len(points) < 2:
        return 100.0
    nearest = np.asarray(cKDTree(points).query(points, k=[2])[0]).ravel()
    visible = float(np.ptp(points, axis=0).max()) / 2000
    apart = nearest[nearest > 0]
    return max(float(np.median(apart)) if len(apart) else 100.0, visible)
