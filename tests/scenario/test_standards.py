"""Standards that scenarios name: what they say is taken over, overridden and told with its source."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

import siting
from siting.errors import ScenarioError
from siting.scenario.quantities import Standard
from siting.scenario.scenario import Demand, Service
from siting.scenario.standards import provenance, standards

EVERY = [f"{name}/{key}" for name, one in standards().items() for key in one.services]


@pytest.mark.parametrize("name", EVERY)
def test_each_can_be_named(name: str) -> None:
    """Every service of every standard: its values are quantities that a scenario could have written, each with clause and source."""
    service = Service.model_validate({"standard": name, **({} if _says(name, "within") else {"within": "1 km"})})
    assert service.provenance
    said = [str(one) for one in provenance(name)]
    for text, value in zip(said, standards()[name.partition("/")[0]].services[name.partition("/")[2]].values.values(), strict=True):
        assert value.source in text
        assert ("check against the original" in text) == (value.verified != "read")


def _says(name: str, key: str) -> bool:
    of, _, service = name.partition("/")
    return key in standards()[of].services[service].values


def test_taken_over() -> None:
    service = Service.model_validate({"standard": "tdt1062-2021/health_station"})
    assert service.within == Standard(500, "m")
    beds = Service.model_validate({"standard": "cn-eldercare/beds", "within": "3 km"})
    assert beds.demand == Demand(per_1000=40, of="age_60_plus")


def test_named_in_chinese() -> None:
    assert Service.model_validate({"standard": "tdt1062-2021/卫生服务站"}).within == Standard(500, "m")


def test_overridden() -> None:
    service = Service.model_validate({"standard": "gb50180-2018/nursery", "within": "0.5 km"})
    assert service.within == Standard(500, "m")
    assert "the scenario sets another value" in str(service.provenance[0])
    same = Service.model_validate({"standard": "gb50180-2018/nursery", "within": "0.3 km"})
    assert "unverified: check against the original" in str(same.provenance[0])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gb50180/nursery", 'did you mean "gb50180-2018"'),
        ("gb50180-2018/nurserie", 'did you mean "gb50180-2018/nursery"'),
        ("moon", "known: cn-"),
    ],
)
def test_unknown(name: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Service.model_validate({"standard": name})


def test_in_a_scenario(tmp_path: Path) -> None:
    """A run says where the standard comes from, and so does its manifest."""
    people = tmp_path / "people.csv"
    people.write_text("x,y,residents\n0,0,100\n450,0,50\n700,0,30\n", encoding="utf-8")
    scenario = {
        "name": "standard", "crs": "local",
        "services": {"station": {"standard": "tdt1062-2021/health_station"}},
        "population": [{"kind": "table", "path": "people.csv"}],
        "candidates": [{"kind": "table", "path": "people.csv", "options": [{"service": "station"}]}],
        "objective": {"kind": "max_coverage"}, "constraints": [{"kind": "count", "exactly": 1}],
    }  # fmt: skip
    path = tmp_path / "s.yaml"
    path.write_text(yaml.safe_dump(scenario, allow_unicode=True), encoding="utf-8")
    plan = siting.solve(path)
    assert plan.objective == 180  # from the middle, all are within 500 m
    assert any("tdt1062-2021/health_station: within 500 m" in str(note) for note in plan.world.notes)
    path.write_text(path.read_text("utf-8").replace("health_station", "health_statoin"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"s\.yaml:\d+: .*did you mean"):
        siting.read(path)
