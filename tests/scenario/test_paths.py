from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from siting.scenario.paths import ScenarioPath, Written


class Source(BaseModel):
    path: ScenarioPath
    files: dict[str, ScenarioPath | list[ScenarioPath]] = {}


def test_a_path_is_relative_to_the_context_where_no_file_wrote_it(tmp_path: Path) -> None:
    (tmp_path / "a.tif").touch()
    source = Source.model_validate({"path": "a.tif", "files": {"residents": "a.tif", "old": ["a.tif"]}}, context={"folder": tmp_path})
    assert source.path == (tmp_path / "a.tif").resolve()
    assert source.files == {"residents": source.path, "old": [source.path]}


def test_a_written_path_knows_better_than_the_context(tmp_path: Path) -> None:
    (tmp_path / "a.tif").touch()
    written = Written("a.tif")
    written.folder = tmp_path
    assert Source.model_validate({"path": written}, context={"folder": Path("/")}).path == (tmp_path / "a.tif").resolve()


def test_without_either_a_path_is_relative_to_where_we_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.tif").touch()
    assert Source(path=Path("a.tif")).path == Path("a.tif").resolve()
    with pytest.raises(ValidationError, match=r"no such file: A\.tiff; nearest: a\.tif"):
        Source(path=Path("A.tiff"))


def test_written_text_can_be_sent_to_another_process(tmp_path: Path) -> None:
    written = Written("a.tif")
    written.folder = tmp_path
    again = pickle.loads(pickle.dumps(written))
    assert (again, again.folder) == ("a.tif", tmp_path)
