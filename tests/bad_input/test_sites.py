"""Facilities and candidates that cannot be right, and those that are merely few."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from tests.inputs.asked import METRES, ORIGIN, at, table
from tests.project import FACILITIES, project, refused, rewritten, scenario, sites, siting, solved

PLACE = {"kind": "table", "path": "facilities.csv", "x": "x", "y": "y", "id": "id"}
DEGREES = [{**PLACE, "crs": "EPSG:4326"}]
UNLIMITED = [{"kind": "budget", "total": 1000}]
TODAY = "daycare: 4.5% served today, 4.5% with the plan (25 of 550 places)"


def test_longitude_and_latitude_swapped(tmp_path: Path) -> None:
    path = project(tmp_path, facilities=[("old", 36.1437, 117.0006, 25, 0)])
    refused(rewritten(path, facilities=DEGREES), "facilities.csv: longitude and latitude look swapped: latitudes reach 117.0006")


def test_x_and_y_swapped(tmp_path: Path) -> None:
    refused(project(tmp_path, candidates=[("mid", *at(450, -50)[::-1])]), "candidates.csv: x and y look swapped")


def test_metres_read_as_degrees(tmp_path: Path) -> None:
    refused(rewritten(project(tmp_path), facilities=DEGREES), "facilities.csv: the coordinates look like metres", "EPSG:4326 is in degrees")


def test_ids_that_are_not_unique(tmp_path: Path) -> None:
    rows = [("mid", *at(450, -50)), ("east", *at(650, -50)), ("mid", *at(850, -50))]
    refused(project(tmp_path, candidates=rows), 'candidates.csv: column "id": rows 1, 3 share the id "mid"')


def test_an_id_of_two_files_for_two_places(tmp_path: Path) -> None:
    refused(project(tmp_path, candidates=[("old", *at(450, -50))]), "candidates.csv: row 1", "another place, such as old")


def test_a_blank_capacity(tmp_path: Path) -> None:
    """Nothing is wrong with it until a constraint asks for it."""
    facilities = [*FACILITIES, ("annex", *at(250, -50), "", 0), ("hut", *at(350, -50), "", 0)]
    refused(project(tmp_path, facilities=facilities), "2 options have no capacity, at the sites annex, hut; give each a number")
    annex = sites(solved(project(tmp_path, facilities=facilities, constraints=UNLIMITED)))["annex"]
    assert annex["load"] > 0
    assert np.isnan([annex["capacity"], annex["utilisation"]]).all()


def test_a_capacity_of_nothing(tmp_path: Path) -> None:
    """It stands, and serves nobody."""
    old = sites(solved(project(tmp_path, facilities=[("old", *at(150, -50), 0, 7)])))["old"]
    assert [old[name] for name in ("action", "capacity", "load", "operating")] == ["keep", 0, 0, 7]
    assert np.isnan(old["utilisation"])


def test_a_capacity_below_nothing(tmp_path: Path) -> None:
    refused(project(tmp_path, facilities=[("old", *at(150, -50), -3, 0)]), 'facilities.csv: capacity: column "places": below 0 in row 1')


@pytest.mark.parametrize("constraints", [UNLIMITED, [*UNLIMITED, {"kind": "capacity"}]], ids=["without", "with"])
def test_no_capacity_column(tmp_path: Path, constraints: list[object]) -> None:
    """No limit is known, with the constraint and without: the facility serves its three cells, 10 + 20 + 30 of 550."""
    path = rewritten(project(tmp_path), facilities=[{**PLACE, "crs": METRES}], constraints=constraints)
    old = sites(solved(path))["old"]
    assert (old["capacity"], old["load"]) == (np.inf, 60)
    assert np.isnan(old["utilisation"])


def test_a_capacity_column_that_is_not_there(tmp_path: Path) -> None:
    path = rewritten(project(tmp_path), facilities=[{**PLACE, "crs": METRES, "capacity": "place"}])
    refused(path, 'facilities.csv: capacity: no column "place"; did you mean "places"?')


@pytest.mark.parametrize("empty", ["file", "entry"])
def test_no_candidates(tmp_path: Path, empty: str) -> None:
    """The plan is what stands."""
    path = project(tmp_path, candidates=[])
    path = rewritten(path, candidates=[]) if empty == "entry" else path
    result = siting("run", path, "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert TODAY in result.stdout
    assert ("note: candidates.csv: holds no candidate" in result.stdout) == (empty == "file")


@pytest.mark.parametrize("empty", ["file", "entry"])
def test_no_facilities(tmp_path: Path, empty: str) -> None:
    path = project(tmp_path, facilities=[])
    result = siting("run", rewritten(path, facilities=[]) if empty == "entry" else path, "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert "daycare: 0.0% served today" in result.stdout


def test_neither(tmp_path: Path) -> None:
    refused(project(tmp_path, facilities=[], candidates=[]), "there is no site: neither a facility nor a candidate")


@pytest.mark.parametrize("capacitated", [True, False])
def test_candidates_that_reach_nobody(tmp_path: Path, capacitated: bool) -> None:
    """They lie 2 km from the last cell: nothing is built, and the empty tables and the map are written all the same."""
    constraints = [*UNLIMITED, {"kind": "capacity"}] if capacitated else UNLIMITED
    out = solved(project(tmp_path, candidates=[("far", *at(3000, -50))], facilities=[], constraints=constraints))
    assert pd.read_csv(out / "sites.csv").empty
    assert pd.read_csv(out / "coverage.csv").after.tolist() == [0]
    assert (out / "map.html").is_file()


def test_candidates_outside_the_boundary(tmp_path: Path) -> None:
    """Nothing is planned outside: the eastern candidate is left out and said to be; the facility outside goes on serving."""
    path = project(tmp_path, boundary={"kind": "polygons", "path": "west.geojson"}, constraints=[{"kind": "budget", "total": 9000}])
    west, south = ORIGIN
    inside = gpd.GeoDataFrame({"name": ["west"]}, geometry=[box(west + 250, south - 100, west + 600, south)], crs=METRES)
    inside.to_file(tmp_path / "west.geojson")
    result = siting("run", path, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "1 candidate sites lie outside the boundary and are left out" in result.stdout
    assert "1 facilities lie outside the boundary; they stay" in result.stdout
    assert set(pd.read_csv(tmp_path / "out" / "sites.csv").site) == {"old", "mid"}


def test_a_candidate_in_a_facility_that_stands(tmp_path: Path) -> None:
    """A second service joins the building of the first: it pays what the building costs, the facility does not."""
    clinic = {"within": "120 m", "demand": {"share": 1.0}}
    place = {"kind": "table", "x": "x", "y": "y", "crs": METRES, "id": "id"}
    written = scenario()
    candidates = [{**place, "path": "same.csv", "site_capital": 100, "options": [{"service": "clinic", "capacity": 90, "capital": 7}]}]
    services = {**written["services"], "clinic": clinic}
    facilities = [{**written["facilities"][0], "service": "daycare"}]
    rules = [{"kind": "budget", "total": 107}, {"kind": "capacity"}, {"kind": "together"}]
    path = project(tmp_path)
    table(tmp_path / "same.csv", [("old", *at(150, -50))], "id,x,y")
    path = rewritten(path, services=services, facilities=facilities, candidates=candidates, constraints=rules)
    out = tmp_path / "out"
    result = siting("run", path, "--out", out)
    assert result.exit_code == 0, result.output
    rows = pd.read_csv(out / "sites.csv")
    assert rows[["site", "service", "action"]].to_numpy().tolist() == [["old", "clinic", "build"], ["old", "daycare", "keep"]]
    assert rows.capital.sum() + rows.shared_capital.sum() == 107
