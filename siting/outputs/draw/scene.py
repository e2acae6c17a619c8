"""What every layer of the map needs to know."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from geopandas import GeoSeries

from siting.outputs.draw.drawable import Drawable

_DETAIL = 4000
"""Lines are drawn to within the width of the map divided by this."""


@dataclass(frozen=True, eq=False)
class Scene:
    """
    A plan about to be drawn.

    Parameters
    ----------
    plan
        What is drawn, at the last of its moments.
    moments
        The plan at each moment that the map shows.
    """

    plan: Drawable
    moments: tuple[Drawable, ...]

    @classmethod
    def of(cls, plan: Drawable) -> Scene:
        """All moments of a plan."""
        moments = tuple(plan.moments)
        return cls(moments[-1], moments)

    def each(self) -> list[Scene]:
        """The scene of each moment."""
        return [Scene(moment, (moment,)) for moment in self.moments]

    @cached_property
    def frame(self) -> tuple[float, float, float, float]:
        """What the map shows, with a margin: west, south, east, north in the projected coordinate system [m]."""
        west, south, east, north = (float(side) for side in self.plan.cells.total_bounds)
        margin = 0.15 * max(east - west, north - south, 1000)
        return west - margin, south - margin, east + margin, north + margin

    @property
    def detail(self) -> float:
        """How far a drawn line may be from the true one [m]."""
        west, south, east, north = self.frame
        return max(east - west, north - south) / _DETAIL

    def geojson(self, shapes: Iterable[Any]) -> dict[str, Any]:
        """One GeoJSON geometry collection in degrees of shapes in the projected coordinate system, as fine as is worth while."""
        there = [shape for shape in shapes if shape is not None and not shape.is_empty]
        seen = shapely.clip_by_rect(shapely.simplify(np.array(there, object), self.detail), *self.frame)
        degrees = GeoSeries(seen[~shapely.is_empty(seen)], crs=self.plan.world.crs).to_crs(4326)
        rounded = shapely.transform(np.array(degrees), lambda at: at.round(5))
        return {"type": "GeometryCollection", "geometries": [json.loads(shape) for shape in shapely.to_geojson(rounded)]}

    def positions(self, points: Iterable[Any]) -> list[list[float]]:
        """Latitude and longitude [degrees] of points in the projected coordinate system."""
        degrees = GeoSeries(list(points), crs=self.plan.world.crs).to_crs(4326)
        return [[round(float(y), 6), round(float(x), 6)] for x, y in zip(degrees.x, degrees.y, strict=True)]

    @cached_property
    def kinds(self) -> list[str]:
        """The kinds of area, from those with few large areas to those with many small ones."""
        areas = self.plan.world.areas
        return sorted((kind for kind in areas if len(areas[kind])), key=lambda kind: len(areas[kind]))

    @cached_property
    def groups(self) -> list[str]:
        """The population groups, residents first."""
        cells = self.plan.cells
        others = {cells.geometry.name, "x", "y", *self.plan.world.areas}
        found = [str(name) for name in cells.columns if "." not in str(name) and name not in others and cells[name].dtype.kind in "iuf"]
        return sorted(found, key=lambda name: name != "residents")
