"""What the documentation shows is true: its Python runs, its scenarios are scenarios, and its commands exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

import siting
from docs.build import FOLDER, pages
from siting.cli import app
from siting.scenario.scenario import Scenario

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("README.*.md")), ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def blocks(page: Path, language: str) -> list[str]:
    return [text for kind, text in FENCE.findall(page.read_text("utf-8")) if kind == language]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the repository's data and scenarios, to stand in."""
    for name in ("data", "scenarios"):
        (tmp_path / name).symlink_to(ROOT / name, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@each_page
def test_python_runs(page: Path, checkout: Path) -> None:
    """Block after block, in one namespace."""
    known: dict[str, Any] = {"__name__": page.stem}
    for number, block in enumerate(blocks(page, "python"), start=1):
        exec(compile(block, f"{page.name}, block {number}", "exec"), known)


@each_page
def test_scenarios_are_valid(page: Path, tmp_path: Path) -> None:
    """Whole scenarios are read, in order, as they would be from a file; `extends` means the last one that stood by itself."""
    for number, block in enumerate(blocks(page, "yaml")):
        written = yaml.safe_load(block)
        if not {"services", "extends"} & set(written):
            continue
        for name in files(written):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()
        path = tmp_path / f"{number}.yaml"
        path.write_text(block, "utf-8")
        siting.read(path)
        if "extends" not in written:
            (tmp_path / "base.yaml").write_text(block, "utf-8")


@each_page
def test_parts_of_scenarios_are_valid(page: Path) -> None:
    """An objective or constraints that stand alone are such as a scenario takes."""
    for block in blocks(page, "yaml"):
        written = yaml.safe_load(block)
        for key in {"objective", "constraints"} & set(written):
            taken: Any = Scenario.model_fields[key].annotation
            TypeAdapter(taken).validate_python(written[key])


def files(written: Any) -> Iterator[str]:
    """The files that a scenario names."""
    if isinstance(written, dict):
        yield from (written[key] for key in ("path",) if isinstance(written.get(key), str))
        yield from (one for value in written.values() for one in files(value))
    elif isinstance(written, list):
        yield from (one for value in written for one in files(value))


@each_page
def test_commands_exist(page: Path) -> None:
    known = {one.name or one.callback.__name__ for one in app.registered_commands if one.callback}
    used = {line.split()[1] for block in blocks(page, "sh") for line in block.splitlines() if line.startswith("siting ")}
    assert used <= known


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("name", pages())
def test_reference_is_current(name: str) -> None:
    """`make docs` writes these pages again."""
    assert (FOLDER / name).read_text("utf-8") == pages()[name]
