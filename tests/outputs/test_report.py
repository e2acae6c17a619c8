"""What planners hand in: report, workbook, GeoPackage and raster say what the metrics say, in both languages, and run nothing."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from xml.etree import ElementTree as Xml

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import rasterio
import shapely
from markupsafe import escape
from playwright.sync_api import Browser, Page
from rasterio.transform import Affine

import siting
from siting.outputs.pages import reported
from siting.outputs.report.contents import indicator_sheet, project_sheet
from siting.outputs.report.geopackage import catchments, geopackage
from siting.outputs.report.geotiff import geotiff
from siting.outputs.report.names import words_of
from siting.outputs.report.sheets import known, shown
from siting.outputs.report.workbook import workbook
from siting.solve.naive import naive
from siting.texts import Language
from tests.inputs.asked import METRES, ORIGIN, at, table
from tests.outputs.street import street
from tests.outputs.test_fairness import strip
from tests.project import project

EVIL = '=HYPERLINK("http://x","<img src=x onerror=alert(1)>")'


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> siting.Plan:
    folder = tmp_path_factory.mktemp("strip")
    path = strip(folder)
    table(
        folder / "candidates.csv",
        [("mid", *at(450, -50), '"' + EVIL.replace('"', '""') + '"'), ("east", *at(850, -50), "东")],
        "id,x,y,name",
    )
    return siting.solve(path)


def cells(book: bytes, tmp_path: Path, sheet: str) -> list[tuple[object, ...]]:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(book)
    return list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))


def test_the_sheets_that_a_bureau_expects(plan: siting.Plan, tmp_path: Path) -> None:
    (tmp_path / "zh.xlsx").write_bytes(workbook(plan, "zh"))
    book = openpyxl.load_workbook(tmp_path / "zh.xlsx")
    assert book.sheetnames == ["指标表", "建设项目清单", "设施缺口清单", "分街道指引", "公平性", "数据说明"]
    assert all(page.freeze_panes and page.freeze_panes[0] == "A" for page in book)
    (tmp_path / "en.xlsx").write_bytes(workbook(plan))
    assert openpyxl.load_workbook(tmp_path / "en.xlsx").sheetnames == [
        "Indicators",
        "Projects",
        "Shortages",
        "Guidance",
        "Fairness",
        "Data",
    ]


def test_numbers_are_numbers_and_the_same_as_in_python(plan: siting.Plan, tmp_path: Path) -> None:
    rows = cells(workbook(plan), tmp_path, "Indicators")
    head = next(k for k, row in enumerate(rows) if row[0] == "service")
    assert rows[head][3:6] == ("today", "with the plan", "change")
    for row, (_, told) in zip(rows[head + 1 :], siting.figures.indicators(plan).iterrows(), strict=True):
        wanted = [None if np.isnan(told[when]) else told[when] for when in ("before", "after")]
        assert list(row[3:5]) == pytest.approx(wanted, abs=1e-12)
    projects = cells(workbook(plan), tmp_path, "Projects")
    head = next(k for k, row in enumerate(projects) if row[0] == "no.")
    at_ = projects[head].index
    listed = siting.metrics.projects(plan)
    assert [row[at_("capacity")] for row in projects[head + 1 :]] == listed.capacity.tolist()
    assert [row[at_("once (currency)")] for row in projects[head + 1 :]] == listed.capital.tolist()


def test_shares_are_written_as_shares(plan: siting.Plan, tmp_path: Path) -> None:
    (tmp_path / "p.xlsx").write_bytes(workbook(plan))
    page = openpyxl.load_workbook(tmp_path / "p.xlsx")["Indicators"]
    row = next(row for row in page.iter_rows() if row[1].value == "share of the need served")
    assert [one.number_format for one in row[3:6]] == ["0.0%", "0.0%", '+0.0" pp";-0.0" pp";0.0" pp"']
    before, after, change = (float(str(one.value)) for one in row[3:6])
    assert change == pytest.approx(100 * (after - before))


def test_a_name_is_no_formula(tmp_path: Path) -> None:
    path = project(tmp_path, candidates=[("mid", *at(450, -50)), ("east", *at(850, -50))], constraints=[{"kind": "capacity"}])
    table(tmp_path / "candidates.csv", [("mid", *at(450, -50), '"' + EVIL.replace('"', '""') + '"')], "id,x,y,name")
    rows = cells(workbook(siting.solve(path)), tmp_path, "Projects")
    names = [row[1] for row in rows if row[1] and "HYPERLINK" in str(row[1])]
    assert names == [f"'{EVIL}"]
    kinds = {one.data_type for row in openpyxl.load_workbook(tmp_path / "plan.xlsx")["Projects"].iter_rows() for one in row}
    assert "f" not in kinds, "no formula"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_says_what_the_metrics_say(plan: siting.Plan, language: Language) -> None:
    page = reported(plan, language)
    share = siting.metrics.coverage(plan).iloc[0]
    assert f"{share.after_share:.1%}" in page
    for row in indicator_sheet(plan).rows:
        value, form = indicator_sheet(plan).cells(row)[4]
        assert f">{shown(value, form, language)}<" in page
    for row in project_sheet(plan).rows:
        assert str(row[1]).replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;").replace("'", "&#39;") in page
    assert not re.search(r"(?:src|href)=\"(?!data:|#)", page.replace("xlink:href", "href"))
    assert "<img src=x" not in page
    assert re.search("[\u4e00-\u9fff]{4}", page) if language == "zh" else "proven" in page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_principles_are_sentences(plan: siting.Plan, language: Language) -> None:
    """Each piece of the problem tells what it asks for, those that hold in every scenario too."""
    page = reported(plan, language)
    words = words_of(plan.scenario)
    told = [one.said(language) for piece in (plan.problem.objective, *plan.problem.constraints) for one in piece.principles(words)]
    assert len(told) >= len(plan.problem.constraints) + 1
    assert [one for one in told if f"<li>{escape(one)}</li>" not in page] == []
    first = {"en": "<li>The plan serves as much of the need as it can.</li>", "zh": "<li>尽可能多地满足需求。</li>"}
    assert first[language] in page


def test_a_kind_of_area_is_small_inside_a_sentence(plan: siting.Plan) -> None:
    areas = words_of(plan.scenario).areas("district")
    assert (areas.said("en"), areas.said("zh")) == ("districts", "行政区")


def visit(browser: Browser, path: Path, width: int) -> tuple[Page, list[str], list[str]]:
    """A page, what it asked for, and what it complained of."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(path.as_uri())
    return page, asked, said


def test_the_report_in_a_browser(plan: siting.Plan, browser: Browser, tmp_path: Path) -> None:
    """Nothing is asked for, nothing runs, nothing is wider than the page, pictures are there, and it prints."""
    path = tmp_path / "report.html"
    path.write_text(reported(plan, "zh"), "utf-8")
    for width in (1100, 390):
        page, asked, said = visit(browser, path, width)
        assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
        assert said == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("[...document.images].every(one => one.complete && one.naturalWidth > 500)")
        assert page.locator("svg").count() == 3
        page.close()
    page = browser.new_page()
    page.goto(path.as_uri())
    assert page.pdf(format="A4").count(b"/Type /Page") >= 3


def test_catchments_hold_the_places_and_what_is_served(plan: siting.Plan) -> None:
    found = catchments(plan)
    # without limits by site, what is served in a place counts for the site that serves most of it
    assert found.served.sum() == pytest.approx(siting.metrics.coverage(plan).after.sum())
    served = plan.cells[plan.cells["site.daycare"] >= 0]
    assert found.area.sum() == pytest.approx(served.area.sum())
    assert shapely.is_valid(found.geometry.to_numpy()).all()


def test_layers_and_their_styles(plan: siting.Plan, tmp_path: Path) -> None:
    geopackage(plan, tmp_path / "plan.gpkg")
    layers = set(gpd.list_layers(tmp_path / "plan.gpkg").query("geometry_type.notna()").name)
    assert layers == {"sites", "cells", "catchments", "half"}
    with sqlite3.connect(tmp_path / "plan.gpkg") as book:
        styles = dict(book.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault"))
    assert set(styles) == {"sites", "cells", "half"}
    for name, qml in styles.items():
        tree = Xml.fromstring(qml.split("\n", 1)[1])
        renderer = tree.find("renderer-v2")
        assert renderer is not None
        column = renderer.attrib["attr"].strip('"')
        assert column in gpd.read_file(tmp_path / "plan.gpkg", layer=name).columns
        symbols = {one.attrib["name"] for one in renderer.iter("symbol")}
        assert {one.attrib["symbol"] for kind in ("category", "range") for one in renderer.iter(kind)} == symbols
    halves = gpd.read_file(tmp_path / "plan.gpkg", layer="half").set_index("name")
    assert halves["after_share.daycare"].to_dict() == siting.metrics.coverage(plan, by="half").set_index("half").after_share.to_dict()


def test_the_raster_is_on_the_grid_of_the_population(plan: siting.Plan, tmp_path: Path) -> None:
    assert geotiff(plan, tmp_path / "coverage.tif")
    with rasterio.open(tmp_path / "coverage.tif") as file:
        assert file.crs.to_string() == METRES
        assert (file.transform.c, file.transform.f, file.transform.a) == (*ORIGIN, 100.0)
        assert file.descriptions == ("before.daycare", "after.daycare")
        assert file.read(2)[0].tolist() == pytest.approx(plan.cells["after.daycare"].tolist(), nan_ok=True, rel=1e-6)


def test_the_raster_of_another_system(tmp_path: Path) -> None:
    """A raster in degrees gets its coverage in degrees, cell by cell."""
    path = project(tmp_path, crs="EPSG:4326", population=[{"kind": "raster", "path": "people.tif"}])
    with rasterio.open(tmp_path / "people.tif", "w", driver="GTiff", height=3, width=4, count=1, dtype="float64", crs="EPSG:4326",
                       transform=Affine(0.001, 0, 117.0, 0, -0.001, 36.15)) as file:  # fmt: skip
        file.write(np.arange(12.0).reshape(3, 4), 1)
    table(tmp_path / "facilities.csv", [("a", 117.0015, 36.1485, 25, 0)], "id,x,y,places,cost")
    table(tmp_path / "candidates.csv", [("b", 117.0025, 36.1475)], "id,x,y")
    source = {"kind": "table", "x": "x", "y": "y", "crs": "EPSG:4326", "id": "id"}
    import yaml

    content = yaml.safe_load(path.read_text("utf-8")) | {
        "facilities": [source | {"path": "facilities.csv"}],
        "candidates": [source | {"path": "candidates.csv", "options": [{"capacity": 5, "capital": 1}]}],
    }
    path.write_text(yaml.safe_dump(content), "utf-8")
    plan = siting.solve(path)
    assert geotiff(plan, tmp_path / "coverage.tif")
    with rasterio.open(tmp_path / "coverage.tif") as file, rasterio.open(tmp_path / "people.tif") as people:
        assert file.crs == people.crs
        need = people.read(1)
        top = round((people.bounds.top - file.bounds.top) / 0.001)
        left = round((file.bounds.left - people.bounds.left) / 0.001)
        needed = need[top : top + file.height, left : left + file.width] > 0
        assert (~np.isnan(file.read(2)) == needed).all()
        assert needed.sum() == (need > 0).sum()


def test_no_raster_where_there_is_none(tmp_path: Path) -> None:
    people = [{"kind": "table", "path": "people.csv", "crs": METRES}]
    path = project(tmp_path, population=people)
    table(tmp_path / "people.csv", [(*at(50, -50), 10)], "x,y,residents")
    assert not geotiff(siting.solve(path), tmp_path / "coverage.tif")
    assert not (tmp_path / "coverage.tif").exists()


def test_step_by_step_is_never_better(plan: siting.Plan) -> None:
    simple = naive(plan.problem)
    assert simple is not None
    assert simple.objective <= plan.objective + 1e-9
    assert (plan.instance.options.capital.to_numpy() * simple.chosen).sum() <= 1000


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.256, "share", "25.6%"),
        (1234.4, "amount", "1,234"),
        (float("nan"), "amount", "–"),
        (3.14159, "decimal", "3.14"),
        (2026, "year", "2026"),
        (-1.25, "points", "-1.2 pp"),
    ],
)
def test_how_numbers_are_shown(value: float, form: str, text: str) -> None:
    assert shown(known(value), form, "en") == text  # type: ignore[arg-type]


def test_the_map_says_what_the_metrics_say(tmp_path: Path) -> None:
    """Shares, travel, money and fairness in the panel are those of the tables, though the map works them out of cells and sites."""
    plan = street(tmp_path)
    siting.draw(plan).save(tmp_path / "map.html")
    found = re.search(r"siting\.start\(\w+, (.*)\);", (tmp_path / "map.html").read_text("utf-8"))
    assert found is not None
    now = json.loads(found[1])["panel"]["moments"][-1]
    told = siting.metrics.coverage(plan).set_index("service")
    cost = siting.metrics.cost(plan).iloc[0]
    assert now["capital"] == pytest.approx(cost.total)
    assert now["operating"] == pytest.approx(siting.metrics.cost(plan.at()).operating.iloc[0])
    figures = siting.figures.indicators(plan).set_index(["service", "indicator", "of"])
    for key, service in zip(plan.scenario.services, now["services"], strict=True):
        assert [service[name] for name in ("need", "before", "after")] == pytest.approx(list(told.loc[key, ["need", "before", "after"]]))
        kind = service["fair"]["kind"]
        fair = siting.figures.fairness(plan, by=kind)
        fair = fair[fair.service == key]
        assert service["fair"]["lowest"] == pytest.approx(fair.lowest.tolist())
        assert service["fair"]["gini"] == [pytest.approx(one) if np.isfinite(one) else None for one in fair.gini]
        assert service["fair"]["with"] == pytest.approx(list(figures.loc[(key, "areas_with", kind), ["before", "after"]]))
        assert service["minutes"] == pytest.approx(figures.loc[(key, "minutes", ""), "after"])
