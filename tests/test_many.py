"""`siting frontier`, `siting compare` and `siting run --frontier`: what they print, leave behind and refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import siting
from siting.texts import Text
from tests.inputs.asked import METRES
from tests.project import project, written
from tests.project import scenario as wanted
from tests.project import siting as command

PLACE = {"kind": "table", "x": "x", "y": "y", "crs": METRES, "id": "id"}


def test_frontier(tmp_path: Path) -> None:
    result = command("frontier", project(tmp_path), "--out", tmp_path / "out", "--values", "600, 0.05 万")
    assert result.exit_code == 0, result.output
    said = result.stdout.splitlines()
    assert [line for line in said if line.startswith("with ")] == [
        "with 500 of money: daycare 22.7% (proven best)",
        "with 600 of money: daycare 22.7% (proven best)",
        "with 1,000 of money: daycare 40.9% (proven best)",
    ]
    assert said[-1] == f"page: {tmp_path / 'out' / 'frontier.html'}"
    assert pd.read_csv(tmp_path / "out" / "frontier.csv").limit.tolist() == [500, 600, 1000]


def test_frontier_in_chinese_and_without_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project(tmp_path / "data", constraints=[{"kind": "count", "at_most": 2}, {"kind": "capacity"}])
    monkeypatch.chdir(tmp_path)
    result = command("frontier", path, "--of", "count", "--steps", 4, "--lang", "zh", "--gap", 0.1, "--time-limit", 9)
    assert result.exit_code == 0, result.output
    assert [line for line in result.stdout.splitlines() if not re.search("[\u4e00-\u9fff]", line)] == []
    assert "各上限的效果" in (tmp_path / "maps" / "strip-frontier" / "frontier.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("constraints", "options", "message"),
    [
        ([{"kind": "capacity"}], (), "this scenario has none to move; add a budget"),
        ([{"kind": "budget", "total": 9}], ("--of", "count"), "add a count with an upper limit"),
        ([{"kind": "budget", "total": 9}], ("--values", "much"), "must be an amount of money"),
        ([{"kind": "budget", "total": 9}], ("--values", "-5"), "-5 is no limit"),
        ([{"kind": "budget", "total": 0}], (), "the scenario's own limit is 0"),
        ([{"kind": "budget", "total": 9}, {"kind": "cover", "share": 0.9}], (), "no plan satisfies every constraint"),
    ],
)
def test_frontiers_that_are_refused(tmp_path: Path, constraints: list[object], options: tuple[str, ...], message: str) -> None:
    path = project(tmp_path, constraints=constraints)
    before = sorted(tmp_path.iterdir())
    english, chinese = (command("frontier", path, "--out", tmp_path / "out", "--lang", one, *options) for one in ("en", "zh"))
    assert (english.exit_code, chinese.exit_code) == (2, 2)
    assert message in english.stderr
    assert re.search("[\u4e00-\u9fff]", chinese.stderr)
    assert sorted(tmp_path.iterdir()) == before


def test_a_run_with_its_frontier(tmp_path: Path) -> None:
    """The plan is the one without it; the report tells the curve, and its page lies beside."""
    path = project(tmp_path)
    assert command("run", path, "--out", tmp_path / "a").exit_code == 0
    result = command("run", path, "--out", tmp_path / "b", "--frontier")
    assert result.exit_code == 0, result.output
    assert {one.name for one in (tmp_path / "b").iterdir()} - {one.name for one in (tmp_path / "a").iterdir()} == {
        "frontier.html",
        "frontier.csv",
        "frontier.xlsx",
    }
    assert (tmp_path / "a" / "sites.csv").read_text("utf-8") == (tmp_path / "b" / "sites.csv").read_text("utf-8")
    assert "what each limit brings" not in (tmp_path / "a" / "report.html").read_text("utf-8")
    assert "what each limit brings" in (tmp_path / "b" / "report.html").read_text("utf-8")


def test_compare(tmp_path: Path) -> None:
    first = project(tmp_path / "a")
    second = written(tmp_path / "a" / "poor.yaml", wanted(constraints=[{"kind": "budget", "total": 500}, {"kind": "capacity"}]))
    result = command("compare", first, second, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    said = result.stdout.splitlines()
    assert "daycare: strip serves most, 40.9% of the need (poor 22.7%)." in said
    assert "poor costs least once: 500 (strip 800)." in said or "poor costs least once: 500 (strip 1,000)." in said
    assert said[-1] == f"page: {tmp_path / 'out' / 'compare.html'}"
    chinese = command("compare", first, second, first, "--out", tmp_path / "out", "--lang", "zh")
    assert chinese.exit_code == 0, chinese.output
    assert [line for line in chinese.stdout.splitlines() if not re.search("[\u4e00-\u9fff]", line)] == []
    assert pd.read_csv(tmp_path / "out" / "compare.csv").columns.tolist()[-3:] == ["strip", "poor", "strip (2)"]


def test_comparisons_that_are_refused(tmp_path: Path) -> None:
    """Too few, and without a service in common, before anything is solved."""
    first = project(tmp_path)
    alone = command("compare", first, "--out", tmp_path / "out")
    assert (alone.exit_code, alone.stderr) == (2, "1 scenarios cannot be compared; give 2 to 6\n")
    clinic = wanted(services={"clinic": {"within": "120 m", "demand": {"share": 1.0}}}, facilities=None, candidates=None)
    other = command("compare", first, written(tmp_path / "clinic.yaml", clinic), "--out", tmp_path / "out", "--lang", "zh")
    assert other.exit_code == 2
    assert "没有共同的服务" in other.stderr
    assert not (tmp_path / "out").exists()


def test_settings_are_those_of_solve(tmp_path: Path) -> None:
    path, told = project(tmp_path), list[Text]()
    found = siting.frontier(path, values=[500], gap=0.5, time_limit=7, tell=told.append)
    assert [plan.scenario.solve.gap for plan in found.plans.values()] == [0.5, 0.5]
    with pytest.raises(TypeError, match="gpa"):
        siting.frontier(path, gpa=0.1)  # type: ignore[call-arg]  # what must be refused
