"""
Which pixels lie in which polygon: all polygons of a map at once, in arrays.

Each row of pixels is cut by a polygon's edges an even number of times; between the first and second cut lies inside, and so on. A pixel
belongs to the polygon that its centre lies in, so neighbours that share an edge neither overlap nor leave a gap.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_AT_ONCE = 50_000


def fill(ids: npt.NDArray[np.uint32], shapes: npt.NDArray[Any]) -> npt.NDArray[np.uint32]:
    """
    An image with each polygon's pixels set to its position + 1.

    Parameters
    ----------
    ids
        The image to paint over, shape (height, width).
    shapes
        Polygons in pixels: x to the right and y down from the image's upper left corner. Holes and parts are respected.
    """
    painted = ids.copy()
    for start in range(0, len(shapes), _AT_ONCE):
        owner, row, first, last = _spans(shapes[start : start + _AT_ONCE])
        inside = (row >= 0) & (row < ids.shape[0])
        first, last = first.clip(0, ids.shape[1])[inside], last.clip(0, ids.shape[1])[inside]
        index, column = _count_up(first, last)
        painted[row[inside][index], column] = owner[inside][index] + (start + 1)
    return painted


def _spans(shapes: npt.NDArray[Any]) -> tuple[Ints, Ints, Ints, Ints]:
    """Runs of pixels inside each shape: the shape, the row, the first column and the one after the last."""
    parts, shape_of_part = shapely.get_parts(shapes, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    edge = np.flatnonzero(ring[:-1] == ring[1:])
    (x, y), (to_x, to_y) = corners[edge].T, corners[edge + 1].T
    # a row is cut if its centre lies between the ends, counting the upper end only: so a corner is cut once
    which, row = _count_up(_pixel(np.minimum(y, to_y)), _pixel(np.maximum(y, to_y)))
    along = (row + 0.5 - y[which]) / (to_y - y)[which]
    cut = x[which] + along * (to_x - x)[which]
    owner = shape_of_part[part_of_ring[ring[edge]]][which]
    order = np.lexsort((cut, row, owner))
    enter, leave = order[0::2], order[1::2]
    return owner[enter], row[enter], _pixel(cut[enter]), _pixel(cut[leave])


def _pixel(position: Floats) -> Ints:
    """The first pixel whose centre is not before a position."""
    return np.ceil(position - 0.5).astype(np.int64)


def _count_up(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Every whole number from each first to before its last, and to which pair it belongs."""
    length = np.maximum(last - first, 0)
    which = np.repeat(np.arange(len(first)), length)
    begin = np.cumsum(length) - length
    return which, first[which] + np.arange(len(which)) - begin[which]
