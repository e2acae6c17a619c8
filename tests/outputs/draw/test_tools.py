"""What the map offers beside looking: search, before and after, catchments, years, paper, files, the other language."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from siting.outputs.draw import draw
from tests.outputs.draw.town import renamed
from tests.outputs.draw.visits import EVIL, PLAN, Visit


def test_an_area_is_found_by_its_name(visit: Visit) -> None:
    name = str(PLAN.world.areas["district"]["name"].iloc[0])
    visit.page.fill(".search input", name[:-1])
    assert any(text.startswith(name) for text in visit.texts(".found li"))
    before = visit.page.evaluate("siting.map.getCenter()")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_function("at => siting.map.getCenter().lat !== at.lat", arg=before)
    assert visit.page.locator(".found").is_hidden()
    there = visit.page.evaluate("siting.map.getBounds().contains(siting.namings.find(one => one.kind === 'district').names[0].at)")
    assert there


def test_a_site_is_found_and_opened(visit: Visit) -> None:
    """Though its service is not the one that is shown."""
    rows = PLAN.sites[PLAN.sites.service != "daycare"]
    name = str(rows.name.iloc[0])
    visit.page.fill(".search input", name)
    visit.page.locator(".found li", has_text=name).first.click()
    visit.page.wait_for_selector(".popup")
    assert visit.texts(".popup h3") == [name]


def test_nothing_is_found_quietly(visit: Visit) -> None:
    visit.page.fill(".search input", "no such name")
    assert visit.page.locator(".found").is_hidden()
    visit.page.keyboard.press("Enter")
    visit.page.fill(".search input", "")
    assert visit.page.locator(".found").is_hidden()


def test_before_and_after(visit: Visit) -> None:
    """Left of the bar is what stands today, right of it the plan; planned sites are on the right alone; the bar moves by keys."""
    visit.page.click("[data-tool=swipe]")
    assert visit.page.locator("[data-tool=swipe]").get_attribute("aria-pressed") == "true"
    before = visit.page.evaluate("siting.look(siting.read, {view: 'before', service: 'daycare', group: 0}).codes.join()")
    after = visit.page.evaluate("siting.look(siting.read, {view: 'after', service: 'daycare', group: 0}).codes.join()")
    assert visit.page.evaluate("siting.grid.codes.join()") == after != before
    clips = "name => siting.map.getPane(name).style.clip.match(/-?[\\d.]+/g).map(Number)"
    left, right, planned = (visit.page.evaluate(clips, name) for name in ("today", "cells", "planned"))
    assert left[1] == right[3] == planned[3], "one ends where the other begins"
    visit.page.focus(".swipe button")
    visit.page.keyboard.press("ArrowLeft")
    moved = visit.page.evaluate(clips, "cells")
    assert moved[3] == pytest.approx(right[3] - 0.05 * visit.page.evaluate("siting.map.getSize().x"), abs=1)
    assert visit.page.locator(".swipe button").get_attribute("aria-valuenow") == "45"
    visit.page.click("[data-tool=swipe]")
    assert visit.page.evaluate("siting.map.getPane('cells').style.clip") in ("", "auto")
    assert visit.page.locator(".swipe").is_hidden()


def test_catchments(visit: Visit) -> None:
    """Places that one site serves have one colour; those that none serves have the last."""
    visit.page.click("[data-part=view] [data-value=catchment]")
    codes = np.array(visit.page.evaluate("Array.from(siting.grid.codes)"))
    site, need = (PLAN.cells[f"{name}.daycare"].to_numpy() for name in ("site", "need"))
    assert (codes[need <= 0] == 255).all()
    assert (codes[(site < 0) & (need > 0)] == 8).all()
    for one in np.unique(site[(site >= 0) & (need > 0)]):
        assert len(set(codes[(site == one) & (need > 0)].tolist())) == 1
        assert codes[site == one].max() < 8 or (need[site == one] <= 0).any()


def test_the_table_holds_the_sites(visit: Visit, tmp_path: Path) -> None:
    with visit.page.expect_download() as download:
        visit.page.click("[data-tool=table]")
    download.value.save_as(tmp_path / "sites.csv")
    assert all(url.startswith("blob:") for url in visit.requests[1:])
    del visit.requests[1:]
    raw = (tmp_path / "sites.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "Excel reads it as UTF-8"
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) == len(PLAN.sites)
    by_key = {(row["id"], row["service"]): row for row in rows}
    label = {key: one.label for key, one in PLAN.scenario.services.items()}
    for row in PLAN.sites.to_dict("records"):
        told = by_key[str(row["site"]), label[row["service"]]]
        assert told["name"] == row["name"]
        if row["action"] != "close" and np.isfinite(row["capacity"]):
            assert float(told["capacity"]) == row["capacity"]


def test_names_in_the_table_are_no_formulas(browser: Browser, tmp_path: Path) -> None:
    draw(renamed(PLAN, '=cmd|" /C calc"!A0')).save(tmp_path / "map.html")
    visit = Visit(browser, tmp_path / "map.html")
    with visit.page.expect_download() as download:
        visit.page.click("[data-tool=table]")
    download.value.save_as(tmp_path / "sites.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "sites.csv").read_text("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith("=")]
    visit.page.close()


def test_names_in_the_search_are_text(browser: Browser, tmp_path: Path) -> None:
    draw(renamed(PLAN, EVIL)).save(tmp_path / "map.html")
    visit = Visit(browser, tmp_path / "map.html")
    visit.page.fill(".search input", "onerror")
    assert visit.page.locator(".found li").count() > 0
    assert visit.page.evaluate("window.ran") is None
    assert visit.complaints == []
    visit.page.close()


def test_the_picture_shows_the_map(visit: Visit, tmp_path: Path) -> None:
    from PIL import Image

    with visit.page.expect_download() as download:
        visit.page.click("[data-tool=picture]")
    download.value.save_as(tmp_path / "map.png")
    # symbols are painted from addresses that hold them
    assert all(url.startswith(("data:", "blob:")) for url in visit.requests[1:])
    del visit.requests[1:]
    picture = np.asarray(Image.open(tmp_path / "map.png").convert("RGB"))
    size = visit.page.evaluate("siting.map.getSize()")
    assert picture.shape[:2] == (2 * size["y"], 2 * size["x"])
    colours, counts = np.unique(picture.reshape(-1, 3), axis=0, return_counts=True)
    assert len(colours) > 50
    assert counts.max() < 0.97 * picture.shape[0] * picture.shape[1], "not blank"


def test_the_other_language(visit: Visit, tmp_path: Path) -> None:
    """Everything the page says is said in it, and the numbers are the same."""
    numbers = visit.page.evaluate(
        "document.querySelector('.panel').innerText.match(/\\d[\\d,]*(\\.\\d+)?%?/g).join(' ').replace(/,(?= |$)/g, '')"
    )
    visit.page.click("[data-tool=language]")
    visit.page.wait_for_selector("html[lang=zh-CN][data-ready]")
    assert visit.texts("[data-tool=print]") == ["打印 A3"]
    visit.page.click(".ground summary")
    assert "行政区" in visit.page.inner_text(".legend")
    assert (
        visit.page.evaluate(
            "document.querySelector('.panel').innerText.match(/\\d[\\d,]*(\\.\\d+)?%?/g).join(' ').replace(/,(?= |$)/g, '')"
        )
        == numbers
    )
    visit.page.click("[data-tool=language]")
    visit.page.wait_for_selector("html[lang=en][data-ready]")
    assert visit.texts("[data-tool=print]") == ["Print A3"]
    assert set(visit.requests) == {(tmp_path / "map.html").as_uri()}, "the same file, nothing else"
    del visit.requests[1:]


def test_paper(visit: Visit) -> None:
    """The map fills an A3 sheet, and the controls stay off it."""
    page = visit.page
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") <= 1 or b"/Count 1" in pdf, "one sheet"
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    width = page.evaluate("document.body.getBoundingClientRect().width")
    assert width == pytest.approx(404 / 25.4 * 96, abs=2)
    assert page.evaluate("siting.map.getSize().x") == pytest.approx(width - page.locator(".panel").bounding_box()["width"], abs=2)  # type: ignore[index]
    for control in (".tools", ".words", ".search", "[data-part=view]"):
        assert page.locator(control).is_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.evaluate("siting.map.getSize().x") < 1400


def test_the_smaller_sheet(visit: Visit) -> None:
    """A4 is what its button asks for: a page of that size, which the map fills, with all of the panel on it."""
    page = visit.page
    page.evaluate("window.print = () => { window.printed = true; }")
    view = page.evaluate("[siting.map.getZoom(), siting.map.getCenter().lat]")
    seen = page.evaluate("(b => [[b.getSouth(), b.getWest()], [b.getNorth(), b.getEast()]])(siting.map.getBounds())")
    page.click("[data-tool=print-a4]")
    page.wait_for_function("() => window.printed")
    pdf = page.pdf(prefer_css_page_size=True)
    found = re.search(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert found is not None
    assert [float(side) for side in found.groups()] == pytest.approx([297 / 25.4 * 72, 210 / 25.4 * 72], abs=1)
    assert b"/Count 1" in pdf
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.body.getBoundingClientRect().width") == pytest.approx(281 / 25.4 * 96, abs=2)
    assert page.evaluate("document.querySelector('.foot').getBoundingClientRect().bottom <= innerHeight")
    assert page.evaluate("box => siting.map.getBounds().contains(L.latLngBounds(box))", seen), "what was seen is on the sheet"
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.evaluate("[siting.map.getZoom(), siting.map.getCenter().lat]") == pytest.approx(view)


def test_a_phone(browser: Browser, tmp_path: Path) -> None:
    draw(PLAN).save(tmp_path / "map.html")
    visit = Visit(browser, tmp_path / "map.html", size=(390, 844))
    boxes = [visit.page.locator(one).bounding_box() for one in (".search", ".words", ".tools")]
    for box in boxes:
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    for k, one in enumerate(boxes):
        for other in boxes[:k]:
            assert one is not None
            assert other is not None
            apart = one["y"] >= other["y"] + other["height"] or other["y"] >= one["y"] + one["height"]
            aside = one["x"] >= other["x"] + other["width"] or other["x"] >= one["x"] + one["width"]
            assert apart or aside, "nothing lies on another"
    visit.page.close()


def test_another_standard(visit: Visit) -> None:
    """Cells and shares are those within the standard that is asked for, and it is said that the plan was solved for another."""
    need = PLAN.cells["need.daycare"].to_numpy()
    near = {when: PLAN.nearest("daycare", before=when == "before") for when in ("before", "after")}
    for steps in (64, 190):
        visit.page.evaluate(
            "k => { const s = document.querySelector('.standard input'); s.value = k; s.dispatchEvent(new Event('input')); }", steps
        )
        within = {when: np.ceil(share * 127 - 1e-4) <= steps for when, share in near.items()}
        codes = np.array(visit.page.evaluate("Array.from(siting.grid.codes)"))
        reached = within["before"] | within["after"]
        assert ((codes[need > 0] // 5 == 0) == ~reached[need > 0]).all(), "out of reach before and after"
        note = visit.page.inner_text(".what-if")
        before, after = (f"{100 * need[there].sum() / need.sum():.1f}%" for there in within.values())
        assert f"{before} → {after}" in note
        assert f"The plan was solved for {PLAN.scenario.services['daycare'].within.value:,.0f} m" in note
        assert visit.page.inner_text(".standard output") == f"{PLAN.scenario.services['daycare'].within.value * steps / 127:,.0f} m"
    visit.page.click(".standard button")
    assert visit.page.locator(".what-if").is_hidden()
    assert visit.page.evaluate("siting.state.shown.standard") is None


def test_the_slider_goes_with_the_service_and_the_view(visit: Visit) -> None:
    slider = visit.page.locator(".standard")
    visit.page.evaluate("siting.state.change({standard: 60})")
    visit.page.click("[data-part=service] [data-value=eldercare]")
    assert visit.page.evaluate("siting.state.shown.standard") is None, "another service has another standard"
    assert visit.page.inner_text(".standard output") == "15 min"
    visit.page.click("[data-part=view] [data-value=population]")
    assert slider.is_hidden()
    visit.page.click("[data-part=view] [data-value=gap]")
    visit.page.click('[data-part=service] [data-value=""]')
    assert slider.is_hidden(), "all services together have no one standard"
