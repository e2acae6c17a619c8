"""The demo city: to the person where it claims to be real, plausible where it is invented, the same every time."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import shapely
from make_yinchuan import checksums, make
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry import shape

DATA = Path(__file__).parents[2] / "data"
CITY = DATA / "yinchuan"
CENSUS = {"兴庆区": 808_282, "金凤区": 643_952, "西夏区": 449_559}
BANDS = ("residents", "age_0_2", "age_60_plus", "age_80_plus")
SITES = {"facilities.csv": 240, "kindergartens.csv": 270, "buildings.csv": 230, "plots.csv": 60}


def layer(name: str) -> tuple[list[dict[str, Any]], NDArray[np.object_]]:
    """Properties and shapes of a GeoJSON file."""
    features = json.loads((CITY / name).read_text("utf-8"))["features"]
    return [feature["properties"] for feature in features], np.array([shape(feature["geometry"]) for feature in features], dtype=object)


def table(name: str) -> list[dict[str, str]]:
    with (CITY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def positions(rows: list[dict[str, str]]) -> NDArray[np.float64]:
    return np.array([[float(row["lon"]), float(row["lat"])] for row in rows])


@pytest.fixture(scope="module")
def bands() -> dict[str, NDArray[np.int64]]:
    with rasterio.open(CITY / "population.tif") as file:
        assert file.descriptions == BANDS
        return dict(zip(BANDS, file.read().astype(np.int64), strict=True))


@pytest.fixture(scope="module")
def cells(bands: dict[str, NDArray[np.int64]]) -> NDArray[np.float64]:
    """Middles (n, 2) of the populated cells in EPSG:4544 [m]."""
    with rasterio.open(CITY / "population.tif") as file:
        x, y = file.xy(*np.nonzero(bands["residents"] != file.nodata))
    return np.column_stack([x, y])


@pytest.fixture(scope="module")
def degrees(cells: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack(Transformer.from_crs(4544, 4326, always_xy=True).transform(cells[:, 0], cells[:, 1]))


def lived_in(bands: dict[str, NDArray[np.int64]]) -> dict[str, NDArray[np.int64]]:
    return {name: band[bands["residents"] != 65_535] for name, band in bands.items()}


def test_the_districts_have_their_census_residents(bands: dict[str, NDArray[np.int64]], degrees: NDArray[np.float64]) -> None:
    rows, shapes = layer("districts.geojson")
    residents = lived_in(bands)["residents"]
    assert {
        row["name"]: residents[shapely.contains_xy(area, degrees[:, 0], degrees[:, 1])].sum()
        for row, area in zip(rows, shapes, strict=True)
    } == CENSUS
    assert residents.sum() == sum(CENSUS.values())


def test_the_grid_has_about_twenty_thousand_cells(cells: NDArray[np.float64]) -> None:
    assert 18_000 <= len(cells) <= 22_000


def test_age_groups_fit_into_their_cells(bands: dict[str, NDArray[np.int64]]) -> None:
    people = lived_in(bands)
    assert people["residents"].min() >= 1
    assert min(band.min() for band in people.values()) >= 0
    assert (people["age_0_2"] + people["age_60_plus"] <= people["residents"]).all()
    assert (people["age_80_plus"] <= people["age_60_plus"]).all()
    shares = {name: people[name].sum() / people["residents"].sum() for name in BANDS[1:]}
    assert shares == pytest.approx({"age_0_2": 0.027, "age_60_plus": 0.150, "age_80_plus": 0.019}, rel=0.01)


def test_all_bands_are_empty_in_the_same_cells(bands: dict[str, NDArray[np.int64]]) -> None:
    for band in bands.values():
        assert ((band == 65_535) == (bands["residents"] == 65_535)).all()


def test_there_are_234_communities_of_unique_names() -> None:
    rows, shapes = layer("communities.geojson")
    assert Counter(row["kind"] for row in rows) == {"community": 234, "village": 81}
    assert len({row["name"] for row in rows}) == len({row["code"] for row in rows}) == len(rows)
    assert all(area.geom_type == "Polygon" and area.is_valid for area in shapes)
    assert {row["code"] for row in rows} == {row["unit_code"] for row in table("names.csv")}
    per_district = Counter(row["district"] for row in rows if row["kind"] == "community")
    assert per_district == {"兴庆区": 105, "西夏区": 64, "金凤区": 65}


def test_communities_and_villages_tile_the_districts(degrees: NDArray[np.float64]) -> None:
    """Each populated cell lies in exactly one of them, and no two overlap."""
    rows, shapes = layer("communities.geojson")
    names, districts = layer("districts.geojson")
    cell, _ = shapely.STRtree(shapes).query(shapely.points(degrees), predicate="within")
    assert np.array_equal(np.sort(cell), np.arange(len(degrees)))
    for name, district in zip(names, districts, strict=True):
        parts = [area for row, area in zip(rows, shapes, strict=True) if row["district"] == name["name"]]
        assert sum(part.area for part in parts) == pytest.approx(district.area, rel=1e-9)
        assert shapely.coverage_is_valid(np.array(parts, dtype=object))


def test_communities_are_of_a_size_to_be_lived_in(bands: dict[str, NDArray[np.int64]], degrees: NDArray[np.float64]) -> None:
    rows, shapes = layer("communities.geojson")
    cell, area = shapely.STRtree(shapes).query(shapely.points(degrees), predicate="within")
    residents = np.bincount(area, weights=lived_in(bands)["residents"][cell], minlength=len(rows))
    community = np.array([row["kind"] == "community" for row in rows])
    assert 6_500 < residents[community].mean() < 8_500
    assert residents[community].min() > 1_000
    assert residents.min() > 300


@pytest.mark.parametrize(("name", "count"), SITES.items())
def test_sites_have_an_id_and_lie_near_people(name: str, count: int, cells: NDArray[np.float64]) -> None:
    rows = table(name)
    assert len(rows) == count == len({row["id"] for row in rows}) == len({row["name"] for row in rows})
    at = positions(rows)
    _, districts = layer("districts.geojson")
    assert shapely.contains_xy(shapely.union_all(districts), at[:, 0], at[:, 1]).all()
    metres = np.column_stack(Transformer.from_crs(4326, 4544, always_xy=True).transform(at[:, 0], at[:, 1]))
    nearest = np.array([np.hypot(*(cells - point).T).min() for point in metres])
    assert nearest.max() < 500.0


def test_site_ids_are_unique_over_all_files() -> None:
    ids = [row["id"] for name in SITES for row in table(name)]
    assert len(set(ids)) == len(ids) == sum(SITES.values())


def test_facilities_are_as_many_and_as_large_as_stated() -> None:
    sizes: dict[str, list[int]] = {"daycare": [], "eldercare": [], "clinic": []}
    for row in table("facilities.csv"):
        sizes[row["type"]].append(int(row["capacity"]))
        assert int(row["operating"]) > 0
    assert {kind: len(size) for kind, size in sizes.items()} == {"daycare": 55, "eldercare": 110, "clinic": 75}
    assert sum(sizes["daycare"]) == 2_900
    assert {min(sizes["eldercare"]), max(sizes["eldercare"])} == {15, 40}
    assert all(6_000 <= size <= 12_000 or 30_000 <= size <= 60_000 for size in sizes["clinic"])


def test_facilities_leave_the_new_parts_short() -> None:
    """Xingqing, with the old core, has more of the places than of the infants; Jinfeng has fewer."""
    rows = [row for row in table("facilities.csv") if row["type"] == "daycare"]
    at, places = positions(rows), np.array([int(row["capacity"]) for row in rows])
    districts = {row["name"]: area for row, area in zip(*layer("districts.geojson"), strict=True)}
    rate = {name: places[shapely.contains_xy(area, at[:, 0], at[:, 1])].sum() / CENSUS[name] for name, area in districts.items()}
    assert rate["金凤区"] < 0.8 * rate["兴庆区"]


def test_costs_and_floors_are_in_range() -> None:
    assert all(15 <= int(row["spare_places"]) <= 80 and int(row["fixed_cost"]) > 0 for row in table("kindergartens.csv"))
    for row in table("buildings.csv"):
        assert row["kind"] in ("idle_school", "idle_office", "community_room", "shop")
        assert 150 <= int(row["floor_m2"]) <= 1_600
        assert 200 <= int(row["fixed_cost"]) / int(row["floor_m2"]) <= 600
        assert (int(row["rent"]) > 0) >= (row["kind"] == "shop")
    assert all(600 <= int(row["floor_m2"]) <= 3_000 for row in table("plots.csv"))


def test_the_backdrop_has_lines_and_polygons_by_class() -> None:
    rows, shapes = layer("base.geojson")
    kinds = {(row["class"], area.geom_type) for row, area in zip(rows, shapes, strict=True)}
    polygons, lines = {"river", "lake", "green"}, {"canal", "rail", "road"}
    assert kinds == {(kind, "Polygon") for kind in polygons} | {(kind, "LineString") for kind in lines}
    assert all(area.is_valid for area in shapes)


def test_every_file_says_that_it_is_synthetic() -> None:
    for path in CITY.glob("*.geojson"):
        content = json.loads(path.read_text("utf-8"))
        assert content["synthetic"] is True
        assert content["notice"].startswith("SYNTHETIC")
    with rasterio.open(CITY / "population.tif") as file:
        assert file.tags()["SYNTHETIC"] == "yes"
    assert (CITY / "SYNTHETIC").read_text("utf-8").startswith("SYNTHETIC")


def test_the_program_makes_the_committed_files(tmp_path: Path) -> None:
    """Twice, with different string hashes: bytes equal between the runs, and equal to the files here but for how GDAL packs pixels."""
    first, second = tmp_path / "first", tmp_path / "second"
    make(first)
    command = [sys.executable, str(DATA / "make_yinchuan.py"), "--out", str(second)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    made = {path.name: path.read_bytes() for path in first.iterdir()}
    assert made == {path.name: path.read_bytes() for path in second.iterdir()}
    assert set(made) == {path.name for path in CITY.iterdir()} - {"names.csv"}
    assert [name for name in made if name != "population.tif" and made[name] != (CITY / name).read_bytes()] == []
    with rasterio.open(first / "population.tif") as new, rasterio.open(CITY / "population.tif") as old:
        assert (new.transform, new.crs, new.nodata) == (old.transform, old.crs, old.nodata)
        assert np.array_equal(new.read(), old.read())


def test_the_readme_has_the_checksums() -> None:
    lines = (DATA / "README.md").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("| `") and line.count("|") == 4] == checksums(CITY)


def test_the_files_are_small() -> None:
    assert sum(path.stat().st_size for path in CITY.iterdir()) < 4_000_000
