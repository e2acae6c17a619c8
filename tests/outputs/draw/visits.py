"""A map opened in a browser."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page
from pyproj import Transformer

from tests.outputs.draw.town import TOWN, FakePlan, centres, town

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PLAN = town(40, 30)
EVIL = '<img src=x onerror="window.ran=1"></script><script>window.ran=2</script>{{ 1 }}\'"'


class Visit:
    """A map opened in a browser, with all that it asked for and complained of."""

    def __init__(self, browser: Browser, path: Path, *, size: tuple[int, int] = (1400, 900)) -> None:
        self.page: Page = browser.new_page(viewport={"width": size[0], "height": size[1]})
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("html[data-ready]")

    def texts(self, selector: str) -> list[str]:
        return [text.strip() for text in self.page.locator(selector).all_inner_texts()]

    def point_at(self, cell: int, plan: FakePlan) -> dict[str, str]:
        """Bring a place to the middle, put the pointer there, and read the card."""
        lon, lat = Transformer.from_crs(TOWN, 4326, always_xy=True).transform(*centres(plan)[cell])
        self.page.evaluate("at => siting.map.setView(at, 16, {animate: false})", [lat, lon])
        box = self.page.locator(".folium-map").bounding_box()
        assert box is not None
        self.page.mouse.move(box["x"] + box["width"] / 2 + 2, box["y"] + box["height"] / 2 + 2)
        self.page.wait_for_selector(".hover:not([hidden])")
        return dict(zip(self.texts(".hover dt"), self.texts(".hover dd"), strict=True))
