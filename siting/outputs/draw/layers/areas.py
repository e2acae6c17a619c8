"""Borders and names of areas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from branca.element import Element
from geopandas import GeoDataFrame

from siting.outputs.draw.elements import Script
from siting.outputs.draw.palette import BORDERS
from siting.outputs.draw.scene import Scene


def layers(scene: Scene) -> Iterator[Element]:
    """Borders and names of each kind of area; finer ones lie below and show when there is room."""
    for rank, kind in enumerate(scene.kinds):
        areas = scene.plan.world.areas[kind]
        row = {"group": "areas", "key": kind, "count": len(areas)}
        strokes = [{"shape": scene.geojson(_borders(areas)), "styles": BORDERS[min(rank, len(BORDERS) - 1)]}]
        # the largest areas' borders are drawn last, above those of their parts
        usual = float(np.median(np.sqrt(shapely.area(np.array(areas.geometry)))))
        yield Script(
            "siting.overlay", {"row": row, "pane": "areas" if rank == 0 else "parts", "strokes": strokes, "across": usual if rank else None}
        )
        yield Script("siting.names", {"kind": kind, "rank": rank, "names": _names(scene, areas)})


def _borders(areas: GeoDataFrame) -> list[Any]:
    """Every border once, though two areas share it."""
    return [shapely.union_all(shapely.boundary(np.array(areas.geometry)))]


def _names(scene: Scene, areas: GeoDataFrame) -> list[dict[str, Any]]:
    """Each area's name, where it is written, and how much room there is: the radius of the largest circle inside [m]."""
    rough = shapely.simplify(np.array(areas.geometry), scene.detail)
    circle = shapely.maximum_inscribed_circle(rough, tolerance=scene.detail)
    radius = shapely.length(circle)
    at = scene.positions(shapely.get_point(circle, 0))
    bounds = areas.geometry.to_crs(4326).bounds.to_numpy().round(5)
    return [
        {"name": str(name), "at": place, "room": round(float(room), 1), "box": [[south, west], [north, east]]}
        for name, place, room, (west, south, east, north) in zip(areas["name"], at, radius, bounds.tolist(), strict=True)
    ]
