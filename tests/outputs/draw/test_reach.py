"""How far services reach, on a map of streets: what the streets allow, and the circle beyond which nobody can live."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import shapely
from playwright.sync_api import Browser

from siting.inputs.travel.travel import Ends
from siting.outputs.draw import draw
from siting.outputs.draw.reach import circle, radius
from siting.scenario.quantities import Standard
from tests.outputs.draw.visits import PLAN, Visit


def streets(sites: Ends, standard: Standard) -> Any:
    """A square of streets around each site."""
    half = 0.5 * standard.value
    x, y = sites.xy.T
    return np.asarray(shapely.box(x - half, y - half, x + half, y + half), object)


ALONG = replace(
    PLAN,
    scenario=SimpleNamespace(
        **{**vars(PLAN.scenario), "travel": SimpleNamespace(areas=streets, beside=60.0, path=Path("a.pbf"), mode="walk")}
    ),
)


def test_circles() -> None:
    assert radius(PLAN.scenario, "daycare") == circle(PLAN.scenario, "daycare") == pytest.approx(500 / 1.3)
    assert radius(ALONG.scenario, "daycare") is None
    assert circle(ALONG.scenario, "daycare") == 500
    assert circle(ALONG.scenario, "eldercare") == 15 * 60


def test_streets_and_circles_are_rows_of_their_own(browser: Browser, tmp_path: Path) -> None:
    draw(ALONG).save(tmp_path / "map.html")
    visit = Visit(browser, tmp_path / "map.html")
    open_ = PLAN.sites[(PLAN.sites.service == "daycare") & (PLAN.sites.action != "close")]
    shapes = "kind => Object.values(siting.map._layers).filter(one => one instanceof L[kind] && one.options.pane === 'reach').length"
    assert [visit.page.evaluate(shapes, kind) for kind in ("Polygon", "Circle")] == [0, 0]
    visit.page.check("[data-layer=reach]")
    assert [visit.page.evaluate(shapes, kind) for kind in ("Polygon", "Circle")] == [len(open_), 0]
    visit.page.check("[data-layer=radius]")
    assert [visit.page.evaluate(shapes, kind) for kind in ("Polygon", "Circle")] == [len(open_), len(open_)]
    visit.page.uncheck("[data-layer=reach]")
    assert [visit.page.evaluate(shapes, kind) for kind in ("Polygon", "Circle")] == [0, len(open_)]
    assert visit.complaints == []
    visit.page.close()
