from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import pytest
from pydantic import TypeAdapter
from shapely import LineString, Polygon, box

from siting.inputs import ENTRIES
from siting.inputs.sources import Source
from siting.scenario.scenario import Demand
from tests.inputs.asked import METRES, Entry, at, notes, refused, squares, table, world


def setting(tmp_path: Path) -> tuple[list[Entry], list[Entry]]:
    """Four cells in a row with 10, 20, 30 and 40 people, and a facility in the first and in the last."""
    people = {"kind": "polygons", "path": squares(tmp_path / "people.gpkg", {"residents": [10, 20, 30, 40]})}
    facilities = {"kind": "table", "path": table(tmp_path / "f.csv", [at(50, 50), at(350, 50)], "x,y"), "crs": METRES}
    return [people], [facilities]


def areas(path: Path, named: list[tuple[Any, Polygon]], crs: str = METRES) -> Entry:
    gpd.GeoDataFrame({"name": [name for name, _ in named]}, geometry=[shape for _, shape in named], crs=METRES).to_crs(crs).to_file(path)
    return {"kind": "polygons", "path": path}


def strip(west: float, east: float) -> Polygon:
    return box(*at(west, -50), *at(east, 150))


def test_places_and_sites_learn_their_areas(tmp_path: Path) -> None:
    """Two strips of the same name are one area; the last cell lies outside all, and its 40 people are noted."""
    people, facilities = setting(tmp_path)
    named = [("A", strip(-10, 100)), ("B", strip(100, 200)), ("A", strip(200, 300))]
    found = world(people, facilities, areas={"community": areas(tmp_path / "c.gpkg", named, "EPSG:4326")})
    assert found.places.community.tolist() == ["A", "B", "A", ""]
    assert found.sites.community.tolist() == ["A", ""]
    assert found.areas["community"].name.tolist() == ["A", "B"]
    assert found.areas["community"].crs == found.crs
    assert "community: 40 residents live outside all of them" in notes(found)


def test_overlapping_areas_are_noted_and_the_first_is_taken(tmp_path: Path) -> None:
    people, facilities = setting(tmp_path)
    found = world(people, facilities, areas={"d": areas(tmp_path / "d.gpkg", [("B", strip(0, 240)), ("A", strip(100, 400))])})
    assert found.places.d.tolist() == ["B", "B", "A", "A"]
    assert "d: 1 places lie in more than one; the first in the file is taken" in notes(found)


def test_broken_areas(tmp_path: Path) -> None:
    people, facilities = setting(tmp_path)
    bow = Polygon([at(0, 0), at(400, 100), at(400, 0), at(0, 100)])
    found = world(people, facilities, areas={"d": areas(tmp_path / "d.gpkg", [("A", bow)])})
    assert "d.gpkg: edges that cross were repaired in row 1" in notes(found)
    with refused('e.gpkg: column "name": no name in row 2'):
        world(people, facilities, areas={"d": areas(tmp_path / "e.gpkg", [("A", strip(0, 1)), (None, strip(0, 1))])})
    with refused('d.gpkg: no column "nam"; did you mean "name"?; say which column holds the names with `name:`'):
        world(people, facilities, areas={"d": {"kind": "polygons", "path": tmp_path / "d.gpkg", "name": "nam"}})
    with refused("d.gpkg: holds no area"):
        world(people, facilities, areas={"d": {"kind": "polygons", "path": tmp_path / "d.gpkg", "exclude": {"name": "A"}}})


@pytest.mark.parametrize("kind", ["x", "capacity", "residents"])
def test_area_kinds_are_not_called_as_columns_are(tmp_path: Path, kind: str) -> None:
    people, facilities = setting(tmp_path)
    with refused(f'areas: "{kind}" is the name of a column already'):
        world(people, facilities, areas={kind: areas(tmp_path / "d.gpkg", [("A", strip(0, 1))])})


def test_the_boundary(tmp_path: Path) -> None:
    people, facilities = setting(tmp_path)
    found = world(people, facilities, boundary=areas(tmp_path / "b.gpkg", [("A", strip(0, 100)), ("B", strip(200, 300))], "EPSG:4326"))
    assert found.places.residents.tolist() == [10, 30]
    assert found.places.index.tolist() == [0, 1]
    with refused("boundary: nobody lives inside it"):
        world(people, facilities, boundary=areas(tmp_path / "c.gpkg", [("A", strip(9000, 9100))]))
    with refused("b.gpkg: holds no area"):
        world(people, facilities, boundary={"kind": "polygons", "path": tmp_path / "b.gpkg", "only": {"name": "Z"}})


def test_the_backdrop(tmp_path: Path) -> None:
    people, facilities = setting(tmp_path)
    gpd.GeoDataFrame({"class": ["river", "rail"]}, geometry=[LineString([at(0, 0), at(9, 9)])] * 2, crs=METRES).to_file(tmp_path / "l.gpkg")
    park = areas(tmp_path / "p.gpkg", [("A", strip(0, 1))])
    rivers = {"kind": "lines", "path": tmp_path / "l.gpkg", "only": {"class": "river"}, "as": "water"}
    found = world(people, facilities, backdrop=[rivers, dict(park) | {"as": "green"}])
    assert found.backdrop["as"].tolist() == ["water", "green"]
    assert found.backdrop.geometry.geom_type.tolist() == ["LineString", "Polygon"]
    assert found.backdrop.crs == found.crs
    empty = world(people, facilities).backdrop
    assert (len(empty), empty.columns.tolist(), empty.crs) == (0, ["as", "geometry"], found.crs)


def test_degrees_and_metres_meet_in_one_system(tmp_path: Path) -> None:
    """The same cells in degrees: 111 km to a degree, so 100 m stay 100 m only where the work is in metres."""
    people, facilities = setting(tmp_path)
    there = gpd.read_file(tmp_path / "people.gpkg").to_crs(4326)
    there.to_file(tmp_path / "degrees.geojson")
    found = world([{"kind": "polygons", "path": tmp_path / "degrees.geojson"}], facilities)
    assert found.crs.to_epsg() == 32650
    assert found.places.x.diff().dropna().tolist() == pytest.approx([100] * 3, abs=1e-3)
    assert found.sites[["x", "y"]].to_numpy().tolist() == [list(at(50, 50)), list(at(350, 50))]
    other = world(people, facilities, crs="EPSG:4548")
    assert other.crs.to_epsg() == 4548
    assert other.places.residents.tolist() == found.places.residents.tolist() == [10, 20, 30, 40]
    assert other.sites.geometry.x.tolist() == other.sites.x.tolist() != found.sites.x.tolist()


def test_plain_metres(tmp_path: Path) -> None:
    """Without a place on earth the numbers stay, and a map puts the middle at 0 degrees."""
    people = {"kind": "table", "path": table(tmp_path / "p.csv", [(0, 0, 5), (200, 100, 6)], "x,y,residents"), "crs": "local"}
    facilities = {"kind": "table", "path": table(tmp_path / "f.csv", [(10, 20)], "x,y"), "crs": "local"}
    found = world([people], [facilities])
    assert found.places[["x", "y"]].to_numpy().tolist() == [[0, 0], [200, 100]]
    assert found.places.to_crs(4326).geometry.x.mean() == pytest.approx(0, abs=1e-9)
    assert found.places.crs == found.sites.crs == found.backdrop.crs == found.crs
    unsaid = [{key: value for key, value in one.items() if key != "crs"} for one in (people, facilities)]
    assert world(unsaid[:1], unsaid[1:], crs="local").places.equals(found.places)


def test_plain_metres_do_not_mix_with_places_on_earth(tmp_path: Path) -> None:
    people, facilities = setting(tmp_path)
    plain = {"kind": "table", "path": tmp_path / "f.csv", "crs": "local"}
    with refused("f.csv: is in plain metres (crs: local), but the study is in EPSG:32650; give the `crs:` it is in"):
        world(people, [plain])
    with refused("people.gpkg: is in EPSG:32650, but the study is in plain metres"):
        world(people, facilities, crs="local")


def test_a_wide_study_is_noted(tmp_path: Path) -> None:
    """From Beijing to Urumqi is too wide for one zone."""
    rows = [(116.4, 39.9, 10), (87.6, 43.8, 10)]
    people = {"kind": "table", "path": table(tmp_path / "p.csv", rows, "x,y,residents"), "crs": "EPSG:4326"}
    found = world([people], [people])
    assert "distances are wrong by up to" in notes(found)


@pytest.mark.parametrize(
    ("service", "says"),
    [
        (
            {"demand": Demand(share=1.0, of="resident"), "priority": 1.0},
            'services: daycare.demand: no population group "resident"; did you mean "residents"?',
        ),
        (
            {"demand": Demand(column="places_needed"), "priority": 1.0},
            'daycare.demand: no population group "places_needed"; the groups are residents',
        ),
        ({"demand": Demand(share=1.0), "priority": "poor"}, 'daycare.priority: no population group "poor"'),
    ],
)
def test_services_name_groups_that_are_there(tmp_path: Path, service: dict[str, Any], says: str) -> None:
    people, facilities = setting(tmp_path)
    with refused(says):
        world(people, facilities, services={"daycare": SimpleNamespace(**service)})


def test_all_files_are_told_of_at_once(tmp_path: Path) -> None:
    """People, facilities and areas are all wrong; one message says it all, each with its file."""
    people = {"kind": "polygons", "path": squares(tmp_path / "people.gpkg", {"residents": [-1]})}
    facilities = {"kind": "table", "path": table(tmp_path / "f.csv", [("a", "", "")], "id,x,y"), "crs": METRES}
    district = {"kind": "polygons", "path": tmp_path / "people.gpkg"}
    with refused("input files: 3 problems", "people.gpkg: column", "f.csv: no coordinates in row 1", 'people.gpkg: no column "name"'):
        world([people], [facilities], areas={"d": district})


def test_nothing_is_changed_by_reading_twice(tmp_path: Path) -> None:
    people, facilities = setting(tmp_path)
    one, other = world(people, facilities), world(people, facilities)
    assert one.places.equals(other.places)
    assert one.offers.equals(other.offers)
    assert one.ledger.equals(other.ledger)


def test_entries_take_their_kinds_and_leave_the_sources_alone(tmp_path: Path) -> None:
    assert set(Source.registry) == {"raster", "points", "polygons", "lines", "table"}
    assert all(kind.__name__ == name.capitalize() for name, kind in Source.registry.items())
    with pytest.raises(ValueError, match="does not match any of the expected tags"):
        TypeAdapter(ENTRIES["AnyFacilities"]).validate_python({"kind": "raster", "path": "x"})
    schema = TypeAdapter(ENTRIES["AnyPeople"]).json_schema()
    assert set(schema["discriminator"]["mapping"]) == {"raster", "polygons", "points", "table"}
    assert all(
        "description" in field for model in schema["$defs"].values() for name, field in model["properties"].items() if name != "kind"
    )
