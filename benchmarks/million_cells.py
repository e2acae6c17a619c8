"""
How large and how fast the map of a million cells is, in a real browser without a graphics card.

Run with ``python -m benchmarks.million_cells``; it needs Chromium and some two minutes.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

import numpy as np
import numpy.typing as npt
import rasterio
from playwright.sync_api import sync_playwright
from rasterio.transform import Affine

import siting

SIDE: Final = 1000
SCENARIO: Final = """
name: A million cells
services: {clinic: {within: 3 km, unit: residents}}
population: [{kind: raster, path: people.tif}]
candidates: [{kind: raster, path: people.tif, one_per: 8 km, options: [{capital: 1}]}]
objective: {kind: max_coverage}
constraints: [{kind: count, at_most: 40}]
solve: {gap: 0.02, time_limit: 60 s}
"""


def people() -> npt.NDArray[np.float32]:
    """A city in the middle of a country where somebody lives in every cell."""
    draw = np.random.default_rng(1)
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    city = 50 * np.exp(-((x - 500) ** 2 + (y - 450) ** 2) / 60_000)
    return np.asarray(city + draw.gamma(0.5, 4.0, (SIDE, SIDE)) + 0.01, np.float32)


def main() -> None:
    """Solve, draw, open, and tell."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        where = Affine(100, 0, 400_000, 0, -100, 4_400_000)
        with rasterio.open(
            folder / "people.tif", "w", driver="GTiff", height=SIDE, width=SIDE, count=1, dtype="float32", crs="EPSG:32650", transform=where
        ) as file:
            file.write(people(), 1)
        (folder / "million.yaml").write_text(SCENARIO, "utf-8")
        plan = siting.solve(folder / "million.yaml")
        began = perf_counter()
        siting.draw(plan).save(folder / "map.html")
        print(f"drawn in {perf_counter() - began:.1f} s, {(folder / 'map.html').stat().st_size / 1e6:.1f} MB")
        _looked_at(folder / "map.html")


def _looked_at(path: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        began = perf_counter()
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]")
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        print(f"painted after {perf_counter() - began:.2f} s")
        change = "view => { const began = performance.now(); siting.state.change({view}); return performance.now() - began; }"
        print(f"another view in {page.evaluate(change, 'after'):.0f} ms")
        hover = "at => { const began = performance.now(); siting.grid.cellAt(L.latLng(at)); return performance.now() - began; }"
        print(f"a place found in {page.evaluate(hover, page.evaluate('siting.map.getCenter()')):.2f} ms")


if __name__ == "__main__":
    main()
