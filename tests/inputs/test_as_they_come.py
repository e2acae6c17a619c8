"""Files as offices in China hand them out: headings, encodings, coordinates of web maps, zones, the registered for the residents."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import CRS, Transformer
from shapely.geometry import Point

from siting.inputs import headings
from siting.inputs.geo.shifted import bd09, gcj02
from tests.inputs.asked import METRES, ORIGIN, notes, raster, read, refused, squares, world, write

HEADS = "机构名称,经度（度）,纬度（度）,地址,床位数（张）\n幸福托育园,116.391,39.907,东城区,30\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_from_excel_with_chinese_headings(tmp_path: Path, encoding: str) -> None:
    found = read("table", path=str(write(tmp_path / "t.csv", HEADS, encoding)), crs="EPSG:4326")
    assert found.rows.geometry.iloc[0].equals(Point(116.391, 39.907))
    assert ("GB18030" in notes(found)) == (encoding == "gb18030")


def test_a_workbook_with_chinese_headings(tmp_path: Path) -> None:
    pd.DataFrame({"名称": ["甲"], "X坐标": [500_000.0], "Y坐标": [4_000_000.0]}).to_excel(tmp_path / "t.xlsx", index=False)
    assert read("table", path=str(tmp_path / "t.xlsx"), crs=METRES).rows.geometry.iloc[0].equals(Point(500_000, 4_000_000))


def test_coordinates_that_no_heading_tells_are_asked_for(tmp_path: Path) -> None:
    with refused("say which columns hold the coordinates", "the columns are a, b"):
        read("table", path=str(write(tmp_path / "t.csv", "a,b\n1,2\n")), crs=METRES)


@pytest.mark.parametrize(
    ("meaning", "columns", "column"),
    [
        ("x", ["Lat", "LON"], "LON"),
        ("y", ["纬度", "lat"], "lat"),
        ("name", ["id", "设施名称"], "设施名称"),
        ("area", ["建筑面积（㎡）"], "建筑面积（㎡）"),
        ("capacity", ["养老床位数(张)"], "养老床位数(张)"),
        ("capacity", ["托位数"], "托位数"),
        ("residents", ["户籍人口", "常住人口_万"], None),
        ("x", ["width"], None),
    ],
)
def test_what_headings_mean(meaning: headings.Meaning, columns: list[str], column: str | None) -> None:
    assert headings.found(meaning, columns) == column


def test_headings_stand_in_the_table_as_they_are_compared() -> None:
    known = [one for several in headings.HEADINGS.values() for one in several]
    assert [one for one in known if headings.plain(one) != one] == []
    assert len(known) == len(set(known)), "a heading means one thing"


def home(tmp_path: Path) -> dict[str, object]:
    return {"kind": "polygons", "path": squares(tmp_path / "home.gpkg", {"residents": [50, 50]})}


def facilities(tmp_path: Path, columns: dict[str, object], name: str = "f.shp", encoding: str | None = "GB18030") -> Path:
    path = tmp_path / name
    gpd.GeoDataFrame(columns, geometry=[Point(ORIGIN)], crs=METRES).to_file(path, encoding=encoding)
    return path


def test_a_dbf_in_gbk_without_cpg_is_read_and_told(tmp_path: Path) -> None:
    path = facilities(tmp_path, {"名称": ["幸福里托育园"]})
    path.with_suffix(".cpg").unlink()
    found = world([home(tmp_path)], [{"kind": "points", "path": path}])
    assert found.sites.name.tolist() == ["幸福里托育园"]
    assert "read as GB18030" in notes(found)


def test_a_dbf_in_utf_8_without_cpg_is_told_only_where_it_matters(tmp_path: Path) -> None:
    path = facilities(tmp_path, {"名称": ["幸福里"]}, encoding="UTF-8")
    path.with_suffix(".cpg").unlink()
    assert "read as UTF-8" in notes(world([home(tmp_path)], [{"kind": "points", "path": path}]))
    path = facilities(tmp_path, {"name": ["plain"]}, name="g.shp", encoding="UTF-8")
    path.with_suffix(".cpg").unlink()
    assert "read as" not in notes(world([home(tmp_path)], [{"kind": "points", "path": path}]))


def test_a_cpg_that_lies(tmp_path: Path) -> None:
    path = facilities(tmp_path, {"名称": ["幸福里托育园"]})
    path.with_suffix(".cpg").write_text("UTF-8")
    found = world([home(tmp_path)], [{"kind": "points", "path": path}])
    assert found.sites.name.tolist() == ["幸福里托育园"]
    assert "says it wrongly; read as GB18030" in notes(found)


@pytest.mark.parametrize(
    ("wanted", "stored", "encoding"), [("bed_capacity", "bed_capaci", "UTF-8"), ("核定床位总数", "核定床位总", "GB18030")]
)
def test_names_that_a_shapefile_cut(tmp_path: Path, wanted: str, stored: str, encoding: str) -> None:
    path = facilities(tmp_path, {stored: [30]}, encoding=encoding)
    with refused("a shapefile keeps ten bytes of a name", f'write "{stored}"'):
        world([home(tmp_path)], [{"kind": "points", "path": path, "capacity": wanted}])


def test_the_same_in_another_language_is_suggested(tmp_path: Path) -> None:
    path = facilities(tmp_path, {"床位数": [30]}, name="f.gpkg", encoding=None)
    with refused('no column "beds"; did you mean "床位数"?'):
        world([home(tmp_path)], [{"kind": "points", "path": path, "capacity": "beds"}])


def test_a_capacity_that_nothing_reads_is_told(tmp_path: Path) -> None:
    path = facilities(tmp_path, {"床位数": [30]}, name="f.gpkg", encoding=None)
    assert "write `capacity: 床位数`" in notes(world([home(tmp_path)], [{"kind": "points", "path": path}]))
    assert "looks like" not in notes(world([home(tmp_path)], [{"kind": "points", "path": path, "capacity": "床位数"}]))


def test_a_capacity_that_is_blank_throughout_is_not_told(tmp_path: Path) -> None:
    path = facilities(tmp_path, {"capacity": [None]}, name="f.gpkg", encoding=None)
    assert "looks like" not in notes(world([home(tmp_path)], [{"kind": "points", "path": path}]))


def test_the_registered_are_not_the_residents(tmp_path: Path) -> None:
    sites = [{"kind": "points", "path": facilities(tmp_path, {"id": [1]}, name="f.gpkg", encoding=None)}]
    both = {"kind": "polygons", "path": squares(tmp_path / "b.gpkg", {"户籍人口": [50], "常住人口": [60]})}
    assert world([both], sites).people("residents").tolist() == [60], "the column of residents is found by its heading"
    told = notes(world([both | {"groups": {"residents": "户籍人口"}}], sites))
    assert '"户籍人口" counts the registered, and "常住人口" the residents' in told
    alone = {"kind": "polygons", "path": squares(tmp_path / "a.gpkg", {"户籍人口": [50]}), "groups": {"residents": "户籍人口"}}
    assert "who may be more or fewer" in notes(world([alone], sites))


def test_a_file_geodatabase(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"residents": [5.0]}, geometry=[Point(ORIGIN)], crs=METRES)
    frame.to_file(tmp_path / "city.gdb", driver="OpenFileGDB", layer="人口")
    found = world([{"kind": "points", "path": tmp_path / "city.gdb", "layer": "人口"}], [{"kind": "points", "path": tmp_path / "city.gdb"}])
    assert found.people("residents").tolist() == [5]


TO_DEGREES = Transformer.from_crs(METRES, 4326, always_xy=True)


def scattered(tmp_path: Path, turn: object = None) -> tuple[Path, np.ndarray]:
    """Twenty facilities in villages of one cell each, a few kilometres apart; coordinates in degrees, turned as a web map does."""
    rng = np.random.default_rng(3)
    at = np.array(ORIGIN) + rng.integers(0, 80, (20, 2)) * 400.0 + 50.0
    degrees = np.column_stack(TO_DEGREES.transform(*at.T))
    shown = degrees if turn is None else turn(degrees)  # type: ignore[operator]
    lines = [f"{k},{x:.9f},{y:.9f}" for k, (x, y) in enumerate(shown.tolist())]
    return write(tmp_path / "sites.csv", "\n".join(["编号,经度,纬度", *lines])), at


def villages(tmp_path: Path, at: np.ndarray) -> dict[str, object]:
    """The cells around the facilities and the next one to the east, 100 m each."""
    cells = np.unique(np.concatenate([at, at + np.array([100.0, 0.0])]), axis=0)
    lines = [f"{x},{y},10" for x, y in cells.tolist()]
    return {"kind": "table", "path": write(tmp_path / "people.csv", "\n".join(["x,y,residents", *lines])), "crs": METRES}


@pytest.mark.parametrize(("turn", "name"), [(gcj02, "gcj02"), (bd09, "bd09")])
def test_points_of_a_web_map_are_found_out_and_moved(tmp_path: Path, turn: object, name: str) -> None:
    path, at = scattered(tmp_path, turn)
    people = [villages(tmp_path, at)]
    sites = {"kind": "table", "path": path, "crs": "EPSG:4326", "id": "编号"}
    wrong = world(people, [sites])
    assert f"write `crs: {name}`" in notes(wrong)
    assert np.hypot(*(wrong.sites[["x", "y"]].to_numpy() - at).T).min() > 50
    right = world(people, [sites | {"crs": name}])
    assert np.hypot(*(right.sites[["x", "y"]].to_numpy() - at).T).max() < 0.002
    assert "to where it is on earth" in notes(right)
    assert "write `crs:" not in notes(right)


def test_points_where_they_should_be_raise_no_suspicion(tmp_path: Path) -> None:
    path, at = scattered(tmp_path)
    assert "write `crs:" not in notes(world([villages(tmp_path, at)], [{"kind": "table", "path": path, "crs": "EPSG:4326"}]))


def test_polygons_and_lines_of_a_web_map_are_moved_too(tmp_path: Path) -> None:
    true = gpd.read_file(squares(tmp_path / "t.gpkg", {"residents": [1]})).to_crs(4326)
    shown = true.set_geometry(true.geometry.transform(lambda at: gcj02(np.asarray(at))))
    shown.to_file(tmp_path / "g.geojson")
    found = read("polygons", path=str(tmp_path / "g.geojson"), crs="gcj02").rows.to_crs(METRES)
    assert found.hausdorff_distance(true.to_crs(METRES).set_axis([1])).max() < 0.002


def test_a_raster_of_a_web_map_is_refused(tmp_path: Path) -> None:
    with refused("cells cannot be shifted one by one"):
        read("raster", path=str(raster(tmp_path / "r.tif", [[1.0]], crs="EPSG:4326")), crs="gcj02")


ZONED = (38_500_000.0, 4_000_000.0)


def one_point(tmp_path: Path, at: tuple[float, float]) -> str:
    return str(write(tmp_path / "t.csv", f"x,y\n{at[0]},{at[1]}\n"))


@pytest.mark.parametrize("code", [*range(4491, 4502), *range(4502, 4513), *range(4513, 4534), *range(4534, 4555)])
def test_every_zone_of_cgcs2000_is_read_with_and_without_its_number(tmp_path: Path, code: int) -> None:
    operation = CRS.from_epsg(code).coordinate_operation
    assert operation is not None
    value = {one.name: float(one.value) for one in operation.params}
    middle = (value["False easting"], 4_000_000.0)
    found = read("table", path=one_point(tmp_path, middle), crs=f"EPSG:{code}").rows.to_crs(4326)
    assert found.geometry.iloc[0].x == pytest.approx(value["Longitude of natural origin"], abs=1e-9)


def test_eastings_with_their_zone_in_a_system_without_it(tmp_path: Path) -> None:
    with refused("eight-digit eastings begin with their zone, here 38", "EPSG:4526"):
        read("table", path=one_point(tmp_path, ZONED), crs="EPSG:4547")


def test_eastings_without_their_zone_in_a_system_with_it(tmp_path: Path) -> None:
    with refused("do not begin with their zone: EPSG:4547"):
        read("table", path=one_point(tmp_path, (500_000.0, 4_000_000.0)), crs="EPSG:4526")


def test_eastings_without_a_zone_are_asked_for(tmp_path: Path) -> None:
    with refused("no coordinate system in the file", "EPSG:4534", "EPSG:4554"):
        read("table", path=one_point(tmp_path, (500_000.0, 4_000_000.0)))
