"""The outline of each place: its cell, or a rectangle around its point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from geopandas import GeoDataFrame
from scipy.spatial import cKDTree

_SAMPLE, _NEIGHBOURS = 20_000, 9
"""From how many points the usual distances are taken, and how many points around each are looked at, itself included."""


@dataclass(frozen=True)
class Outlines:
    """
    What is painted for each place.

    Parameters
    ----------
    shapes
        Polygons in the projected coordinate system [m].
    km2
        Their areas [km2]; 1 for places given as points, whose rectangles mean nothing.
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
        at = shapely.get_coordinates(shapely.centroid(shapes[point]))
        half = _sides(at) / 2
        shapes[point] = shapely.box(*(at - half).T, *(at + half).T)
    points = bool(point.all())
    return Outlines(shapes, np.ones(len(shapes)) if points else shapely.area(shapes) / 1e6, points)


def _sides(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """
    Width and height of the rectangles [m]: those of the cells, where the points are the centres of a grid.

    Elsewhere the usual distance to the next point. Never too small to be seen on the whole map.
    """
    if len(points) < 2:
        return np.full(2, 100.0)
    some = points[:: -(-len(points) // _SAMPLE)]
    next_to = cKDTree(points).query(some, k=range(2, min(len(points), _NEIGHBOURS) + 1))[1]
    apart = np.abs(points[next_to] - some[:, None])
    nearest = np.hypot(*apart[:, 0].T)
    usual = float(np.median(nearest[nearest > 0])) if nearest.any() else 100.0
    visible = float(np.ptp(points, axis=0).max()) / 2000
    sides = [_regular(apart[..., axis], apart[..., 1 - axis]) for axis in (0, 1)]
    return np.maximum(sides if all(sides) else usual, [visible] * 2)


def _regular(along: npt.NDArray[np.float64], across: npt.NDArray[np.float64]) -> float:
    """How far it is to the next point in one direction, if it is as far from nearly every point; else 0."""
    nearest = np.where(along > across, along, np.inf).min(axis=1)
    low, middle, high = np.quantile(nearest, [0.25, 0.5, 0.75], method="nearest")
    return float(middle) if np.isfinite(high) and high - low <= 0.1 * middle else 0.0
