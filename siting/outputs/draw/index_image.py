"""
The image that says which place lies under each pixel.

The page looks its pixels up here, whatever the cells' shape or coordinate system, so that what is painted and what is said under the
pointer cannot disagree, and a million cells are drawn as fast as a hundred.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Transformer

from siting.outputs.draw.scan import fill

_FINENESS = 12
"""Pixels across a cell, where the image does not grow too large by it."""
_LARGEST = 12_000_000
"""Pixels at most: the page keeps them in memory."""


@dataclass(frozen=True)
class IndexImage:
    """
    Places by position in Web Mercator (EPSG:3857).

    Parameters
    ----------
    west, north
        Upper left corner [m in Web Mercator].
    pixel
        Side of a pixel [m in Web Mercator].
    cell
        Usual width of a cell [m in Web Mercator].
    ids
        Position of the place + 1, or 0 where none is; shape (height, width).
    places
        How many places there are.
    """

    west: float
    north: float
    pixel: float
    cell: float
    ids: npt.NDArray[np.uint32]
    places: int

    @property
    def hidden(self) -> int:
        """How many places lie under others and cannot be seen."""
        return self.places - len(np.unique(self.ids[self.ids > 0]))

    @property
    def box(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """South-west and north-east corner, each latitude and longitude [degrees]."""
        height, width = self.ids.shape
        to_degrees = Transformer.from_crs("EPSG:3857", "EPSG:4326", always_xy=True).transform
        west, south = to_degrees(self.west, self.north - height * self.pixel)
        east, north = to_degrees(self.west + width * self.pixel, self.north)
        return (south, west), (north, east)


def index_image(shapes: npt.NDArray[Any], *, crs: CRS) -> IndexImage:
    """
    The index image of polygons.

    Parameters
    ----------
    shapes
        Outlines of the places in `crs`.
    """
    to_mercator = Transformer.from_crs(crs, "EPSG:3857", always_xy=True).transform
    mercator = shapely.transform(shapes, lambda at: np.column_stack(to_mercator(at[:, 0], at[:, 1])))
    west, south, east, north = shapely.total_bounds(mercator)
    # the smaller cells set the fineness, since a map of mixed sizes must show them too
    cell = float(np.sqrt(np.quantile(shapely.area(mercator), 0.25)))
    pixel = max(cell / _FINENESS, float(np.sqrt((east - west) * (north - south) / _LARGEST)))
    height, width = int(np.ceil((north - south) / pixel)), int(np.ceil((east - west) / pixel))
    pixels = shapely.transform(mercator, lambda at: (at - [west, north]) * [1 / pixel, -1 / pixel])
    ids = _stamp(fill(np.zeros((height, width), np.uint32), pixels), pixels)
    return IndexImage(float(west), float(north), pixel, cell, ids, len(shapes))


def _stamp(ids: npt.NDArray[np.uint32], pixels: npt.NDArray[Any]) -> npt.NDArray[np.uint32]:
    """The image with places too thin for any pixel's centre put where they are."""
    unseen = np.setdiff1d(np.arange(len(pixels)), ids[ids > 0].astype(np.int64) - 1)
    inside = shapely.get_coordinates(shapely.point_on_surface(pixels[unseen])).astype(np.int64)
    stamped = ids.copy()
    stamped[inside[:, 1].clip(0, ids.shape[0] - 1), inside[:, 0].clip(0, ids.shape[1] - 1)] = unseen + 1
    return stamped
