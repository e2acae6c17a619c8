"""Files that are damaged, cut short, of another kind, or strange: one message that names the file, every time, and never a traceback."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, Point, box

import siting
from siting.errors import SitingError
from siting.texts import Text
from tests.inputs.asked import METRES, at, notes, raster, read
from tests.inputs.streets.town import town
from tests.project import project, refused, rewritten

COUNT = 8
POINTS = [Point(at(50 + 100 * k, -50)) for k in range(COUNT)]
CELLS = [box(*at(100 * k, -100), *at(100 * k + 100, 0)) for k in range(COUNT)]
COLUMNS = {"id": [f"a{k}" for k in range(COUNT)], "name": ["幸福里"] * COUNT, "n": np.arange(1.0, COUNT + 1), "places": [25] * COUNT}
FIELDS: dict[str, dict[str, Any]] = {
    "population": {"groups": {"residents": "n"}},
    "facilities": {"id": "id", "capacity": "places"},
    "areas": {"name": "id"},
}


def file(folder: Path, suffix: str, role: str) -> tuple[Path, dict[str, Any]]:
    """A sound file of some format for some role, and the source that reads it."""
    path = folder / f"input{suffix}"
    if suffix == ".tif":
        return raster(path, [np.arange(1.0, COUNT + 1)]), {"kind": "raster", "path": path.name}
    if suffix == ".osm":
        return town(folder), {"kind": "network", "path": "town.osm"}
    if suffix in (".csv", ".xlsx", ".parquet"):
        frame = pd.DataFrame({"x": [one.x for one in POINTS], "y": [one.y for one in POINTS], **COLUMNS})
        writers: dict[str, Callable[[Path], object]] = {".csv": frame.to_csv, ".xlsx": frame.to_excel, ".parquet": frame.to_parquet}
        writers[suffix](path)
        return path, {"kind": "table", "path": path.name, "crs": METRES}
    flat = role != "facilities"
    layer = gpd.GeoDataFrame(COLUMNS, geometry=CELLS if flat else POINTS, crs=METRES)
    if suffix == ".geoparquet":
        layer.to_parquet(path)
    else:
        (layer.to_crs(4326) if suffix == ".geojson" else layer).to_file(path)
    return path, {"kind": "polygons" if flat else "points", "path": path.name}


def given(folder: Path, suffix: str, role: str) -> tuple[Path, Path]:
    """A scenario with a file in some role, and that file."""
    folder.mkdir()
    path, source = file(folder, suffix, role)
    fields = {} if suffix == ".tif" else FIELDS.get(role, {})
    entry = source | fields
    many: dict[str, Any] = {"population": [entry], "facilities": [entry], "areas": {"part": entry}}
    return rewritten(project(folder), **{role: many.get(role, entry)}), path


def damaged(path: Path, how: str, chance: random.Random) -> None:
    """Damage a file in some way."""
    raw = bytearray(path.read_bytes())
    if how == "cut short":
        path.write_bytes(raw[: int(len(raw) * chance.random())])
    elif how == "flipped":
        for _ in range(chance.randrange(1, 40)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        path.write_bytes(raw)
    elif how == "a damaged head":
        for _ in range(6):
            raw[chance.randrange(min(len(raw), 200))] = chance.randrange(256)
        path.write_bytes(raw)
    elif how == "twice":
        path.write_bytes(raw + raw)
    elif how == "a folder":
        path.unlink()
        path.mkdir()
    elif how == "without its fellows":
        for suffix in (".shx", ".dbf", ".prj"):
            fellow = path.with_suffix(suffix)
            if fellow.exists() and chance.random() < 0.6:
                fellow.unlink()
    else:
        path.write_bytes(OTHERS[how])


OTHERS = {
    "empty": b"",
    "noise": bytes(random.Random(7).randrange(256) for _ in range(3000)),
    "an image": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "a page not found": b"<!DOCTYPE html><html><body>404 Not Found</body></html>",
    "zeros": bytes(4096),
}
HOW = ["cut short", "flipped", "a damaged head", "twice", "a folder", "without its fellows", *OTHERS]
FORMATS = [
    *(("population", suffix) for suffix in (".tif", ".gpkg", ".shp", ".geojson", ".geoparquet", ".fgb", ".csv", ".xlsx", ".parquet")),
    *(("facilities", suffix) for suffix in (".gpkg", ".shp", ".csv", ".xlsx")),
    ("boundary", ".gpkg"),
    ("areas", ".shp"),
    ("travel", ".osm"),
]


def refusal(scenario: Path, told: list[Text]) -> SitingError | None:
    """With what a check refuses a scenario; any other error is a fault of the program."""
    try:
        siting.check(scenario, tell=told.append)
    except SitingError as error:
        return error
    return None


@pytest.mark.parametrize(("role", "suffix"), FORMATS)
@pytest.mark.parametrize("how", HOW)
def test_damaged_files(tmp_path: Path, role: str, suffix: str, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be read is told in both languages; what is read in spite of the damage is fine."""
    monkeypatch.setenv("SITING_CACHE", str(tmp_path / "cache"))
    for seed in range(2):
        folder = tmp_path / str(seed)
        scenario, path = given(folder, suffix, role)
        damaged(path, how, random.Random(f"{seed}{role}{suffix}{how}"))
        before = sorted(folder.rglob("*"))
        told: list[Text] = []
        if (error := refusal(scenario, told)) is not None:
            assert path.stem in str(error)
            assert error.said("zh") != str(error)
        assert told, "what could be read is told all the same"
        assert [one for one in sorted(folder.rglob("*")) if one not in before and one.suffix not in (".xml", ".gpkg-journal")] == []
        shutil.rmtree(folder)


@pytest.mark.parametrize("how", ["empty", "noise", "a page not found", "an image"])
def test_what_is_no_file_of_the_kind_is_always_refused(tmp_path: Path, how: str) -> None:
    for number, (role, suffix) in enumerate(FORMATS):
        scenario, path = given(tmp_path / str(number), suffix, role)
        path.write_bytes(OTHERS[how])
        refused(scenario, path.name)


def test_streets_that_are_polygons(tmp_path: Path) -> None:
    gpd.GeoDataFrame({"id": [1]}, geometry=CELLS[:1], crs=METRES).to_file(tmp_path / "streets.gpkg")
    message = refused(
        project(tmp_path, travel={"kind": "network", "path": "streets.gpkg"}), "streets.gpkg: holds polygons, where lines are needed"
    )
    assert "kind:" not in message


def test_cells_that_are_lines(tmp_path: Path) -> None:
    lines = [LineString([at(0, 0), at(100, 0)])]
    gpd.GeoDataFrame({"n": [1]}, geometry=lines, crs=METRES).to_file(tmp_path / "people.gpkg")
    people = [{"kind": "polygons", "path": "people.gpkg", "groups": {"residents": "n"}}]
    refused(project(tmp_path, population=people), "people.gpkg: holds lines, not polygons; write `kind: lines`")


def test_mixed_geometry_names_the_rows(tmp_path: Path) -> None:
    shapes = [CELLS[0], POINTS[1], LineString([at(0, 0), at(100, 0)])]
    gpd.GeoDataFrame({"n": [1, 2, 3]}, geometry=shapes, crs=METRES).to_file(tmp_path / "people.gpkg")
    people = [{"kind": "polygons", "path": "people.gpkg", "groups": {"residents": "n"}}]
    refused(project(tmp_path, population=people), "people.gpkg: no polygons in rows 2, 3")


def test_heights_are_dropped(tmp_path: Path) -> None:
    tall = [shapely.force_3d(cell, 50.0) for cell in CELLS]
    gpd.GeoDataFrame(COLUMNS, geometry=tall, crs=METRES).to_file(tmp_path / "people.gpkg")
    found = read("polygons", path=tmp_path / "people.gpkg")
    assert not found.rows.has_z.any()
    assert found.rows.area.sum() == pytest.approx(COUNT * 10_000)


def test_files_in_several_systems_meet(tmp_path: Path) -> None:
    """Each file is read in its own system; what lies in the same place stays there."""
    layer = gpd.GeoDataFrame(COLUMNS, geometry=CELLS, crs=METRES)
    frames = {"one": layer.iloc[:4].to_crs(4326), "two": layer.iloc[4:].to_crs("EPSG:3857")}
    for name, frame in frames.items():
        frame.to_file(tmp_path / f"{name}.gpkg")
    people = [{"kind": "polygons", "path": f"{name}.gpkg", "groups": {"residents": "n"}} for name in frames]
    study = siting.prepare(project(tmp_path, population=people))
    assert np.allclose(study.world.places[["x", "y"]].to_numpy() - [(one.x, one.y) for one in POINTS], 0, atol=0.5)


def test_a_million_vertices(tmp_path: Path) -> None:
    """A coast with a point for every step is a boundary as any other."""
    angle = np.linspace(0, 2 * np.pi, 1_000_000, endpoint=False)
    west, north = at(500, -50)
    shore = shapely.polygons(np.column_stack([west + 900 * np.cos(angle), north + 900 * np.sin(angle)]))
    gpd.GeoDataFrame({"name": ["island"]}, geometry=[shore], crs=METRES).to_file(tmp_path / "island.gpkg")
    study = siting.prepare(project(tmp_path, boundary={"kind": "polygons", "path": "island.gpkg"}))
    assert len(study.world.places) == 10


def test_rows_without_geometry_are_named(tmp_path: Path) -> None:
    gpd.GeoDataFrame({"n": [1, 2, 3]}, geometry=[CELLS[0], None, CELLS[2]], crs=METRES).to_file(tmp_path / "people.gpkg")
    people = [{"kind": "polygons", "path": "people.gpkg", "groups": {"residents": "n"}}]
    refused(project(tmp_path, population=people), "people.gpkg: no geometry in row 2")


def test_a_layer_without_rows(tmp_path: Path) -> None:
    gpd.GeoDataFrame({"n": [1.0]}, geometry=CELLS[:1], crs=METRES).iloc[:0].to_file(tmp_path / "people.gpkg")
    people = [{"kind": "polygons", "path": "people.gpkg", "groups": {"residents": "n"}}]
    refused(project(tmp_path, population=people), "people.gpkg: no row is left to read")


def test_edges_that_cross_are_repaired_and_told(tmp_path: Path) -> None:
    bow = shapely.Polygon([at(0, 0), at(100, -100), at(100, 0), at(0, -100)])
    gpd.GeoDataFrame({"n": [1.0]}, geometry=[bow], crs=METRES).to_file(tmp_path / "people.gpkg")
    assert "edges that cross were repaired in row 1" in notes(read("polygons", path=tmp_path / "people.gpkg"))
