"""From a scenario file to a `Scenario`, or to one error that lists all that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from os.path import normpath
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.nodes import MappingNode, Node, ScalarNode

from siting.errors import ScenarioError
from siting.scenario import syntax, tree
from siting.scenario.findings import findings
from siting.scenario.paths import find
from siting.scenario.scenario import Scenario
from siting.scenario.tree import Problem
from siting.texts import say

Model = TypeVar("Model", bound=BaseModel)


def read(path: str | Path) -> Scenario:
    """
    Read a scenario file, completed by the files that it extends.

    Parameters
    ----------
    path
        A YAML file in UTF-8 or GB18030. Paths inside are relative to the file that writes them.

    Raises
    ------
    ScenarioError
        Where the file, or one that it extends, is missing or not valid; lists every problem with its file and line.
    """
    return read_as(path, model=Scenario)


def read_as(path: str | Path, *, model: type[Model]) -> Model:
    """
    Read a YAML file as any pydantic model, with the checks and the words of a scenario.

    Raises
    ------
    ScenarioError
        As `read`.
    """
    path = Path(path)
    find(path, folder=".")
    try:
        root, problems = _loaded(path, above=())
        data = tree.plain(root)
    except RecursionError:
        raise ScenarioError("{path}: is nested too deeply, or holds an anchor that refers to itself", path=path) from None
    try:
        valid = model.model_validate(data, context={"folder": path.absolute().parent})
    except ValidationError as error:
        told = {(one.file, one.line) for one in problems}
        found = [Problem(*tree.locate(root, one.steps), one.text) for one in findings(error, model=model, data=data)]
        # an empty value is told once, not again as one of the wrong type
        problems += [one for one in found if (one.file, one.line) not in told]
    if problems:
        raise _error(path, problems)
    return valid


def _loaded(path: Path, *, above: tuple[Path, ...]) -> tuple[Node, list[Problem]]:
    """The tree of a file upon those that it extends, and what is wrong with its keys; `above` are the files that extend it."""
    root = _root(path)
    problems = list(tree.problems(root))
    extends = tree.child(root, "extends")
    if extends is None:
        return root, problems
    try:
        base = _base(path, tree.plain(extends[1]), above)
    except ScenarioError as error:
        placed = say("{where}: {problem}", where="extends", problem=error.text)
        raise _error(path, [*problems, Problem(*tree.locate(root, ["extends"]), placed)]) from None
    below, more = _loaded(base, above=(*above, path))
    return tree.merge(below, tree.without(root, "extends")), [*problems, *more]


def _base(path: Path, extends: object, above: tuple[Path, ...]) -> Path:
    """The file that `path` extends."""
    if not isinstance(extends, str):
        raise ScenarioError("must be the name of one file")
    found = find(extends, folder=path.parent)
    chain = [one.resolve() for one in (*above, path)]
    if found in chain:
        raise ScenarioError("{chain} go round in a circle", chain=" -> ".join(one.name for one in (*chain[chain.index(found) :], found)))
    return Path(normpath(path.parent / extends))


def _root(path: Path) -> MappingNode:
    """The tree of one file."""
    text = _text(path)
    try:
        root = tree.compose(text, name=str(path))
    except yaml.YAMLError as error:
        raise _error(path, [syntax.in_words(error, text=text, name=str(path))]) from None
    if root is None or (isinstance(root, ScalarNode) and not root.value):
        raise ScenarioError("{path}: the file is empty; siting init writes a scenario to start from", path=path)
    if not isinstance(root, MappingNode):
        no_keys = say("a scenario consists of keys and values, such as name: my town; put a space after each colon")
        wrong = syntax.wide_colon() if syntax.has_wide_colon(text) else no_keys
        raise _error(path, [Problem(*tree.locate(root, []), wrong)])
    return root


def _text(path: Path) -> str:
    """The text of a file, as UTF-8 or as older Chinese editors save it."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ScenarioError("{path}: cannot be read: {reason}", path=path, reason=error.strerror) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ScenarioError("{path}: is neither UTF-8 nor GB18030; save it as UTF-8", path=path)


def _error(path: Path, problems: Sequence[Problem]) -> ScenarioError:
    """One error that lists the problems by file and line, those of `path` itself first."""
    ordered = sorted(problems, key=lambda one: (one.file != str(path), one.file, one.line))
    if len(ordered) == 1:
        return ScenarioError("{file}:{line}: {problem}", file=ordered[0].file, line=ordered[0].line, problem=ordered[0].text)
    return ScenarioError.of([one.full for one in ordered], where=path)
