"""The verbs from Python do what the command line does, with the same numbers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import siting
from siting import api
from siting.inputs import ledger
from siting.outputs import files, sentences
from siting.solve.running import Progress
from siting.texts import Text
from tests.inputs.asked import METRES, at, table
from tests.project import project, rewritten, solved


def test_the_verbs_one_after_another(tmp_path: Path) -> None:
    """Read, prepare, solve, draw and write give what `siting run` gives."""
    path = project(tmp_path)
    by_command = solved(path)
    scenario = siting.read(path)
    study = siting.prepare(scenario)
    plan = siting.solve(study)
    by_hand = siting.write(plan, tmp_path / "hand").parent
    for name in ("sites", "coverage", "cost", "ledger"):
        assert (by_hand / f"{name}.csv").read_text("utf-8") == (by_command / f"{name}.csv").read_text("utf-8")
    siting.draw(plan).save(tmp_path / "map.html")
    assert (tmp_path / "map.html").read_text("utf-8") == (by_command / "map.html").read_text("utf-8")


def test_run(tmp_path: Path) -> None:
    """Says what the command line prints, and returns the plan."""
    path = project(tmp_path)
    told: list[Text] = []
    plan = siting.run(path, out=tmp_path / "out", tell=told.append)
    assert plan.objective == pytest.approx(225)
    assert told[-1].values["path"] == tmp_path / "out" / "map.html"
    assert told[-2] == plan.summary()
    coverage = pd.read_csv(tmp_path / "out" / "coverage.csv", encoding="utf-8-sig")
    np.testing.assert_allclose(coverage.after, siting.metrics.coverage(plan).after)


def test_run_in_chinese(tmp_path: Path) -> None:
    told: list[Text] = []
    siting.run(project(tmp_path), out=tmp_path / "out", language="zh", tell=told.append)
    assert [str(one) for one in told if not re.search("[\u4e00-\u9fff]", one.said("zh"))] == []
    assert '"zh"' in (tmp_path / "out" / "map.html").read_text("utf-8")


@pytest.mark.parametrize("kind", ["path", "text", "scenario", "study"])
def test_solve_takes_what_the_verbs_before_it_give(tmp_path: Path, kind: str) -> None:
    path = project(tmp_path)
    given: Any = {"path": path, "text": str(path), "scenario": siting.read(path), "study": siting.prepare(path)}[kind]
    plan = siting.solve(given)
    assert isinstance(plan, siting.Plan)
    assert plan.objective == pytest.approx(225)
    assert plan.present.objective == pytest.approx(25)


def test_solve_takes_a_problem(tmp_path: Path) -> None:
    solution = siting.solve(siting.problem(siting.prepare(project(tmp_path))))
    assert isinstance(solution, siting.Solution)
    assert solution.objective == pytest.approx(225)


def test_settings_are_kept_with_the_plan(tmp_path: Path) -> None:
    """What is given counts and what is not given is the scenario's; the study that was given stays as it was."""
    study = siting.prepare(project(tmp_path))
    plan = siting.solve(study, gap=0.25, time_limit=7)
    used = plan.scenario.solve
    assert (used.solver, used.gap, used.time_limit) == ("highs", 0.25, 7)
    assert files.manifest(plan)["scenario"]["solve"] == {"solver": "highs", "gap": 0.25, "time_limit": "7 s", "threads": None}
    assert (study.scenario.solve.gap, study.scenario.solve.time_limit) == (0, 30)
    assert siting.solve(study, gap=None).scenario.solve == study.scenario.solve


def test_a_setting_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="gpa"):
        siting.run(project(tmp_path), out=tmp_path / "out", tell=lambda _: None, gpa=0.1)  # type: ignore[call-arg]  # what must be refused
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_solvers_agree(tmp_path: Path, solver: str) -> None:
    plan = siting.solve(project(tmp_path), solver=solver)
    np.testing.assert_allclose([plan.objective, plan.bound], 225)
    assert plan.solution.method == solver


def test_check(tmp_path: Path) -> None:
    told: list[Text] = []
    study = siting.check(project(tmp_path), tell=told.append)
    assert len(study.instance.demand) == 10
    assert str(told[-2]) == "daycare: 550 places needed in 10 places; 5 options, 120 m"
    assert str(told[-1]).startswith("a run would go through")
    assert told[-2].said("zh") == "daycare：10 处居住地共需 550 个；选项 5 个，服务范围 120 m"


def test_one_plan_a_site_holds_though_it_is_not_listed(tmp_path: Path) -> None:
    """And is not added again where it is."""
    path = project(tmp_path)
    assert [one.named for one in siting.problem(siting.prepare(path)).constraints] == ["one_plan_per_site", "budget", "capacity"]
    listed = rewritten(path, constraints=[{"kind": "capacity"}, {"kind": "one_plan_per_site", "across_services": True}])
    assert [one.named for one in siting.problem(siting.prepare(listed)).constraints] == ["capacity", "one_plan_per_site"]


def test_every_step_of_the_ledger_is_told(tmp_path: Path) -> None:
    """Read, filtered, without data, outside the boundary, in use: each in both languages."""
    place = {"kind": "table", "path": "people.csv", "x": "x", "y": "y", "crs": METRES, "groups": {"residents": "n"}, "no_data": [99]}
    half = {"kind": "polygons", "path": "half.geojson"}
    path = project(tmp_path, population=[{**place, "exclude": {"k": [3]}}], boundary=half)
    rows = [(*at(50, -50), 10, 1), (*at(150, -50), 99, 2), (*at(250, -50), 5, 3), (*at(950, -50), 7, 4)]
    table(tmp_path / "people.csv", rows, "x,y,n,k")
    (tmp_path / "half.geojson").write_text(json.dumps(square()), "utf-8")
    told: list[Text] = []
    siting.check(path, tell=told.append)
    steps = [one.values["step"] for one in told if "step" in one.values]
    assert [str(step) for step in steps] == [ledger.READ, ledger.FILTERED, ledger.UNKNOWN, ledger.OUTSIDE, ledger.USED]
    assert [step.said("zh") for step in steps if isinstance(step, Text)] == ["读入", "按筛选条件排除", "数据缺失", "在规划范围之外", "采用"]


def square() -> dict[str, object]:
    """The western 500 m as GeoJSON."""
    (west, north), (east, south) = at(0, 0), at(500, -100)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    shape = {"type": "Feature", "properties": {"name": "west"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    return {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": METRES}}, "features": [shape]}


def test_progress_is_told_now_and_then() -> None:
    """Not before there is a plan and a bound, and at most once in two seconds."""
    told: list[Text] = []
    listen = sentences.listener(told.append)
    for seconds, best, bound in ((0.0, np.nan, np.inf), (1.0, 80.0, np.inf), (2.5, 80.0, 100.0), (3.0, 90.0, 100.0), (5.0, 90.0, 99.0)):
        listen(Progress(seconds, best, bound))
    assert [str(one) for one in told] == ["2 s: best plan 80, bound 100, gap 25.00%", "5 s: best plan 90, bound 99, gap 10.00%"]


def test_init(tmp_path: Path) -> None:
    path = siting.init(tmp_path / "scenario.yaml")
    assert path.read_text("utf-8").startswith("# A scenario")
    with pytest.raises(siting.InputError, match="is there already"):
        siting.init(path)


def test_schema_is_of_scenarios() -> None:
    assert set(siting.Scenario.model_fields) <= set(json.loads(api.scenario_schema())["properties"])
