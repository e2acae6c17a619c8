"""YAML's own complaints in a planner's words."""

from __future__ import annotations

import re

import yaml

from siting.scenario.tree import Problem
from siting.texts import Text, say


def in_words(error: yaml.YAMLError, *, text: str, name: str) -> Problem:
    """What is wrong with a text that is not YAML, and where; `name` is its file."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        position = int(getattr(error, "position", 0))
        return Problem(name, text.count("\n", 0, position) + 1, say("holds a character that is no text; save the file as UTF-8"))
    line, column = error.problem_mark.line, error.problem_mark.column
    began = error.context_mark.line if error.context_mark else line
    lines = text.splitlines()
    # YAML stumbles over the line after the one with the wrong colon
    for wide in range(max(began - 1, 0), min(line + 1, len(lines))):
        if has_wide_colon(lines[wide]):
            return Problem(name, wide + 1, wide_colon())
    here = lines[line] if line < len(lines) else ""
    tab = "\t" in here[: column + 1]
    wrong = say("a tab stands here; indent with spaces") if tab else _wrong(error.problem or "", here[column : column + 1], began + 1)
    return Problem(name, line + 1, say("column {column}: {problem}", column=column + 1, problem=wrong))


def has_wide_colon(line: str) -> bool:
    """Whether a Chinese keyboard's colon stands where YAML needs the plain one."""
    return re.match(r"\s*(?:- *)?[\w \"']+：", line) is not None


def wide_colon() -> Text:
    """What to do about a Chinese keyboard's colon."""
    return say('the full-width colon ： stands where ": " is needed, a plain colon and a space')


def _wrong(problem: str, character: str, began: int) -> Text:
    """PyYAML's sentence in other words; `began` is the line where the thing began that went wrong."""
    match problem:
        case "mapping values are not allowed here":
            return say('a colon stands where none can; indent the line like its neighbours, or quote a text that holds ": "')
        case "could not find expected ':'":
            return say('line {line} is no key with a value; write ": " after the key', line=began)
        case "found unexpected end of stream":
            return say("the quote opened in line {line} is never closed", line=began)
    begins = problem.startswith
    if begins(("expected ',' or '}'", "expected ',' or ']'")):
        return say("a comma or a closing bracket is missing; the bracket opened in line {line}", line=began)
    if begins("found undefined alias") or begins("found character"):
        return say("a text that begins with {character} must stand in quotes", character=character)
    if begins("found unknown escape"):
        return say("a text with \\ must stand in single quotes; in paths write / instead")
    if begins("but found another document"):
        return say("a second document begins; a scenario is one document, so take the --- out")
    if character and character in ",]}":
        return say("{character} stands where a key or a value is needed", character=character)
    if begins("expected <block end>"):
        return say("the line does not fit what stands above; indent it like its neighbours")
    return say("is not YAML: {problem}", problem=problem)
