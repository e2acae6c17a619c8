from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from pyproj import CRS, Proj
from shapely import Point

from siting.inputs.geo.crs import choose, declared, misfit, parse, plane, suggested
from siting.inputs.geo.zones import zone_hint
from tests.inputs.asked import refused

BEIJING = np.array([116.2, 39.8, 116.6, 40.1])
NOWHERE = np.array([0.0, 0.0, 500_000.0, 500_000.0])


def data(crs: str | None, x: float, y: float) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[Point(x, y)], crs=crs)


@pytest.mark.parametrize(("name", "code"), [("EPSG:4544", 4544), ("4326", 4326), (" epsg:3035 ", 3035)])
def test_names(name: str, code: int) -> None:
    found = parse(name)
    assert found is not None
    assert found.to_epsg() == code


def test_local_is_no_system() -> None:
    assert parse("Local") is None


def test_height_is_dropped() -> None:
    found = parse("EPSG:4979")
    assert found is not None
    assert len(found.axis_info) == 2


@pytest.mark.parametrize("name", ["EPSG:99999999", "utm", "EPSG:"])
def test_unknown_names(name: str) -> None:
    with refused(f'unknown coordinate system "{name}"', "EPSG:4326", "local"):
        parse(name)


def test_a_missing_system_is_asked_for() -> None:
    with refused("no coordinate system in the file", "`crs:`", "EPSG:4326", "local", "look like degrees"):
        declared(None, None, BEIJING)
    with refused("eight-digit eastings begin with their zone, here 38", "EPSG:4526"):
        declared(None, None, np.array([38_500_000.0, 3_800_000.0, 38_510_000.0, 3_810_000.0]))


def test_the_scenario_overrules_the_file_and_it_is_noted() -> None:
    found, notes = declared(CRS(4326), "EPSG:4490", BEIJING)
    assert found == CRS(4490)
    assert "the file says EPSG:4326; read as EPSG:4490" in str(notes[0])
    assert declared(CRS(4326), "EPSG:4326", BEIJING) == (CRS(4326), ())
    assert declared(CRS(4326), "local", NOWHERE) == (None, ())


@pytest.mark.parametrize(
    ("bounds", "crs", "says"),
    [
        ([39.8, 116.2, 40.1, 116.6], 4326, "longitude and latitude look swapped"),
        ([500_000, 3_800_000, 510_000, 3_810_000], 4326, "look like metres"),
        ([116.2, 39.8, 116.6, 40.1], 4544, "look like degrees"),
        ([38_500_000, 3_800_000, 38_510_000, 3_810_000], 4547, "eight-digit eastings"),
        ([3_800_000, 500_000, 3_810_000, 510_000], 4547, "x and y look swapped"),
        ([500_000, 3_800_000, 510_000, 3_810_000], 4526, "far outside of where EPSG:4526 is used"),
    ],
)
def test_coordinates_that_cannot_be(bounds: list[float], crs: int, says: str) -> None:
    wrong = misfit(np.array(bounds, dtype=float), CRS(crs))
    assert wrong is not None
    assert says in str(wrong)


@pytest.mark.parametrize(("bounds", "crs"), [([116.2, 39.8, 116.6, 40.1], 4326), ([500_000, 3_800_000, 510_000, 3_810_000], 4547)])
def test_coordinates_that_can_be(bounds: list[float], crs: int) -> None:
    assert misfit(np.array(bounds, dtype=float), CRS(crs)) is None


def test_zones() -> None:
    assert "EPSG:4497" in str(zone_hint(np.array([19_664_564.0, 0, 19_700_000, 0])))
    assert zone_hint(np.array([664_564.0, 0, 700_000, 0])) == ""


@pytest.mark.parametrize(
    ("middle", "code"),
    [((116.4, 39.9), "EPSG:32650"), ((31.0, -17.8), "EPSG:32736"), ((-51.2, -30.0), "EPSG:32722"), ((180, 1), "EPSG:32660")],
)
def test_utm(middle: tuple[float, float], code: str) -> None:
    assert suggested(np.array([*middle, *middle])) == code


def test_degrees_are_worked_on_in_their_utm_zone() -> None:
    assert choose(None, [data("EPSG:4326", 116.4, 39.9)]) == CRS(32650)


def test_metres_are_kept_where_they_are_true() -> None:
    """EPSG:3035 is made for Europe: kept in Heidelberg."""
    assert choose(None, [data("EPSG:3035", 4_222_000, 2_924_000)]) == CRS(3035)


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:3395", "EPSG:4087"])
def test_metres_that_are_not_true_are_left(crs: str) -> None:
    """At 49 degrees north a metre of EPSG:3857 is 66 cm."""
    x, y = Proj(crs)(8.7, 49.4)
    assert choose(None, [data(crs, x, y)]) == CRS(32632)


def test_feet_are_left() -> None:
    x, y = Proj("EPSG:2263")(-74.0, 40.7)
    assert choose(None, [data("EPSG:2263", x, y)]) == CRS(32618)


@pytest.mark.parametrize(
    ("crs", "says"),
    [
        ("EPSG:3857", "is made for web maps"),
        ("EPSG:4326", "is in degrees"),
        ("EPSG:2263", "is not in metres"),
        ("EPSG:32633", "wrong by"),
        ("EPSG:3395", "wrong by"),
    ],
)
def test_systems_that_give_false_distances_are_refused(crs: str, says: str) -> None:
    with refused(crs, says, "EPSG:32650 would be right"):
        choose(crs, [data("EPSG:4326", 116.4, 39.9)])


def test_the_named_system_is_taken() -> None:
    assert choose("EPSG:4548", [data("EPSG:4326", 116.4, 39.9)]) == CRS(4548)


def test_the_boundary_says_where_the_work_is() -> None:
    wide = gpd.GeoDataFrame(geometry=gpd.points_from_xy([75, 135], [40, 48]), crs=4326)
    assert choose(None, [wide]) == CRS(32648)
    assert choose(None, [wide], boundary=data("EPSG:4326", 126.6, 45.8)) == CRS(32652)


def test_people_all_over_the_earth() -> None:
    wide = gpd.GeoDataFrame(geometry=gpd.points_from_xy([-120, 0, 100], [40, 50, -30]), crs=4326)
    with refused("the people live all over the earth, from -120 to 100 degrees of longitude and -30 to 50 of latitude"):
        choose(None, [wide])


def test_plain_metres_stay_by_themselves() -> None:
    assert choose(None, [data(None, 1, 2)]) is None
    assert choose("local", [data(None, 1, 2)]) is None
    with refused("plain metres (crs: local) and some are not"):
        choose(None, [data("EPSG:4326", 116.4, 39.9), data(None, 1, 2)])


def test_plain_metres_can_be_drawn() -> None:
    """The middle of the data goes to 0 degrees, and 1,000 m stay 1,000 m."""
    there = gpd.GeoSeries(
        [Point(500_500, 3_855_500), Point(501_500, 3_855_500)], crs=plane(np.array([500_000, 3_855_000, 501_000, 3_856_000]))
    )
    degrees = there.to_crs(4326)
    assert (degrees[0].x, degrees[0].y) == pytest.approx((0, 0), abs=1e-9)
    assert degrees[1].x == pytest.approx(1000 / 111_319.5, rel=1e-3)
