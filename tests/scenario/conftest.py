"""A scenario whose later wings are small: one or two kinds of each family, as a person would write them."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol

import pytest
from pydantic import Field

from siting.errors import ScenarioError
from siting.kinds import Frozen, Kind, one_of
from siting.scenario import scenario as original
from siting.scenario.paths import ScenarioPath
from siting.scenario.quantities import Money, Speed
from siting.scenario.reader import read_as
from siting.scenario.scenario import Scenario


class Travel(Kind):
    """How people get there."""


class StraightLine(Travel):
    kind: Literal["straight_line"] = "straight_line"
    detour: float = Field(default=1.0, ge=1)
    speed: Speed = 80.0


class Network(Travel):
    kind: Literal["network"] = "network"
    path: ScenarioPath


class Source(Kind):
    """A file."""

    path: ScenarioPath
    only: dict[str, Any] = {}


class Table(Source):
    kind: Literal["table"] = "table"
    x: str = "x"


class Points(Source):
    kind: Literal["points"] = "points"
    drawn_as: Literal["water", "rail"] = Field(default="water", alias="as")


class Option(Frozen):
    service: str
    capacity: float | str | None = None
    sizes: float | list[float] = 1.0


class Site(Source):
    kind: Literal["site"] = "site"
    options: tuple[Option, ...] = ()


class Yard(Source):
    kind: Literal["yard"] = "yard"


class Goal(Kind):
    """What is best."""


class MaxCoverage(Goal):
    kind: Literal["max_coverage"] = "max_coverage"


class MinCost(Goal):
    kind: Literal["min_cost"] = "min_cost"
    rate: float = 0.0


class Rule(Kind):
    """What must hold."""


class Budget(Rule):
    kind: Literal["budget"] = "budget"
    total: Annotated[Money, Field(ge=0)]
    by_phase: dict[int, Money] = {}


class Count(Rule):
    kind: Literal["count"] = "count"
    sites: int = Field(ge=0)
    service: str | None = None


SOURCES = one_of(Source)
KINDS = {
    "AnyPeople": SOURCES,
    "AnyFacilities": SOURCES,
    "AnyCandidates": SOURCES,
    "AnyArea": SOURCES,
    "AnyBackdrop": SOURCES,
    "AnyTravel": one_of(Travel),
    "AnyObjective": one_of(Goal),
    "AnyConstraint": one_of(Rule),
}


@pytest.fixture(scope="session")
def module(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A copy of the scenario's module, because the kinds of the whole project may already be plugged into the original."""
    copy = tmp_path_factory.mktemp("copy") / "small_scenario.py"
    copy.write_text(Path(str(original.__file__)).read_text("utf-8"), "utf-8")
    spec = spec_from_file_location("small_scenario", copy)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["small_scenario"] = module  # pydantic looks names up there
    spec.loader.exec_module(module)
    module.plug_in(KINDS)
    return module


class Write(Protocol):
    def __call__(self, text: str, name: str = "x.yaml") -> Path: ...


class Read(Protocol):
    def __call__(self, text: str, name: str = "x.yaml") -> Scenario: ...


class Wrong(Protocol):
    def __call__(self, text: str, name: str = "x.yaml") -> list[str]: ...


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a file into a folder where we stand, beside people.csv."""
    monkeypatch.chdir(tmp_path)
    Path("people.csv").write_text("x,y\n", "utf-8")

    def _write(text: str, name: str = "x.yaml") -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    return _write


@pytest.fixture
def read(write: Write, module: Any) -> Read:
    """Reads a text as a scenario."""

    def _read(text: str, name: str = "x.yaml") -> Scenario:
        found: Scenario = read_as(write(text, name), model=module.Scenario)
        return found

    return _read


@pytest.fixture
def wrong(read: Read) -> Wrong:
    """The problems of a text, one a line, in English; each must have its Chinese."""

    def _wrong(text: str, name: str = "x.yaml") -> list[str]:
        with pytest.raises(ScenarioError) as caught:
            read(text, name)
        first, *others = str(caught.value).splitlines()
        assert caught.value.said("zh") != str(caught.value)
        return [line.strip() for line in others] or [first]

    return _wrong
