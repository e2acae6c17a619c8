"""The cells on their way into the page: every place is found where it is, and comes out as it went in."""

from __future__ import annotations

import base64
import zlib
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import shapely
from pyproj import Transformer

from siting.outputs.draw.index_image import IndexImage, index_image
from siting.outputs.draw.layers.cells import core
from siting.outputs.draw.outlines import outlines
from siting.outputs.draw.pack import Packed, pack, pack_image
from siting.outputs.draw.scan import fill
from siting.outputs.draw.scene import Scene
from tests.outputs.draw.town import CELL, TOWN, FakePlan, centres, hexagons, staggered, town, with_shapes


def unpacked(packed: Packed) -> npt.NDArray[Any]:
    return np.frombuffer(zlib.decompress(base64.b64decode(packed["data"])), f"<{packed['type']}")


def shaped(shape: str) -> FakePlan:
    plan = town(40, 30)
    made = {
        "squares": lambda: plan,
        "hexagons": lambda: with_shapes(plan, hexagons(staggered(plan), CELL / np.sqrt(3))),
        "points": lambda: with_shapes(plan, shapely.points(centres(plan))),
    }
    return made[shape]()


def found(image: IndexImage, points: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    x, y = Transformer.from_crs(TOWN, 3857, always_xy=True).transform(*points.T)
    row, column = (image.north - y) // image.pixel, (x - image.west) // image.pixel
    return np.asarray(image.ids[row.astype(int), column.astype(int)], np.int64) - 1


@pytest.mark.parametrize("shape", ["squares", "hexagons", "points"])
def test_every_place_is_found_at_its_centre(shape: str) -> None:
    plan = shaped(shape)
    image = index_image(outlines(plan.cells).shapes, crs=TOWN)
    assert found(image, centres(plan)).tolist() == list(range(len(plan.cells)))
    assert image.hidden == 0


@pytest.mark.parametrize("shape", ["squares", "hexagons"])
def test_random_points_are_found_in_the_cell_that_they_lie_in(shape: str) -> None:
    plan = shaped(shape)
    image = index_image(outlines(plan.cells).shapes, crs=TOWN)
    # a pixel's width from an edge either side may be found
    inner = shapely.buffer(plan.cells.geometry.to_numpy(), -image.pixel)
    draw = np.random.default_rng(7)
    points = centres(plan) + draw.uniform(-CELL / 2, CELL / 2, (len(plan.cells), 2))
    point, cell = shapely.STRtree(inner).query(shapely.points(points), predicate="within")
    assert len(point) > 250
    assert found(image, points)[point].tolist() == cell.tolist()


def test_areas_are_those_of_the_cells() -> None:
    assert outlines(shaped("squares").cells).km2 == pytest.approx(0.01)
    assert outlines(shaped("points").cells).points


@pytest.mark.parametrize(
    ("points", "width", "height"),
    [
        ([(80 * x, 110 * y) for x in range(9) for y in range(7)], 80, 110),
        ([(80 * x, 110 * y) for x in range(9) for y in range(7) if (x * y) % 5 != 1], 80, 110),
        ([(100 * x + 50 * (y % 2), 87 * y) for x in range(9) for y in range(7)], 100, 87),
        ([(50 * x, 0) for x in range(9)], 50, 50),
        ([(0, 0), (0, 0), (30, 40)], 50, 50),
        ([(7, 7)], 100, 100),
    ],
    ids=["grid", "grid with holes", "centres of hexagons", "row", "two", "one"],
)
def test_points_get_the_cells_of_their_grid(points: list[tuple[float, float]], width: float, height: float) -> None:
    """So that no stripes stay white between them: longitudes and latitudes of a grid are not equally far apart."""
    painted = outlines(gpd.GeoDataFrame(geometry=gpd.points_from_xy(*zip(*points, strict=True)), crs=TOWN)).shapes
    west, south, east, north = shapely.bounds(painted).T
    assert east - west == pytest.approx(width)
    assert north - south == pytest.approx(height)


def test_points_anywhere_get_squares() -> None:
    points = np.random.default_rng(3).uniform(0, 1000, (400, 2))
    west, south, east, north = shapely.bounds(outlines(gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points.T), crs=TOWN)).shapes).T
    assert east - west == pytest.approx(north - south)


def test_a_place_too_thin_for_any_pixel_is_stamped() -> None:
    thin = shapely.box(0, 100, 1000, 101)
    shapes = np.array([shapely.box(x, y, x + 100, y + 100) for x in range(0, 1000, 100) for y in (0, 101)] + [thin])
    image = index_image(shapes, crs=TOWN)
    assert image.hidden == 0


def test_the_map_begins_where_people_live() -> None:
    """A hamlet of one cell, 30 km from the town, does not make the town a spot."""
    plan = town(40, 30)
    far = plan.cells.iloc[[0]].assign(residents=5.0)
    far.geometry = far.geometry.translate(30_000, 0)
    cells = gpd.GeoDataFrame(pd.concat([plan.cells, far], ignore_index=True), crs=TOWN)
    (south, west), (north, east) = core(Scene.of(replace(plan, cells=cells)))
    lon, lat = Transformer.from_crs(TOWN, 4326, always_xy=True).transform(*centres(plan).T)
    inside = (lon > west) & (lon < east) & (lat > south) & (lat < north)
    assert plan.cells["residents"][inside].sum() / plan.cells["residents"].sum() > 0.97
    assert east < lon.max() + 0.05


def test_places_on_one_spot_are_counted_as_hidden() -> None:
    twice = np.array([shapely.box(0, 0, 100, 100), shapely.box(500, 0, 600, 100), shapely.box(500, 0, 600, 100)])
    image = index_image(twice, crs=TOWN)
    # the one below is given a pixel of its own, so that it can still be pointed at
    assert image.hidden == 0
    assert np.bincount(image.ids.ravel())[1:].min() == 1


def test_fill_leaves_holes_and_takes_parts() -> None:
    """A ring of 6 x 6 pixels with a hole of 2 x 2, and a part of one pixel beside it."""
    ring = shapely.Polygon([(0, 0), (6, 0), (6, 6), (0, 6)], [[(2, 2), (4, 2), (4, 4), (2, 4)]])
    image = fill(np.zeros((6, 8), np.uint32), np.array([shapely.MultiPolygon([ring, shapely.box(7, 0, 8, 1)])]))
    assert image.sum() == 36 - 4 + 1
    assert not image[2:4, 2:4].any()
    assert image[0].tolist() == [1, 1, 1, 1, 1, 1, 0, 1]


def test_fill_clips_to_the_image() -> None:
    image = fill(np.zeros((3, 3), np.uint32), np.array([shapely.box(-5, -5, 2, 9)]))
    assert image.tolist() == [[1, 1, 0]] * 3


@pytest.mark.parametrize(("largest", "kind"), [(255, "u1"), (256, "u2"), (70_000, "u4")])
def test_whole_numbers_take_the_smallest_type_and_return(largest: int, kind: str) -> None:
    values = np.array([0, 3, largest], np.int64)
    packed = pack(values)
    assert packed["type"] == kind
    assert unpacked(packed).tolist() == values.tolist()


def test_floats_return_with_seven_digits_and_gaps() -> None:
    values = np.array([0.0, 1 / 3, np.nan, 12345.67])
    assert unpacked(pack(values)).tolist() == pytest.approx(values.tolist(), rel=1e-7, nan_ok=True)


@pytest.mark.parametrize("largest", [200, 3000, 400_000])
def test_an_image_returns_from_its_differences(largest: int) -> None:
    ids = np.random.default_rng(3).integers(0, largest, (37, 53)).astype(np.uint32)
    packed = pack_image(ids)
    residual = unpacked(packed).reshape(ids.shape)
    returned = residual.cumsum(axis=0, dtype=residual.dtype).cumsum(axis=1, dtype=residual.dtype)
    assert returned.tolist() == ids.tolist()
