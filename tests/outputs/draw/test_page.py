"""One file, whole or not at all, that asks for nothing and runs no name."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import folium
import pytest
from folium.plugins import MarkerCluster

from siting.errors import SitingError
from siting.outputs.draw import PlanMap, draw
from siting.outputs.draw.elements import as_json
from siting.outputs.draw.panel import panel
from siting.outputs.draw.scene import Scene
from siting.outputs.draw.selfcontained import external_references
from tests.outputs.draw.town import FakePlan, renamed, town

PLAN = town(24, 18)
EVIL = "</script><script>alert(1)</script><img src=//evil.example/x onerror=alert(2)>\"'{{ 7*191 }}{% raw %}\u2028"


def test_the_page_refers_to_nothing_outside(tmp_path: Path) -> None:
    draw(PLAN).save(tmp_path / "map.html")
    html = (tmp_path / "map.html").read_text("utf-8")
    assert external_references(html) == []
    assert "default-src 'none'" in html.replace("&#x27;", "'")
    assert html.count("<!DOCTYPE html>") == 1


@pytest.mark.parametrize(("gap", "told"), [(0.5, 0.5), (float("inf"), None), (float("nan"), None), (1e9, None)])
def test_a_gap_that_says_nothing_is_not_told(gap: float, told: float | None) -> None:
    """Time may run out before there is any bound: the plan is drawn all the same."""
    plan = replace(PLAN, gap=gap)
    assert panel(Scene.of(plan))["gap"] == told
    assert "<html" in draw(plan).get_root().render()


def test_plain_folium_would_refer_to_the_network() -> None:
    assert len(external_references(folium.Map().get_root().render())) >= 8


@pytest.mark.parametrize(
    "piece",
    [
        '<script src="https://a.example/x.js"></script>',
        "<link href=//a.example/x.css>",
        "<style>@import 'x.css'</style>",
        "<p style='background:url(x.png)'>",
    ],
)
def test_references_are_seen(piece: str) -> None:
    assert len(external_references(piece)) == 1


def test_a_layer_that_needs_the_network_is_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    (tmp_path / "map.html").write_text("old")
    picture = draw(PLAN)
    picture.add_child(MarkerCluster())
    with pytest.raises(SitingError, match=r"would need the network for .*markercluster"):
        picture.save(tmp_path / "map.html")
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]
    assert (tmp_path / "map.html").read_text() == "old"


def test_nothing_is_left_where_the_disk_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        draw(PLAN).save(tmp_path / "map.html")
    assert list(tmp_path.iterdir()) == []


def test_the_same_plan_makes_the_same_file() -> None:
    one, other = io.BytesIO(), io.BytesIO()
    draw(PLAN).save(one, close_file=False)
    picture = draw(PLAN)
    picture.save(other, close_file=False)
    assert one.getvalue() == other.getvalue()
    other.seek(0)
    picture.save(other, close_file=False)
    assert one.getvalue() == other.getvalue()


def test_names_are_data_and_nothing_else(tmp_path: Path) -> None:
    draw(renamed(PLAN, EVIL)).save(tmp_path / "map.html")
    html = (tmp_path / "map.html").read_text("utf-8")
    draw(renamed(PLAN, "x")).save(tmp_path / "plain.html")
    plain = (tmp_path / "plain.html").read_text("utf-8")
    assert html.count("<script") == plain.count("<script")
    assert html.count("</script") == plain.count("</script")
    assert "1337" not in re.sub(r'"data":"[^"]*"', "", html)
    assert "{{ 7*191 }}" in html
    assert external_references(html) == []


def test_json_neither_ends_a_script_nor_breaks_a_line() -> None:
    assert set("<>&\u2028\u2029").isdisjoint(as_json({EVIL: [EVIL]}))
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json(float("nan"))


@pytest.mark.parametrize(("language", "word", "tag"), [("en", "Still unserved", "en"), ("zh", "仍未覆盖", "zh-CN")])
def test_the_language_is_that_of_the_words(language: str, word: str, tag: str) -> None:
    html = draw(PLAN, language="zh" if language == "zh" else "en").get_root().render()
    assert word in html
    assert f'<html lang="{tag}">' in html


def test_a_map_without_areas_backdrop_or_groups_is_drawn() -> None:
    html = draw(bare(PLAN)).get_root().render()
    assert "siting.start(" in html


def test_more_can_be_added_to_the_map() -> None:
    picture = draw(PLAN)
    assert isinstance(picture, PlanMap)
    folium.Circle((38.5, 106.2), radius=200).add_to(picture)
    buffer = io.BytesIO()
    picture.save(buffer, close_file=False)
    assert b"L.circle(" in buffer.getvalue()


def bare(plan: FakePlan) -> FakePlan:
    world = replace(plan.world, areas={}, backdrop=plan.world.backdrop.iloc[:0])
    columns = ["residents", "age_0_2", "age_60_plus", "community", "district"]
    return replace(plan, world=world, cells=plan.cells.drop(columns=columns), sites=plan.sites.drop(columns=columns[3:]))
