"""The data doctor: every input, what was left out and why, what looks wrong, and whether a run would go through."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely.geometry import box

import siting
from siting.api import _examined
from siting.errors import InputError
from siting.outputs.checkup import Checkup
from siting.outputs.pages import checked
from siting.outputs.tabled import Tabled
from siting.texts import Text, say
from tests.inputs.asked import METRES, at, table
from tests.project import project
from tests.project import siting as command

PEOPLE = {"kind": "table", "path": "people.csv", "crs": METRES, "groups": {"residents": "n"}, "exclude": {"k": [9]}}
EVIL = "<img src=x onerror=alert(1)>"


def city(tmp_path: Path, **changes: Any) -> Path:
    """Three places in use, one beyond the boundary, one where nobody lives, two left out by a filter."""
    rows = [(*at(50, -50), 10, 1), (*at(150, -50), 20, 1), (*at(250, -50), 30, 1), (*at(950, -50), 7, 1), (*at(350, -50), 0, 1)]
    tmp_path.mkdir(exist_ok=True)
    table(tmp_path / "people.csv", [*rows, (*at(60, -50), 5, 9), (*at(70, -50), 6, 9)], "x,y,n,k")
    west, south = at(0, -500)
    shape = box(west, south, west + 500, south + 600)
    gpd.GeoDataFrame({"name": ["west"]}, geometry=[shape], crs=METRES).to_file(tmp_path / "half.gpkg")
    half = {"kind": "polygons", "path": "half.gpkg"}
    return project(tmp_path, **({"population": [PEOPLE], "boundary": half, "areas": {"half": half}} | changes))


def check(path: Path) -> Checkup:
    return _examined(siting.read(path))


def test_every_input_with_what_was_left_out_and_why(tmp_path: Path) -> None:
    found = check(city(tmp_path))
    lines = {str(line.role): line for line in found.lines}
    assert list(lines) == ["boundary", "population 1", "facilities 1", "candidates 1", "areas half"]
    people = lines["population 1"]
    assert (people.file, people.crs, people.sums) == ("people.csv", METRES, "60 residents")
    assert (people.read, people.left_out, people.used) == (7, 4, 3)
    assert [str(one) for one in people.why] == ["2 by filter", "1 outside the boundary", "1 where nobody lives"]
    assert lines["facilities 1"].sums == "25 daycare"
    assert {str(line.state) for line in lines.values()} == {"in order"}
    assert str(found.verdict).startswith("a run would go through")


def test_files_beside_the_entries_are_listed_too(tmp_path: Path) -> None:
    growth = {"residents": {"path": "growth.csv", "by": "half"}}
    totals = {"path": "half.gpkg", "table": "census.csv", "groups": {"residents": "n"}}
    path = city(tmp_path, population=[PEOPLE | {"totals": totals}], phases=[2026, 2030], growth=growth)
    table(tmp_path / "growth.csv", [("west", 0.9)], "half,2030")
    table(tmp_path / "census.csv", [("west", 120)], "name,n")
    lines = {str(line.role): line for line in check(path).lines}
    assert lines["totals 1"].file == "half.gpkg, census.csv"
    assert lines["growth residents"].file == "growth.csv"
    assert lines["population 1"].sums == "120 residents"


def test_what_can_be_read_is_told_though_something_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    path = city(tmp_path)
    table(tmp_path / "candidates.csv", [("a", "east", 1)], "id,x,y")
    result = command("check", path)
    assert result.exit_code == 2
    assert re.search(r"population 1 +people.csv +EPSG:32650 +7 +", result.stdout)
    assert re.search(r"candidates 1 +candidates.csv .* wrong", result.stdout)
    assert "a run would stop" in result.stdout
    assert 'candidates.csv: column "x": text where a number is needed' in result.stderr
    assert "Traceback" not in result.output


def test_exit_code_tells_whether_a_run_would_go_through(tmp_path: Path) -> None:
    for name, changes in {"good": {}, "bad": {"constraints": [{"kind": "cover", "service": "clinic"}]}}.items():
        path = city(tmp_path / name, **changes)
        codes = {command(verb, path, *(["--out", tmp_path / name / "out"] if verb == "run" else [])).exit_code for verb in ("check", "run")}
        assert codes == ({0} if name == "good" else {2})


def test_the_page(tmp_path: Path) -> None:
    """In both languages, with the same numbers, and whatever files hold stays text."""
    path = city(tmp_path, name=EVIL)
    found = check(path)
    english, chinese = checked(found), checked(found, "zh")
    for page in (english, chinese):
        assert EVIL not in page
        assert "&lt;img src=x onerror=alert(1)&gt;" in page
        assert not re.search(r"(?:src|href)=\"?(?:https?:)?//", page), "no request"
        assert ">60 residents<" in page
    assert "outside the boundary" in english
    assert "规划范围外" in chinese
    assert "可以运行" in chinese


def test_a_page_of_what_is_wrong(tmp_path: Path) -> None:
    path = city(tmp_path)
    table(tmp_path / "candidates.csv", [("a", "east", 1)], "id,x,y")
    result = command("check", path, "--page", tmp_path / "pages" / "check.html")
    assert result.exit_code == 2
    page = (tmp_path / "pages" / "check.html").read_text("utf-8")
    assert "text where a number is needed" in page
    assert "people.csv" in page
    assert [one.name for one in (tmp_path / "pages").iterdir()] == ["check.html"], "nothing half-written is left"


def test_a_page_that_cannot_be_written(tmp_path: Path) -> None:
    path = city(tmp_path)
    with pytest.raises(InputError, match="cannot be written"):
        siting.check(path, page=tmp_path / "half.gpkg" / "check.html", tell=lambda _: None)


def test_suspicions_stand_with_their_input(tmp_path: Path) -> None:
    path = city(tmp_path, population=[PEOPLE | {"groups": {"residents": "户籍人口"}}])
    table(tmp_path / "people.csv", [(*at(50, -50), 10, 1)], "x,y,户籍人口,k")
    line = next(line for line in check(path).lines if str(line.role) == "population 1")
    assert str(line.state) == "notes: 1"
    assert "counts the registered" in str(line.suspicions[0])


def test_tables_line_up_where_words_are_chinese() -> None:
    shown = Tabled([say("file"), say("rows")], [("人口.tif", 12345), ("b.csv", 7)])
    lines = shown.said("zh").splitlines()
    assert lines[0].startswith("文件")
    assert [line.split()[-1] for line in lines[2:]] == ["12,345", "7"]
    # a Chinese character is as wide as two others
    assert len({sum(2 if ord(sign) > 0x2E80 else 1 for sign in line) for line in lines[2:]}) == 1


def test_nothing_is_solved_and_nothing_written(tmp_path: Path) -> None:
    path = city(tmp_path)
    before = sorted(tmp_path.iterdir())
    told: list[Text] = []
    siting.check(path, tell=told.append)
    assert sorted(tmp_path.iterdir()) == before
    assert isinstance(told[0], Tabled)


def test_two_entries_that_read_one_file(tmp_path: Path) -> None:
    """Each is told as it was read; what is in use of each is not told apart, and nothing breaks."""
    other = PEOPLE | {"exclude": {"k": [1]}}
    found = check(city(tmp_path, population=[PEOPLE, other]))
    assert found.error is None
    lines = {str(line.role): line for line in found.lines}
    assert (lines["population 1"].read, lines["population 2"].read) == (7, 7)
    assert lines["population 2"].sums == "78 residents", "as read"


def test_streets_that_cannot_be_read_are_wrong(tmp_path: Path) -> None:
    path = city(tmp_path, travel={"kind": "network", "path": "streets.osm.pbf"})
    (tmp_path / "streets.osm.pbf").write_bytes(b"no streets")
    lines = {str(line.role): str(line.state) for line in check(path).lines}
    assert lines["travel"] == "wrong"
    assert lines["population 1"] == "in order"
