"""Lorenz curves and Gini's coefficient, by hand and by law; who gets how much."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

import siting
from siting.outputs.figures import gini, lorenz
from siting.outputs.metrics.travel import longest, mean
from tests.inputs.asked import METRES, at
from tests.project import project

METRICS = siting.metrics


def test_by_hand() -> None:
    """Two areas need 10 each; one gets 2, the other 6: a quarter of what is served for half of the need."""
    across, up = lorenz(np.array([10.0, 10.0]), np.array([6.0, 2.0]))
    assert across.tolist() == [0, 0.5, 1]
    assert up.tolist() == [0, 0.25, 1]
    assert gini(np.array([10.0, 10.0]), np.array([6.0, 2.0])) == pytest.approx(0.25)


def test_one_area_gets_it_all() -> None:
    assert gini(np.array([1.0, 9.0]), np.array([1.0, 0.0])) == pytest.approx(0.9)


def test_nobody_is_served() -> None:
    assert np.isnan(gini(np.array([1.0, 2.0]), np.zeros(2)))
    assert np.isnan(gini(np.zeros(0), np.zeros(0)))


areas = st.lists(st.tuples(st.floats(0.1, 1e4), st.floats(0, 1)), min_size=1, max_size=30)


@given(areas)
def test_laws(given_areas: list[tuple[float, float]]) -> None:
    need = np.array([one for one, _ in given_areas])
    served = need * np.array([share for _, share in given_areas])
    if served.sum() < 1e-6:
        return
    across, up = lorenz(need, served)
    assert (up <= across + 1e-9).all(), "below the diagonal"
    slope = np.diff(up) / np.diff(across)
    assert (np.diff(slope) >= -1e-6).all(), "ever steeper"
    value = gini(need, served)
    assert -1e-9 <= value < 1
    # pair by pair, as it is defined: the mean difference of shares, weighted by need, over twice their mean
    share = served / need
    pairs = (need[:, None] * need[None, :] * np.abs(share[:, None] - share[None, :])).sum()
    assert value == pytest.approx(pairs / (2 * need.sum() * served.sum()), abs=1e-6)
    assert gini(need, need * 0.4) == pytest.approx(0.0, abs=1e-9)
    assert gini(7 * need, 3 * served) == pytest.approx(value, abs=1e-9), "units do not matter"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> siting.Plan:
    return siting.solve(strip(tmp_path_factory.mktemp("strip")))


def strip(folder: Path) -> Path:
    """The strip with its cells in a western and an eastern half."""
    halves = [box(*at(0, -100), *at(500, 0)), box(*at(500, -100), *at(1000, 0))]
    folder.mkdir(exist_ok=True)
    gpd.GeoDataFrame({"name": ["west", "east"]}, geometry=halves, crs=METRES).to_file(folder / "halves.gpkg")
    return project(folder, areas={"half": {"kind": "polygons", "path": "halves.gpkg"}})


def test_indicators_are_those_of_the_other_tables(plan: siting.Plan) -> None:
    told = {(row["indicator"], row["of"]): (row["before"], row["after"]) for row in siting.figures.indicators(plan).to_dict("records")}
    covered = METRICS.coverage(plan).to_dict("records")[0]
    assert told["share", ""] == (covered["before_share"], covered["after_share"])
    assert told["full", ""][1] + told["out_of_reach", ""][1] == pytest.approx(covered["need"] - covered["after"])
    # 550 people need it; the facility has 25 places, the plan adds 200 for 800
    assert told["need", ""] == (550, 550)
    assert told["served", ""] == (25, 225)
    assert told["capacity", ""] == (25, 225)
    assert told["per_1000", "residents"][1] == pytest.approx(1000 * 225 / 550)
    assert told["sites", ""] == (1, METRICS.load(plan).site.nunique())
    assert told["areas_with", "half"][0] == 0.5
    assert told["lowest", "half"][1] == METRICS.coverage(plan, by="half").after_share.min()


def test_travel_of_those_served(plan: siting.Plan) -> None:
    flows = METRICS.travel(plan, "daycare")
    assert flows.need.sum() == pytest.approx(225)
    assert flows.minutes.is_monotonic_increasing
    assert mean(flows) == pytest.approx(float((flows.minutes * flows.need).sum()) / 225)
    within = longest(flows, 0.9)
    need, minutes = flows.need.to_numpy(float), flows.minutes.to_numpy(float)
    assert need[minutes <= within].sum() >= 0.9 * 225 > need[minutes < within].sum()
    assert METRICS.travel(plan, "daycare", before=True).need.sum() == pytest.approx(25)


def test_groups_and_areas(plan: siting.Plan) -> None:
    groups = siting.figures.by_group(plan)
    assert groups[["group", "people"]].to_numpy().tolist() == [["residents", 550]]
    # everybody needs it, so the residents are served as the need is
    assert groups.after.tolist() == [pytest.approx(225 / 550)]
    fair = {row["when"]: row for row in siting.figures.fairness(plan, by="half").to_dict("records")}
    assert fair["after"]["mean"] == pytest.approx(225 / 550)
    assert fair["before"]["lowest"] == 0
    assert fair["before"]["below"] == 0.5
