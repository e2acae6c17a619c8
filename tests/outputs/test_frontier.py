"""What more money would bring: the strip worked out by hand, its page, its folder, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from markupsafe import escape
from playwright.sync_api import Browser

import siting
from siting.errors import InstanceError
from siting.model.varied import varied
from siting.outputs.folders import write_frontier
from siting.outputs.pages import frontier_page, reported
from siting.outputs.pages.frontier import spread
from siting.outputs.report.frontiers import gain_sheet, money_sheet, sure_sheet
from siting.outputs.report.sheets import shown
from siting.texts import Language, Text
from tests.outputs.draw.visits import EVIL
from tests.outputs.test_fairness import strip
from tests.outputs.test_report import visit
from tests.project import project, rewritten

LIMITS = [0, 300, 600, 1000, 1200, 1500]
SERVED = [25, 25, 125, 225, 225, 325]
"""
The strip: its facility serves 25; 100 more cost 500, 200 more in the east 800. 100 more are had for 500, 200 for 800 or 1000, and 300 for
1300, in the middle 100 and in the east 200.
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> siting.Frontier:
    return siting.frontier(strip(tmp_path_factory.mktemp("strip")))


def test_by_hand(found: siting.Frontier) -> None:
    table = found.table
    assert table.limit.tolist() == LIMITS
    assert table.objective.tolist() == pytest.approx(SERVED)
    assert table.bound.tolist() == pytest.approx(SERVED)
    assert table.status.tolist() == ["optimal"] * 6
    assert table["share.daycare"].tolist() == pytest.approx([one / 550 for one in SERVED])
    assert table["gain.daycare"].tolist() == pytest.approx([np.nan, 0, 100 / 300, 100 / 400, 0, 100 / 300], nan_ok=True)
    assert table.gain.tolist() == pytest.approx(table["gain.daycare"].tolist(), nan_ok=True)
    assert table.capital.tolist()[:3] == [0, 0, 500]
    assert (table.capital <= table.limit).all()
    assert table.measures.tolist()[:3] == [0, 0, 1]
    assert table.operating.tolist() == [1000] * 6


def test_each_plan_is_that_of_its_own_scenario(found: siting.Frontier) -> None:
    for limit, plan in found.plans.items():
        assert [one.total for one in plan.scenario.constraints if isinstance(one, siting.constraints.Budget)] == [limit]
        assert siting.metrics.coverage(plan).after.sum() == pytest.approx(SERVED[LIMITS.index(int(limit))])
    assert found.own is not None
    assert found.own.scenario == found.scenario


def test_a_limit_too_small_for_any_plan_is_kept_with_the_reason(tmp_path: Path) -> None:
    path = project(tmp_path, constraints=[{"kind": "budget", "total": 1000}, {"kind": "capacity"}, {"kind": "cover", "share": 0.2}])
    told: list[Text] = []
    found = siting.frontier(path, values=[0, 600], tell=told.append)
    assert found.table.status.tolist() == ["infeasible", "optimal", "optimal"]
    assert np.isnan(found.table.objective[0])
    assert found.points[0].plan is None
    assert list(found.plans) == [600, 1000]
    assert "budget(total: 0.0)" in str(found.points[0].reason)
    page = frontier_page(found)
    assert "With 0 of money, no plan keeps all the rules." in page
    assert found.table["gain.daycare"].tolist() == pytest.approx([np.nan, np.nan, 100 / 400], nan_ok=True)
    with pytest.raises(siting.InfeasibleError, match="no plan satisfies"):
        siting.frontier(
            rewritten(path, constraints=[{"kind": "budget", "total": 10}, {"kind": "capacity"}, {"kind": "cover", "share": 0.9}])
        )


def test_sites(tmp_path: Path) -> None:
    """The most of a count, whole numbers; exactly two are read as at most two."""
    path = project(tmp_path, constraints=[{"kind": "count", "exactly": 2}, {"kind": "capacity"}])
    told: list[Text] = []
    found = siting.frontier(path, steps=4, tell=told.append)
    assert found.varied.of == "count"
    assert found.table.limit.tolist() == [0, 1, 2, 3]
    assert found.table.objective.tolist() == [25, 225, 225 + 150, 225 + 150]
    assert found.own is None
    assert "count: exactly 2 is read as at most so many" in str(told[0])
    assert "2 sites" in frontier_page(found)


def test_which_limit_moves(tmp_path: Path) -> None:
    """The smallest of several budgets; what the others say is told."""
    both = [
        {"kind": "budget", "total": 900, "by_service": {"daycare": 800}},
        {"kind": "budget", "total": 700},
        {"kind": "count", "at_most": 1},
    ]
    path = project(tmp_path, constraints=both)
    scenario = siting.read(path)
    assert varied(scenario.constraints).own == 700
    assert varied(scenario.constraints, "count").own == 1
    notes = siting.frontier(path, values=[500]).notes
    assert [str(one) for one in notes] == ["only the total of the budget moves; other limits on money stay as they are: budget"]
    operating = [{"kind": "budget", "total": 900, "of": "operating"}, {"kind": "capacity"}]
    with pytest.raises(InstanceError, match="this scenario has none to move; add a budget of capital with a total"):
        siting.frontier(rewritten(path, constraints=operating))
    with pytest.raises(InstanceError, match="add a count with an upper limit"):
        siting.frontier(rewritten(path, constraints=[{"kind": "budget", "total": 900}]), of="count")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"values": [-1.0]}, "-1 is no limit"),
        ({"values": [float("nan")]}, "nan is no limit"),
        ({"values": [1.5], "of": "count"}, "1.5 is no number of sites"),
        ({"steps": 1}, "steps: 1 is too few"),
    ],
)
def test_what_cannot_be_a_limit(tmp_path: Path, asked: dict[str, object], message: str) -> None:
    path = project(tmp_path, constraints=[{"kind": "budget", "total": 900}, {"kind": "count", "at_most": 1}])
    with pytest.raises(InstanceError, match=message):
        siting.frontier(path, **asked)  # type: ignore[arg-type]  # what must be refused


@pytest.mark.parametrize("own", [1.0, 7.0, 1000.0, 50_000_000.0, 123_456_789.0])
@pytest.mark.parametrize("count", range(2, 9))
def test_steps_are_round_and_hold_the_own_limit(own: float, count: int) -> None:
    moved = varied([siting.constraints.Budget(total=own)])
    steps = moved.steps(count)
    assert own in steps
    assert steps[0] == 0
    assert steps == sorted(set(steps))
    assert len(steps) == count
    assert all(float(f"{one:.3g}") == one for one in steps if one != own), "at most three digits"
    assert count < 3 or steps[-1] == pytest.approx(1.5 * own, rel=0.05)


def test_small_maps_hold_the_first_the_last_and_the_own() -> None:
    assert spread([0, 1, 2], keep=1) == [0, 1, 2]
    for own in range(12):
        chosen = spread(list(range(12)), keep=own)
        assert len(chosen) == 6
        assert {0, own, 11} <= set(chosen)


def test_the_knee(found: siting.Frontier, tmp_path: Path) -> None:
    """All that can be had is had for 1300; with 4000 to spend the curve bends there."""
    assert found.knee is None or found.knee in LIMITS
    bent = siting.frontier(project(tmp_path), values=[0, 1300, 4000])
    assert bent.table.objective.tolist() == pytest.approx([25, 225, 325, 375])
    assert bent.knee == 1300
    assert "The curve flattens from 1,300 of money on" in frontier_page(bent)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_says_what_the_table_says(found: siting.Frontier, language: Language) -> None:
    page = frontier_page(found, language)
    for sheet in (money_sheet(found), gain_sheet(found), sure_sheet(found)):
        for row in sheet.rows:
            for value, form in sheet.cells(row):
                assert f">{escape(shown(value, form, language))}<" in page
    assert money_sheet(found).rows[3][1] == found.table["share.daycare"][3]
    assert re.search("[\u4e00-\u9fff]{4}", page) if language == "zh" else "proven" in page


def test_the_page_in_a_browser(browser: Browser, tmp_path: Path) -> None:
    """Nothing is asked for, nothing runs, nothing is wider than the page, and it prints."""
    services = {"daycare": {"within": "120 m", "demand": {"share": 1.0}, "unit": EVIL, "label": EVIL}}
    path = write_frontier(siting.frontier(project(tmp_path, name=EVIL, currency=EVIL, services=services)), tmp_path / "out", language="zh")
    for width in (1100, 390):
        page, asked, said = visit(browser, path, width)
        assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
        assert said == []
        assert page.evaluate("window.ran") is None
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("[...document.images].every(one => one.complete && one.naturalWidth > 300)")
        assert page.locator("svg").count() == 2
        assert page.locator(".small-maps img").count() == 6
        page.close()
    page = browser.new_page()
    page.goto(path.as_uri())
    assert page.pdf(format="A4").count(b"/Type /Page") >= 2


def test_the_folder(found: siting.Frontier, tmp_path: Path) -> None:
    page = write_frontier(found, tmp_path / "out")
    assert page == tmp_path / "out" / "frontier.html"
    assert {one.name for one in page.parent.iterdir()} == {"frontier.html", "frontier.csv", "frontier.xlsx", "manifest.json"}
    read = pd.read_csv(page.with_suffix(".csv"), encoding="utf-8-sig")
    pd.testing.assert_frame_equal(read, found.table, check_dtype=False, rtol=1e-9)
    assert page.with_suffix(".csv").read_bytes().startswith(b"\xef\xbb\xbf")
    book = openpyxl.load_workbook(page.with_suffix(".xlsx"))
    assert book.sheetnames == ["Limits", "Certainty", "Sites"]
    shares = [row[1] for row in book["Limits"].iter_rows(values_only=True) if row[0] in LIMITS and row[1] is not None]
    assert shares[:6] == pytest.approx([one / 550 for one in SERVED])
    made = json.loads((page.parent / "manifest.json").read_text("utf-8"))
    assert made["own"] == 1000
    assert [one["objective"] for one in made["points"]] == pytest.approx(SERVED)
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.docx").write_text("mine")
    with pytest.raises(siting.InputError, match="holds other files"):
        write_frontier(found, tmp_path / "thesis")


def test_the_report_tells_the_frontier_only_where_there_is_one(found: siting.Frontier, tmp_path: Path) -> None:
    assert found.own is not None
    without, told = reported(found.own), reported(found.own, frontier=found)
    assert "what each limit brings" not in without
    assert told.count("<svg") == without.count("<svg") + 2
    assert told.index("what each limit brings") > told.index(">comparison<")
    folder = siting.write(found.own, tmp_path / "out", frontier=found).parent
    assert {"map.html", "report.html", "frontier.html", "frontier.csv", "frontier.xlsx"} <= {one.name for one in folder.iterdir()}


def test_where_more_may_be_worth_less_it_is_said(tmp_path: Path) -> None:
    """And nothing is said of bounds and plans that hold from one limit to the next."""
    steps = [{"objective": {"kind": "max_coverage"}}, {"objective": {"kind": "min_cost"}}]
    page = frontier_page(siting.frontier(project(tmp_path, objective={"kind": "lexicographic", "steps": steps}), values=[500]))
    assert "lexicographic asks other questions first" in page
    assert "never gets worse" not in page
    assert "holds for every smaller one" not in page
