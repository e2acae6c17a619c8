from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from siting.inputs import World
from tests.inputs.asked import METRES, Entry, at, refused, squares, table, world


def sites(tmp_path: Path, name: str, header: str, *rows: tuple[Any, ...], **more: object) -> Entry:
    """A table of sites 100 m apart."""
    placed = [(*at(100 * k, 0), *one) for k, one in enumerate(rows)]
    return {"kind": "table", "crs": METRES, "path": table(tmp_path / name, placed, f"x,y,{header}"), "id": "id"} | more


def read(tmp_path: Path, facilities: list[Entry], candidates: list[Entry]) -> World:
    people = {"kind": "polygons", "path": squares(tmp_path / "people.gpkg", {"residents": [10, 20, 30]})}
    return world([people], facilities, candidates)


def test_each_plan_has_what_is_said_of_it(tmp_path: Path) -> None:
    """A number, a word, a truth and a column; what a file does not say is 0, blank or false."""
    homes = sites(
        tmp_path, "homes.csv", "id,beds", ("H1", 30), capacity=40, attributes={"nursing_beds": {"column": "beds"}, "public": True},
        expand=[{"add": 20, "attributes": {"nursing_beds": 50}}],
    )  # fmt: skip
    plots = sites(tmp_path, "plots.csv", "id,at", ("P1", "town"), options=[{"capacity": 60, "attributes": {"level": {"column": "at"}}}])
    offers = read(tmp_path, [homes], [plots]).offers
    assert offers.action.tolist() == ["keep", "expand", "build"]
    assert offers.nursing_beds.tolist() == [30, 50, 0]
    assert offers.public.tolist() == [True, True, False]
    assert offers.level.tolist() == ["", "", "town"]


def test_truths_and_blanks_in_a_column(tmp_path: Path) -> None:
    own = {"public": {"column": "public"}, "beds": {"column": "beds"}}
    rows = (("P1", "TRUE", ""), ("P2", "false", "12"))
    offers = read(tmp_path, [], [sites(tmp_path, "plots.csv", "id,public,beds", *rows, options=[{"attributes": own}])]).offers
    assert offers.public.tolist() == [True, False]
    assert offers.beds.tolist() == [0, 12]


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    plots = sites(tmp_path, "plots.csv", "id,beds", ("P1", 3), options=[{"attributes": {"nursing_beds": {"column": "bed"}}}])
    with refused('plots.csv: no column "bed"; did you mean "beds"?'):
        read(tmp_path, [], [plots])


def test_a_name_that_is_taken(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match='an attribute cannot be called "capital"; that name is taken'):
        read(tmp_path, [], [sites(tmp_path, "plots.csv", "id", ("P1",), options=[{"attributes": {"capital": 3}}])])
