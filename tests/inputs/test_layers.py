from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely import GeometryCollection, LineString, MultiPoint, Point, Polygon, box

from siting.inputs.sources import Scope
from tests.inputs.asked import METRES, at, notes, read, refused, squares, write

HERE = Point(*at(0, 0))
CELL = box(*at(0, 0), *at(100, 100))
BOW = Polygon([at(0, 0), at(100, 100), at(100, 0), at(0, 100)])


def layer(path: Path, shapes: list[Any], crs: str | None = METRES, **columns: Any) -> Path:
    gpd.GeoDataFrame(columns or {"id": range(1, len(shapes) + 1)}, geometry=shapes, crs=crs).to_file(path)
    return path


@pytest.mark.parametrize("name", ["p.gpkg", "p.geojson", "p.shp", "p.fgb"])
def test_formats(tmp_path: Path, name: str) -> None:
    path = layer(tmp_path / name, [Point(116.4, 39.9), Point(116.5, 39.8)], "EPSG:4326", name=["托儿所", "b"])
    found = read("points", path=path).rows
    assert sorted(found.name) == ["b", "托儿所"]
    assert found.index.tolist() == [1, 2]
    assert found.crs.to_epsg() == 4326


def test_geoparquet(tmp_path: Path) -> None:
    gpd.GeoDataFrame({"id": [1]}, geometry=gpd.GeoSeries([HERE]), crs=METRES).rename_geometry("where").to_parquet(tmp_path / "p.parquet")
    assert read("points", path=tmp_path / "p.parquet").rows.geometry.tolist() == [HERE]


def test_chinese_shapefiles_without_a_code_page(tmp_path: Path) -> None:
    path = layer(tmp_path / "p.shp", [HERE], name=["托儿所"])
    gpd.read_file(path).to_file(path, encoding="GB18030")
    path.with_suffix(".cpg").unlink()
    assert read("points", path=path).rows.name.tolist() == ["托儿所"]


def test_layers_are_chosen(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    for name in ("streets", "nodes"):
        gpd.GeoDataFrame({"id": [1]}, geometry=[HERE], crs=METRES).to_file(path, layer=name)
    assert len(read("points", path=path, layer="nodes").rows) == 1
    with refused("p.gpkg: holds several layers (streets, nodes); say which with `layer:`"):
        read("points", path=path)
    with refused('no layer "node"; did you mean "nodes"?'):
        read("points", path=path, layer="node")
    with refused('no layer "zzz"; the layers are streets, nodes'):
        read("points", path=path, layer="zzz")


def test_what_is_no_layer(tmp_path: Path) -> None:
    with refused("p.geojson: cannot be read as a map layer"):
        read("points", path=write(tmp_path / "p.geojson", "{"))
    # GDAL warns of it, and advises to name a driver: neither reaches a planner
    with refused("p.gpkg: cannot be read as a map layer"):
        read("points", path=write(tmp_path / "p.gpkg", "SQLite format 3\0" + "junk" * 100))
    (tmp_path / "folder").mkdir()
    with refused("folder: cannot be read as a map layer", "supported file format.)"):
        read("points", path=tmp_path / "folder")
    with refused("p.csv: has no geometry", "`kind: table`"):
        read("points", path=write(tmp_path / "p.csv", "a,b\n1,2\n"))
    pd.DataFrame({"x": [1]}).to_parquet(tmp_path / "p.parquet")
    with refused("p.parquet: has no geometry", "`kind: table`"):
        read("points", path=tmp_path / "p.parquet")


@pytest.mark.parametrize(
    ("kind", "shapes", "says"),
    [
        ("polygons", [HERE], "holds points, not polygons; write `kind: points`"),
        ("points", [CELL, CELL], "holds polygons, not points; write `kind: polygons`"),
        ("lines", [CELL], "holds polygons, not lines"),
        ("points", [HERE, CELL], "no points in row 2"),
        ("polygons", [CELL, GeometryCollection([CELL])], "no polygons in row 2"),
        ("points", [HERE, None, Point()], "no geometry in rows 2, 3"),
        ("points", [HERE, MultiPoint([HERE, at(1, 1)])], "several points together in row 2"),
        ("polygons", [CELL, Polygon([at(0, 0), at(1, 1), at(2, 2), at(0, 0)])], "polygons without an area in row 2"),
    ],
)
def test_geometry_of_another_kind(tmp_path: Path, kind: str, shapes: list[Any], says: str) -> None:
    with refused("p.gpkg", says):
        read(kind, path=layer(tmp_path / "p.gpkg", shapes))


def test_single_multipoints_and_heights_are_flat_points(tmp_path: Path) -> None:
    path = layer(tmp_path / "p.gpkg", [MultiPoint([HERE]), MultiPoint([Point(*at(5, 5), 99.0)])])
    assert read("points", path=path).rows.geometry.tolist() == [HERE, Point(*at(5, 5))]


def test_crossing_edges_are_repaired_and_noted(tmp_path: Path) -> None:
    found = read("polygons", path=layer(tmp_path / "p.gpkg", [CELL, BOW]))
    assert "p.gpkg: edges that cross were repaired in row 2" in notes(found)
    assert found.rows.geometry.is_valid.all()
    assert shapely.area(found.rows.geometry.iloc[1]) == pytest.approx(5_000)


def test_lines(tmp_path: Path) -> None:
    river = LineString([at(0, 0), at(9, 9)])
    assert read("lines", path=layer(tmp_path / "p.gpkg", [river])).rows.geometry.tolist() == [river]


def test_coordinate_systems(tmp_path: Path) -> None:
    path = squares(tmp_path / "p.shp", {"id": [1]}, crs=None)
    with refused("p.shp: no coordinate system in the file"):
        read("polygons", path=path)
    assert read("polygons", path=path, crs=METRES).rows.crs.to_epsg() == 32650
    assert read("polygons", path=path, crs="local").rows.crs is None
    assert read("polygons", Scope(local=True), path=path).rows.crs is None
    with refused("p.shp: the coordinates look like metres"):
        read("polygons", path=path, crs="EPSG:4326")


def test_geojson_in_metres(tmp_path: Path) -> None:
    """GeoJSON is in degrees unless it says otherwise; one that does not is found out."""
    path = write(tmp_path / "p.geojson", '{"type": "Point", "coordinates": [500000, 4000000]}')
    with refused("look like metres"):
        read("points", path=path)
    found = read("points", path=path, crs=METRES)
    assert "the file says EPSG:4326; read as EPSG:32650" in notes(found)


def test_filters_leave_rows_out_before_they_are_checked(tmp_path: Path) -> None:
    path = layer(tmp_path / "p.gpkg", [HERE, None, HERE], type=["a", "b", "a"])
    found = read("points", path=path, only={"type": ["a"]})
    assert found.rows.index.tolist() == [1, 3]
    assert found.left_out.type.tolist() == ["b"]
