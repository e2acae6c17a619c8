"""
YAML as a tree that remembers where everything was written.

PyYAML's nodes carry their file and line. They are kept until the end, so that files can be merged, checked and pointed into without a
second bookkeeping. Of YAML 1.1's guesses only those remain that a planner means: numbers (1e6 and 180_000_000 among them), true, false and
null. Column names such as `no`, dates, times and codes with leading zeros stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from siting.scenario.paths import Written
from siting.texts import Text, say

Step = str | int
"""A key of a mapping, or a position in a list."""

_INT: Final = r"(?:0|[1-9][0-9]{0,30}|[1-9][0-9]{0,2}(?:_[0-9]{3})+)"
_FLOAT: Final = rf"(?:{_INT}\.[0-9]*|\.[0-9]+|{_INT}(?=[eE]))(?:[eE][-+]?[0-9]+)?"
_WORDS: Final = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True)
class Problem:
    """What is wrong at one line of a file."""

    file: str
    line: int
    text: Text

    @property
    def full(self) -> Text:
        """The problem with its place."""
        return say("{file}:{line}: {problem}", file=self.file, line=self.line, problem=self.text)


def compose(text: str, *, name: str) -> Node | None:
    """
    The tree of a YAML text whose nodes know the file `name`; None where nothing is written.

    Raises
    ------
    yaml.YAMLError
        Where the text is not YAML.
    """
    # BaseLoader leaves every scalar as written, so that the guesses are ours
    loader = yaml.BaseLoader(text)
    loader.name = name
    try:
        found: Node | None = loader.get_single_node()
        return found
    finally:
        loader.dispose()


def entries(node: Node) -> list[tuple[str, Node, Node]]:
    """Name, key and value of each entry of a mapping; keys that are no words are left to `problems`."""
    return [(key.value, key, value) for key, value in node.value if isinstance(key, ScalarNode)] if isinstance(node, MappingNode) else []


def problems(node: Node, where: str = "") -> Iterator[Problem]:
    """What YAML allows and a scenario does not: a key written twice or that is no word, a key without a value, and tags."""
    if isinstance(node, ScalarNode) and not node.value and node.style is None:
        yield _problem(node, where, say("nothing is written here; give a value, or take the key out"))
    if not node.tag.startswith("tag:yaml.org"):
        yield _problem(node, where, say('"{tag}" is no value; put a text that begins with ! in quotes', tag=node.tag))
    if isinstance(node, MappingNode):
        odd = [key for key, _ in node.value if not isinstance(key, ScalarNode)]
        yield from (_problem(key, where, say("a key must be a word; put it in quotes")) for key in odd)
        first: dict[str, int] = {}
        for name, key, value in entries(node):
            path = f"{where}.{name}".removeprefix(".")
            if name in first:
                yield _problem(key, path, say("written twice; first in line {line}", line=first[name]))
            first.setdefault(name, key.start_mark.line + 1)
            yield from problems(value, path)
    elif isinstance(node, SequenceNode):
        for position, item in enumerate(node.value):
            yield from problems(item, f"{where}.{position}".removeprefix("."))


def merge(base: Node, over: Node) -> Node:
    """
    What `over` says, completed by `base`.

    Mappings merge. Lists and scalars replace, and so does a mapping of another ``kind``, whose keys would mean nothing here. A null takes
    away what the base says.
    """
    if not isinstance(base, MappingNode) or not isinstance(over, MappingNode) or _other_kind(base, over):
        return over
    merged = {name: (key, value) for name, key, value in entries(base)}
    for name, key, value in entries(over):
        if name in merged and plain(value) is None:
            del merged[name]
        else:
            merged[name] = (key, merge(merged[name][1], value) if name in merged else value)
    return MappingNode(over.tag, list(merged.values()), over.start_mark, over.end_mark)


def without(node: Node, name: str) -> Node:
    """A mapping with one entry left out."""
    if not isinstance(node, MappingNode):
        return node
    return MappingNode(node.tag, [(key, value) for key, value in node.value if key.value != name], node.start_mark, node.end_mark)


def child(node: Node, step: Step) -> tuple[Node, Node] | None:
    """What a step leads to: the node that stands for its line, and its value; None where it leads nowhere."""
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    found = [(key, value) for name, key, value in entries(node) if name == step]
    return found[-1] if found else None


def locate(node: Node, steps: Sequence[Step]) -> tuple[str, int]:
    """The file and line of what the steps lead to, or of the last thing on the way that exists."""
    mark = node.start_mark
    for step in steps:
        if (found := child(node, step)) is None:
            break
        mark, node = found[0].start_mark, found[1]
    return mark.name, mark.line + 1


def plain(node: Node) -> object:
    """The values of a tree: dict, list, text that knows its folder, number, bool or None."""
    if isinstance(node, MappingNode):
        return {name: plain(value) for name, _, value in entries(node)}
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.value]
    text: str = node.value
    if isinstance(node, ScalarNode) and node.style is None:
        if text.lower() in _WORDS:
            return _WORDS[text.lower()]
        if re.fullmatch(f"[-+]?{_INT}", text):
            return int(text)
        if re.fullmatch(f"[-+]?{_FLOAT}", text):
            return float(text)
    written = Written(text)
    written.folder = Path(node.start_mark.name).absolute().parent
    return written


def _problem(node: Node, where: str, text: Text) -> Problem:
    placed = say("{where}: {problem}", where=where, problem=text) if where else text
    return Problem(node.start_mark.name, node.start_mark.line + 1, placed)


def _other_kind(base: Node, over: Node) -> bool:
    """Whether two mappings name different kinds."""
    kinds = [child(node, "kind") for node in (base, over)]
    return all(kinds) and len({plain(found[1]) for found in kinds if found}) == 2
