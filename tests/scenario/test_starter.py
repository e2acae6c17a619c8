from __future__ import annotations

import re
from typing import Any

from siting.scenario import tree
from siting.scenario.quantities import parse_money, parse_speed
from siting.scenario.starter import starter


def _starter() -> dict[str, Any]:
    root = tree.compose(starter(), name="starter.yaml")
    assert root is not None
    assert list(tree.problems(root)) == []
    found = tree.plain(root)
    assert isinstance(found, dict)
    return found


def test_the_starter_shows_every_key_of_a_scenario(module: Any) -> None:
    commented = set(re.findall(r"^# (\w+):", starter(), re.MULTILINE)) & set(module.Scenario.model_fields)
    assert set(_starter()) | commented == set(module.Scenario.model_fields)
    assert "extends: base.yaml" in starter()


def test_the_starters_quantities_are_read(module: Any) -> None:
    scenario = _starter()
    services = {name: module.Service.model_validate(one) for name, one in scenario["services"].items()}
    assert {name: str(one.within) for name, one in services.items()} == {"daycare": "500 m", "eldercare": "15 min"}
    assert module.SolveSettings.model_validate(scenario["solve"]).time_limit == 60
    assert parse_speed(scenario["travel"]["speed"]) == 80
    assert parse_money(scenario["constraints"][0]["total"]) == 2e7


def test_only_names_that_begin_with_my_must_be_replaced() -> None:
    assert {name.startswith("my_") for name in re.findall(r"path: (\S+?)[,}\s]", starter())} == {True}


def test_the_starter_speaks_both_languages_in_short_lines() -> None:
    assert re.search("[\u4e00-\u9fff]", starter())
    assert max(map(len, starter().splitlines())) <= 140
