"""The map in a browser: it says what the tables say, asks for nothing and runs no name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from playwright.sync_api import Browser, Route
from pyproj import Transformer

from siting.inputs.travel.travel import Ends
from siting.outputs.draw import draw
from siting.scenario.quantities import Standard
from tests.outputs.draw.town import CELL, TOWN, centres, hexagons, renamed, staggered, with_shapes
from tests.outputs.draw.visits import EVIL, PLAN, Visit


def some_cells() -> list[int]:
    """Places served in full, newly, and not at all."""
    need, before, after = (PLAN.cells[f"{name}.daycare"] for name in ("need", "before", "after"))
    return [
        int(np.flatnonzero(chosen)[3]) for chosen in ((before == 1) & (need > 0), (before == 0) & (after > 0), (after == 0) & (need > 0))
    ]


def test_every_place_is_where_it_is(visit: Visit) -> None:
    lon, lat = Transformer.from_crs(TOWN, 4326, always_xy=True).transform(*centres(PLAN).T)
    found = visit.page.evaluate("at => at.map(each => siting.grid.cellAt(L.latLng(each)))", np.stack([lat, lon], 1).tolist())
    assert found == list(range(len(PLAN.cells)))


def test_columns_arrive_whole(visit: Visit) -> None:
    for name in ("need", "before", "after", "minutes"):
        arrived = visit.page.evaluate("name => Array.from(siting.read.services.eldercare[name], v => isNaN(v) ? null : v)", name)
        expected = [None if np.isnan(value) else pytest.approx(value, rel=1e-6) for value in PLAN.cells[f"{name}.eldercare"]]
        assert arrived == expected


@pytest.mark.parametrize("cell", some_cells())
def test_the_card_says_what_the_table_says(visit: Visit, cell: int) -> None:
    row = PLAN.cells.iloc[cell]
    told = visit.point_at(cell, PLAN)
    assert float(told["Residents"]) == pytest.approx(row["residents"], abs=0.5)
    assert float(told["Need"].split()[0]) == pytest.approx(row["need.daycare"], abs=0.051)
    assert told["Served"] == f"{100 * row['before.daycare']:.1f}% → {100 * row['after.daycare']:.1f}%"
    assert visit.texts(".hover .where") == [f"{row['community']} · {row['district']}"]
    if row["after.daycare"] > 0:
        assert float(told["Mean travel"].split()[0]) == pytest.approx(row["minutes.daycare"], abs=0.051)
        assert told["Served at"] == PLAN.world.sites["name"].iloc[int(row["site.daycare"])]
    else:
        assert told[""] == "out of reach"


def test_the_panel_says_what_the_table_says(visit: Visit) -> None:
    for service in ("daycare", "eldercare"):
        need = PLAN.cells[f"need.{service}"]
        share = (need * PLAN.cells[f"after.{service}"]).sum() / need.sum()
        assert visit.texts(f".panel [data-service={service}] b") == [f"{100 * share:.1f}%"]
    cost = PLAN.sites["capital"].sum() + PLAN.sites["shared_capital"].sum()
    assert visit.texts(".budget b") == [f"{cost:,.0f}\u00a0CNY"]


def test_the_panel_says_nothing_of_money_where_the_question_does_not(browser: Browser, tmp_path: Path) -> None:
    scenario = SimpleNamespace(**{**vars(PLAN.scenario), "currency": "", "constraints": ()})
    nothing = dict.fromkeys(("capital", "operating", "shared_capital"), 0.0)
    draw(replace(PLAN, scenario=scenario, sites=PLAN.sites.assign(**nothing))).save(tmp_path / "map.html")
    visit = Visit(browser, tmp_path / "map.html")
    assert visit.complaints == []
    assert visit.texts(".budget") == []
    assert "investment" not in " ".join(visit.texts(".panel")).lower()
    visit.page.close()


def test_a_gap_that_is_not_known(browser: Browser, tmp_path: Path) -> None:
    """As where time runs out before there is any bound, or where the solver gives none."""
    draw(replace(PLAN, gap=float("inf"))).save(tmp_path / "map.html")
    visit = Visit(browser, tmp_path / "map.html")
    assert visit.texts(".status") == ["How far from the best possible is not known"]
    visit.page.close()


def test_views_and_services_change_what_is_painted(visit: Visit) -> None:
    codes = {}
    for view in visit.page.locator("[data-part=view] button").all():
        view.click()
        assert view.get_attribute("aria-pressed") == "true"
        codes[view.inner_text()] = visit.page.evaluate("Array.from(siting.grid.codes).join()")
    assert list(codes) == ["Gap", "Today", "Plan", "Travel", "Served by", "Need", "People"]
    assert len(set(codes.values())) == 7
    visit.page.click("[data-part=view] [data-value=gap]")
    visit.page.click('[data-part=service] [data-value=""]')
    assert visit.page.evaluate("Array.from(siting.grid.codes).join()") not in codes.values()


def test_gap_colours_are_what_most_of_the_need_is(visit: Visit) -> None:
    """Ramps stand in the legend's order, five classes each: unserved, newly served, no longer served where it happens, already served."""
    cells = PLAN.cells
    before, after = cells["before.daycare"], cells["after.daycare"]
    lost = int(((before - after) > np.maximum(1 - before, after)).any())
    parts = np.stack([1 - np.maximum(before, after), after - before, *([before - after] * lost), np.minimum(before, after)])
    painted = np.array(visit.page.evaluate("Array.from(siting.grid.codes)"))
    needed = cells["need.daycare"].to_numpy() > 0
    clear = needed & (np.sort(parts, axis=0)[-1] - np.sort(parts, axis=0)[-2] > 1e-3)
    assert clear.sum() > 300
    assert (painted[clear] // 5).tolist() == parts.argmax(axis=0)[clear].tolist()
    assert (painted[~needed] == 255).all()


def test_layers_are_switched_and_counted(visit: Visit) -> None:
    rows = PLAN.sites[(PLAN.sites["service"] == "daycare") & (PLAN.sites["action"] == "convert")]
    assert visit.page.locator(".site.convert").count() == len(rows) > 0
    assert visit.texts(".row:has([data-layer=convert]) .count") == [str(len(rows))]
    visit.page.uncheck("[data-layer=convert]")
    assert visit.page.locator(".site.convert").count() == 0
    visit.page.click(".ground summary")
    visit.page.uncheck("[data-layer=district]")
    assert visit.page.locator(".name.rank0:visible").count() == 0
    visit.page.uncheck("[data-layer=cells]")
    assert not visit.page.evaluate("siting.map.hasLayer(siting.grid)")


def test_a_popup_opens_by_keyboard_with_the_site_s_numbers(visit: Visit) -> None:
    marker = visit.page.locator(".site.build").first
    marker.focus()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector(".popup")
    name = visit.texts(".popup h3")[0]
    row = PLAN.sites[(PLAN.sites["name"] == name) & (PLAN.sites["service"] == "daycare")].iloc[0]
    said = " ".join(visit.texts(".popup"))
    assert f"{row['capacity']:,.0f} places" in said
    assert f"{100 * row['utilisation']:.1f}%" in said
    assert f"{row['capital']:,.0f}\u00a0CNY" in said
    visit.page.keyboard.press("Escape")
    visit.page.wait_for_selector(".popup", state="detached")


def test_controls_are_reached_by_keyboard(visit: Visit) -> None:
    reached = set()
    for _ in range(80):
        visit.page.keyboard.press("Tab")
        reached.add(
            visit.page.evaluate(
                "document.activeElement.closest('.panel, .tools, .legend, .site, .folium-map')?.className.split(' ').at(-1)"
            )
        )
    assert {"panel", "tools", "legend"} <= reached


def test_no_name_hides_another_or_is_cut_off(visit: Visit) -> None:
    for zoom in (12, 13, 14):
        visit.page.evaluate("zoom => siting.map.setZoom(zoom, {animate: false})", zoom)
        boxes = [name.bounding_box() for name in visit.page.locator(".name:visible").all()]
        edges = [(box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]) for box in boxes if box]
        assert len(edges) > 3
        apart = [a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1] for k, a in enumerate(edges) for b in edges[:k]]
        assert all(apart)
        assert all(left >= 348 and top >= 0 and right <= 1400 and bottom <= 900 for left, top, right, bottom in edges)


def test_small_areas_show_when_the_map_is_close(visit: Visit) -> None:
    row = visit.page.locator(".row:has([data-layer=community])")
    visit.page.evaluate("siting.map.setZoom(10, {animate: false})")
    assert "far" in (row.get_attribute("class") or "")
    visit.page.evaluate("siting.map.setZoom(14, {animate: false})")
    assert "far" not in (row.get_attribute("class") or "")


def test_an_area_is_gone_to(visit: Visit) -> None:
    before = visit.page.evaluate("siting.map.getZoom()")
    visit.page.locator(".bars button").first.click()
    visit.page.wait_for_function("zoom => siting.map.getZoom() !== zoom", arg=before)


def test_no_name_runs_as_a_script(browser: Browser, tmp_path: Path) -> None:
    plan = renamed(PLAN, EVIL)
    draw(plan).save(tmp_path / "map.html")
    visit = Visit(browser, tmp_path / "map.html")
    visit.page.locator(".site.build").first.click()
    visit.page.wait_for_selector(".popup")
    assert visit.texts(".popup h3") == [EVIL]
    visit.page.keyboard.press("Escape")
    visit.point_at(some_cells()[0], plan)
    assert visit.texts(".panel h1") == [EVIL]
    assert visit.page.evaluate("window.ran") is None
    assert visit.page.locator("img").count() == 0
    assert (visit.complaints, len(visit.requests)) == ([], 1)


def test_tiles_are_fetched_where_they_are_asked_for(browser: Browser, tmp_path: Path) -> None:
    draw(PLAN, tiles="https://tiles.example/{z}/{x}/{y}.png").save(tmp_path / "map.html")
    context = browser.new_context(viewport={"width": 900, "height": 700})
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=200, content_type="image/svg+xml", body='<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"/>')

    context.route("https://tiles.example/**", answer)
    page = context.new_page()
    page.goto((tmp_path / "map.html").as_uri())
    page.wait_for_selector("html[data-ready]")
    page.wait_for_function("() => document.querySelectorAll('.leaflet-tile-pane .leaflet-tile-loaded').length > 3")
    assert all(url.startswith("https://tiles.example/") for url in asked)
    assert "tiles.example" in page.inner_text(".leaflet-control-attribution")
    context.close()


@pytest.mark.parametrize("shape", ["hexagons", "points"])
def test_other_shapes_are_drawn(browser: Browser, tmp_path: Path, shape: str) -> None:
    shapes = hexagons(staggered(PLAN), CELL / np.sqrt(3)) if shape == "hexagons" else PLAN.cells.geometry.centroid
    plan = with_shapes(PLAN, shapes)
    draw(plan, language="zh").save(tmp_path / "map.html")
    visit = Visit(browser, tmp_path / "map.html")
    cell = some_cells()[0]
    assert float(visit.point_at(cell, plan)["常住人口"]) == pytest.approx(PLAN.cells["residents"].iloc[cell], abs=0.5)
    assert visit.texts(".about small") == ["个/单元" if shape == "points" else "个/km²"]
    assert visit.complaints == []


def test_a_small_screen_begins_with_the_map(browser: Browser, tmp_path: Path) -> None:
    draw(PLAN).save(tmp_path / "map.html")
    visit = Visit(browser, tmp_path / "map.html", size=(390, 844))
    assert not visit.page.is_visible("#panel-body")
    assert not visit.page.is_visible("#legend-body")
    visit.page.click(".panel .fold")
    assert visit.page.is_visible("#panel-body")
    visit.page.click(".panel .fold")
    visit.page.click(".legend .fold")
    visit.page.click("[data-part=view] [data-value=after]")
    assert visit.page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_area_of_a_site_along_the_streets(browser: Browser, tmp_path: Path) -> None:
    """Drawn where streets are known, in place of the circle: a box of 400 m around each site stands for what streets would give."""

    def boxes(sites: Ends, standard: Standard) -> npt.NDArray[np.object_]:
        return np.asarray(shapely.box(*(sites.xy - 200).T, *(sites.xy + 200).T))

    streets = SimpleNamespace(path=Path("streets.osm.pbf"), mode="wheelchair", areas=boxes, beside=40.0)
    draw(replace(PLAN, scenario=SimpleNamespace(**{**vars(PLAN.scenario), "travel": streets}))).save(tmp_path / "map.html")
    visit = Visit(browser, tmp_path / "map.html")
    assert "Travel: along the streets of streets.osm.pbf, in a wheelchair." in " ".join(visit.texts(".panel"))
    assert visit.texts(".row:has([data-layer=reach])") == ["Service areasalong the streets"]
    visit.page.locator(".site.build").first.click()
    visit.page.wait_for_selector(".popup")
    bounds = """() => {
      const found = [];
      siting.map.eachLayer((layer) => layer instanceof L.Polygon && layer.options.pane === "reach" && found.push(layer.getBounds()));
      return found.map((one) => [one.getSouthWest().distanceTo(one.getSouthEast()), one.getSouthWest().distanceTo(one.getNorthWest())]);
    }"""
    (sides,) = visit.page.evaluate(bounds)
    assert sides == pytest.approx([400, 400], rel=0.03)
    assert (visit.complaints, len(visit.requests)) == ([], 1)
