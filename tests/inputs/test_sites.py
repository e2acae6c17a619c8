from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from siting.inputs import World
from siting.scenario.future import ALWAYS, NEVER
from siting.scenario.scenario import Demand
from tests.inputs.asked import METRES, ORIGIN, Entry, at, notes, raster, refused, squares, table, world

TWO = {name: SimpleNamespace(demand=Demand(share=1.0), priority=1.0) for name in ("daycare", "eldercare")}


def rows(tmp_path: Path, values: list[tuple[Any, ...]], header: str, name: str = "sites.csv", **more: object) -> Entry:
    """A table of sites 100 m apart, x and y before the other values."""
    return {
        "kind": "table",
        "crs": METRES,
        "path": table(tmp_path / name, [(*at(100 * k, 0), *one) for k, one in enumerate(values)], f"x,y,{header}"),
    } | more


def read(tmp_path: Path, facilities: list[Entry] | None = None, candidates: list[Entry] | None = None, **more: Any) -> World:
    people = {"kind": "polygons", "path": squares(tmp_path / "people.gpkg", {"residents": [10, 20, 30]})}
    return world([people], facilities or [], candidates or [], **more)


def offered(found: World, *columns: str) -> list[list[Any]]:
    return found.offers[list(columns)].to_numpy().tolist()


def test_a_facility_stays_as_it_is(tmp_path: Path) -> None:
    found = read(tmp_path, [rows(tmp_path, [("K1", 40)], "id,places", id="id", capacity="places", operating=5)])
    assert found.sites[["site", "name", "existing", "x", "y"]].to_numpy().tolist() == [["K1", "K1", True, *ORIGIN]]
    assert found.offers.to_dict("records") == [
        {
            "site": 0,
            "service": "daycare",
            "action": "keep",
            "room": 0,
            "stays": True,
            "opens": ALWAYS,
            "closes": NEVER,
            "follows": False,
            "capacity": 40,
            "min_load": 0,
            "capital": 0,
            "operating": 5,
            "area": 0,
            "stops": 0,
            "stops_offered": 0,
            "site_capital": 0,
            "site_area": np.inf,
        }
    ]


def test_a_facility_can_grow_or_become_something_else(tmp_path: Path) -> None:
    """All plans of a facility share a room, so that one is chosen; each facility has its own."""
    entry = rows(
        tmp_path,
        [(40, 7), (60, 8)],
        "places,cost",
        service="daycare",
        capacity="places",
        operating="cost",
        may_close=True,
        expand=[{"add": 20, "capital": "60 万", "operating": 3, "area": 150}],
        convert=[{"service": "eldercare", "capacity": 30, "capital": 500, "min_load": 5}],
    )
    found = read(tmp_path, [entry], services=TWO)
    assert offered(found, "site", "room", "service", "action", "capacity", "capital", "operating", "area", "min_load") == [
        [0, 0, "daycare", "keep", 40, 0, 7, 0, 0],
        [1, 1, "daycare", "keep", 60, 0, 8, 0, 0],
        [0, 0, "daycare", "expand", 60, 600_000, 10, 150, 0],
        [1, 1, "daycare", "expand", 80, 600_000, 11, 150, 0],
        [0, 0, "eldercare", "convert", 30, 500, 0, 0, 5],
        [1, 1, "eldercare", "convert", 30, 500, 0, 0, 5],
    ]
    assert not found.offers.stays.any()


def test_candidates_offer_sizes_and_services(tmp_path: Path) -> None:
    """Sizes of one service share a room; services do not."""
    options = [
        {"service": "daycare", "capacity": 20, "capital": "cost"},
        {"service": "daycare", "capacity": 40, "capital": 9},
        {"service": "eldercare"},
    ]
    entry = rows(tmp_path, [(5, 300), (6, 400)], "cost,floor", action="rent", options=options, site_capital=100, site_area="floor")
    found = read(tmp_path, candidates=[entry], services=TWO)
    assert offered(found, "site", "room", "service", "action", "capacity", "capital", "site_capital", "site_area") == [
        [0, 0, "daycare", "rent", 20, 5, 100, 300],
        [1, 1, "daycare", "rent", 20, 6, 100, 400],
        [0, 0, "daycare", "rent", 40, 9, 100, 300],
        [1, 1, "daycare", "rent", 40, 9, 100, 400],
        [0, 2, "eldercare", "rent", np.inf, 0, 100, 300],
        [1, 3, "eldercare", "rent", np.inf, 0, 100, 400],
    ]
    assert found.sites.site.tolist() == ["sites-1", "sites-2"]
    assert not found.sites.existing.any()


def test_polygons_stand_at_their_centre(tmp_path: Path) -> None:
    plots = squares(tmp_path / "plots.gpkg", {"id": ["a"]})
    found = read(tmp_path, candidates=[{"kind": "polygons", "path": plots, "id": "id", "options": [{}]}])
    assert found.sites[["x", "y"]].to_numpy().tolist() == [list(at(50, 50))]
    assert found.sites.geometry.iloc[0].coords[0] == at(50, 50)


def test_a_blank_capacity_stays_unknown_and_no_capacity_is_no_limit(tmp_path: Path) -> None:
    known = read(tmp_path, [rows(tmp_path, [("",), (5,)], "places", capacity="places")])
    assert known.offers.capacity.isna().tolist() == [True, False]
    assert np.isinf(read(tmp_path, [rows(tmp_path, [(1,)], "places")]).offers.capacity).all()
    coded = read(tmp_path, [rows(tmp_path, [(-1,)], "places", capacity="places", no_data=[-1])])
    assert coded.offers.capacity.isna().all()


def test_services_by_column(tmp_path: Path) -> None:
    entry = rows(tmp_path, [("daycare",), ("eldercare",)], "type", service={"column": "type"})
    assert read(tmp_path, [entry], services=TWO).offers.service.tolist() == ["daycare", "eldercare"]
    entry = rows(tmp_path, [("day-care",), ("school",), ("school",), ("daycare",)], "type", service={"column": "type"})
    with refused(
        "sites.csv: 2 problems",
        'column "type": row 1 hold "day-care", which is no service; did you mean "daycare"?',
        'rows 2, 3 hold "school", which is no service (daycare, eldercare); take only rows of these services with `only`',
    ):
        read(tmp_path, [entry], services=TWO)
    with refused('no column "typ"; did you mean "type"?'):
        read(tmp_path, [rows(tmp_path, [("daycare",)], "type", service={"column": "typ"})], services=TWO)


def test_services_that_are_not_there(tmp_path: Path) -> None:
    with refused('sites.csv: no service "daycar"; did you mean "daycare"?'):
        read(tmp_path, [rows(tmp_path, [(1,)], "n", service="daycar")])
    with refused('no service "school"; the services are daycare, eldercare'):
        read(tmp_path, candidates=[rows(tmp_path, [(1,)], "n", options=[{"service": "school"}])], services=TWO)
    with refused('no service "school"'):
        read(tmp_path, [rows(tmp_path, [(1,)], "n", convert=[{"service": "school"}])])


def test_a_service_must_be_said_where_there_are_two(tmp_path: Path) -> None:
    with refused("say which `service:` they offer; the services are daycare, eldercare"):
        read(tmp_path, [rows(tmp_path, [(1,)], "n")], services=TWO)
    with refused("options: say which `service:` each is"):
        read(tmp_path, candidates=[rows(tmp_path, [(1,)], "n", options=[{}])], services=TWO)


def test_expanding_needs_a_capacity(tmp_path: Path) -> None:
    with refused("expand", "give the `capacity:` of today"):
        read(tmp_path, [rows(tmp_path, [(1,)], "n", expand=[{"add": 5}])])


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ([("a", 1), ("b", 1), ("a", 1), ("a", 1)], 'column "id": rows 1, 3, 4 share the id "a"; give each row its own'),
        ([("a", 1), ("", 1)], 'column "id": row 2 are blank; every site needs an id'),
        ([("a", -4)], 'capacity: column "n": below 0 in row 1 (the smallest is -4)'),
        ([("a", "many")], 'capacity: column "n": text where a number is needed, such as "many", in row 1'),
    ],
)
def test_what_is_wrong_with_rows(tmp_path: Path, values: list[tuple[object, ...]], says: str) -> None:
    with refused("sites.csv: ", says):
        read(tmp_path, [rows(tmp_path, values, "id,n", id="id", capacity="n")])


def test_all_that_is_wrong_with_candidates_at_once(tmp_path: Path) -> None:
    entry = rows(
        tmp_path,
        [("a", "", "x"), ("a", 5, 2)],
        "id,cost,floor",
        id="id",
        site_area="floor",
        options=[{"capital": "cost", "area": "flor", "min_load": -1}],
    )
    with refused(
        "sites.csv: 5 problems",
        'rows 1, 2 share the id "a"',
        'capital: column "cost": row 1 are blank; write 0 where it is nothing',
        'area: no column "flor"; did you mean "floor"?',
        'site_area: column "floor": text where a number is needed',
        "min_load: -1 is below 0",
    ):
        read(tmp_path, candidates=[entry])


def test_ids_keep_their_zeros_and_lose_their_point_nought(tmp_path: Path) -> None:
    assert read(tmp_path, [rows(tmp_path, [("007",)], "id", id="id")]).sites.site.tolist() == ["007"]
    east, north = at(0, 0)
    pd.DataFrame({"x": [east, east], "y": [north, north + 9], "id": [7.0, 8.0], "name": ["托儿所", None]}).to_excel(
        tmp_path / "s.xlsx", index=False
    )
    entry = {"kind": "table", "path": tmp_path / "s.xlsx", "crs": METRES, "id": "id", "name": "name"}
    assert read(tmp_path, [entry]).sites[["site", "name"]].to_numpy().tolist() == [["7", "托儿所"], ["8", "8"]]


def test_a_building_in_two_files_is_one_site(tmp_path: Path) -> None:
    """A kindergarten that stands may also be a candidate for the elderly: its plans are in rooms of their own."""
    stands = rows(tmp_path, [("a",), ("b",)], "id", name="f.csv", id="id", service="daycare")
    could = rows(tmp_path, [("a",)], "id", name="c.csv", id="id", action="convert", options=[{"service": "eldercare", "capacity": 9}])
    found = read(tmp_path, [stands], [could], services=TWO)
    assert found.sites[["site", "existing"]].to_numpy().tolist() == [["a", True], ["b", True]]
    assert offered(found, "site", "room", "action") == [[0, 0, "keep"], [1, 1, "keep"], [0, 2, "convert"]]


def test_one_id_for_two_places(tmp_path: Path) -> None:
    one = rows(tmp_path, [("a",), ("b",)], "id", name="f.csv", id="id")
    other = rows(tmp_path, [("b",)], "id", name="c.csv", id="id", options=[{}])
    with refused("c.csv: row 1 have ids that another file gives to another place, such as b"):
        read(tmp_path, [one], [other])


def test_a_facility_that_two_entries_list(tmp_path: Path) -> None:
    one = rows(tmp_path, [("a",)], "id", name="f.csv", id="id")
    with refused("f.csv: 1 facilities are listed by another entry, too, such as a; list each once"):
        read(tmp_path, [one, one])


def test_empty_files_are_noted(tmp_path: Path) -> None:
    could = rows(tmp_path, [("a",)], "id", name="c.csv", options=[{}])
    found = read(tmp_path, [rows(tmp_path, [], "id", name="f.csv")], [could])
    assert found.sites.site.tolist() == ["c-1"]
    assert "f.csv: holds no facility" in notes(found)
    assert "c.csv: holds no candidate" in notes(read(tmp_path, [rows(tmp_path, [("a",)], "id")], [dict(could) | {"only": {"id": "z"}}]))


def test_no_site_at_all(tmp_path: Path) -> None:
    with refused("there is no site: neither a facility nor a candidate"):
        read(tmp_path)


def test_sites_far_from_everyone_are_noted(tmp_path: Path) -> None:
    path = table(tmp_path / "s.csv", [at(0, 0), at(50_000, 0)], "x,y")
    found = read(tmp_path, [{"kind": "table", "path": path, "crs": METRES}])
    assert "s.csv: more than 10 km from every place: row 2; check the coordinates" in notes(found)


def test_all_sites_far_from_everyone(tmp_path: Path) -> None:
    path = table(tmp_path / "s.csv", [(8.7, 49.4)], "x,y")
    with refused(
        "s.csv: no site lies within 10 km of any place; the sites are at 8.700 - 8.700, 49.400 - 49.400, the people at 117.001 - 117.003",
        "wrong `crs:`",
    ):
        read(tmp_path, [{"kind": "table", "path": path, "crs": "EPSG:4326"}])


def test_all_sites_far_from_everyone_in_plain_metres(tmp_path: Path) -> None:
    people = {"kind": "table", "path": table(tmp_path / "p.csv", [(0, 0, 5)], "x,y,residents"), "crs": "local"}
    sites = {"kind": "table", "path": table(tmp_path / "s.csv", [(90_000, 0)], "x,y"), "crs": "local"}
    with refused("s.csv: no site lies within 10 km of any place; the sites are at 90000 - 90000, 0 - 0, the people at 0 - 0, 0 - 0"):
        world([people], [sites])


def test_swapped_degrees_are_found_out(tmp_path: Path) -> None:
    """At 33 E 36 N both orders are places on earth; only the people tell which is meant."""
    people = {"kind": "polygons", "path": squares(tmp_path / "people.gpkg", {"residents": [10]}, crs="EPSG:32636")}
    sites = {"kind": "table", "path": table(tmp_path / "s.csv", [(36.14, 33.0)], "x,y"), "crs": "EPSG:4326"}
    assert len(world([people], [sites | {"x": "y", "y": "x"}]).sites) == 1
    with refused("s.csv: its coordinates and those of the people fit only when x and y of one are swapped; swap `x:` and `y:`"):
        world([people], [sites])


def test_swapped_metres_are_found_out(tmp_path: Path) -> None:
    """Chinese surveys call the northing x."""
    path = table(tmp_path / "s.csv", [at(0, 0)[::-1]], "x,y")
    with refused("s.csv: x and y look swapped: only the other way round do they lie where EPSG:32650 is used"):
        read(tmp_path, [{"kind": "table", "path": path, "crs": METRES}])


def test_one_candidate_for_each_square(tmp_path: Path) -> None:
    """Sites at 0, 100, ... 900 m; in squares of 500 m the nearest to the centres, 250 and 750 m, are the first of two that are as near."""
    entry = rows(tmp_path, [(f"K{k}",) for k in range(10)], "id", id="id", options=[{"capacity": 1}, {"capacity": 2}], one_per="500 m")
    found = read(tmp_path, candidates=[entry])
    assert found.sites.site.tolist() == ["K2", "K7"]
    assert offered(found, "site", "capacity") == [[0, 1], [1, 1], [0, 2], [1, 2]]
    assert "sites.csv: 2 of 10 candidates are taken, one for each square of 500 m" in notes(found)


def test_squares_so_small_that_each_row_has_its_own_leave_all(tmp_path: Path) -> None:
    entry = rows(tmp_path, [(f"K{k}",) for k in range(3)], "id", id="id", options=[{}], one_per="50 m")
    found = read(tmp_path, candidates=[entry])
    assert len(found.sites) == 3
    assert "candidates are taken" not in notes(found)


def test_cells_of_a_raster_can_be_candidates(tmp_path: Path) -> None:
    """Only where somebody lives; a band may be an amount."""
    path = raster(tmp_path / "pop.tif", [[5.0, 0.0, 7.0]])
    found = read(tmp_path, candidates=[{"kind": "raster", "path": path, "options": [{"capacity": "residents"}]}])
    assert found.sites[["x", "y"]].to_numpy().tolist() == [list(at(50, -50)), list(at(250, -50))]
    assert found.offers.capacity.tolist() == [5, 7]


def test_the_raster_of_candidates_is_read_around_the_boundary_alone(tmp_path: Path) -> None:
    path = raster(tmp_path / "pop.tif", np.ones((1, 3000)))
    around = squares(tmp_path / "around.gpkg", {"name": ["here"]}, size=300)
    candidates: list[Entry] = [{"kind": "raster", "path": path, "options": [{}]}]
    with_boundary = read(tmp_path, candidates=candidates, boundary={"kind": "polygons", "path": around})
    assert "only the part around the boundary was read" in notes(with_boundary)


def test_a_candidate_may_open_in_each_phase(tmp_path: Path) -> None:
    """Or in the years that its entry names, and until its lease ends."""
    given = rows(tmp_path, [("K1",)], "id", id="id", options=[{"service": "daycare", "capital": 5}])
    found = read(tmp_path, candidates=[given], phases=[2026, 2030])
    assert offered(found, "action", "opens", "closes", "follows") == [["build", 2026, NEVER, False], ["build", 2030, NEVER, False]]
    found = read(tmp_path, candidates=[{**given, "opens": 2030, "closes": 2035}], phases=[2026, 2030, 2040])
    assert offered(found, "action", "opens", "closes") == [["build", 2030, 2035]]


def test_a_facility_may_change_in_each_phase(tmp_path: Path) -> None:
    """What may change later is kept until then, and what takes over follows it; all of it is one room."""
    given = rows(tmp_path, [("K1", 40)], "id,places", id="id", capacity="places", expand=[{"add": 20}])
    found = read(tmp_path, [given], phases=[2026, 2030])
    assert offered(found, "action", "opens", "closes", "follows", "stays") == [
        ["keep", ALWAYS, NEVER, False, True],
        ["keep", ALWAYS, 2030, False, True],
        ["expand", 2026, NEVER, True, True],
        ["expand", 2030, NEVER, True, True],
    ]
    assert len(set(found.offers.room)) == 1
    found = read(tmp_path, [{**given, "expand": [], "may_close": True, "opens": 2026, "closes": 2035}], phases=[2026, 2030, 2035])
    assert offered(found, "action", "opens", "closes", "stays") == [["keep", 2026, 2035, False], ["keep", 2026, 2030, False]]
