"""The house rules that a program can check: who imports whom, types, style, and that nothing ties the files to one machine."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
TOOLS = Path(sys.executable).parent

KIND_FOLDERS = (
    "siting.inputs.sources",
    "siting.inputs.travel",
    "siting.model.objectives",
    "siting.model.constraints",
    "siting.solve.reductions",
    "siting.solve.solvers",
    "siting.outputs.draw.layers",
    "siting.outputs.metrics",
)

# a home folder, a scratch folder, or the address of a package registry; written so that this file does not hold one itself
TIED = re.compile(r"(?<![\w.])/(?:work|root|home|Users|tmp)/[.\w]|\b(?:pypi|pythonhosted)[.]org\b|--(?:index-url|find-links)\b")


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("siting", cache_dir=None)


def run(*command: str) -> None:
    done = subprocess.run([str(TOOLS / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_types() -> None:
    run("mypy")


def test_style() -> None:
    run("ruff", "check", "--no-cache")


def test_layers() -> None:
    """The contracts stand in pyproject.toml: each wing imports wings before it, and only the program and the solvers know PuLP."""
    run("lint-imports", "--no-cache")


@pytest.mark.parametrize("folder", KIND_FOLDERS)
def test_kinds_do_not_know_each_other(folder: str, imports: grimp.ImportGraph) -> None:
    """Each file of the folder can be taken out, and no other breaks; what they share bears the folder's name, ``source.py``."""
    files = imports.find_children(folder)
    kinds = files - {f"{folder}.{folder.rpartition('.')[2].removesuffix('s')}"}
    assert kinds, f"{folder} holds no module"
    assert {one: known for one in files if (known := imports.find_modules_directly_imported_by(one) & kinds)} == {}


def test_nothing_happens_at_import() -> None:
    """`import siting` prints nothing, warns of nothing and starts no thread but its own."""
    code = "import threading, siting; assert threading.active_count() == 1"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_no_path_of_one_machine() -> None:
    assert [f"{path.relative_to(ROOT)}:{line}" for path, text in texts() for line in tied_lines(text)] == []


@pytest.mark.parametrize("line", ["open('{}tmp{}x')", "{}work{}main", "cd {}root{}.venv", "https:{0}{0}pypi{1}", "--index{2}url x"])
def test_a_path_of_one_machine_is_found(line: str) -> None:
    assert tied_lines("fine\n" + line.format("/", "/" if "pypi" not in line else ".org", "-")) == [2]


def test_a_relative_path_is_fine() -> None:
    assert tied_lines("..{0}work{0}x\nhttps:{0}{0}example.org{0}home{0}page\n{0}usr{0}bin{0}env\n".format("/")) == []


def tied_lines(text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), start=1) if TIED.search(line)]


def texts() -> Iterator[tuple[Path, str]]:
    """The files that git keeps, or would keep; binary ones left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        try:
            yield path, path.read_text("utf-8")
        except (UnicodeDecodeError, FileNotFoundError):  # a raster; a file deleted but not yet staged
            continue
