"""What a run leaves behind: the same numbers in every file, and a folder that is replaced as a whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest

import siting
from siting.errors import InputError
from siting.outputs import files
from siting.outputs.plan import Plan
from tests.outputs.street import CAPACITY, TOGETHER, raised, street
from tests.project import project, rewritten, scenario

CASES: dict[str, tuple[dict[str, Any], ...]] = {"capacitated": (CAPACITY, TOGETHER), "uncapacitated": (TOGETHER,)}


@pytest.fixture(scope="module", params=list(CASES.values()), ids=list(CASES))
def plan(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return street(tmp_path_factory.mktemp("street"), constraints=request.param)


@pytest.fixture
def folder(plan: Plan, tmp_path: Path) -> Path:
    return siting.write(plan, tmp_path / "out").parent


def test_all_of_it_is_there(folder: Path) -> None:
    tables = {"sites.csv", "projects.csv", "coverage.csv", "coverage_by_half.csv", "cost.csv", "ledger.csv"}
    pages = {"map.html", "report.html", "plan.xlsx", "plan.gpkg", "coverage.tif"}
    assert {file.name for file in folder.iterdir()} == {*pages, "instance", "manifest.json", *tables}


def test_layers(plan: Plan, folder: Path) -> None:
    """In the system of the work, with the numbers of the plan."""
    path = folder / "plan.gpkg"
    assert {name for name, _ in pyogrio.list_layers(path)} == {"sites", "cells", "catchments", "half", "layer_styles"}
    sites, cells = gpd.read_file(path, layer="sites"), gpd.read_file(path, layer="cells")
    assert sites.crs == cells.crs == plan.world.crs
    for name in ("capacity", "load", "utilisation", "capital", "shared_capital", "operating", "minutes", "metres"):
        np.testing.assert_allclose(sites[name], plan.sites[name])
    for name in ("site", "name", "service", "action", "existing", "half"):
        assert sites[name].tolist() == plan.sites[name].tolist()
    assert sites.geom_equals(plan.sites.geometry).all()
    for service in ("daycare", "eldercare"):
        for name in ("need", "before", "after", "minutes", "site", "in_reach"):
            np.testing.assert_allclose(cells[f"{name}.{service}"].astype(float), plan.cells[f"{name}.{service}"].astype(float))
    assert cells.area.tolist() == pytest.approx([10_000] * 10)


def test_layer_of_areas(plan: Plan, folder: Path) -> None:
    """Coverage beside the name of each area; people outside all are in no area."""
    half = gpd.read_file(folder / "plan.gpkg", layer="half").set_index("name")
    table = siting.metrics.coverage(plan, by="half").set_index(["service", "half"])
    for name in ("西", "east"):
        for service in ("daycare", "eldercare"):
            assert half.loc[name, f"need.{service}"] == pytest.approx(table.need[service, name])
            assert half.loc[name, f"after_share.{service}"] == pytest.approx(table.after_share[service, name])


def test_tables(plan: Plan, folder: Path) -> None:
    """As Excel opens them: UTF-8 with its mark, and the totals of the plan."""
    assert all(file.read_bytes().startswith(b"\xef\xbb\xbf") for file in folder.glob("*.csv"))
    read = {file.stem: pd.read_csv(file, encoding="utf-8-sig", keep_default_na=False, na_values=[""]) for file in folder.glob("*.csv")}
    expected = {
        "coverage": siting.metrics.coverage(plan),
        "coverage_by_half": siting.metrics.coverage(plan, by="half").replace({"half": {"": np.nan}}),
        "cost": siting.metrics.cost(plan, by="service"),
        "ledger": plan.world.ledger,
    }
    for name, table in expected.items():
        pd.testing.assert_frame_equal(read[name], table, check_dtype=False, rtol=1e-9)
    sites = read["sites"]
    assert sites["load"].sum() == pytest.approx(read["coverage"].after.sum())
    assert sites.capital.sum() + sites.shared_capital.sum() == pytest.approx(read["cost"].total.sum())
    assert "西" in set(sites.half)


def test_coordinates_and_money_are_not_rounded_away(tmp_path: Path) -> None:
    """A site is found again within a metre, and 123,456,789 stays what it is."""
    candidates = [dict(scenario()["candidates"][0], options=[{"service": "daycare", "capacity": 200, "capital": 123_456_789}])]
    path = rewritten(project(tmp_path), candidates=candidates, constraints=[{"kind": "budget", "total": 10**9}])
    plan = siting.solve(path)
    sites = pd.read_csv(siting.write(plan, tmp_path / "out").parent / "sites.csv", encoding="utf-8-sig")
    back = gpd.GeoSeries(gpd.points_from_xy(sites.longitude, sites.latitude), crs=4326).to_crs(plan.world.crs)
    assert back.distance(plan.sites.geometry).max() < 1
    assert sites.capital.tolist() == [0, 123_456_789, 123_456_789]


def test_the_tables_are_an_instance_again(plan: Plan, folder: Path) -> None:
    again = siting.load(folder / "instance")
    for name in ("demand", "options", "reach"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(plan.instance, name))


def test_manifest(plan: Plan, folder: Path) -> None:
    """JSON as every reader takes it, without NaN or Infinity, though a capacity without limit is in the scenario."""

    def refuse(constant: str) -> float:
        raise AssertionError(constant)

    made = json.loads((folder / "manifest.json").read_text("utf-8"), parse_constant=refuse)
    assert made["scenario"]["name"] == "Street"
    assert made["status"] == "optimal"
    assert (made["objective"], made["bound"], made["gap"]) == (plan.objective, plan.bound, 0)
    assert made["tables"] == {name: len(getattr(plan.instance, name)) for name in ("demand", "options", "reach")}
    assert made["versions"]["siting"] == siting.__version__
    assert made["crs"] == "EPSG:32650"


def test_manifest_of_a_plan_without_a_bound(plan: Plan) -> None:
    made = files.manifest(raised(plan, status=siting.Status.FEASIBLE, bound=np.inf))
    assert (made["bound"], made["gap"], made["status"]) == (None, None, "feasible")


def test_a_second_run_replaces_the_folder_as_a_whole(plan: Plan, folder: Path) -> None:
    """What the first left and the second does not write is gone."""
    (folder / "coverage_by_quarter.csv").write_text("old")
    (folder / "map.html").write_text("old")
    assert siting.write(plan, folder) == folder / "map.html"
    assert not (folder / "coverage_by_quarter.csv").exists()
    assert (folder / "map.html").read_text("utf-8") != "old"
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.parametrize("step", ["draw", "geopackage", "_tables", "manifest"])
def test_a_failure_half_way_leaves_the_old_folder(plan: Plan, folder: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr(files, step, fail)
    with pytest.raises(RuntimeError, match="half way"):
        siting.write(plan, folder)
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before
    assert list(folder.parent.iterdir()) == [folder]


def test_a_failure_half_way_leaves_no_new_folder(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr(files, "geopackage", fail)
    with pytest.raises(RuntimeError, match="half way"):
        siting.write(plan, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_folders_are_made(plan: Plan, tmp_path: Path) -> None:
    assert siting.write(plan, tmp_path / "a" / "b" / "c").is_file()
    assert (tmp_path / "a" / "b" / "c").stat().st_mode & 0o055 == 0o055


def test_a_folder_of_other_things_is_left_alone(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(InputError, match="holds other files, which would be lost"):
        siting.write(plan, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_folder_behind_a_link(plan: Plan, tmp_path: Path) -> None:
    """The folder is replaced, and the link stays one."""
    siting.write(plan, tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    siting.write(plan, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "map.html").is_file()
