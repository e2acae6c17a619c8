"""
Every page as an office screen and a phone show it: nothing reaches beyond the window, no control lies on another.

The pictures are left in ``artefacts/``, to be looked at.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

import siting
from docs.pictures import ROOT, SIZES, opened
from siting.outputs.pages import reported
from siting.outputs.pages.compare import compare_page
from siting.outputs.pages.frontier import frontier_page
from siting.texts import LANGUAGES

SCENARIO = ROOT / "scenarios" / "policy" / "supply_follows_people.yaml"
BASE = SCENARIO.with_name("base.yaml")
ARTEFACTS = ROOT / "artefacts"

OVERLAPS = """() => {
  const all = [...document.querySelectorAll(".above:not(.swipe)")].filter((one) => one.offsetParent !== null);
  const cards = all.map((one) => [one.className, one.getBoundingClientRect()]);
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  return cards.flatMap(([one, a], k) => cards.slice(k + 1).filter(([, b]) => meet(a, b)).map(([other]) => `${one} / ${other}`));
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a policy scenario in three years, in both languages."""
    folder = tmp_path_factory.mktemp("pages")
    plan = siting.solve(SCENARIO, gap=0.2, time_limit=30)
    for language in LANGUAGES:
        siting.draw(plan, language=language).save(folder / f"map-{language}.html")
        (folder / f"report-{language}.html").write_text(reported(plan, language), "utf-8")
        siting.check(SCENARIO, page=folder / f"check-{language}.html", language=language, tell=lambda _: None)
    found = siting.frontier(BASE, steps=2, gap=0.2, time_limit=30)
    first, *_, last = found.plans.values()
    for language in LANGUAGES:
        (folder / f"frontier-{language}.html").write_text(frontier_page(found, language), "utf-8")
        compared = compare_page(siting.compare({"less": first, "more": last}), language)
        (folder / f"compare-{language}.html").write_text(compared, "utf-8")
    return folder


@pytest.mark.parametrize("size", SIZES, ids=["screen", "phone"])
@pytest.mark.parametrize("name", ["map", "report", "check", "frontier", "compare"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_the_window(browser: Browser, folder: Path, name: str, size: tuple[int, int], language: str) -> None:
    page = opened(browser, folder / f"{name}-{language}.html", size)
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}-{language}-{size[0]}x{size[1]}.png")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is scrolled sideways"
    assert page.evaluate(OVERLAPS) == []
    page.close()
