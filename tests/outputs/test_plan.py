"""The columns of a plan, against the street worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import siting
from siting.solve.solution import Status
from tests.outputs.street import CAPACITY, TOGETHER, raised, street
from tests.project import project

NONE = np.nan


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("street")


def test_sites(folder: Path) -> None:
    """
    Each daycare within its capacity fills up, for more live in reach than it holds; so do the converted eldercare and the house's.

    The elder's home serves cells 0 and 1, 2 and 4 of them, 0 and 100 m away: 66.7 m on average, at 80 m a minute 0.83 min.
    """
    plan = street(folder)
    rows = [
        ("kept", "daycare", "keep", True, 3, 3, 1, 0, 10, 0),
        ("grown", "daycare", "expand", True, 10, 10, 1, 100, 25, 0),
        ("turned", "eldercare", "convert", True, 20, 20, 1, 200, 40, 0),
        ("shut", "daycare", "close", True, 0, 0, NONE, 0, 0, 0),
        ("elder", "eldercare", "keep", True, np.inf, 6, NONE, 0, 0, 0),
        ("house", "daycare", "build", False, 2, 2, 1, 300, 3, 1000),
        ("house", "eldercare", "build", False, 8, 8, 1, 400, 4, 0),
    ]
    columns = ["site", "service", "action", "existing", "capacity", "load", "utilisation", "capital", "operating", "shared_capital"]
    found = pd.DataFrame(plan.sites)[columns]
    pd.testing.assert_frame_equal(found, pd.DataFrame(rows, columns=columns), check_dtype=False, rtol=1e-9)
    elder = plan.sites.iloc[4]
    assert elder.metres == pytest.approx(400 / 6)
    assert elder.minutes == pytest.approx(5 / 6)
    assert plan.sites.half.tolist() == ["西", "西", "east", "", "西", "east", "east"]
    assert plan.sites.crs == plan.world.crs
    assert [point.x - 500_000 for point in plan.sites.geometry] == [150, 450, 750, 950, 50, 550, 550]


def test_nobody_travels_to_a_closed_site(folder: Path) -> None:
    assert street(folder).sites.set_index("action").loc["close", ["minutes", "metres"]].isna().all()


def test_each_service_pays_for_the_building_where_it_is_not_shared(folder: Path) -> None:
    plan = street(folder, constraints=(CAPACITY,))
    assert plan.sites.shared_capital.tolist() == [0, 0, 0, 0, 0, 1000, 1000]


def test_sites_without_a_limit(folder: Path) -> None:
    """Everybody goes to the nearest: cells 3 and 4 to the grown one, 5 and 6 to the house, which is then 6.5 times full."""
    sites = street(folder, constraints=(TOGETHER,)).sites.set_index(["site", "service"])
    assert sites["load"].tolist() == [6, 9, 48, 0, 6, 13, pytest.approx(10 + 12)]
    assert sites.utilisation["house", "daycare"] == 6.5


def test_cells_without_a_limit(folder: Path) -> None:
    cells = street(folder, constraints=(TOGETHER,)).cells
    assert cells["need.daycare"].tolist() == pytest.approx(range(1, 11))
    assert cells["before.daycare"].tolist() == [1] * 10
    assert cells["after.daycare"].tolist() == [1] * 7 + [0] * 3
    assert cells["in_reach.daycare"].tolist() == [True] * 7 + [False] * 3
    assert cells["site.daycare"].tolist() == [0, 0, 0, 1, 1, 5, 5, -1, -1, -1]
    assert cells["minutes.daycare"].tolist() == pytest.approx([1.25, 0, 1.25, 1.25, 0, 0, 1.25, NONE, NONE, NONE], nan_ok=True)
    assert cells.half.tolist() == ["西"] * 5 + ["east"] * 4 + [""]


def test_a_place_without_need(folder: Path) -> None:
    """Nobody in cell 3 is old."""
    cell = street(folder).cells.iloc[3]
    assert (cell["need.eldercare"], cell["in_reach.eldercare"], cell["site.eldercare"]) == (0, False, -1)
    assert np.isnan([cell[f"{column}.eldercare"] for column in ("before", "after", "minutes")]).all()


def test_cells_within_capacity(folder: Path) -> None:
    """What the cells get is what the sites serve; who cannot reach one gets nothing."""
    plan = street(folder)
    for service, before, after in (("daycare", 19, 15), ("eldercare", 6, 34)):
        need = plan.cells[f"need.{service}"]
        assert (need * plan.cells[f"before.{service}"]).sum() == pytest.approx(before)
        assert (need * plan.cells[f"after.{service}"]).sum() == pytest.approx(after)
        assert plan.sites.load[plan.sites.service == service].sum() == pytest.approx(after)
        assert (plan.cells[f"after.{service}"][~plan.cells[f"in_reach.{service}"] & (need > 0)] == 0).all()
        served = plan.cells[f"after.{service}"] > 0
        assert (plan.cells[f"site.{service}"][served] >= 0).all()
        assert (plan.cells[f"site.{service}"][~served] == -1).all()


def test_the_places_are_not_changed(folder: Path) -> None:
    plan = street(folder)
    before = plan.world.places.copy()
    assert len(plan.cells.columns) > len(before.columns)
    pd.testing.assert_frame_equal(pd.DataFrame(plan.world.places), pd.DataFrame(before))


def test_summary(folder: Path) -> None:
    plan = raised(street(folder), seconds=1.25)
    assert str(plan).splitlines() == [
        "Street: proven best (objective 49, bound 49, 1.2 s)",
        "  托育: 34.5% served today, 27.3% with the plan (15 of 55 places)",
        "  eldercare: 5.9% served today, 33.3% with the plan (34 of 102)",
        "  cost: 2,000 CNY, and 82 CNY a year",
    ]
    assert plan.summary().said("zh").splitlines() == [
        "Street：已证明为最优（目标值 49，界 49，用时 1.2 秒）",
        "  托育：现状服务率 34.5%，方案实施后 27.3%（需求 55 个，可服务 15）",
        "  eldercare：现状服务率 5.9%，方案实施后 33.3%（需求 102，可服务 34）",
        "  费用：一次性投资 2,000 元，年运营费 82 元",
    ]


@pytest.mark.parametrize(
    ("bound", "objective", "quality"),
    [
        (50.0, 40.0, "at most 25.00% from the best possible"),
        (np.inf, 40.0, "how far from the best possible is not known"),
        (50.0, 0.0, "how far from the best possible is not known"),
    ],
)
def test_summary_of_a_plan_that_is_not_proven(folder: Path, bound: float, objective: float, quality: str) -> None:
    plan = raised(street(folder), status=Status.FEASIBLE, bound=bound, objective=objective)
    assert f"Street: {quality} (" in str(plan)


def test_nothing_chosen(tmp_path: Path) -> None:
    """No facilities and no money: an empty table with all its columns, and nobody served."""
    plan = siting.solve(project(tmp_path, facilities=[], constraints=[{"kind": "budget", "total": 0}]))
    assert plan.sites.empty
    assert {"site", "capacity", "utilisation", "shared_capital", "geometry"} <= set(plan.sites)
    assert plan.cells["after.daycare"].sum() == 0
    assert "cost: 0, and 0 a year" in str(plan)


def test_the_nearest_site_is_known_beyond_the_standard(tmp_path: Path) -> None:
    """Within it, it is what the tables say is in reach; beyond, the straight line."""
    plan = siting.solve(project(tmp_path))
    near, cells = plan.nearest("daycare"), plan.cells
    assert ((near <= 1) == cells["in_reach.daycare"].to_numpy()).all()
    open_ = plan.sites[plan.sites.action != "close"].geometry
    metres = np.array([min(one.distance(site) for site in open_) for one in cells.geometry.centroid]) * plan.scenario.travel.detour
    expected = np.where(metres <= 240, metres / 120, np.inf)
    np.testing.assert_allclose(near, expected, rtol=1e-5)
    today = plan.nearest("daycare", before=True)
    assert (today >= near - 1e-9).all()
    assert np.isfinite(today).sum() < np.isfinite(near).sum()
