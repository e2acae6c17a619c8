"""Base maps in a browser: asked for only where they are wanted, in the right place, and out of the way of the plan."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route

from siting.inputs.geo import shifted
from siting.outputs.draw import draw
from siting.outputs.draw.tiles import base_map
from tests.outputs.draw.visits import PLAN

ZOOM = 15
RED = (255, 0, 0)
SHARED = {"Access-Control-Allow-Origin": "*"}
XYZ = "https://tiles.example/{z}/{x}/{y}.png"


def pixel(place: npt.NDArray[np.float64], zoom: int) -> npt.NDArray[np.float64]:
    """Where a longitude and latitude is in Web Mercator, in pixels of a zoom."""
    turned = np.radians(place[1])
    share = np.array([(place[0] + 180) / 360, (1 - np.log(np.tan(turned) + 1 / np.cos(turned)) / np.pi) / 2])
    return np.asarray(share * 256 * 2**zoom, float)


def tile(colour: tuple[int, int, int], at: npt.NDArray[np.float64] | None = None) -> bytes:
    """A tile of one colour, with a red square of 7 pixels around a pixel of it."""
    picture = Image.new("RGB", (256, 256), colour)
    if at is not None:
        x, y = np.round(at - 0.5).astype(int)
        picture.paste(RED, (x - 3, y - 3, x + 4, y + 4))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def coordinates(url: str) -> tuple[int, int, int]:
    """Column, row and zoom that an address of Amap, or of the server of these tests, asks for."""
    found = re.search(r"/(\d+)/(\d+)/(\d+)\.png$", url)
    if found:
        return int(found[2]), int(found[3]), int(found[1])
    x, y, z = (int(one) for name in "xyz" for one in re.findall(rf"[?&]{name}=(\d+)", url))
    return x, y, z


def marked(place: npt.NDArray[np.float64]) -> Any:
    """A server whose tiles show a mark at a place of GCJ-02."""
    there = shifted.gcj02(place[None])[0]

    def answer(route: Route) -> None:
        x, y, z = coordinates(route.request.url)
        within = pixel(there, z) - 256 * np.array([x, y])
        inside = bool((within >= 4).all() and (within <= 252).all())
        route.fulfill(content_type="image/png", headers=SHARED, body=tile((240, 240, 240), within if inside else None))

    return answer


def plain(route: Route) -> None:
    route.fulfill(content_type="image/png", headers=SHARED, body=tile((40, 200, 40)))


@contextmanager
def opened(browser: Browser, path: Path, tiles: str, answer: Any) -> Iterator[tuple[Page, list[str]]]:
    """The map over a base map, which a made-up server answers for, and all that it asked the network for."""
    draw(PLAN, tiles=tiles).save(path)
    page = browser.new_page(viewport={"width": 1100, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
    page.route(re.compile("^https?://"), answer)
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]")
    settled(page)
    yield page, asked
    page.close()


def settled(page: Page) -> None:
    page.wait_for_function("() => !siting.map._animatingZoom && siting.ground.every((one) => !one.isLoading())")
    page.wait_for_function("() => document.querySelectorAll('.leaflet-tile-pane .leaflet-tile-loaded').length > 3")


def bare(page: Page) -> npt.NDArray[np.int64]:
    """The base map alone in its own colours, as the browser shows it."""
    page.add_style_tag(
        content=".leaflet-pane:not(.leaflet-map-pane, .leaflet-tile-pane), .above, .north, .leaflet-control-container { display: none }"
        " .leaflet-tile-pane { filter: none; opacity: 1 }"
    )
    return np.asarray(Image.open(io.BytesIO(page.locator(".folium-map").screenshot())).convert("RGB")).astype(int)


def test_only_the_named_server_is_asked(browser: Browser, tmp_path: Path) -> None:
    for tiles in ("tianditu:abc", "amap-imagery", XYZ):
        with opened(browser, tmp_path / "map.html", tiles, plain) as (page, asked):
            known = base_map(tiles)
            assert asked
            assert {re.match(r"https://[^/]+", url)[0] for url in asked} <= set(known.servers)  # type: ignore[index]
            assert known.credit in page.inner_text(".leaflet-control-attribution")


def test_the_shift_is_that_of_the_inputs(browser: Browser, tmp_path: Path) -> None:
    places = np.array([[106.27, 38.47], [121.47, 31.23], [87.6, 43.8], [104.9999, 35.0001], [113.9, 22.5], [139.7, 35.7], [2.35, 48.86]])
    with opened(browser, tmp_path / "map.html", "amap", plain) as (page, _):
        both = "places => places.map(([x, y]) => { const p = siting.NAME(L.latLng(y, x)); return [p.lng, p.lat]; })"
        there, back = (np.array(page.evaluate(both.replace("NAME", name), places.tolist())) for name in ("gcj02", "fromGcj02"))
    assert np.abs(there - shifted.gcj02(places)).max() < 1e-9
    assert np.abs(back - shifted.from_gcj02(places)).max() < 1e-9
    assert np.abs(there - places)[:5].max() > 1e-3
    assert (there == places)[5:].all(), "outside China nothing is moved"


def away_from_edges(zoom: int) -> npt.NDArray[np.float64]:
    """A place in the town whose mark is within one tile at a zoom and at the next two."""
    for step in range(1000):
        place = np.array([106.235 + step * 1.7e-4, 38.48 + step * 0.9e-4])
        within = [pixel(shifted.gcj02(place[None])[0], z) % 256 for z in (zoom, zoom + 1, zoom - 1)]
        if all((one > 12).all() and (one < 244).all() for one in within):
            return place
    raise AssertionError("every place is at an edge")


def seen(page: Page) -> npt.NDArray[np.float64]:
    """The middle of the red mark in the window [pixels]."""
    picture = bare(page)
    rows, columns = np.nonzero((picture[..., 0] > 180) & (picture[..., 1] < 110) & (picture[..., 2] < 110))
    assert len(rows) in range(45, 64), "the mark is shown, and all of it"
    return np.array([columns.mean() + 0.5, rows.mean() + 0.5])


@pytest.mark.parametrize("tiles", ["amap", "amap-imagery"])
def test_shifted_tiles_lie_where_they_belong(browser: Browser, tmp_path: Path, tiles: str) -> None:
    """After loading, after a pan by hand, after zooming in and out; in the middle and at the side of the window."""
    place = away_from_edges(ZOOM)
    with opened(browser, tmp_path / "map.html", tiles, marked(place)) as (page, _):

        def apart() -> float:
            """From where the place is in the window to where its mark is, as far as that is not painted into whole pixels of its tile."""
            settled(page)
            corner = "siting.map.getPixelOrigin().subtract(siting.map._getMapPanePos())"
            x, y, zoom = page.evaluate(f"[{corner}.x, {corner}.y, siting.map.getZoom()]")
            true = pixel(shifted.gcj02(place[None])[0], zoom)
            painted = np.round(true - 0.5) + 0.5
            return float(np.hypot(*(seen(page) - (painted - true) - (pixel(place, zoom) - [x, y]))))

        page.evaluate("([x, y, z]) => siting.map.setView([y, x], z, {animate: false})", [*place.tolist(), ZOOM])
        assert apart() < 1
        box = page.locator(".folium-map").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 400, box["y"] + 300)
        page.mouse.down()
        page.mouse.move(box["x"] + 280, box["y"] + 200, steps=8)
        page.mouse.up()
        page.wait_for_timeout(400)
        assert apart() < 1
        for step in (1, -1, -1):
            page.evaluate("([x, y, s]) => siting.map.setZoomAround([y, x], siting.map.getZoom() + s)", [*place.tolist(), step])
            page.wait_for_timeout(500)
            assert apart() < 1


def test_shifted_tiles_leave_no_seam(browser: Browser, tmp_path: Path) -> None:
    """Each ends where the next begins, and all together fill the window."""
    edges = """() => Object.values(siting.ground[0]._tiles).filter((one) => one.current).map(({coords, el}) =>
        [[coords.x, coords.y], [el._leaflet_pos.x, el._leaflet_pos.y, parseInt(el.style.width), parseInt(el.style.height)]])"""
    with opened(browser, tmp_path / "map.html", "amap", plain) as (page, _):
        for zoom in (11, 12, 13, 14, 15, 17):
            page.evaluate("z => siting.map.setZoom(z, {animate: false})", zoom)
            settled(page)
            tiles = {tuple(at): box for at, box in page.evaluate(edges)}
            for (x, y), (left, top, width, height) in tiles.items():
                assert left + width == tiles.get((x + 1, y), [left + width])[0]
                assert top + height == tiles.get((x, y + 1), [0, top + height])[1]
        page.wait_for_timeout(300)
        # at the side lies the shadow of the panel
        assert (bare(page)[:, 20:] == [40, 200, 40]).all()


def test_the_base_map_is_switched_off_and_on(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path / "map.html", "amap-imagery", plain) as (page, asked):
        classes = "document.querySelector('.folium-map').className"
        assert {"grounded", "imagery"} <= set(page.evaluate(classes).split())
        page.click(".ground summary")
        row = page.locator("label", has=page.locator("[data-layer=base]"))
        assert row.inner_text().strip() == "Base map"
        row.click()
        assert page.locator(".leaflet-tile-pane img").count() == 0
        assert page.inner_text(".leaflet-control-attribution") == ""
        assert not {"grounded", "imagery"} & set(page.evaluate(classes).split())
        before = len(asked)
        page.evaluate("siting.map.panBy([900, 0], {animate: false})")
        page.wait_for_timeout(200)
        assert len(asked) == before, "nothing is asked for what is not shown"
        row.click()
        settled(page)
        assert len(asked) > before


def test_there_is_no_row_without_a_base_map(browser: Browser, tmp_path: Path) -> None:
    draw(PLAN).save(tmp_path / "map.html")
    page = browser.new_page()
    page.goto((tmp_path / "map.html").as_uri())
    page.wait_for_selector("html[data-ready]")
    assert page.locator("[data-layer=base]").count() == 0
    page.close()


def saved(page: Page, path: Path) -> npt.NDArray[np.int64]:
    with page.expect_download() as download:
        page.click("[data-tool=picture]")
    download.value.save_as(path)
    return np.asarray(Image.open(path).convert("RGB")).astype(int)


def test_a_picture_shows_the_base_map(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path / "map.html", "amap", plain) as (page, _):
        page.evaluate("siting.map.setZoom(11, {animate: false})")
        settled(page)
        corner = saved(page, tmp_path / "map.png")[4:40, 4:40].reshape(-1, 3)
        assert (corner[:, 1] - corner[:, 0] > 30).all(), "green, as on the screen"


class Unshared(BaseHTTPRequestHandler):
    """A server that gives its tiles to nobody's scripts."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(tile((40, 200, 40)))

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


def test_tiles_of_a_server_that_does_not_share_them_are_shown_but_not_saved(browser: Browser, tmp_path: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Unshared) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png"
        with opened(browser, tmp_path / "map.html", address, lambda route: route.continue_()) as (page, _):
            page.evaluate("siting.map.setZoom(11, {animate: false})")
            settled(page)
            corner = saved(page, tmp_path / "map.png")[4:40, 4:40].reshape(-1, 3)
            assert len(np.unique(corner, axis=0)) == 1
            assert np.ptp(corner[0]) < 12, "the paper"
            green = (bare(page) == [40, 200, 40]).all(axis=2).mean()
        server.shutdown()
    assert green > 0.95


def test_tiles_that_are_not_there_do_not_stop_the_map(browser: Browser, tmp_path: Path) -> None:
    draw(PLAN, tiles=XYZ).save(tmp_path / "map.html")
    page = browser.new_page()
    page.route("https://tiles.example/**", lambda route: route.fulfill(status=404))
    page.goto((tmp_path / "map.html").as_uri())
    page.wait_for_selector("html[data-ready]")
    assert len(np.unique(saved(page, tmp_path / "map.png").reshape(-1, 3), axis=0)) > 50
    page.close()


def test_paper_waits_for_its_tiles(browser: Browser, tmp_path: Path) -> None:
    """The sheet is larger than this window."""
    with opened(browser, tmp_path / "map.html", "amap", plain) as (page, _):
        page.evaluate("window.print = () => { window.printed = [siting.map.getSize().x, siting.ground.some((one) => one.isLoading())]; }")
        narrow = page.evaluate("siting.map.getSize().x")
        page.click("[data-tool=print]")
        page.wait_for_function("() => window.printed")
        wide, loading = page.evaluate("window.printed")
        assert wide > narrow
        assert not loading
