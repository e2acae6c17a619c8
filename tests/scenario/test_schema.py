from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from siting import api
from siting.scenario import schema as schema_module

if TYPE_CHECKING:
    from tests.scenario.conftest import Read

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture
def schema(module: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(schema_module, "Scenario", module.Scenario)
    return schema_module.schema()


def test_the_schema_is_a_schema_and_describes_every_field(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"] == "Scenario"
    assert all(field.get("description") for field in schema["properties"].values())
    for own in ("Service", "Demand", "SolveSettings"):
        assert all(field.get("description") for field in schema["$defs"][own]["properties"].values())


def test_defaults_are_given_as_the_reader_takes_them(schema: dict[str, Any]) -> None:
    settings = schema["$defs"]["SolveSettings"]["properties"]
    assert settings["time_limit"]["default"] == "300 s"
    assert settings["gap"]["default"] == 0.001
    assert schema["$defs"]["StraightLine"]["properties"]["speed"]["default"] == "80 m/min"
    assert schema["properties"]["travel"]["default"] == {"kind": "straight_line"}


@pytest.mark.parametrize(
    ("change", "good"),
    [
        ({}, True),
        ({"services": {"托育": {"within": "15 分钟"}}}, True),
        ({"services": {"daycare": {"within": 500}}}, False),
        ({"services": {}}, False),
        ({"constraints": [{"kind": "budget", "total": "1.8 亿"}]}, True),
        ({"constraints": [{"kind": "budget", "total": 1e6}]}, True),
        ({"constraints": [{"kind": "budget", "totl": 1e6}]}, False),
        ({"constraints": [{"kind": "zebra"}]}, False),
        ({"name": None}, False),
        ({"extends": "base.yaml"}, True),
        ({"colour": "red"}, False),
    ],
)
def test_an_editor_accepts_what_the_reader_accepts(schema: dict[str, Any], change: dict[str, Any], good: bool) -> None:
    scenario = {
        "name": "small",
        "services": {"daycare": {"within": "500 m"}},
        "population": [{"kind": "table", "path": "people.csv"}],
        "objective": {"kind": "max_coverage"},
    }
    assert jsonschema.Draft202012Validator(schema).is_valid(scenario | change) is good


def test_a_file_that_extends_another_may_leave_out_what_is_required(schema: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid({"extends": "base.yaml"})
    assert validator.is_valid({"extends": "base.yaml", "services": {"daycare": {"priority": 2}}})
    assert not validator.is_valid({"extends": "base.yaml", "services": {"daycare": {"prioritee": 2}}})
    assert not validator.is_valid({"description": "nothing else"})


@pytest.mark.parametrize("path", sorted(SCENARIOS.rglob("*.yaml")), ids=lambda path: path.stem)
def test_scenarios_of_the_project_fit_and_slips_do_not(path: Path) -> None:
    """As an editor sees them: each file by itself, with the YAML that editors know."""
    validator = jsonschema.Draft202012Validator(json.loads(api.scenario_schema()))
    written = yaml.safe_load(path.read_text("utf-8"))
    if not {"extends", "objective"} & set(written):
        pytest.skip("a part of scenarios, to be extended only")
    validator.validate(written)
    for key in written:
        assert not validator.is_valid({f"{name}s" if name == key else name: value for name, value in written.items()}), key


def test_what_a_scenario_dumps_fits_the_schema(schema: dict[str, Any], read: Read) -> None:
    text = "{name: a, services: {s: {within: 9 km}}, population: [{kind: table, path: people.csv}], objective: {kind: min_cost}}"
    dumped = read(text).model_dump(mode="json", by_alias=True)
    assert yaml.safe_load(yaml.safe_dump(dumped)) == dumped
    jsonschema.validate(dumped, schema)
