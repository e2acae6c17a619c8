"""What the panel says equals the table."""

from __future__ import annotations

import numpy as np
import pytest

from siting.outputs.draw.panel import panel
from siting.outputs.draw.scene import Scene
from siting.outputs.draw.words import named, words
from tests.outputs.draw.town import town

PLAN = town(40, 30)
SCENE = Scene.of(PLAN)
PANEL = panel(SCENE)
NOW = PANEL["moments"][-1]


@pytest.mark.parametrize("position", [0, 1])
def test_sums_are_those_of_the_cells(position: int) -> None:
    told, key = NOW["services"][position], PANEL["services"][position]["key"]
    need = PLAN.cells[f"need.{key}"]
    assert told["need"] == pytest.approx(need.sum(), rel=1e-12)
    for when in ("before", "after"):
        assert told[when] == pytest.approx((need * PLAN.cells[f"{when}.{key}"]).sum(), rel=1e-12)


@pytest.mark.parametrize("position", [0, 1])
def test_areas_add_up_to_the_whole_and_the_least_served_come_first(position: int) -> None:
    told = NOW["services"][position]
    for amount in ("need", "before", "after"):
        assert sum(area[amount] for area in told["areas"]) == pytest.approx(told[amount])
    shares = [area["after"] / area["need"] for area in told["areas"]]
    assert shares == sorted(shares)
    assert {area["name"] for area in told["areas"]} == set(PLAN.world.areas["district"]["name"])


def test_cost_counts_shared_buildings_once_and_no_upkeep_of_what_closes() -> None:
    sites = PLAN.sites
    assert NOW["capital"] == pytest.approx(sites["capital"].sum() + sites["shared_capital"].sum())
    assert NOW["operating"] == pytest.approx(sites.loc[sites["action"] != "close", "operating"].sum())
    assert PANEL["budget"] == 30_000_000


def test_all_services_count_a_place_as_far_as_its_least_served() -> None:
    cells = PLAN.cells
    least = cells[["after.daycare", "after.eldercare"]].min(axis=1)
    needed = cells["residents"] * least.notna()
    assert NOW["combined"]["need"] == pytest.approx(needed.sum())
    assert NOW["combined"]["after"] == pytest.approx((needed * least).sum())


def test_mean_travel_is_of_those_served() -> None:
    cells = PLAN.cells.fillna({"minutes.daycare": 0, "after.daycare": 0})
    served = cells["need.daycare"] * cells["after.daycare"]
    assert NOW["services"][0]["minutes"] == pytest.approx(np.average(cells["minutes.daycare"], weights=served))


def test_names_of_groups_are_readable() -> None:
    assert SCENE.groups == ["residents", "age_0_2", "age_60_plus"]
    assert [named(group, words("en")) for group in SCENE.groups] == ["Residents", "Age 0–2", "Age 60+"]
    assert named("home_owners", words("en")) == "home owners"
