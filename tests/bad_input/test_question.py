"""Constraints that clash with the data or with one another, and limits that leave nothing to choose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.inputs.asked import squares
from tests.project import project, refused, rewritten, scenario, siting, solved

CAPACITY = {"kind": "capacity"}


def test_a_budget_of_nothing(tmp_path: Path) -> None:
    """The plan is what stands today."""
    out = solved(project(tmp_path, constraints=[{"kind": "budget", "total": 0}, CAPACITY]))
    sites, coverage = pd.read_csv(out / "sites.csv"), pd.read_csv(out / "coverage.csv")
    assert sites[["site", "action", "load"]].to_numpy().tolist() == [["old", "keep", 25]]
    assert coverage[["before", "after"]].to_numpy().tolist() == [[25, 25]]


def test_a_budget_below_nothing(tmp_path: Path) -> None:
    refused(project(tmp_path, constraints=[{"kind": "budget", "total": -5}, CAPACITY]), "budget", "-5 is below 0")


def test_a_target_beyond_reach(tmp_path: Path) -> None:
    """10 + ... + 100 = 550, of which 60 + 150 + 270 = 480 have a site within 120 m: 87.3 %."""
    message = refused(project(tmp_path, constraints=[{"kind": "cover", "share": 0.9}]), "no plan satisfies every constraint")
    assert "cover(share: 0.9)" in message
    assert "daycare: 87.3% of the need has an option within its standard" in message


def test_a_target_beyond_the_budget(tmp_path: Path) -> None:
    """70 % needs both candidates, 1000; either would fit on its own. The constraint that does no harm is not named."""
    constraints = [{"kind": "budget", "total": 900}, {"kind": "cover", "share": 0.7}, {"kind": "count", "at_most": 5}]
    path = project(tmp_path, constraints=constraints)
    message = refused(path, "no plan satisfies every constraint", "budget(total: 900", "cover(share: 0.7)")
    assert "count" not in message


@pytest.mark.parametrize(
    ("constraint", "message"),
    [
        ({"kind": "budget", "by_service": {"daycar": 3}}, 'budget: no service is called "daycar"; did you mean "daycare"?'),
        ({"kind": "cover", "service": "clinic"}, 'cover: no service is called "clinic"; known: daycare'),
        ({"kind": "cover", "group": "district"}, 'cover: the demand table has no column "district"; known: '),
        ({"kind": "budget", "group": "district", "by_group": {"A": 1}}, 'budget: the options table has no column "district"; known: '),
        ({"kind": "fixed", "open": ["mids"]}, 'fixed: no site is called "mids"; did you mean "mid"?'),
        ({"kind": "fixed", "closed": ["zzz"]}, 'fixed: no site is called "zzz"; known: east, mid, old'),
        ({"kind": "fixed", "open": ["mid"], "closed": ["mid"]}, "fixed: mid: both open and closed"),
        ({"kind": "count", "exactly": 9}, "count: asks for 9, but there are only 4 options to choose from"),
        ({"kind": "count"}, "count: give exactly, at_least or at_most"),
    ],
)
def test_a_constraint_that_asks_for_what_is_not_there(tmp_path: Path, constraint: dict[str, Any], message: str) -> None:
    refused(project(tmp_path, constraints=[constraint]), message)


def test_a_group_of_people_that_is_not_there(tmp_path: Path) -> None:
    service = {"daycare": {"within": "120 m", "demand": {"share": 0.1, "of": "resident"}}}
    refused(project(tmp_path, services=service), 'services: daycare.demand: no population group "resident"; did you mean "residents"?')


def test_a_solver_that_is_not_there(tmp_path: Path) -> None:
    refused(project(tmp_path), 'no solver is called "higs"', "highs, cbc", options=["--solver", "higs"])


def test_a_solver_is_looked_for_before_the_files_are_read(tmp_path: Path) -> None:
    path = project(tmp_path, solve={"solver": "higs"})
    (tmp_path / "people.tif").write_bytes(b"")
    for command in ("check", "run"):
        result = siting(command, path)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith('no solver is called "higs"')


def test_a_service_that_nothing_offers(tmp_path: Path) -> None:
    """It is planned for all the same, and served to nobody; that is said."""
    written = scenario()
    services = {**written["services"], "clinic": {"within": "120 m"}}
    path = rewritten(project(tmp_path), services=services, facilities=[{**written["facilities"][0], "service": "daycare"}])
    for command in ("check", "run"):
        result = siting(command, path, *(["--out", tmp_path / "out"] if command == "run" else []))
        assert result.exit_code == 0, result.output
        assert "note: clinic: no facility and no candidate that offers it is within reach of those who need it" in result.stdout
        assert "note: daycare" not in result.stdout


def test_no_time_at_all(tmp_path: Path) -> None:
    """A small question is answered all the same."""
    result = siting("run", project(tmp_path), "--out", tmp_path / "out", "--time-limit", 0)
    assert result.exit_code == 0
    assert "Strip: proven best (objective 225" in result.stdout


@pytest.mark.parametrize("options", [("--time-limit", -1), ("--gap", 2), ("--gap", "near"), ("--lang", "fr")])
def test_options_that_make_no_sense(tmp_path: Path, options: tuple[str, object]) -> None:
    result = siting("run", project(tmp_path), "--out", tmp_path / "out", *options)
    assert result.exit_code == 2
    assert options[0] in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["load", "full", "site_id", "sites", "cells", "fid", "Geom", "residents"])
def test_areas_whose_name_is_taken(tmp_path: Path, kind: str) -> None:
    """By a column or a layer of what a run writes."""
    squares(tmp_path / "areas.geojson", {"name": ["a", "b"]})
    areas = {kind: {"kind": "polygons", "path": "areas.geojson"}}
    refused(project(tmp_path, areas=areas), f'areas: "{kind}" is the name of a column already; call the areas something else')
