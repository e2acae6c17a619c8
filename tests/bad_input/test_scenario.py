"""Scenario files that cannot be read, and values that cannot be meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.project import project, refused, rewritten


@pytest.mark.parametrize(
    ("within", "message"),
    [
        (500, "give the unit, such as 500 m or 15 min"),
        ("500", "give the unit, such as 500 m or 15 min"),
        ("5 kg", 'unknown unit "kg"; known units: m, km, min, h'),
        ("500 km", "500 km looks like the wrong unit; usual values: 10 m - 200 km"),
        ("0.5 m", "0.5 m looks like the wrong unit; usual values: 10 m - 200 km"),
        ("near", "must be a number with its unit, such as 500 m or 15 min"),
    ],
)
def test_a_radius_in_the_wrong_unit(tmp_path: Path, within: object, message: str) -> None:
    path = project(tmp_path, services={"daycare": {"within": within}})
    refused(path, "strip.yaml:4: services.daycare.within: ", message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: Strip\nservices: [1\n", "strip.yaml:3: column 1: a comma or a closing bracket is missing"),
        ("name: Strip\n  services: 1\n", "strip.yaml:2: column 11: a colon stands where none can"),
        ("name: Strip\n\tservices: 1\n", "strip.yaml:2: column 1: a tab stands here; indent with spaces"),
        ("- name\n- services\n", "strip.yaml:1: a scenario consists of keys and values"),
        ("", "strip.yaml: the file is empty"),
        ("# only a comment\n", "strip.yaml: the file is empty"),
        ("name：Strip\n", "strip.yaml:1: the full-width colon"),
    ],
)
def test_a_file_that_is_no_scenario(tmp_path: Path, text: str, message: str) -> None:
    path = project(tmp_path)
    path.write_text(text, "utf-8")
    refused(path, message)


def test_a_scenario_that_does_not_exist(tmp_path: Path) -> None:
    refused(project(tmp_path).with_name("stripe.yaml"), "no such file", "stripe.yaml; nearest: strip.yaml")


def test_a_folder_for_a_scenario(tmp_path: Path) -> None:
    project(tmp_path / "data")
    refused(tmp_path / "data", "data: cannot be read")


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    path = project(tmp_path, population=[{"kind": "raster", "path": "peple.tif"}])
    refused(path, "strip.yaml:10: population.0.raster.path: no such file: peple.tif; nearest: people.tif")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"constraints": [{"kind": "budget", "totl": 5}]}, 'constraints.0.budget.totl: unknown key; did you mean "total"?'),
        ({"objectiv": {"kind": "max_coverage"}}, 'objectiv: unknown key; did you mean "objective"?'),
        ({"constraints": [{"kind": "budgt", "total": 5}]}, 'constraints.0.kind: unknown kind "budgt"; did you mean "budget"?'),
        ({"objective": None}, "objective: this key is missing"),
        ({"solve": {"time_limit": "0 s"}}, "solve.time_limit: 0 s looks like the wrong unit"),
        ({"solve": {"gap": 2}}, "solve.gap: must be at most 1"),
    ],
)
def test_a_key_or_value_that_is_none(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    refused(project(tmp_path, **changes), "strip.yaml", message)


def test_all_problems_at_once(tmp_path: Path) -> None:
    """Each with its line, in one message."""
    services = {"daycare": {"within": 500, "demand": {"share": 4}}}
    message = refused(rewritten(project(tmp_path), services=services, solve={"gap": -1}), "strip.yaml: 3 problems")
    assert [line.split(": ")[1] for line in message.splitlines()[1:4]] == [
        "services.daycare.within",
        "services.daycare.demand.share",
        "solve.gap",
    ]
