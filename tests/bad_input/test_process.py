"""The same through a process of its own, as a planner has it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.project import project


def siting(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "siting.cli", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env={"PYTHONUTF8": "1"}, check=False)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_bad_input(tmp_path: Path, language: str) -> None:
    """One message on stderr, nothing on stdout, code 2."""
    path = project(tmp_path, people=[-1, 5, 3])
    done = siting("run", path, "--out", tmp_path / "out", "--lang", language)
    said = {
        "en": "residents: negative in 1 of the cells, the smallest -1; if that means unknown, write no_data: [-1]",
        "zh": "residents：1 个栅格为负值，最小为 -1；如果表示数据缺失，请写 no_data: [-1]",
    }
    colon = {"en": ": ", "zh": "："}
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{tmp_path / 'people.tif'}{colon[language]}{said[language]}\n"
    assert not (tmp_path / "out").exists()


def test_no_plan(tmp_path: Path) -> None:
    """Solvers print nothing of their own; that nothing keeps to the capacities is said."""
    done = siting("run", project(tmp_path, constraints=[{"kind": "cover", "share": 1}]), "--out", tmp_path / "out")
    assert done.returncode == 2
    assert done.stderr.startswith("no plan satisfies every constraint\n")
    assert "Traceback" not in done.stderr
    said = [line.split(":")[0] for line in done.stdout.splitlines()]
    assert said == ["people.tif", "people.tif", "facilities", "tables", "note"]


def test_a_plan(tmp_path: Path) -> None:
    done = siting("run", project(tmp_path), "--out", tmp_path / "out", "--lang", "zh")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Strip：已证明为最优（目标值 225" in done.stdout
    assert f"地图：{tmp_path / 'out' / 'map.html'}" in done.stdout
