"""
Pictures of pages in a browser without a window: those of the gallery from the demo city, and those that the tests leave in ``artefacts/``.

    python -m docs.pictures     (or: make pictures; needs Chromium and some two minutes)
"""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

import siting
from siting.many import run_frontier

SIZES: Final = ((1400, 900), (390, 844))
"""Width and height of the window [pixels]: an office screen and a phone."""
QUIET: Final = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]
PICTURES: Final = {
    "map.html": "yinchuan.png",
    "report.html": "report.png",
    "years.html": "years.png",
    "more/frontier.html": "frontier.png",
}
"""What the gallery shows."""
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
        scenarios = ROOT / "scenarios"
        siting.run(scenarios / "yinchuan.yaml", out=folder)
        siting.draw(siting.solve(scenarios / "policy" / "supply_follows_people.yaml")).save(folder / "years.html")
        run_frontier(scenarios / "daycare.yaml", out=folder / "more", values=[40e6, 60e6, 80e6, 100e6])
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        for file, picture in PICTURES.items():
            page = opened(browser, folder / file, SIZES[0])
            _kept(page.screenshot(), ROOT / "maps" / "gallery" / picture)
            page.close()


def _kept(picture: bytes, path: Path) -> None:
    """Write a picture in 256 colours, a third of its size."""
    Image.open(BytesIO(picture)).convert("RGB").quantize(256).save(path, optimize=True)


if __name__ == "__main__":
    main()
