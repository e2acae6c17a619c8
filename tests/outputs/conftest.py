"""The browser in which maps and reports are looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from siting.outputs.draw import draw
from tests.outputs.draw.visits import CHROMIUM, PLAN, QUIET, Visit


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    """The map of the town, which complains of nothing and asks for nothing but itself."""
    draw(PLAN).save(tmp_path / "map.html")
    visit = Visit(browser, tmp_path / "map.html")
    yield visit
    assert visit.complaints == []
    assert visit.requests == [(tmp_path / "map.html").as_uri()]
    visit.page.close()
