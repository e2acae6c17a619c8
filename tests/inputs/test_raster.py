from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from pydantic import ValidationError
from rasterio.transform import Affine
from shapely import box

from siting.inputs import grid
from siting.inputs.sources import Scope
from tests.inputs.asked import ORIGIN, at, notes, raster, read, refused, write

PEOPLE = np.array([[1, 0, 2], [0, 3, 0]], dtype="float32")


def test_populated_cells(tmp_path: Path) -> None:
    """Cells of 100 m, numbered from the upper left corner; the empty ones are left out."""
    found = read("raster", path=raster(tmp_path / "p.tif", PEOPLE)).rows
    assert found.residents.tolist() == [1, 2, 3]
    assert found.index.tolist() == [1, 2, 3]
    assert found.geometry.iloc[1].equals(box(*at(200, -100), *at(300, 0)))
    assert found.geometry.area.tolist() == pytest.approx([10_000] * 3)
    assert found.crs.to_epsg() == 32650


@pytest.mark.parametrize("missing", [-9999.0, -3.4e38, np.nan, 255.0])
def test_missing_values(tmp_path: Path, missing: float) -> None:
    found = read("raster", path=raster(tmp_path / "p.tif", np.array([[missing, 4]], dtype="float32"), nodata=missing))
    assert found.rows.residents.tolist() == [4]
    assert found.notes == ()


@pytest.mark.parametrize("missing", [np.nan, -3.4e38, 3.4e38, np.inf])
def test_absurd_values_are_missing_though_the_file_does_not_say_so(tmp_path: Path, missing: float) -> None:
    assert read("raster", path=raster(tmp_path / "p.tif", np.array([[missing, 4]], dtype="float32"))).rows.residents.tolist() == [4]


def test_a_file_cut_short(tmp_path: Path) -> None:
    """The head is whole, so that it opens; the cells are not there."""
    path = raster(tmp_path / "p.tif", np.ones((200, 200)))
    path.write_bytes(path.read_bytes()[:100_000])
    with refused("p.tif: is damaged or cut short"):
        read("raster", path=path)


def test_a_mask_is_obeyed(tmp_path: Path) -> None:
    path = raster(tmp_path / "p.tif", PEOPLE)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as file:
        file.write_mask(PEOPLE < 3)
    assert read("raster", path=path).rows.residents.tolist() == [1, 2]


def test_negative_people(tmp_path: Path) -> None:
    path = raster(tmp_path / "p.tif", np.array([[-9, -1, -9, 5]], dtype="int16"))
    with refused("p.tif: residents: negative in 3 of the cells, the smallest -9; if that means unknown, write no_data: [-9]"):
        read("raster", path=path)
    found = read("raster", path=path, no_data=[-9, -1])
    assert found.rows.residents.tolist() == [5]
    assert found.unknown == {"residents": 3}


def test_bands(tmp_path: Path) -> None:
    path = raster(tmp_path / "p.tif", PEOPLE, PEOPLE * 10, PEOPLE * 0 + 1, descriptions=("all", "old", "young"))
    found = read("raster", path=path, bands={"residents": 1, "old": "old", "both": [2, "young"]}).rows
    assert found.residents.tolist() == [1, 0, 2, 0, 3, 0]
    assert found.old.tolist() == [10, 0, 20, 0, 30, 0]
    assert found.both.tolist() == [11, 1, 21, 1, 31, 1]
    with refused('no band "older"; the bands are 1 all, 2 old, 3 young'):
        read("raster", path=path, bands={"residents": "older"})
    with refused('no band "4"'):
        read("raster", path=path, bands={"residents": 4})


def test_files_are_summed(tmp_path: Path) -> None:
    """Girls and boys make children; a cell with one of them only is kept."""
    girls, boys = raster(tmp_path / "f.tif", PEOPLE), raster(tmp_path / "m.tif", PEOPLE[:, ::-1].copy())
    found = read("raster", files={"children": [girls, boys], "girls": girls}).rows
    assert found.children.tolist() == [3, 3, 6]
    assert found.girls.tolist() == [1, 2, 3]


def test_files_on_other_grids(tmp_path: Path) -> None:
    one = raster(tmp_path / "a.tif", PEOPLE)
    other = raster(tmp_path / "b.tif", PEOPLE, transform=Affine(100, 0, ORIGIN[0] + 30, 0, -100, ORIGIN[1]))
    small = raster(tmp_path / "c.tif", PEOPLE[:1])
    with refused(
        "a.tif: 2 problems",
        "b.tif is on another grid (3 x 2 cells)",
        "c.tif is on another grid (3 x 1 cells)",
        "another entry of `population`",
    ):
        read("raster", files={"a": one, "b": other, "c": small})


def test_only_what_lies_around_the_boundary_is_read(tmp_path: Path) -> None:
    """Of 50 x 40 cells a boundary over cell (row 30, column 20) needs that cell and its neighbours."""
    path = raster(tmp_path / "p.tif", np.arange(2000, dtype="int32").reshape(40, 50))
    boundary = gpd.GeoDataFrame(geometry=[box(*at(2010, -3090), *at(2090, -3010))], crs="EPSG:32650").to_crs(4326)
    found = read("raster", Scope(boundary=boundary), path=path)
    assert found.rows.residents.tolist() == [row * 50 + column for row in (29, 30, 31) for column in (19, 20, 21)]
    assert "p.tif: only the part around the boundary was read" in notes(found)
    away = gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)], crs=4326)
    with refused("p.tif: no cell holds anyone around the boundary"):
        read("raster", Scope(boundary=away), path=path)


def test_strips_make_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read a few rows at a time, the cells are the same and where they were."""
    people = np.random.default_rng(1).integers(0, 3, (97, 61)).astype("int16")
    path = raster(tmp_path / "p.tif", people)
    whole = read("raster", path=path).rows
    monkeypatch.setattr(grid, "_STRIP", 61)
    strips = read("raster", path=path).rows
    assert whole.residents.sum() == people.sum()
    assert strips.equals(whole)


def test_too_many_cells_for_squares_are_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "MOST_POLYGONS", 2)
    monkeypatch.setattr("siting.inputs.sources.raster.MOST_POLYGONS", 2)
    found = read("raster", path=raster(tmp_path / "p.tif", PEOPLE))
    assert [(one.x, one.y) for one in found.rows.geometry] == [at(50, -50), at(250, -50), at(150, -150)]
    assert "3 cells are kept as points" in notes(found)


def test_turned_grids(tmp_path: Path) -> None:
    """A grid turned by 90 degrees: columns go south, rows go east."""
    turned = Affine(0, 100, ORIGIN[0], -100, 0, ORIGIN[1])
    found = read("raster", path=raster(tmp_path / "p.tif", np.array([[0, 7]], dtype="uint8"), transform=turned)).rows
    assert found.geometry.iloc[0].equals(box(*at(0, -200), *at(100, -100)))


def test_nobody_anywhere(tmp_path: Path) -> None:
    with refused("p.tif: no cell holds anyone"):
        read("raster", path=raster(tmp_path / "p.tif", PEOPLE * 0))


def test_what_is_no_raster(tmp_path: Path) -> None:
    with refused("p.tif: cannot be read as a raster"):
        read("raster", path=write(tmp_path / "p.tif", "no"))


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_picture_lies_nowhere(tmp_path: Path) -> None:
    path = raster(tmp_path / "p.tif", PEOPLE, crs=None, transform=Affine.identity())
    with refused("p.tif: does not say where it lies"):
        read("raster", path=path)


def test_a_missing_coordinate_system(tmp_path: Path) -> None:
    path = raster(tmp_path / "p.tif", PEOPLE, crs=None)
    with refused("p.tif: no coordinate system in the file"):
        read("raster", path=path)
    assert read("raster", path=path, crs="EPSG:32650").rows.crs.to_epsg() == 32650
    assert read("raster", path=path, crs="local").rows.crs is None


@pytest.mark.parametrize("fields", [{}, {"path": "p.tif", "files": {"a": "p.tif"}}, {"files": {"a": "p.tif"}, "bands": {"a": 1}}])
def test_either_path_or_files(tmp_path: Path, fields: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    raster(tmp_path / "p.tif", PEOPLE)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValidationError, match="path"):
        read("raster", **fields)
