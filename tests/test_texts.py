"""Every sentence that the program says to people stands in the Chinese catalogue, with the same values."""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import siting.errors

ROOT = Path(__file__).parents[1] / "siting"
CATALOGUES = [ROOT / "texts" / "zh.json", *sorted((ROOT / "texts" / "zh").glob("*.json"))]

ERRORS = {name for name, _ in inspect.getmembers(siting.errors, inspect.isclass) if name.endswith("Error")}
SPEAKERS = {"say", *ERRORS}
# these two hand on the templates of others
PLUMBING = {ROOT / "errors.py", ROOT / "texts" / "__init__.py"}


def said(path: Path) -> Iterator[ast.Call]:
    """The calls in a module that begin with a template."""
    speakers = {"cls", *ERRORS} if path in PLUMBING else SPEAKERS
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and node.args and called(node.func) in speakers and not (path in PLUMBING and template(node) is None):
            yield node


def called(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def template(call: ast.Call) -> str | None:
    first = call.args[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


CALLS = [(path, call) for path in sorted(ROOT.rglob("*.py")) for call in said(path)]
TEMPLATES = {text for _, call in CALLS if (text := template(call)) is not None}


def catalogue() -> dict[str, str]:
    return {english: chinese for path in CATALOGUES if path.exists() for english, chinese in json.loads(path.read_text("utf-8")).items()}


def where(path: Path, call: ast.Call) -> str:
    return f"{path.relative_to(ROOT)}:{call.lineno}"


def test_sentences_are_plain_literals() -> None:
    """A sentence put together at run time has no translation."""
    assert [where(path, call) for path, call in CALLS if template(call) is None] == []


def test_sentences_get_their_values() -> None:
    """The names in braces are the names given, so that saying it cannot fail."""
    wrong = []
    for path, call in CALLS:
        given = {one.arg for one in call.keywords}
        if None not in given and (text := template(call)) is not None and fields(text) != given:
            wrong.append(f"{where(path, call)}: {text}")
    assert wrong == []


def test_no_sentence_without_chinese() -> None:
    assert sorted(TEMPLATES - set(catalogue())) == []


def test_no_chinese_without_sentence() -> None:
    assert sorted(set(catalogue()) - TEMPLATES) == []


def test_the_same_values_in_both_languages() -> None:
    assert [english for english, chinese in catalogue().items() if fields(english) != fields(chinese)] == []


def test_chinese_is_chinese() -> None:
    """A translation that only repeats its English is a forgotten one; ``{where}: {problem}``, of values alone, has nothing to translate."""
    words = {english: chinese for english, chinese in catalogue().items() if re.sub(r"\{[^}]*\}", "", english).strip(" :\n")}
    assert [english for english, chinese in words.items() if not re.search("[\u4e00-\u9fff]", chinese)] == []


def test_each_sentence_is_translated_once() -> None:
    counted = Counter(english for path in CATALOGUES if path.exists() for english in json.loads(path.read_text("utf-8")))
    assert [english for english, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("path", [path for path in CATALOGUES if path.exists()], ids=lambda path: path.stem)
def test_catalogue_reads_well(path: Path) -> None:
    """In UTF-8 with the Chinese legible, a key at most once."""
    pairs: list[tuple[str, str]] = json.loads(path.read_text("utf-8"), object_pairs_hook=list)
    assert [key for key, count in Counter(key for key, _ in pairs).items() if count > 1] == []
    assert "\\u4e" not in path.read_text("utf-8")
