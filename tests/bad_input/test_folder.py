"""Folders that a run must not, or cannot, write; found out before the work is done."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import siting
from siting.outputs import files
from tests.project import project, refused, solved
from tests.project import siting as command


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    path = project(tmp_path)
    (tmp_path / "out").write_text("mine")
    refused(path, "out is a file; give a folder")
    assert (tmp_path / "out").read_text() == "mine"


def test_a_file_above_the_folder(tmp_path: Path) -> None:
    path = project(tmp_path / "data")
    (tmp_path / "file").touch()
    result = command("run", path, "--out", tmp_path / "file" / "out")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_a_folder_that_holds_something_else(tmp_path: Path) -> None:
    """Such as the folder of the scenario itself, which must not be replaced."""
    path = project(tmp_path)
    before = sorted(tmp_path.iterdir())
    result = command("run", path, "--out", tmp_path)
    assert result.exit_code == 2
    assert "holds other files, which would be lost" in result.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    path = project(tmp_path)
    (tmp_path / "out").mkdir()
    assert (solved(path) / "map.html").is_file()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    path = project(tmp_path / "data")
    (tmp_path / "locked").mkdir(mode=0o500)
    result = command("run", path, "--out", tmp_path / "locked" / "out")
    assert result.exit_code == 2
    assert "cannot be written: Permission denied" in result.stderr


def test_a_disk_that_fills_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run says so, and what an earlier run left stays."""
    path = project(tmp_path)
    out = solved(path)
    before = {file: file.read_bytes() for file in out.rglob("*") if file.is_file()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "geopackage", full)
    refused(path, "out cannot be written: No space left on device")
    assert {file: file.read_bytes() for file in out.rglob("*") if file.is_file()} == before


def test_a_plan_is_written_where_it_was_written_before(tmp_path: Path) -> None:
    plan = siting.solve(project(tmp_path))
    assert siting.write(plan, tmp_path / "out") == siting.write(plan, tmp_path / "out")
