"""Plans side by side: the numbers are those of each plan, who gains and loses is counted by hand, and the page is quiet."""

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
from siting.outputs.comparison import unique
from siting.outputs.folders import write_comparison
from siting.outputs.pages import compare_page
from siting.outputs.report.comparisons import compared_sheet, comparison_story, fair_sheet
from siting.outputs.report.sheets import shown
from siting.texts import Language
from tests.outputs.draw.visits import EVIL
from tests.outputs.test_fairness import strip
from tests.outputs.test_report import visit
from tests.project import project, rewritten, scenario


def with_budget(path: Path, total: int, **changes: object) -> siting.Plan:
    areas = {"half": {"kind": "polygons", "path": "halves.gpkg"}}
    constraints = [{"kind": "budget", "total": total}, {"kind": "capacity"}]
    return siting.solve(rewritten(path, areas=areas, constraints=constraints, **changes))


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, siting.Plan]:
    """Nothing; 100 places in the middle or the east for 500; 300 for 1300."""
    path = strip(tmp_path_factory.mktemp("strip"))
    return {name: with_budget(path, total) for name, total in (("none", 0), ("some", 500), ("more", 1300))}


@pytest.fixture(scope="module")
def found(plans: dict[str, siting.Plan]) -> siting.Comparison:
    return siting.compare(plans)


def test_the_indicators_are_those_of_each_plan(plans: dict[str, siting.Plan], found: siting.Comparison) -> None:
    assert found.indicators.columns.tolist() == ["service", "indicator", "of", "unit", "today", "none", "some", "more"]
    for name, plan in plans.items():
        own = siting.figures.indicators(plan)
        assert found.indicators[name].tolist() == pytest.approx(own.after.tolist(), nan_ok=True)
        assert found.indicators[["service", "indicator", "of", "unit"]].equals(own[["service", "indicator", "of", "unit"]])
    served = found.indicators[found.indicators.indicator == "served"].iloc[0]
    assert served[["today", "none", "some", "more"]].tolist() == pytest.approx([25, 25, 125, 325])
    assert found.costs.capital.tolist() == [0, 500, 1300]


def test_who_gains_and_who_loses(found: siting.Comparison) -> None:
    cells = found.cells("none", "more")
    assert cells["served.daycare"].sum() == pytest.approx(300)
    assert (cells["served.daycare"] >= -1e-9).all()
    back = found.cells("more", "none")
    np.testing.assert_allclose(back["change.daycare"], -cells["change.daycare"])
    np.testing.assert_allclose(cells["second.daycare"] - cells["first.daycare"], cells["change.daycare"])
    told = [str(one) for one in comparison_story(found)]
    assert "daycare: more serves most, 59.1% of the need (none 4.5%, some 22.7%)." in told
    assert "none costs least once: 0 (some 500, more 1,300)." in told
    assert "more instead of none, daycare: 300 places more are served where it gains, 0 places fewer where it loses." in told


def test_sites(plans: dict[str, siting.Plan], found: siting.Comparison) -> None:
    table = found.sites.set_index("site")
    assert [table[name]["old"] for name in plans] == ["keep"] * 3
    assert table["plans"]["old"] == 0
    for name, plan in plans.items():
        assert sorted(plan.sites["site"]) == sorted(table.index[table[name] != ""])
    assert table["plans"].sum() == sum((plan.sites["action"] != "keep").sum() for plan in plans.values())


def test_fairness_is_that_of_each_plan(plans: dict[str, siting.Plan], found: siting.Comparison) -> None:
    sheet = fair_sheet(found)
    assert sheet is not None
    gini, lowest = ([value for value, _ in sheet.cells(row)][2:] for row in sheet.rows)
    for position, plan in enumerate(plans.values(), start=1):
        own = siting.figures.fairness(plan, by="half").set_index("when")
        assert gini[position] == pytest.approx(own.gini["after"])
        assert lowest[position] == pytest.approx(own.lowest["after"])


def test_other_places_are_told(plans: dict[str, siting.Plan], tmp_path: Path) -> None:
    """Eleven cells and not ten: the totals stand side by side, no map shows a difference."""
    longer = siting.solve(project(tmp_path, people=[*range(10, 110, 10), 110]))
    found = siting.compare({"strip": plans["some"], "longer": longer})
    assert not found.alike("strip", "longer")
    with pytest.raises(InstanceError, match="not about the same places"):
        found.cells("strip", "longer")
    page = compare_page(found)
    assert "longer is not about the same places as strip, so there is no map of the difference." in page
    assert "daycare: the need itself differs between the plans (strip 550, longer 660)." in page


def test_what_cannot_be_compared(plans: dict[str, siting.Plan], tmp_path: Path) -> None:
    some = plans["some"]
    with pytest.raises(InstanceError, match="1 plans cannot be compared; give 2 to 6"):
        siting.compare([some])
    with pytest.raises(InstanceError, match="7 plans cannot be compared"):
        siting.compare([some] * 7)
    with pytest.raises(InstanceError, match="a plan cannot be called today"):
        siting.compare({"today": some, "later": some})
    with pytest.raises(InstanceError, match='no plan is called "b"; there are none, some, more'):
        siting.compare(plans).cells("none", "b")
    clinic = {"clinic": {"within": "120 m", "demand": {"share": 1.0}}}
    facilities = [dict(scenario()["facilities"][0], service="clinic")]
    other = siting.solve(rewritten(project(tmp_path), services=clinic, facilities=facilities, candidates=None))
    with pytest.raises(
        InstanceError, match=r"no service is in all of these plans, so there is nothing to compare \(a: daycare; b: clinic\)"
    ):
        siting.compare({"a": some, "b": other})


def test_names(plans: dict[str, siting.Plan]) -> None:
    """Scenarios of one name are told apart, and no plan is called as a column is."""
    assert siting.compare([plans["none"], plans["some"], plans["more"]]).names == ["Strip", "Strip (2)", "Strip (3)"]
    assert unique("service", []) == "service (2)"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_says_what_the_table_says(found: siting.Comparison, language: Language) -> None:
    page = compare_page(found, language)
    for row in compared_sheet(found).rows:
        for value, form in compared_sheet(found).cells(row)[3:7]:
            assert f">{escape(shown(value, form, language))}<" in page
    assert re.search("[\u4e00-\u9fff]{4}", page) if language == "zh" else "proven best" in page
    # units are said in the page's language
    assert f"<td>{'分钟' if language == 'zh' else 'min'}</td>" in page


def test_the_page_in_a_browser(plans: dict[str, siting.Plan], browser: Browser, tmp_path: Path) -> None:
    """Nothing is asked for, nothing runs, nothing is wider than the page, and it prints."""
    services = {"daycare": {"within": "120 m", "demand": {"share": 1.0}, "unit": EVIL, "label": EVIL}}
    evil = siting.solve(project(tmp_path / "evil", name=EVIL, currency=EVIL, services=services))
    path = write_comparison(siting.compare({EVIL: evil, "some": plans["some"]}), tmp_path / "out", language="zh")
    for width in (1100, 390):
        page, asked, said = visit(browser, path, width)
        assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
        assert said == []
        assert page.evaluate("window.ran") is None
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("[...document.images].every(one => one.complete && one.naturalWidth > 300)")
        assert (page.locator(".small-maps img").count(), page.locator(".maps img").count()) == (2, 1)
        page.close()
    page = browser.new_page()
    page.goto(path.as_uri())
    assert page.pdf(format="A4").count(b"/Type /Page") >= 2


def test_the_folder(found: siting.Comparison, tmp_path: Path) -> None:
    page = write_comparison(found, tmp_path / "out")
    assert {one.name for one in page.parent.iterdir()} == {"compare.html", "compare.csv", "compare.xlsx", "manifest.json"}
    read = pd.read_csv(
        page.with_suffix(".csv"), encoding="utf-8-sig", keep_default_na=False, na_values={name: [""] for name in ("today", *found.names)}
    )
    pd.testing.assert_frame_equal(read, found.indicators, check_dtype=False, rtol=1e-9)
    book = openpyxl.load_workbook(page.with_suffix(".xlsx"))
    assert book.sheetnames == ["Indicators", "Costs", "Sites", "Fairness"]
    rows = {row[1]: row for row in book["Indicators"].iter_rows(values_only=True)}
    assert rows["served"][3:9] == pytest.approx((25, 25, 125, 325, 100, 300))
    made = json.loads((page.parent / "manifest.json").read_text("utf-8"))
    assert [one["objective"] for one in made["plans"].values()] == pytest.approx([25, 125, 325])
