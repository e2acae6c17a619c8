"""Real cities, read as they were delivered; counts as their publishers give them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from siting.inputs.sources import Scope
from siting.scenario.scenario import Demand
from tests.inputs.asked import Entry, entry, notes, refused, world
from tests.real import real


def children() -> dict[str, object]:
    return {"daycare": SimpleNamespace(demand=Demand(share=1.0, of="under10"), priority=1.0)}


def test_heidelberg() -> None:
    """11,835 children and 6,702 people over 80 on one grid, 147,668 residents on another; 55 cells hide theirs."""
    city = real("heidelberg")
    cells = {
        "kind": "polygons",
        "path": city / "grid_100m.gpkg",
        "groups": {"under10": "under10", "old": "age80plus"},
        "only": {"in_city": True},
    }
    whole = {"kind": "polygons", "path": city / "grid_1km_population.gpkg", "groups": {"residents": "pop_total"}, "no_data": [-1, -9]}
    nurseries = {
        "kind": "points",
        "path": city / "facilities_osm.geojson",
        "only": {"amenity": "kindergarten"},
        "name": "name",
        "capacity": "capacity",
    }
    found = world(
        [cells, whole],
        [nurseries],
        boundary={"kind": "polygons", "path": city / "city_boundary.geojson"},
        areas={"district": {"kind": "polygons", "path": city / "districts_partial.geojson"}},
        services=children(),
    )
    assert found.places[["under10", "old", "residents"]].sum().tolist() == [11_835, 6_702, 147_668]
    assert len(found.sites) == 25
    assert set(found.areas["district"].name) == {"Weststadt", "Bergheim", "Bahnstadt", "Altstadt"}
    assert "residents: 55 rows hold a value of no_data" in notes(found)
    assert found.crs.to_epsg() == 3035


def helsinki(**more: object) -> Entry:
    groups = {"residents": "ASUKKAITA", "age_0_9": "IKA0_9"}
    return {"kind": "polygons", "path": real("helsinki") / "hsy15.shp", "groups": groups} | more


def test_helsinki() -> None:
    """1,117,552 residents, 30,244 of them at no known address; ages hidden as 99."""
    sites = {"kind": "points", "path": real("helsinki") / "facilities_osm.geojson"}
    said = notes(world([helsinki()], [sites]))
    assert 'column "IKA0_9": 47% of all rows hold 99' in said
    assert "row 5784 holds 30244 of 1117552 residents" in said
    found = world([helsinki(no_data={"IKA0_9": [99]}, exclude={"INDEX": 27699})], [sites])
    assert found.places.residents.sum() == 1_117_552 - 30_244
    assert found.places.age_0_9.max() < 1_000
    assert "far more than any other" not in notes(found)


def test_harare() -> None:
    """50,474 populated cells and 2,599,530 people, in degrees."""
    found = entry("AnyPeople", {"kind": "raster", "path": real("harare_worldpop/harare_worldpop_100m.tif")}).count(Scope())
    assert len(found.places) == 50_474
    assert found.places.residents.sum() == pytest.approx(2_599_530, abs=1)


def test_porto_alegre() -> None:
    city = real("porto_alegre")
    hexagons = {
        "kind": "table",
        "path": city / "poa_hexgrid.csv",
        "x": "lon",
        "y": "lat",
        "crs": "EPSG:4326",
        "groups": {"residents": "population"},
    }
    landmarks = {"kind": "table", "path": city / "poa_points_of_interest.csv", "x": "lon", "y": "lat", "crs": "EPSG:4326", "id": "id"}
    found = world([hexagons], [landmarks])
    assert (found.crs.to_epsg(), found.places.residents.sum(), len(found.sites)) == (32722, 812_935, 15)
    with refused("poa_points_of_interest.csv: its coordinates and those of the people fit only when x and y of one are swapped"):
        world([hexagons], [landmarks | {"x": "lat", "y": "lon"}])


def test_kaifeng() -> None:
    """714,459 residents in 2,999 cells; the 198 candidates are the rows of the same table with a cost."""
    path = real("kaifeng/kf.txt")
    people = {"kind": "table", "path": path, "groups": {"residents": "pop"}}
    sites = {"kind": "table", "path": path, "exclude": {"Fcost": 0}, "options": [{"capacity": "Fcap", "capital": "Fcost"}]}
    with refused("kf.txt: no coordinate system in the file"):
        world([people], candidates=[sites])
    found = world([people], candidates=[sites], crs="local")
    assert (len(found.places), found.places.residents.sum(), len(found.sites)) == (2_999, 714_459, 198)
    assert set(found.offers.capacity) == {50_000, 70_000, 90_000}
    assert set(found.offers.capital) == {1e8}


def test_gongyi() -> None:
    """A shapefile without a coordinate system, whose eastings begin with zone 19."""
    people = {"kind": "polygons", "path": real("gongyi") / "gy2_poly.shp", "groups": {"residents": "demand1"}}
    with refused("gy2_poly.shp: no coordinate system in the file", "here 19", "EPSG:4497"):
        entry("AnyPeople", people).count(Scope())
    assert len(entry("AnyPeople", people | {"crs": "EPSG:4497"}).count(Scope()).places) > 1_000


def test_a_country_around_a_city() -> None:
    """Two rasters of all Germany on grids of their own: of 1.3 million cells only Heidelberg's are kept."""
    country, city = real("germany_census_100m"), real("heidelberg")
    rasters = [{"kind": "raster", "path": country / f"germany_{name}_100m.tif", "bands": {name: 1}} for name in ("under10", "age80plus")]
    found = world(
        rasters,
        [{"kind": "points", "path": city / "facilities_osm.geojson"}],
        boundary={"kind": "polygons", "path": city / "city_boundary.geojson"},
        services=children(),
    )
    assert found.places[["under10", "age80plus"]].sum().tolist() == [11_835, 6_702]
    assert ((found.places.under10 > 0).sum(), (found.places.age80plus > 0).sum()) == (1_416, 1_111)


def test_a_whole_country() -> None:
    found = entry("AnyPeople", {"kind": "raster", "path": real("germany_census_100m") / "germany_under10_100m.tif"}).count(Scope())
    assert (len(found.places), found.places.residents.sum()) == (1_270_950, 6_746_886)
