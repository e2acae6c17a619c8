"""The small charts of the panel, what a site tells, and the lines of who goes where."""

from __future__ import annotations

import re

import numpy as np
import pytest

from siting.outputs.figures import gini
from tests.outputs.draw.town import renamed
from tests.outputs.draw.visits import EVIL, PLAN, Visit

DAYCARE = PLAN.sites[PLAN.sites.service == "daycare"]
NEED = PLAN.cells["need.daycare"].to_numpy()

LINES = (
    "Object.values(siting.map._layers).filter("
    "one => one instanceof L.Polyline && one.options.pane === 'reach' && !(one instanceof L.Polygon))"
)


def short(amount: float) -> str:
    return f"{amount:,.1f}".removesuffix(".0") if abs(amount) < 100 else f"{amount:,.0f}"


def test_the_curve_is_the_share_within_so_much_travel(visit: Visit) -> None:
    path = visit.page.get_attribute(".curve .after", "d")
    assert path is not None
    heights = [float(y) for _, y in re.findall(r"([\d.]+) ([\d.]+)", path)]
    assert len(heights) == 255
    steps = np.ceil(np.where(np.isfinite(near := PLAN.nearest("daycare")), near, 9.0) * 127 - 1e-4)
    for step in (0, 60, 127, 254):
        share = NEED[steps <= step].sum() / NEED.sum()
        assert heights[step] == pytest.approx(6 + 86 * (1 - share), abs=0.06)


def test_fairness_between_areas(visit: Visit) -> None:
    told = dict(zip(visit.texts(".pairs dt"), visit.texts(".pairs dd"), strict=True))
    served = PLAN.cells.assign(
        now=NEED * PLAN.cells["after.daycare"].fillna(0), need=NEED, old=NEED * PLAN.cells["before.daycare"].fillna(0)
    )
    sums = served[served.community != ""].groupby("community")[["need", "old", "now"]].sum().query("need > 0")
    lowest = [(sums[when] / sums.need).min() for when in ("old", "now")]
    assert told["Lowest share served"].split() == [f"{lowest[0]:.1%}", "→", f"{lowest[1]:.1%}"]
    ginis = [gini(sums.need.to_numpy(), sums[when].to_numpy()) for when in ("old", "now")]
    assert told["Gini"].split() == [f"{ginis[0]:.2f}", "→", f"{ginis[1]:.2f}"]
    count = len(PLAN.world.areas["community"])
    standing, open_ = DAYCARE[DAYCARE.action.isin(["keep", "expand", "close"])], DAYCARE[DAYCARE.action != "close"]
    shares = [len(set(rows.community) - {""}) / count for rows in (standing, open_)]
    assert told["With a site of their own"].split() == [f"{shares[0]:.1%}", "→", f"{shares[1]:.1%}"]


def test_all_services_together_have_no_curve(visit: Visit) -> None:
    visit.page.click(".service[data-service='']")
    assert visit.page.locator(".curve").count() == 0
    assert visit.page.locator(".bars button").count() == len(PLAN.world.areas["district"])


def test_a_site_tells_why_and_for_whom(visit: Visit) -> None:
    row = DAYCARE.query("action == 'build' and load > 0").sort_values("load").iloc[-1]
    visit.page.evaluate("id => siting.places.find(place => place.id === id).show(siting.map)", row.site)
    visit.page.wait_for_selector(".popup")
    told = dict(zip(visit.texts(".popup dt"), visit.texts(".popup dd"), strict=True))
    assert told["Of these not served today"] == f"{short(row.newly)} places"
    assert told["For whom no other site is in reach"] == f"{short(row.alone)} places"
    assert told["Investment per unit served"] == f"{row.capital / row.load:,.0f}\N{NO-BREAK SPACE}CNY"
    position = int(str(row.site).removeprefix("s"))
    mine = PLAN.cells[(PLAN.cells["site.daycare"] == position) & (PLAN.cells["after.daycare"] > 0)]
    sums = (mine["need.daycare"] * mine["after.daycare"]).groupby(mine.community).sum().sort_values(ascending=False)
    names = [name for name in sums.index if name]
    assert told["Mostly from"].split(", ")[0] == names[0]


def test_a_site_shows_whom_it_serves(visit: Visit) -> None:
    """Lines go from places to the site, and are gone with what it tells."""
    row = DAYCARE.query("load > 0").sort_values("load").iloc[-1]
    assert visit.page.evaluate(f"{LINES}.length") == 0
    visit.page.evaluate("id => siting.places.find(place => place.id === id).show(siting.map)", row.site)
    visit.page.wait_for_selector(".popup")
    ends = visit.page.evaluate(f"{LINES}.flatMap(one => one.getLatLngs()).map(line => [line[1].lat, line[1].lng])")
    at = visit.page.evaluate("id => siting.places.find(place => place.id === id).at", row.site)
    assert ends
    assert all(end == at for end in ends)
    visit.page.evaluate("siting.map.closePopup()")
    visit.page.wait_for_function(f"() => {LINES}.length === 0")


def test_all_assignments(visit: Visit) -> None:
    """Every site that serves someone has a line; they follow the service; the row of the legend takes them away."""
    for service in ("daycare", "eldercare"):
        visit.page.click(f".service[data-service={service}]")
        visit.page.set_checked("[data-layer=assignments]", True)
        ends = visit.page.evaluate(f"{LINES}.flatMap(one => one.getLatLngs()).map(line => [line[1].lat, line[1].lng].join())")
        served = PLAN.cells[(PLAN.cells[f"after.{service}"] > 0) & (PLAN.cells[f"need.{service}"] > 0)]
        assert len(set(ends)) == served[f"site.{service}"].nunique()
    visit.page.set_checked("[data-layer=assignments]", False)
    assert visit.page.evaluate(f"{LINES}.length") == 0


def test_the_need_is_a_view_that_says_where_it_comes_from(visit: Visit) -> None:
    visit.page.click("[data-part=view] [data-value=need]")
    assert "Need: 80.0% of Age 0–2" in visit.page.inner_text(".scales")
    codes = np.array(visit.page.evaluate("Array.from(siting.grid.codes)"))
    assert ((codes == 255) == (NEED <= 0)).all()
    visit.page.click("[data-part=service] [data-value=eldercare]")
    assert "Need: 120 people per 1,000 Age 60+" in visit.page.inner_text(".scales")


def test_names_of_areas_in_what_a_site_tells_are_text(browser_visit_of_evil: Visit) -> None:
    visit = browser_visit_of_evil
    visit.page.evaluate("siting.places.find(place => place.rows.some(row => row.load > 0)).show(siting.map)")
    visit.page.wait_for_selector(".popup")
    assert visit.page.evaluate("window.ran") is None
    assert EVIL[:20] in visit.page.inner_text(".popup")


@pytest.fixture
def browser_visit_of_evil(browser, tmp_path):  # type: ignore[no-untyped-def]
    from siting.outputs.draw import draw

    draw(renamed(PLAN, EVIL)).save(tmp_path / "map.html")
    visit = Visit(browser, tmp_path / "map.html")
    yield visit
    assert visit.complaints == []
    visit.page.close()
