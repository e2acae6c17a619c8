from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from siting.errors import ScenarioError
from siting.scenario.reader import read_as

if TYPE_CHECKING:
    from tests.scenario.conftest import Read, Write, Wrong

SMALL = """\
name: small
services:
  daycare:
    within: 500 m
population:
  - {kind: table, path: people.csv}
objective: {kind: max_coverage}
"""


def test_a_small_scenario_is_completed_by_defaults(read: Read) -> None:
    scenario = read(SMALL)
    assert str(scenario.services["daycare"].within) == "500 m"
    assert scenario.services["daycare"].demand.share == 1.0
    assert scenario.services["daycare"].demand.of == "residents"
    assert (scenario.travel.kind, scenario.travel.detour, scenario.travel.speed) == ("straight_line", 1.0, 80.0)
    assert scenario.constraints == ()
    assert scenario.solve.time_limit == 300.0


def test_a_scenario_survives_being_written_and_read(read: Read) -> None:
    scenario = read(
        SMALL + "travel: {kind: straight_line, speed: 4.7 km/h}\nsolve: {time_limit: 2 min}\nconstraints: [{kind: budget, total: 1.8 亿}]\n"
    )
    assert type(scenario).model_validate(scenario.model_dump(by_alias=True)) == scenario
    assert type(scenario).model_validate_json(scenario.model_dump_json(by_alias=True)) == scenario


WRONG = """\
name: town
services:
  day care: {within: 500}
  clinic:
    within: 15 min
    demand: {share: 0.5, per_1000: 3}
    labl: Clinic
population: []
objective: {kind: max_cover}
constraints:
  - kind: budget
    totl: 180_000_000
  - {kind: count, sites: many}
  - {kind: count, sites: -1}
  - {kind: budget, total: ten}
  - {sites: 3}
  - {kind: zebra}
  - 5
solve: {gap: 2, threads: 1.5, solver: 7}
colour: red
"""

PROBLEMS = [
    'x.yaml:3: services.day care: "day care" must be one plain word: letters, digits and _, not beginning with a digit',
    "x.yaml:3: services.day care.within: give the unit, such as 500 m or 15 min",
    "x.yaml:6: services.clinic.demand: give exactly one of share, per_1000 and column, got share + per_1000",
    'x.yaml:7: services.clinic.labl: unknown key; did you mean "label"?',
    "x.yaml:8: population: holds 0, needs at least 1",
    'x.yaml:9: objective.kind: unknown kind "max_cover"; did you mean "max_coverage"?',
    'x.yaml:12: constraints.0.budget.totl: unknown key; did you mean "total"?',
    "x.yaml:13: constraints.1.count.sites: must be a whole number, got 'many'",
    "x.yaml:14: constraints.2.count.sites: must be at least 0, got -1",
    "x.yaml:15: constraints.3.budget.total: must be an amount of money such as 5_000_000, 500 万 or 1.8 亿, got 'ten'",
    "x.yaml:16: constraints.4.kind: this key is missing; known kinds: budget, count",
    'x.yaml:17: constraints.5.kind: unknown kind "zebra"; known kinds: budget, count',
    "x.yaml:18: constraints.6: must be keys and values, as in {key: value}, got 5",
    "x.yaml:19: solve.solver: must be text, got 7; put it in quotes",
    "x.yaml:19: solve.gap: must be at most 1, got 2",
    "x.yaml:19: solve.threads: must be a whole number, got 1.5",
    "x.yaml:20: colour: unknown key; known keys: name, description, crs, currency, travel, services, population, boundary, facilities, "
    "candidates, phases, base_year, growth, projections, areas, backdrop, objective, constraints, solve",
]


def test_every_problem_is_listed_with_its_line(wrong: Wrong) -> None:
    assert wrong(WRONG) == PROBLEMS


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\n\tb: 2", "x.yaml:2: column 1: a tab stands here; indent with spaces"),
        (
            "name: a: b",
            'x.yaml:1: column 8: a colon stands where none can; indent the line like its neighbours, or quote a text that holds ": "',
        ),
        ("a:\n  b: 1\n c: 2", "x.yaml:3: column 2: the line does not fit what stands above; indent it like its neighbours"),
        ("a: {b: 1\nc: 2", "x.yaml:2: column 2: a comma or a closing bracket is missing; the bracket opened in line 1"),
        ("a: [1, 2\nb: 3", "x.yaml:2: column 2: a comma or a closing bracket is missing; the bracket opened in line 1"),
        ("a: 'x\nb: 2", "x.yaml:2: column 5: the quote opened in line 1 is never closed"),
        ("a: *x", "x.yaml:1: column 4: a text that begins with * must stand in quotes"),
        ("a: @x", "x.yaml:1: column 4: a text that begins with @ must stand in quotes"),
        ('a: "C:\\data"', "x.yaml:1: column 8: a text with \\ must stand in single quotes; in paths write / instead"),
        ("a: 1\nb\nc: 2", 'x.yaml:3: column 1: line 2 is no key with a value; write ": " after the key'),
        ("a: 1\n---\nb: 2", "x.yaml:2: column 1: a second document begins; a scenario is one document, so take the --- out"),
        ("a: [1, 2]]", "x.yaml:1: column 10: ] stands where a key or a value is needed"),
        ("a: >x", "x.yaml:1: column 5: is not YAML: expected chomping or indentation indicators, but found 'x'"),
        ("a: 1\nb: \x01", "x.yaml:2: holds a character that is no text; save the file as UTF-8"),
        ("name：银川\nx: 1", 'x.yaml:1: the full-width colon ： stands where ": " is needed, a plain colon and a space'),
        ("名称：银川", 'x.yaml:1: the full-width colon ： stands where ": " is needed, a plain colon and a space'),
        ("- a\n- b", "x.yaml:1: a scenario consists of keys and values, such as name: my town; put a space after each colon"),
        ("name:town", "x.yaml:1: a scenario consists of keys and values, such as name: my town; put a space after each colon"),
        ("", "x.yaml: the file is empty; siting init writes a scenario to start from"),
        ("# only a comment\n---\n", "x.yaml: the file is empty; siting init writes a scenario to start from"),
        ("a: &a [*a]", "x.yaml: is nested too deeply, or holds an anchor that refers to itself"),
    ],
)
def test_what_is_no_mapping_is_told_in_plain_words(wrong: Wrong, text: str, problem: str) -> None:
    assert wrong(text) == [problem]


def test_keys_without_value_or_written_twice_and_tags_are_refused(wrong: Wrong) -> None:
    found = wrong(
        SMALL + "name: again\nconstraints:\n  - {kind: count, sites: 3, sites: 4}\n  -\ncrs:\nboundary: !map {kind: table}\n{a: b}: c\n"
    )
    assert found == [
        "x.yaml:8: name: written twice; first in line 1",
        "x.yaml:10: constraints.0.sites: written twice; first in line 10",
        "x.yaml:11: constraints.1: nothing is written here; give a value, or take the key out",
        "x.yaml:12: crs: nothing is written here; give a value, or take the key out",
        'x.yaml:13: boundary: "!map" is no value; put a text that begins with ! in quotes',
        "x.yaml:14: a key must be a word; put it in quotes",
    ]


def test_what_yaml_would_guess_stays_text(read: Read) -> None:
    only = "no: [yes, on, off, 2026-01-01, 12:30, 010, 1_0, 0x1F, .5e1, 1e6, 180_000_000, '5', true, False, -3, 2.50, null, 1.]"
    scenario = read(SMALL.replace("people.csv", "people.csv, only: {" + only + ", 2020: on}"))
    source = scenario.population[0]
    assert source.only["no"] == [
        "yes",
        "on",
        "off",
        "2026-01-01",
        "12:30",
        "010",
        "1_0",
        "0x1F",
        5.0,
        1e6,
        180_000_000,
        "5",
        True,
        False,
        -3,
        2.5,
        None,
        1.0,
    ]
    assert source.only["2020"] == "on"
    assert isinstance(source.only["no"][10], int)


def test_numeric_keys_serve_models_that_want_numbers(read: Read) -> None:
    scenario = read(SMALL + "constraints: [{kind: budget, total: 1e6, by_phase: {2026: 60 万}}]\n")
    assert scenario.constraints[0].by_phase == {2026: 600_000.0}


def test_an_alias_is_the_key_that_is_known_and_suggested(read: Read, wrong: Wrong) -> None:
    text = SMALL + "backdrop: [{kind: points, path: people.csv, as: rail}]\n"
    assert read(text).backdrop[0].drawn_as == "rail"
    assert wrong(text.replace("as: rail", "ass: rail")) == ['x.yaml:8: backdrop.0.points.ass: unknown key; did you mean "as"?']
    assert wrong(text.replace("as: rail", "as: road")) == ["x.yaml:8: backdrop.0.points.as: must be one of water, rail, got 'road'"]


def test_a_union_speaks_once(wrong: Wrong) -> None:
    candidates = (
        "candidates:\n  - kind: site\n    path: people.csv\n    options: [{service: a, capacity: [1]}, {service: b, sizes: {c: 1}}]\n"
    )
    assert wrong(SMALL + candidates) == [
        "x.yaml:11: candidates.0.site.options.0.capacity: must be a number, got a list; or must be text, got a list",
        "x.yaml:11: candidates.0.site.options.1.sizes: must be a number, got keys and values; or must be a list, got keys and values",
    ]
    assert wrong(SMALL + candidates.replace("capacity: [1]", "sizes: [1, x]").replace("{c: 1}", "[]")) == [
        "x.yaml:11: candidates.0.site.options.0.sizes.1: must be a number, got 'x'",
    ]
    assert wrong(SMALL.replace("500 m", "500 m\n    priority: -1")) == ["x.yaml:5: services.daycare.priority: must be more than 0, got -1"]


def test_missing_keys_are_placed_where_they_belong(wrong: Wrong) -> None:
    assert wrong("name: town\nservices:\n  daycare:\n    label: x\npopulation:\n  - kind: table\n") == [
        "x.yaml:1: objective: this key is missing",
        "x.yaml:3: services.daycare.within: this key is missing",
        "x.yaml:6: population.0.table.path: this key is missing",
    ]


def test_a_missing_file_names_the_nearest(wrong: Wrong) -> None:
    assert wrong(SMALL.replace("people.csv", "peple.csv")) == [
        "x.yaml:6: population.0.table.path: no such file: peple.csv; nearest: people.csv"
    ]
    assert wrong(SMALL.replace("people.csv", "zzz.tif")) == [f"x.yaml:6: population.0.table.path: no such file: zzz.tif in {Path.cwd()}"]
    assert wrong(SMALL.replace("people.csv", "no/people.csv")) == [
        f"x.yaml:6: population.0.table.path: no such file: no/people.csv; the folder {Path.cwd() / 'no'} does not exist"
    ]
    assert wrong(SMALL.replace("people.csv", "5")) == ["x.yaml:6: population.0.table.path: must be the name of a file, got 5"]


def test_the_scenario_itself_is_missing(write: Write, module: Any) -> None:
    write(SMALL, "town.yaml")
    with pytest.raises(ScenarioError, match=r"no such file: twon.yaml; nearest: town.yaml"):
        read_as("twon.yaml", model=module.Scenario)
    with pytest.raises(ScenarioError, match=r"\.: cannot be read: "):
        read_as(".", model=module.Scenario)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_is_read_in_the_usual_encodings(write: Write, module: Any, encoding: str) -> None:
    path = write("")
    path.write_bytes(SMALL.replace("small", "银川").encode(encoding))
    assert read_as(path, model=module.Scenario).name == "银川"


def test_another_encoding_is_named(write: Write, module: Any) -> None:
    path = write("")
    path.write_bytes(SMALL.encode("utf-16"))
    with pytest.raises(ScenarioError, match=r"x.yaml: is neither UTF-8 nor GB18030; save it as UTF-8"):
        read_as(path, model=module.Scenario)


def test_windows_line_ends_do_not_move_the_lines(wrong: Wrong) -> None:
    assert wrong((SMALL + "colr: x\n").replace("\n", "\r\n"))[0].startswith("x.yaml:8: colr: unknown key")
