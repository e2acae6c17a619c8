"""The command line: its commands, what they print and what they leave behind."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from jsonschema import Draft202012Validator
from rasterio.transform import Affine

from siting import cli
from siting.scenario import tree
from tests.inputs.asked import ORIGIN, at, raster, squares, table
from tests.project import project, siting

ROOT = Path(__file__).parents[1]


def test_help() -> None:
    result = siting("--help")
    assert result.exit_code == 0
    for command in ("run", "check", "init", "schema", "demo"):
        assert command in result.stdout
        assert siting(command, "--help").exit_code == 0


def test_run(tmp_path: Path) -> None:
    """
    Strip: mid reaches 40 + 50 + 60 = 150, east 80 + 90 + 100 = 270. The larger size in the east, 800 of 1000, serves 200, and so do two
    small ones; with the 25 of the facility that is 225 of 550.
    """
    result = siting("run", project(tmp_path), "--out", tmp_path / "out")
    assert result.exit_code == 0
    said = result.stdout.splitlines()
    assert said[:4] == [
        "people.tif: read: 10 rows, 550 residents",
        "people.tif: in use: 10 rows, 550 residents",
        "facilities: 1, candidate sites: 2, in EPSG:32650",
        "tables: 10 demand rows, 5 options, 15 pairs in reach",
    ]
    assert re.fullmatch(r"Strip: proven best \(objective 225, bound 225, \d+\.\d s\)", said[4])
    assert said[5] == "  daycare: 4.5% served today, 40.9% with the plan (225 of 550 places)"
    assert said[-1] == f"map: {tmp_path / 'out' / 'map.html'}"


def test_run_in_chinese(tmp_path: Path) -> None:
    """Every sentence, and the map."""
    english, chinese = (siting("run", project(tmp_path), "--out", tmp_path / language, "--lang", language) for language in ("en", "zh"))
    assert chinese.exit_code == 0
    assert len(english.stdout.splitlines()) == len(chinese.stdout.splitlines())
    assert [line for line in chinese.stdout.splitlines() if not re.search("[\u4e00-\u9fff]", line)] == []
    assert (tmp_path / "en" / "map.html").read_text("utf-8") != (tmp_path / "zh" / "map.html").read_text("utf-8")


def test_run_without_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project(tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    assert siting("run", path).exit_code == 0
    assert (tmp_path / "maps" / "strip" / "map.html").is_file()


def test_the_options_of_a_run_are_those_it_is_solved_with(tmp_path: Path) -> None:
    options = ("--solver", "cbc", "--gap", "0.25", "--time-limit", "7")
    assert siting("run", project(tmp_path), "--out", tmp_path / "out", *options).exit_code == 0
    made = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert made["scenario"]["solve"] == {"solver": "cbc", "gap": 0.25, "time_limit": "7 s", "threads": None}
    assert made["proved_by"] == "cbc"


def test_a_base_map_is_told_and_drawn(tmp_path: Path) -> None:
    address = "https://tiles.example/{z}/{x}/{y}.png"
    result = siting("run", project(tmp_path), "--out", tmp_path / "out", "--tiles", address)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "base map: whenever it is open, the map will ask tiles.example for pictures"
    assert "img-src data: https://tiles.example" in (tmp_path / "out" / "map.html").read_text("utf-8")


@pytest.mark.parametrize("command", ["run", "demo"])
def test_a_base_map_that_there_is_not_is_refused_before_anything_is_read(tmp_path: Path, command: str) -> None:
    scenario = [tmp_path / "no_such.yaml"] if command == "run" else []
    result = siting(command, *scenario, "--out", tmp_path / "out", "--tiles", "google", "--lang", "zh")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("tiles：没有名为 'google' 的底图")
    assert not (tmp_path / "out").exists()


def test_check(tmp_path: Path) -> None:
    """Reads all and writes nothing."""
    path = project(tmp_path)
    before = sorted(tmp_path.iterdir())
    result = siting("check", path)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-2] == "daycare: 550 places needed in 10 places; 5 options, 120 m"
    assert sorted(tmp_path.iterdir()) == before
    assert "共需 550 个" in siting("check", path, "--lang", "zh").stdout


def test_check_refuses_what_a_run_refuses(tmp_path: Path) -> None:
    result = siting("check", project(tmp_path, constraints=[{"kind": "cover", "service": "clinic"}]))
    assert result.exit_code == 2
    assert 'no service is called "clinic"' in result.stderr


def test_init_writes_a_scenario_that_runs(tmp_path: Path) -> None:
    """Once the files that it names are there, it is read, checked, solved and drawn as it is."""
    path = tmp_path / "scenario.yaml"
    result = siting("init", path)
    assert result.exit_code == 0
    assert result.stdout == f"{path} written; put your file names into it, then: siting check {path}\n"
    missing = siting("check", path)
    assert missing.exit_code == 2
    assert "no such file: my_population.tif" in missing.stderr
    files_of_the_starter(tmp_path)
    assert siting("check", path).exit_code == 0
    assert siting("run", path, "--out", tmp_path / "out").exit_code == 0
    coverage = pd.read_csv(tmp_path / "out" / "coverage.csv").set_index("service")
    assert coverage.need.to_dict() == {"daycare": pytest.approx(2000 * 4.5 / 1000), "eldercare": pytest.approx(500 * 0.04)}
    assert coverage.after_share.to_dict() == {"daycare": 1.0, "eldercare": 1.0}


def files_of_the_starter(folder: Path) -> None:
    """One of each file that the starter names: 2000 people in four cells, 500 of them old."""
    west, south = ORIGIN
    raster(folder / "my_population.tif", [[500.0] * 4], [[125.0] * 4], transform=Affine(100, 0, west, 0, -100, south + 100))
    squares(folder / "my_boundary.geojson", {"name": ["all"] * 4})
    squares(folder / "my_communities.geojson", {"name": ["A", "A", "B", "B"]})
    squares(folder / "my_water.geojson", {"name": ["lake"]})
    table(folder / "my_facilities.csv", [("f", 117.0006, 36.1452, "Old", "daycare", 5)], "id,lon,lat,name,service,places")
    table(folder / "my_candidates.csv", [("c", 117.0028, 36.1452, "New")], "id,lon,lat,name")


def test_init_leaves_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text("mine")
    result = siting("init", path)
    assert result.exit_code == 2
    assert result.stderr == f"{path} is there already; it was left as it is. Give another name.\n"
    assert path.read_text() == "mine"
    assert "已存在" in siting("init", path, "--lang", "zh").stderr


@pytest.mark.parametrize("words", [("init",), ("schema", "--out")])
def test_a_file_that_cannot_be_written(words: tuple[str, ...], tmp_path: Path) -> None:
    result = siting(*words, tmp_path / "nowhere" / "file.yaml")
    assert result.exit_code == 2
    assert result.stderr == f"{tmp_path / 'nowhere' / 'file.yaml'} cannot be written: No such file or directory\n"


def test_schema(tmp_path: Path) -> None:
    """A valid JSON Schema, that takes the demo and refuses it with a key misspelt."""
    schema = json.loads(siting("schema").stdout)
    Draft202012Validator.check_schema(schema)
    demo = tree.plain(tree.compose((ROOT / cli.DEMO).read_text("utf-8"), name="demo"))  # type: ignore[arg-type]  # a mapping, as the file is
    validator = Draft202012Validator(schema)
    assert [error.message for error in validator.iter_errors(demo)] == []
    assert isinstance(demo, dict)
    assert not validator.is_valid(demo | {"servces": {}})
    assert siting("schema", "--out", tmp_path / "schema.json").exit_code == 0
    assert json.loads((tmp_path / "schema.json").read_text("utf-8")) == schema


def test_the_demo_is_looked_for_in_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "__file__", str(tmp_path / "siting" / "cli.py"))
    result = siting("demo")
    assert result.exit_code == 2
    assert result.stderr == f"the demo city is not here; run this in the project's folder, where {cli.DEMO} is\n"


def test_an_interrupted_run_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("siting.api.check", interrupted)
    result = siting("check", project(tmp_path), "--lang", "zh")
    assert (result.exit_code, result.stderr) == (130, "已中止\n")


def test_a_facility_on_the_edge_of_its_standard(tmp_path: Path) -> None:
    """Exactly 100 m from the centres of its neighbours, with a standard of 100 m, it still serves them: 20 + 30 + 40."""
    facilities = [("old", *at(250, -50), 1000, 0)]
    path = project(tmp_path, facilities=facilities, candidates=[], services={"daycare": {"within": "100 m"}})
    assert "16.4% served today" in siting("run", path, "--out", tmp_path / "out").stdout
