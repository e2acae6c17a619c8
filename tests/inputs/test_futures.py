"""People of later years: by rates, factors, tables, cohorts, and files of some years alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from siting.inputs import World
from tests.inputs.asked import Entry, notes, refused, squares, table, world

PHASES = [2025, 2030, 2040]


def read(tmp_path: Path, growth: dict[str, Any], **more: Any) -> World:
    """Two cells with 100 and 300 residents, in north and south, of whom 20 and 40 are old, 10 and 30 nearly so."""
    columns = {"residents": [100, 300], "age_60_plus": [20, 40], "age_55_59": [10, 30], "students": [10, 0]}
    people = {"kind": "polygons", "path": squares(tmp_path / "people.gpkg", columns), "groups": {name: name for name in columns}}
    halves = {"kind": "polygons", "path": squares(tmp_path / "halves.gpkg", {"name": ["north", "south"]})}
    somewhere = {"kind": "polygons", "path": people["path"]}
    return world([people], [somewhere], **({"phases": PHASES, "growth": growth, "areas": {"half": halves}} | more))


def told(found: World, group: str, phase: int, projection: str = "") -> list[float]:
    return list(map(float, found.people(group, phase=phase, projection=projection)))


def test_nothing_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, {})
    assert told(found, "residents", 2040) == [100, 300]
    assert not [name for name in found.places if "." in name]


def test_a_rate_is_compounded_from_the_base_year(tmp_path: Path) -> None:
    found = read(tmp_path, {"residents": {"rate": -0.1}}, base_year=2024)
    assert told(found, "residents", 2025) == pytest.approx([90, 270])
    assert told(found, "residents", 2030) == pytest.approx([100 * 0.9**6, 300 * 0.9**6])
    assert told(found, "age_60_plus", 2030) == [20, 40]


def test_rates_by_area(tmp_path: Path) -> None:
    found = read(tmp_path, {"residents": {"by": "half", "rate": {"north": 0.1, "south": -0.1}}})
    assert told(found, "residents", 2025) == [100, 300]
    assert told(found, "residents", 2030) == pytest.approx([100 * 1.1**5, 300 * 0.9**5])


def test_factors_lie_on_straight_lines(tmp_path: Path) -> None:
    found = read(tmp_path, {"residents": {"factor": {2035: 2.0}}})
    assert told(found, "residents", 2030) == pytest.approx([150, 450])
    assert told(found, "residents", 2040) == pytest.approx([200, 600])


def test_a_cohort_grows_into_the_next(tmp_path: Path) -> None:
    """Of those 55 and older in 2025, 9 in 10 are the 60 and older of 2030."""
    growth = {"age_60_plus": {"of": ["age_55_59", "age_60_plus"], "factor": {2030: 0.9, 2040: 1.0}}}
    found = read(tmp_path, growth)
    assert told(found, "age_60_plus", 2025) == [20, 40]
    assert told(found, "age_60_plus", 2030) == pytest.approx([27, 63])
    assert told(found, "age_60_plus", 2040) == pytest.approx([30, 70])


@pytest.mark.parametrize(("holds", "values"), [("factor", "0.5,1.5"), ("people", "50,150")])
def test_a_table_of_factors_or_of_people(tmp_path: Path, holds: str, values: str) -> None:
    """Half as many in the north in 2030, and half as many more in 2040; the south stays. Straight lines in between."""
    south = "1,1" if holds == "factor" else "300,300"
    path = table(tmp_path / "growth.csv", [("north", values), ("south", south), ("elsewhere", "9,9")], "half,2030,2040")
    found = read(tmp_path, {"residents": {"path": str(path), "by": "half", "holds": holds}}, phases=[2025, 2030, 2035, 2040])
    assert [told(found, "residents", year) for year in (2025, 2030, 2035, 2040)] == [
        pytest.approx([north, 300]) for north in (100, 50, 100, 150)
    ]


def test_projections_say_what_is_different(tmp_path: Path) -> None:
    high = {"growth": {"residents": {"factor": {2030: 3.0}}}}
    found = read(tmp_path, {"residents": {"factor": {2030: 2.0}}}, projections={"middle": {}, "high": high})
    assert told(found, "residents", 2030, "middle") == pytest.approx([200, 600])
    assert told(found, "residents", 2030, "high") == pytest.approx([300, 900])
    assert told(found, "residents", 2025, "high") == [100, 300]


def timed(tmp_path: Path, **planned: Any) -> World:
    """100 people today, and 50 more of planned housing at the same place."""
    one: Entry = {"kind": "polygons", "path": squares(tmp_path / "people.gpkg", {"residents": [100]})}
    other: Entry = {"kind": "polygons", "path": squares(tmp_path / "planned.gpkg", {"residents": [50]}), **planned}
    return world([one, other], [{"kind": "polygons", "path": one["path"]}], phases=PHASES, growth={"residents": {"factor": {2040: 2.0}}})


def test_planned_housing(tmp_path: Path) -> None:
    """From 2030 on, and growing like all others."""
    found = timed(tmp_path, **{"from": 2030})
    assert [told(found, "residents", year) for year in PHASES] == [[100], pytest.approx([150 * 4 / 3]), pytest.approx([300])]
    assert found.places.residents.tolist() == [100]


def test_files_of_different_years_are_no_double_count(tmp_path: Path) -> None:
    assert "several sources count them" in notes(timed(tmp_path))
    one: Entry = {"kind": "polygons", "path": squares(tmp_path / "a.gpkg", {"residents": [100]}), "until": 2030}
    other: Entry = {"kind": "polygons", "path": squares(tmp_path / "b.gpkg", {"residents": [80]}), "from": 2030}
    found = world([one, other], [{"kind": "polygons", "path": one["path"]}], phases=PHASES)
    assert "several sources count them" not in notes(found)
    assert [told(found, "residents", year) for year in PHASES] == [[100], [80], [80]]


def test_what_is_not_there(tmp_path: Path) -> None:
    with refused('no population group "resident"; did you mean "residents"?', 'no kind of area is called "quarter"; there are half'):
        read(tmp_path, {"resident": {"rate": 0.1}, "age_60_plus": {"by": "quarter", "rate": {"north": 0.1}}})


def test_areas_without_a_number(tmp_path: Path) -> None:
    with refused('nothing is said of "south", where people live'):
        read(tmp_path, {"residents": {"by": "half", "rate": {"north": 0.1}}})


@pytest.mark.parametrize(
    ("rows", "header", "said"),
    [
        ([("north", 1), ("south", "x")], "half,2030", "text where a number is needed"),
        ([("north", 1), ("south", "")], "half,2030", 'column "2030": 1 rows are blank'),
        ([("north", 1), ("south", -1)], "half,2030", "below 0"),
        ([("north", 1), ("north", 2), ("south", 1)], "half,2030", '"north" stands more than once'),
        ([("north", 1)], "half,2030", 'nothing is said of "south"'),
        ([("north", 1), ("south", 1)], "area,2030", 'no column "half"'),
        ([("north", 1), ("south", 1)], "half,soon", "no column is a year"),
    ],
)
def test_tables_that_are_wrong(tmp_path: Path, rows: list[tuple[Any, ...]], header: str, said: str) -> None:
    path = table(tmp_path / "growth.csv", rows, header)
    with refused("growth.csv", said):
        read(tmp_path, {"residents": {"path": str(path), "by": "half"}})


def test_people_where_nobody_lives(tmp_path: Path) -> None:
    path = table(tmp_path / "growth.csv", [("north", 5), ("south", 5)], "half,2030")
    with refused("growth.csv", '"south" is to have people in 2030, but nobody lives there'):
        read(tmp_path, {"students": {"path": str(path), "by": "half", "holds": "people"}})


def test_years_need_phases(tmp_path: Path) -> None:
    with refused("population.1.from: needs phases"):
        one: Entry = {"kind": "polygons", "path": squares(tmp_path / "people.gpkg", {"residents": [100]})}
        world([one, {**one, "from": 2030}], [{"kind": "polygons", "path": one["path"]}])
    with refused("population.1.from: 2050 is after the last phase, 2040"):
        timed(tmp_path, **{"from": 2050})
