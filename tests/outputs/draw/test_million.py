"""A map of a million cells: a file that can be sent, and a page that tells the numbers of each of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from playwright.sync_api import Browser

from siting.outputs.draw import draw
from tests.outputs.draw.town import CELL, SERVICES, SOUTH, TOWN, WEST, FakePlan
from tests.outputs.draw.visits import PLAN, Visit

SIDE = 1000
SITE = (20, 30)
"""Column and row, counted from the south-west, of the one site."""


def million() -> FakePlan:
    """A city in a country where somebody lives in every cell, with one daycare that serves those within 5 km."""
    draw = np.random.default_rng(1)
    row, column = (part.ravel() for part in np.mgrid[0:SIDE, 0:SIDE])
    people = 50 * np.exp(-((column - 500) ** 2 + (row - 450) ** 2) / 60_000) + draw.gamma(0.5, 4.0, SIDE * SIDE) + 0.01
    far = np.hypot(column - SITE[0], row - SITE[1]) * CELL
    corner = [WEST + column * CELL, SOUTH + row * CELL]
    cells = gpd.GeoDataFrame(
        {
            "residents": people,
            "need.daycare": people * 0.01,
            "before.daycare": 0.0,
            "after.daycare": (far <= 5000).astype(float),
            "in_reach.daycare": far <= 5000,
            "site.daycare": np.where(far <= 5000, 0, -1),
            "minutes.daycare": np.where(far <= 5000, far / 80, np.nan),
        },
        geometry=shapely.box(corner[0], corner[1], corner[0] + CELL, corner[1] + CELL),
        crs=TOWN,
    )
    site = PLAN.sites.iloc[[0]].drop(columns=["community", "district"]).assign(service="daycare", action="build", name="Only one")
    services = {"daycare": SERVICES["daycare"]}
    scenario = SimpleNamespace(**{**vars(PLAN.scenario), "services": services})
    world = replace(PLAN.world, areas={}, sites=site[["site", "name", "geometry"]].reset_index(drop=True))
    return replace(PLAN, scenario=scenario, world=world, cells=cells, sites=site)


def test_a_million_cells(browser: Browser, tmp_path: Path) -> None:
    plan = million()
    draw(plan).save(tmp_path / "map.html")
    assert (tmp_path / "map.html").stat().st_size < 6e6
    visit = Visit(browser, tmp_path / "map.html")
    for cell in (SIDE * SITE[1] + SITE[0] + 3, SIDE * 450 + 500, SIDE * SIDE - 1):
        told = visit.point_at(cell, plan)
        people = plan.cells["residents"].iloc[cell]
        assert float(told["Residents"].replace(",", "")) == pytest.approx(people, abs=0.06)
        assert told.get("Served", "0.0% → 0.0%") == f"0.0% → {plan.cells['after.daycare'].iloc[cell]:.1%}"
    visit.page.click("[data-part=view] [data-value=after]")
    codes = visit.page.evaluate("siting.grid.codes.reduce((count, code) => count + (code >= 5 && code < 255), 0)")
    assert codes == int(plan.cells["after.daycare"].sum())
    assert visit.complaints == []
    assert visit.requests == [(tmp_path / "map.html").as_uri()]
    visit.page.close()
