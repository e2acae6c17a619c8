"""A tiny project on disk, as a planner has it: people in a raster, facilities and candidates in tables, a scenario in YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import yaml
from typer.testing import CliRunner, Result

from siting.cli import app
from tests.inputs.asked import METRES, at, raster, table

CELLS = (10, 20, 30, 40, 50, 60, 70, 80, 90, 100)
"""People in ten cells of 100 m, from west to east: 550."""
FACILITIES = (("old", *at(150, -50), 25, 1000),)
"""One facility in the second cell: it reaches cells 1 to 3 (60 people), and has 25 places."""
CANDIDATES = (("mid", *at(450, -50)), ("east", *at(850, -50)))
"""Two candidates, in the fifth cell (reaching 40 + 50 + 60 = 150) and in the ninth (80 + 90 + 100 = 270)."""

NAMED = r"(?a:[\w.-]+\.(?:tif|csv|yaml)\b)|\d+(?:\.\d+)?"
"""Files and numbers in a message."""


def scenario(**changes: Any) -> dict[str, Any]:
    """The scenario as YAML holds it; a change to None takes a key out."""
    place = {"kind": "table", "x": "x", "y": "y", "crs": METRES, "id": "id"}
    options = [{"service": "daycare", "capacity": 100, "capital": 500}, {"service": "daycare", "capacity": 200, "capital": 800}]
    written = {
        "name": "Strip",
        "services": {"daycare": {"within": "120 m", "demand": {"share": 1.0}, "unit": "places"}},
        "population": [{"kind": "raster", "path": "people.tif"}],
        "facilities": [{**place, "path": "facilities.csv", "capacity": "places", "operating": "cost"}],
        "candidates": [{**place, "path": "candidates.csv", "options": options}],
        "objective": {"kind": "max_coverage"},
        "constraints": [{"kind": "budget", "total": 1000}, {"kind": "capacity"}],
        "solve": {"gap": 0.0, "time_limit": "30 s"},
    }
    return {key: value for key, value in (written | changes).items() if value is not None}


def project(
    folder: Path,
    *,
    people: npt.ArrayLike | None = None,
    facilities: Sequence[Sequence[Any]] = FACILITIES,
    candidates: Sequence[Sequence[Any]] = CANDIDATES,
    crs: str | None = METRES,
    **changes: Any,
) -> Path:
    """Write a project into a folder; the scenario's path."""
    folder.mkdir(parents=True, exist_ok=True)
    raster(folder / "people.tif", np.atleast_2d(np.asarray(CELLS if people is None else people, float)), crs=crs)
    table(folder / "facilities.csv", facilities, "id,x,y,places,cost")
    table(folder / "candidates.csv", candidates, "id,x,y")
    return written(folder / "strip.yaml", scenario(**changes))


def rewritten(path: Path, **changes: Any) -> Path:
    """The same project with another scenario."""
    return written(path, scenario(**changes))


def written(path: Path, content: Mapping[str, Any]) -> Path:
    """A scenario as a YAML file."""
    path.write_text(yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False), "utf-8")
    return path


def siting(*words: object) -> Result:
    """Run a command of the command line."""
    return CliRunner().invoke(app, [str(word) for word in words])


def refused(scenario: Path, *parts: str, options: Sequence[object] = ()) -> str:
    """
    The one message with which `siting run` refuses a scenario, in English.

    It says all of `parts`, and in Chinese it names the same files, lines and rows; the run ends with code 2, prints no traceback and leaves
    nothing behind.
    """
    out = scenario.parent / "out"
    before = sorted(scenario.parent.iterdir())
    english, chinese = (siting("run", scenario, "--out", out, "--lang", language, *options) for language in ("en", "zh"))
    for result in (english, chinese):
        assert result.exit_code == 2, result.output
        assert "Traceback" not in result.output
    for part in parts:
        assert part in english.stderr, english.stderr
    assert re.search("[\u4e00-\u9fff]", chinese.stderr), "no Chinese"
    assert sorted(re.findall(NAMED, english.stderr)) == sorted(re.findall(NAMED, chinese.stderr))
    assert sorted(scenario.parent.iterdir()) == before
    return english.stderr


def sites(out: Path) -> dict[str, dict[str, Any]]:
    """The rows of ``sites.csv`` by site, as a spreadsheet shows them."""
    rows = pd.read_csv(out / "sites.csv", encoding="utf-8-sig").to_dict("records")
    return {str(row["site"]): {str(key): value for key, value in row.items()} for row in rows}


def solved(scenario: Path, *options: object) -> Path:
    """The folder that `siting run` leaves behind."""
    out = scenario.parent / "out"
    result = siting("run", scenario, "--out", out, *options)
    assert result.exit_code == 0, result.output
    return out
