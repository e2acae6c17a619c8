"""The years in one map: numbers, cells and sites of each, and the way through them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from siting.outputs.draw import draw
from tests.outputs.draw.town import in_years
from tests.outputs.draw.visits import PLAN, Visit

YEARS = in_years(PLAN)


@pytest.fixture
def years(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    draw(YEARS).save(tmp_path / "map.html")
    visit = Visit(browser, tmp_path / "map.html")
    yield visit
    assert visit.complaints == []
    assert visit.requests == [(tmp_path / "map.html").as_uri()]
    visit.page.close()


def go(visit: Visit, moment: int) -> None:
    visit.page.click(f".moments .stop >> nth={moment}")
    visit.page.wait_for_function("k => siting.state.shown.moment === k", arg=moment)


def test_the_last_year_comes_first(years: Visit) -> None:
    assert years.texts(".moments .stop") == ["2026", "2030", "2035"]
    assert years.texts(".moments [aria-current=step]") == ["2035"]
    assert years.texts(".panel h1")[0].endswith("· 2035")


@pytest.mark.parametrize("moment", [0, 1, 2])
def test_numbers_and_cells_are_those_of_the_year(years: Visit, moment: int) -> None:
    go(years, moment)
    plan = YEARS.moments[moment]
    assert years.texts(".panel h1")[0].endswith(f"· {plan.when}")
    need, after = (plan.cells[f"{name}.daycare"].to_numpy() for name in ("need", "after"))
    share = (need * np.nan_to_num(after)).sum() / need.sum()
    assert years.texts(".service[data-service=daycare] b") == [f"{share:.1%}"]
    assert years.texts(".bars.years [aria-current=step] .area") == [plan.when]
    told = years.texts(".bars.years .share")
    for text, one in zip(told, YEARS.moments, strict=True):
        shares = [(one.cells["need.daycare"] * one.cells[f"{when}.daycare"].fillna(0)).sum() for when in ("before", "after")]
        assert text.split() == [
            f"{shares[0] / one.cells['need.daycare'].sum():.1%}",
            "→",
            f"{shares[1] / one.cells['need.daycare'].sum():.1%}",
        ]
    shown = np.array(years.page.evaluate("Array.from(siting.read.services.daycare.after)"), float)
    np.testing.assert_allclose(np.nan_to_num(shown), np.nan_to_num(after), rtol=1e-6)
    people = np.array(years.page.evaluate("Array.from(siting.read.groups[0].amount)"))
    np.testing.assert_allclose(people, plan.cells["residents"], rtol=1e-6)
    assert years.page.locator(".site.build").count() == (
        0 if moment == 0 else (plan.sites.query("service == 'daycare'").action == "build").sum()
    )


def test_a_place_tells_the_numbers_of_the_year(years: Visit) -> None:
    go(years, 1)
    plan = YEARS.moments[1]
    cell = int(np.flatnonzero(plan.cells["need.daycare"] > 0)[40])
    told = years.point_at(cell, YEARS)
    assert told["Residents"] == f"{plan.cells['residents'].iloc[cell]:,.1f}".removesuffix(".0")


def test_playing_goes_through_the_years_and_rests(years: Visit) -> None:
    years.page.clock.install()
    years.page.click("[data-tool=play]")
    years.page.wait_for_function("() => siting.state.shown.moment === 0")
    assert years.page.get_attribute("[data-tool=play]", "aria-label") == "Pause"
    for moment in (1, 2):
        years.page.clock.run_for(1800)
        years.page.wait_for_function("k => siting.state.shown.moment === k", arg=moment)
    assert years.page.get_attribute("[data-tool=play]", "aria-label") == "Play the years"
    years.page.clock.run_for(6000)
    assert years.texts(".moments [aria-current=step]") == ["2035"]


def test_playing_stops_where_a_year_is_chosen(years: Visit) -> None:
    years.page.clock.install()
    years.page.click("[data-tool=play]")
    go(years, 1)
    years.page.clock.run_for(6000)
    assert years.texts(".moments [aria-current=step]") == ["2030"]


def test_a_year_is_chosen_in_the_chart_by_keys(years: Visit) -> None:
    years.page.focus(".bars.years button >> nth=0")
    years.page.keyboard.press("Enter")
    years.page.wait_for_function("() => siting.state.shown.moment === 0")
    assert years.page.evaluate("document.activeElement.dataset.key") == "bar 2026", "the focus stays where it was"


def test_what_is_open_stays_open(years: Visit) -> None:
    row = YEARS.sites.query("service == 'daycare' and action == 'convert'").iloc[0]
    years.page.evaluate("id => siting.places.find(place => place.id === id).show(siting.map)", row.site)
    years.page.wait_for_selector(".popup")
    go(years, 1)
    assert years.texts(".popup h3") == [row["name"]]
    then = YEARS.moments[1].sites.query("service == 'daycare' and site == @row.site").iloc[0]
    assert f"{then.load:,.1f}".removesuffix(".0") in years.page.inner_text(".popup")


def test_what_stays_the_same_is_written_once(tmp_path: Path) -> None:
    """Three years in which nothing changes take little more than one."""
    from dataclasses import replace

    draw(PLAN).save(tmp_path / "one.html")
    draw(replace(PLAN, when="2035", earlier=(replace(PLAN, when="2026"), replace(PLAN, when="2030")))).save(tmp_path / "three.html")
    one, three = ((tmp_path / f"{name}.html").stat().st_size for name in ("one", "three"))
    sites = 2 * len(PLAN.sites) * 500
    assert three - one < sites


def test_one_year_has_no_years(visit: Visit) -> None:
    assert visit.page.locator(".moments").count() == 0
    assert visit.page.locator(".bars.years").count() == 0
