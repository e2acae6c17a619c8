"""The tables of a plan: worked out by hand for the street, and in sums for plans that a solver found."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import siting
from siting.outputs.plan import Plan
from tests.outputs.street import CAPACITY, TOGETHER, street, written

BUDGET = {"kind": "budget", "total": 1800}
QUESTIONS = {
    "capacitated": (BUDGET, CAPACITY, TOGETHER),
    "uncapacitated": (BUDGET, TOGETHER),
    "unshared": (BUDGET, CAPACITY),
    "dear": ({"kind": "budget", "total": 10_000}, CAPACITY),
    "poor": ({"kind": "budget", "total": 0}, CAPACITY, TOGETHER),
}


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return street(tmp_path_factory.mktemp("street"), constraints=(CAPACITY, TOGETHER))


@pytest.fixture(scope="module", params=list(QUESTIONS.values()), ids=list(QUESTIONS))
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    constraints: tuple[dict[str, Any], ...] = request.param
    return siting.solve(written(tmp_path_factory.mktemp("street"), constraints=constraints))


def test_coverage_by_hand(by_hand: Plan) -> None:
    """
    Daycare: 3 + 10 + 2 of 55 served, cells 7 to 9 (8 + 9 + 10 = 27) out of reach, the rest, 13, in reach of full sites.

    Eldercare: 6 + 20 + 8 of 102 served, cells 2 and 9 (6 + 20 = 26) out of reach, 42 in reach of full sites.
    """
    rows = [("daycare", 55, 19, 15, 19 / 55, 15 / 55, 13, 27), ("eldercare", 102, 6, 34, 6 / 102, 34 / 102, 42, 26)]
    columns = ["service", "need", "before", "after", "before_share", "after_share", "full", "out_of_reach"]
    pd.testing.assert_frame_equal(siting.metrics.coverage(by_hand), pd.DataFrame(rows, columns=columns), check_dtype=False, rtol=1e-6)


def test_cost_by_hand(by_hand: Plan) -> None:
    """Keeping costs nothing but its running: 10 + 25 + 40 + 3 + 4 = 82 a year, and 100 + 200 + 300 + 400 with the house's 1000 once."""
    total = siting.metrics.cost(by_hand).iloc[0]
    assert total[["plans", "capital", "shared_capital", "total", "operating"]].tolist() == [7, 1000, 1000, 2000, 82]
    by_action = siting.metrics.cost(by_hand, by="action").set_index("action")
    assert by_action.total.to_dict() == {"keep": 0, "expand": 100, "convert": 200, "close": 0, "build": 1700}
    by_half = siting.metrics.cost(by_hand, by="half").set_index("half")
    assert by_half.total.to_dict() == {"西": 100, "east": 1900, "": 0}


def test_load_by_hand(by_hand: Plan) -> None:
    """Fullest first; those without a limit last; the closed one is not there."""
    table = siting.metrics.load(by_hand)
    assert "shut" not in set(table.site)
    assert table.utilisation.tolist() == [pytest.approx(1)] * 5 + [pytest.approx(np.nan, nan_ok=True)]
    assert table.site.iloc[-1] == "elder"
    assert table["load"].sum() == pytest.approx(3 + 10 + 2 + 6 + 20 + 8)


def test_need_is_served_or_full_or_out_of_reach(found: Plan) -> None:
    for by in (None, "half", "place"):
        table = siting.metrics.coverage(found, by=by)
        np.testing.assert_allclose(table.after + table.full + table.out_of_reach, table.need)
        assert (table[["before", "after", "full", "out_of_reach"]] >= -1e-9).all(axis=None)


def test_coverage_is_the_sum_of_its_groups(found: Plan) -> None:
    columns = ["need", "before", "after", "full", "out_of_reach"]
    whole = siting.metrics.coverage(found).set_index("service")[columns]
    for by in ("half", "place"):
        summed = siting.metrics.coverage(found, by=by).groupby("service")[columns].sum()
        pd.testing.assert_frame_equal(summed, whole, check_like=True)


def test_coverage_is_the_sum_of_the_loads_and_of_the_cells(found: Plan) -> None:
    coverage = siting.metrics.coverage(found).set_index("service")
    loads = siting.metrics.load(found).groupby("service")["load"].sum()
    for service, row in coverage.iterrows():
        need = found.cells[f"need.{service}"]
        assert row.need == pytest.approx(need.sum())
        assert row.after == pytest.approx(loads.get(service, 0.0))
        assert row.after == pytest.approx((need * found.cells[f"after.{service}"]).sum())
        assert row.before == pytest.approx((need * found.cells[f"before.{service}"]).sum())


def test_today_does_not_depend_on_the_plan(found: Plan) -> None:
    """Today 3 + 4 + 5 + 7 of the daycare and 6 of the eldercare are served; without limits all daycare."""
    limited = any(one.named == "capacity" for one in found.scenario.constraints)
    assert siting.metrics.coverage(found).before.tolist() == pytest.approx([19 if limited else 55, 6])


def test_costs_add_up_to_the_budget_used(found: Plan) -> None:
    """What the budget's own row says is spent, and each building once where it is shared."""
    total = siting.metrics.cost(found)
    spent = found.problem.instance.options[found.solution.chosen]
    shared = found.shares_buildings
    buildings = spent.groupby("site").site_capital.max().sum() if shared else spent.site_capital.sum()
    assert total.total.sum() == pytest.approx(spent.capital.sum() + buildings)
    limit = found.scenario.constraints[0].total
    assert total.total.sum() <= limit
    for by in ("service", "action", "half", "site"):
        table = siting.metrics.cost(found, by=by)
        np.testing.assert_allclose(table.drop(columns=by).sum().to_numpy(float), total.drop(columns="group").sum().to_numpy(float))
    if shared:
        assert (found.sites.groupby("site").shared_capital.agg(lambda one: (one > 0).sum()) <= 1).all()


def test_no_site_serves_more_than_it_holds(found: Plan) -> None:
    if any(one.named == "capacity" for one in found.scenario.constraints):
        assert (found.sites["load"] <= found.sites.capacity + 1e-6).all()


def test_a_facility_closes_or_stands(found: Plan) -> None:
    """Each that stood has one row; what has closed serves and costs nothing."""
    sites = found.sites
    assert sorted(sites.site[sites.existing]) == ["elder", "grown", "kept", "shut", "turned"]
    closed = sites[sites.action == "close"]
    assert (closed[["capacity", "load", "capital", "operating", "area", "shared_capital"]] == 0).all(axis=None)
    assert set(closed.site) <= {"shut"}


@pytest.mark.parametrize(("metric", "known"), [("coverage", "place, service, phase, projection"), ("cost", "site, name, service")])
def test_a_group_that_is_not_there(by_hand: Plan, metric: str, known: str) -> None:
    with pytest.raises(siting.InstanceError, match=f'no column "quarter"; known: {known}') as error:
        getattr(siting.metrics, metric)(by_hand, by="quarter")
    assert "没有列“quarter”" in error.value.said("zh")
