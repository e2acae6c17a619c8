"""People that cannot be right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasterio.transform import Affine

from tests.inputs.asked import METRES, at, raster, table
from tests.project import CELLS, project, refused, siting, solved


@pytest.mark.parametrize("people", [[0] * 10, [np.nan] * 10], ids=["zeros", "blanks"])
def test_an_empty_grid(tmp_path: Path, people: list[float]) -> None:
    refused(project(tmp_path, people=people), "people.tif: no cell holds anyone")


def test_a_grid_in_the_wrong_place(tmp_path: Path) -> None:
    """Some 550 km from the sites: both files of sites are named, with where they lie and where the people do."""
    path = project(tmp_path)
    raster(tmp_path / "people.tif", [[5.0, 6.0]], transform=Affine(100, 0, 700_000, 0, -100, 3_500_000))
    message = refused(path, "facilities.csv: no site lies within 10 km", "candidates.csv: no site lies within 10 km", "wrong `crs:`")
    assert "the sites are at 117.002" in message
    assert "the people at 119.109" in message


def test_no_coordinate_system(tmp_path: Path) -> None:
    refused(project(tmp_path, crs=None), "people.tif: no coordinate system in the file", "EPSG:4326")


def test_degrees_that_are_metres(tmp_path: Path) -> None:
    people = [{"kind": "raster", "path": "people.tif", "crs": "EPSG:4326"}]
    refused(project(tmp_path, population=people), "people.tif: the coordinates look like metres", "EPSG:4326 is in degrees")


def test_blank_cells_count_as_nobody(tmp_path: Path) -> None:
    path = project(tmp_path, people=[np.nan, np.nan, *CELLS[2:]])
    result = siting("check", path)
    assert result.exit_code == 0
    assert "people.tif: in use: 8 rows, 520 residents" in result.stdout


def test_negative_cells(tmp_path: Path) -> None:
    path = project(tmp_path, people=[-9999, -9999, 5])
    refused(path, "people.tif: residents: negative in 2 of the cells, the smallest -9999", "no_data: [-9999]")


def test_nobody_needs_the_service(tmp_path: Path) -> None:
    """The column that holds the need is 0 everywhere."""
    people = [{"kind": "raster", "path": "people.tif", "bands": {"residents": 1, "babies": 2}}]
    service = {"daycare": {"within": "120 m", "demand": {"column": "babies"}}}
    path = project(tmp_path, population=people, services=service)
    raster(tmp_path / "people.tif", [list(map(float, CELLS))], [[0.0] * 10])
    refused(path, "service daycare: no place needs it")


POPULATION = [{"kind": "table", "path": "people.csv", "x": "x", "y": "y", "crs": METRES, "groups": {"residents": "residents"}}]


def test_people_in_a_table(tmp_path: Path) -> None:
    """A blank counts as nobody, and is noted."""
    path = project(tmp_path, population=POPULATION)
    table(tmp_path / "people.csv", [(*at(50, -50), 10), (*at(150, -50), ""), (*at(450, -50), 7)], "x,y,residents")
    result = siting("check", path)
    assert 'note: people.csv: column "residents": row 2 are blank and count as nobody' in result.stdout
    assert "people.csv: in use: 2 rows, 17 residents" in result.stdout
    solved(path)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (-1, 'column "residents": below 0 in row 2'),
        ("many", 'column "residents": text where a number is needed, such as "many", in row 2'),
        ("inf", 'column "residents": infinite numbers in row 2'),
    ],
)
def test_people_in_a_table_that_cannot_be(tmp_path: Path, value: object, message: str) -> None:
    path = project(tmp_path, population=POPULATION)
    table(tmp_path / "people.csv", [(*at(50, -50), 10), (*at(150, -50), value), (*at(450, -50), 7)], "x,y,residents")
    refused(path, "people.csv", message)


@pytest.mark.parametrize("group", ["x", "geometry", "fid", "FID", "geom"])
def test_a_group_whose_name_is_taken(tmp_path: Path, group: str) -> None:
    """The places have columns of these names, and so has a GeoPackage."""
    people = [{"kind": "raster", "path": "people.tif", "bands": {"residents": 1, group: 1}}]
    refused(project(tmp_path, population=people), f'a population group cannot be called "{group}"')
