"""Whatever a file holds, the answer is a scenario or a message."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.errors import ScenarioError
from siting.scenario.reader import read_as
from siting.scenario.starter import starter

PIECES = [
    "a",
    "name",
    "services",
    "kind",
    "budget",
    "extends",
    "x.yaml",
    "null",
    "1e6",
    "5",
    ": ",
    ":",
    "：",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\n",
    "\n  ",
]
PIECES += ["\t", "'", '"', "#", "&a ", "*a", "!t ", "|\n", "? ", "---\n", "%", "@", "\\", "银川", "\x00", "\ufeff", "<<"]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any") / "x.yaml"


def _answer(file: Path, raw: bytes, module: Any) -> None:
    file.write_bytes(raw)
    told = ""
    try:
        read_as(file, model=module.Scenario)
    except ScenarioError as error:
        told = str(error) + error.said("zh")
    assert not told or told.count(file.name) >= 2


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_words(file: Path, module: Any, pieces: list[str]) -> None:
    _answer(file, "".join(pieces).encode(), module)


@given(raw=st.binary(max_size=60))
def test_any_bytes(file: Path, module: Any, raw: bytes) -> None:
    _answer(file, raw, module)


@given(data=st.data())
def test_the_starter_with_a_slip(file: Path, module: Any, data: st.DataObject) -> None:
    text = starter()
    at = data.draw(st.integers(0, len(text)))
    gone = data.draw(st.integers(0, 20))
    put = data.draw(st.sampled_from(["", *PIECES]))
    _answer(file, (text[:at] + put + text[at + gone :]).encode(), module)
