"""A strip of ten cells planned for two years, by hand: what opens, grows or closes when, and what is told of each year."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import siting
from siting.outputs import files
from siting.outputs.pages import reported
from siting.outputs.plan import Plan
from siting.outputs.report.contents import project_sheet, terms
from tests.project import project, rewritten

HOUSE = {"service": "daycare", "capacity": 200, "capital": 500}
PLACE = {"kind": "table", "x": "x", "y": "y", "crs": "EPSG:32650", "id": "id"}
STOOD = {**PLACE, "path": "facilities.csv", "capacity": "places", "operating": "cost"}


def solved(folder: Path, **changes: Any) -> Plan:
    """Twice as many people in 2030; 500 to spend in either year."""
    given: dict[str, Any] = {
        "phases": [2026, 2030],
        "growth": {"residents": {"factor": {2030: 2.0}}},
        "candidates": [{**PLACE, "path": "candidates.csv", "options": [HOUSE]}],
        "constraints": [{"kind": "budget", "by_phase": {2026: 500, 2030: 500}}, {"kind": "capacity"}],
    }
    return siting.solve(rewritten(project(folder), **(given | changes)))


def years(plan: Plan) -> dict[tuple[str, str], Any]:
    """When each plan opens and closes."""
    return {(row.site, row.action): (row.opens, row.closes) for row in plan.sites.itertuples()}


def test_the_larger_need_is_met_first(tmp_path: Path) -> None:
    """East reaches 270 people and later 540, mid 150 and later 300: east serves 200 at once, mid 200 only in 2030. The old one is full."""
    plan = solved(tmp_path)
    assert plan.objective == pytest.approx(25 + 200 + 25 + 200 + 200)
    assert years(plan) == {("old", "keep"): (pd.NA, pd.NA), ("east", "build"): (2026, pd.NA), ("mid", "build"): (2030, pd.NA)}
    early = plan.at(2026)
    assert early.sites[["site", "load"]].to_numpy().tolist() == [["old", 25.0], ["east", 200.0]]
    assert plan.sites.set_index("site").load.to_dict() == pytest.approx({"old": 25, "east": 200, "mid": 200})


def test_the_tables_of_each_year(tmp_path: Path) -> None:
    plan = solved(tmp_path)
    table = siting.metrics.coverage(plan)
    told = table[["phase", "need", "before", "after"]].to_numpy(float)
    assert told == pytest.approx(np.array([[2026, 550, 25, 225], [2030, 1100, 25, 425]]))
    assert siting.metrics.coverage(plan.at(2026)).after.tolist() == pytest.approx([225])
    assert plan.at(2026).cells["need.daycare"].sum() == pytest.approx(550)
    assert plan.cells["need.daycare"].sum() == plan.cells.residents.sum() == pytest.approx(1100)
    assert siting.metrics.cost(plan).capital.tolist() == [1000.0]
    assert siting.metrics.cost(plan, by="opens").set_index("opens").capital.to_dict() == {2026: 500.0, 2030: 500.0}
    projects = siting.metrics.projects(plan)
    listed = projects[["opens", "site", "action", "capital"]].to_numpy().tolist()
    assert listed == [[2026, "east", "build", 500], [2030, "mid", "build", 500]]
    assert siting.metrics.load(plan.at(2026)).site.tolist() == ["old", "east"]
    assert "daycare, 2030: 2.3% served by what stands today, 38.6% with the plan" in str(plan)
    assert "2026" not in str(plan.at(2030))


def test_the_map_leads_through_the_years(tmp_path: Path) -> None:
    plan = solved(tmp_path / "project")
    files.write(plan, tmp_path / "out")
    html = (tmp_path / "out" / "map.html").read_text("utf-8")
    given = json.loads(re.search(r"siting\.sites\(\w+, (.*)\);", html)[1])  # type: ignore[index]
    assert [[site["id"] for site in moment] for moment in given["moments"]] == [["old", "east"], ["old", "mid", "east"]]
    told = json.loads(re.search(r"siting\.start\(\w+, (.*)\);", html)[1])["panel"]  # type: ignore[index]
    assert [moment["when"] for moment in told["moments"]] == ["2026", "2030"]
    assert [moment["capital"] for moment in told["moments"]] == [500.0, 1000.0]
    assert [moment["services"][0]["after"] for moment in told["moments"]] == pytest.approx([225, 425])
    written = pd.read_csv(tmp_path / "out" / "projects.csv")
    assert written[["opens", "site"]].to_numpy().tolist() == [[2026, "east"], [2030, "mid"]]


def test_the_map_of_one_year(tmp_path: Path) -> None:
    siting.draw(solved(tmp_path / "project").at(2026)).save(tmp_path / "map.html")
    html = (tmp_path / "map.html").read_text("utf-8")
    told = json.loads(re.search(r"siting\.start\(\w+, (.*)\);", html)[1])["panel"]  # type: ignore[index]
    assert [moment["when"] for moment in told["moments"]] == ["2026"]


def test_what_was_spent_on_something_that_closed_is_spent(tmp_path: Path) -> None:
    """A lease of 2026 ends in 2030: the money is gone all the same."""
    lease = {**PLACE, "path": "candidates.csv", "closes": 2030, "options": [HOUSE]}
    plan = solved(tmp_path, candidates=[lease])
    assert plan.at(2026).spent.capital.sum() == plan.at(2030).spent.capital.sum() == plan.spent.capital.sum() > 0
    assert plan.at(2030).sites.capital.sum() == 0


def test_kept_and_then_larger(tmp_path: Path) -> None:
    """With money in 2030 alone the old one is kept until then, and expanded from then on."""
    grows = [{**STOOD, "expand": [{"add": 20, "capital": 300}]}]
    late = {"kind": "budget", "by_phase": {2030: 300}}
    plan = solved(tmp_path, facilities=grows, candidates=[], constraints=[late, {"kind": "capacity"}])
    assert plan.objective == pytest.approx(25 + 45)
    assert years(plan) == {("old", "keep"): (pd.NA, 2030), ("old", "expand"): (2030, pd.NA)}
    assert plan.at(2026).sites.action.tolist() == ["keep"]
    assert plan.at(2030).sites.action.tolist() == ["expand"]


def test_kept_and_then_closed(tmp_path: Path) -> None:
    """Without a running budget in 2030 it closes then; today it must stay as long as it can."""
    shuts = [{**STOOD, "may_close": True}]
    limit = {"kind": "budget", "of": "operating", "by_phase": {2026: 1000, 2030: 0}}
    plan = solved(tmp_path, facilities=shuts, candidates=[], constraints=[limit, {"kind": "capacity"}])
    assert years(plan) == {("old", "keep"): (pd.NA, 2030), ("old", "close"): (2030, pd.NA)}
    assert plan.at(2030).sites.action.tolist() == ["close"]
    assert siting.metrics.cost(plan).operating.tolist() == [0.0]
    assert siting.metrics.coverage(plan).after.tolist() == pytest.approx([25, 0])


def test_what_closed_does_not_come_back(tmp_path: Path) -> None:
    """An expansion takes over from what stands; after a gap there is nothing to take over from."""
    grows = [{**STOOD, "may_close": True, "expand": [{"add": 20, "capital": 0, "opens": 2035}]}]
    limit = {"kind": "budget", "of": "operating", "by_phase": {2026: 1000, 2030: 0, 2035: 1000}}
    plan = solved(tmp_path, phases=[2026, 2030, 2035], facilities=grows, candidates=[], constraints=[limit, {"kind": "capacity"}])
    assert plan.objective == pytest.approx(25)
    assert years(plan) == {("old", "keep"): (pd.NA, 2030), ("old", "close"): (2030, pd.NA)}


def test_turned_over_later(tmp_path: Path) -> None:
    """Daycare today, elder care from 2030 on, when a target asks for it: the room is never empty and never used twice."""
    turns = [{**STOOD, "service": "daycare", "convert": [{"service": "elder", "capacity": 30, "capital": 100}]}]
    services = {name: {"within": "120 m", "demand": {"share": 1.0}, "unit": "places"} for name in ("daycare", "elder")}
    late = {"kind": "budget", "by_phase": {2030: 100}}
    rules = [late, {"kind": "capacity"}, {"kind": "cover", "service": "elder", "share": 0.01, "by": 2030}]
    plan = solved(tmp_path, services=services, facilities=turns, candidates=[], constraints=rules, objective={"kind": "min_cost"})
    assert years(plan) == {("old", "keep"): (pd.NA, 2030), ("old", "convert"): (2030, pd.NA)}
    table = siting.metrics.coverage(plan).set_index(["service", "phase"]).after
    assert table.to_dict() == pytest.approx({("daycare", 2026): 25, ("daycare", 2030): 0, ("elder", 2026): 0, ("elder", 2030): 30})


def test_several_futures(tmp_path: Path) -> None:
    """Half as many people in one future of two: its need counts half, and its tables are told apart."""
    low = {"probability": 1, "growth": {"residents": {"factor": {2030: 0.5}}}}
    plan = solved(tmp_path, phases=[2026, 2030], projections={"low": low, "high": {"probability": 3}})
    table = siting.metrics.coverage(plan)
    assert table[["phase", "projection"]].to_numpy().tolist() == [[2026, "low"], [2026, "high"], [2030, "low"], [2030, "high"]]
    assert table.need.tolist() == pytest.approx([550, 550, 275, 1100])
    assert plan.when == "2030, high"
    assert plan.at(projection="low").cells["need.daycare"].sum() == pytest.approx(275)
    # in 2026 and 2030 with the low future east serves 200 and 135, mid 75; the old one 25 in all
    early, low_late, high_late = 25 + 200, 25 + 135 + 75, 25 + 200 + 200
    assert plan.objective == pytest.approx(early + 0.25 * low_late + 0.75 * high_late)


def test_no_such_year(tmp_path: Path) -> None:
    with pytest.raises(siting.SitingError, match="no phase and projection 2031; there are 2026, 2030"):
        solved(tmp_path).at(2031)


def test_the_report_tells_near_and_long_term_apart(tmp_path: Path) -> None:
    """East is built in the first year, mid in the second; each has one number, in either list and in the workbook."""
    plan = solved(tmp_path)
    page = reported(plan)
    near, long = page.split("<h3>near-term measures</h3>")[1].split("<h3>long-term measures</h3>")
    long = long.split("<h2>")[0]
    assert [">east<" in near, ">mid<" in near] == [True, False]
    assert [">east<" in long, ">mid<" in long] == [False, True]
    listed = [project_sheet(plan, term).rows for term in terms(plan)]
    assert [row[:2] for rows in listed for row in rows] == [(1, 2026), (2, 2030)] == [row[:2] for row in project_sheet(plan).rows]
    assert [str(row[2]) for row in project_sheet(plan).rows] == ["near-term", "long-term"]
