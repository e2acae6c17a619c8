from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.scenario.conftest import Read, Write, Wrong

BASE = """\
name: base
services:
  daycare: {within: 500 m, label: Nursery, demand: {per_1000: 4.5}}
  clinic: {within: 15 min}
population:
  - {kind: table, path: blocks.csv}
objective: {kind: min_cost, rate: 0.05}
constraints:
  - {kind: budget, total: 100}
  - {kind: count, sites: 3}
"""


def _base(write: Write, text: str = BASE) -> None:
    write("x,y\n", "town/blocks.csv")
    write(text, "town/base.yaml")


def test_mappings_merge_and_lists_replace(write: Write, read: Read) -> None:
    _base(write)
    scenario = read(
        "extends: ../town/base.yaml\nname: over\nservices: {daycare: {within: 300 m}}\nconstraints: [{kind: budget, total: 5}]\n",
        "cases/x.yaml",
    )
    assert scenario.name == "over"
    assert str(scenario.services["daycare"].within) == "300 m"
    assert scenario.services["daycare"].label == "Nursery"
    assert list(scenario.services) == ["daycare", "clinic"]
    assert [rule.kind for rule in scenario.constraints] == ["budget"]
    assert scenario.constraints[0].total == 5
    assert scenario.objective.rate == 0.05


def test_paths_are_relative_to_the_file_that_writes_them(write: Write, read: Read) -> None:
    _base(write)
    write("", "cases/own.csv")
    scenario = read("extends: ../town/base.yaml\nfacilities: [{kind: table, path: own.csv}]\n", "cases/x.yaml")
    assert scenario.population[0].path == Path("town/blocks.csv").resolve()
    assert scenario.facilities[0].path == Path("cases/own.csv").resolve()


def test_a_mapping_of_another_kind_replaces(write: Write, read: Read) -> None:
    _base(write)
    assert read("extends: town/base.yaml\nobjective: {kind: max_coverage}\n").objective.kind == "max_coverage"
    assert read("extends: town/base.yaml\nobjective: {kind: min_cost}\n").objective.rate == 0.05


def test_null_takes_away(write: Write, read: Read) -> None:
    _base(write)
    scenario = read("extends: town/base.yaml\nservices: {clinic: null, daycare: {demand: {per_1000: ~, share: 0.5}}}\n")
    assert list(scenario.services) == ["daycare"]
    assert scenario.services["daycare"].demand.share == 0.5


def test_files_extend_one_another_in_a_chain(write: Write, read: Read) -> None:
    _base(write)
    write("extends: base.yaml\nname: middle\ncurrency: CNY\n", "town/middle.yaml")
    scenario = read("extends: town/middle.yaml\nname: top\n")
    assert (scenario.name, scenario.currency, scenario.services["clinic"].within.value) == ("top", "CNY", 15)


def test_a_circle_is_refused(write: Write, wrong: Wrong) -> None:
    write("extends: ../x.yaml\n", "town/base.yaml")
    assert wrong("name: a\nextends: town/base.yaml\n") == ["town/base.yaml:1: extends: x.yaml -> base.yaml -> x.yaml go round in a circle"]
    assert wrong("extends: x.yaml\n") == ["x.yaml:1: extends: x.yaml -> x.yaml go round in a circle"]


def test_a_missing_base_is_named(write: Write, wrong: Wrong) -> None:
    _base(write)
    assert wrong("name: a\nextends: town/bass.yaml\n") == ["x.yaml:2: extends: no such file: town/bass.yaml; nearest: base.yaml"]
    assert wrong("extends: [town/base.yaml]\n") == ["x.yaml:1: extends: must be the name of one file"]


def test_problems_are_placed_in_the_file_that_holds_them(write: Write, wrong: Wrong) -> None:
    _base(write, BASE.replace("sites: 3", "sits: 3").replace("rate: 0.05", "rate: high").replace("blocks.csv", "block.csv"))
    assert wrong("name: a\nextends: town/base.yaml\nservices: {daycare: {within: 5}}\nconstraint: []\n") == [
        "x.yaml:3: services.daycare.within: give the unit, such as 500 m or 15 min",
        'x.yaml:4: constraint: unknown key; did you mean "constraints"?',
        "town/base.yaml:6: population.0.table.path: no such file: block.csv; nearest: blocks.csv",
        "town/base.yaml:7: objective.min_cost.rate: must be a number, got 'high'",
        'town/base.yaml:10: constraints.1.count.sits: unknown key; did you mean "sites"?',
    ]


def test_a_base_that_is_no_yaml_is_named(write: Write, wrong: Wrong) -> None:
    _base(write, "name: a: b\n")
    assert wrong("extends: town/base.yaml\n")[0].startswith("town/base.yaml:1: column 8: a colon stands where none can")
