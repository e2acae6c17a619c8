"""
Pictures of pages in a browser without a window: those of the gallery from the demo city, and those that the tests leave in ``artefacts/``.

    python -m docs.pictures     (or: make pictures; needs Chromium and some two minutes)
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

import siting

SIZES: Final = ((1400, 900), (390, 844))
"""Width and height of the window [pixels]: an office screen and a phone."""
QUIET: Final = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]
ROOT: Final = Path(__file__).parent.parent


def chromium() -> str | None:
    """Where the browser is; None where there is none."""
    return shutil.which("chromium") or shutil.which("google-chrome")


def opened(browser: Browser, path: Path, size: tuple[int, int]) -> Page:
    """A page in a window of a size, once it is ready."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(path.as_uri())
    if page.locator(".folium-map").count():
        page.wait_for_selector("html[data-ready]")
        # the tiles of cells are painted one after the other
        page.evaluate("new Promise(done => setTimeout(done, 600))")
    return page


def main() -> None:
    """Run the demo city, and take the pictures that README and gallery show."""
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name) / "yinchuan"
        siting.run(ROOT / "scenarios" / "yinchuan.yaml", out=folder)
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        for file, picture in (("map.html", "yinchuan.png"), ("report.html", "report.png")):
            page = opened(browser, folder / file, SIZES[0])
            page.screenshot(path=ROOT / "maps" / "gallery" / picture)
            page.close()


if __name__ == "__main__":
    main()
