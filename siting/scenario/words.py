"""Pydantic's messages in a planner's words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from siting.errors import SitingError
from siting.texts import Text, say

_LONGEST = 60
"""How much of a wrong value a message repeats [characters]."""


def sentence(error: ErrorDetails, *, known: Sequence[str]) -> Text:
    """
    What one of pydantic's errors says.

    Parameters
    ----------
    known
        The keys or kinds that could stand where an unknown one does.
    """
    kind, given = error["type"], error["input"]
    if kind == "missing":
        return say("this key is missing")
    if kind == "extra_forbidden":
        return _unknown_key(str(error["loc"][-1]), known)
    if kind == "union_tag_invalid":
        return _unknown_kind(str(error["ctx"]["tag"]), known)
    if kind == "union_tag_not_found":
        return say("this key is missing; known kinds: {known}", known=", ".join(known))
    if kind in ("value_error", "assertion_error"):
        raised = error["ctx"]["error"]
        return raised.text if isinstance(raised, SitingError) else say("{message}", message=str(raised))
    if kind == "too_short":
        return say("holds {n}, needs at least {limit}", n=error["ctx"]["actual_length"], limit=error["ctx"]["min_length"])
    wanted = _type_wanted(kind) or _limit(kind, error.get("ctx", {}))
    if wanted is None:
        return say("{message}, got {value}", message=error["msg"], value=shown(given))
    if kind == "string_type" and isinstance(given, (bool, int, float)):
        return say("must be text, got {value}; put it in quotes", value=shown(given))
    return say("must be {wanted}, got {value}", wanted=wanted, value=shown(given))


def close(word: str, known: Sequence[str]) -> str:
    """The known word that `word` most likely means, or "" where none is near."""
    words = {one.casefold(): one for one in known}
    found = get_close_matches(word.casefold(), words, 1)
    return words[found[0]] if found else ""


def shown(value: object) -> object:
    """A wrong value as a message repeats it."""
    match value:
        case None:
            return say("nothing")
        case bool():
            return str(value).lower()
        case dict():
            return say("keys and values")
        case list() | tuple():
            return say("a list")
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _unknown_key(key: str, known: Sequence[str]) -> Text:
    if near := close(key, known):
        return say('unknown key; did you mean "{near}"?', near=near)
    return say("unknown key; known keys: {known}", known=", ".join(known))


def _unknown_kind(kind: str, known: Sequence[str]) -> Text:
    if near := close(kind, known):
        return say('unknown kind "{kind}"; did you mean "{near}"?', kind=kind, near=near)
    return say('unknown kind "{kind}"; known kinds: {known}', kind=kind, known=", ".join(known))


def _type_wanted(kind: str) -> Text | None:
    """What should have stood there, by the type that pydantic expected."""
    match kind:
        case "float_type" | "float_parsing" | "decimal_type" | "decimal_parsing":
            return say("a number")
        case "int_type" | "int_parsing" | "int_from_float" | "int_parsing_size":
            return say("a whole number")
        case "bool_type" | "bool_parsing":
            return say("true or false")
        case "string_type":
            return say("text")
        case "path_type":
            return say("the name of a file")
        case "list_type" | "tuple_type" | "set_type" | "frozen_set_type" | "iterable_type":
            return say("a list")
        case "dict_type" | "mapping_type" | "model_type" | "model_attributes_type" | "dataclass_type":
            return say("keys and values, as in {example}", example="{key: value}")
        case "date_type" | "date_parsing" | "date_from_datetime_parsing":
            return say("a date such as 2026-01-31")
        case "finite_number":
            return say("a finite number")
    return None


def _brief(limit: object) -> object:
    """A limit without the needless .0 that pydantic gives it."""
    return int(limit) if isinstance(limit, float) and limit.is_integer() else limit


def _limit(kind: str, limits: Mapping[str, Any]) -> Text | None:
    """What should have stood there, by the limit that pydantic expected to be kept."""
    match kind:
        case "greater_than":
            return say("more than {limit}", limit=_brief(limits["gt"]))
        case "greater_than_equal":
            return say("at least {limit}", limit=_brief(limits["ge"]))
        case "less_than":
            return say("less than {limit}", limit=_brief(limits["lt"]))
        case "less_than_equal":
            return say("at most {limit}", limit=_brief(limits["le"]))
        case "string_too_short":
            return say("text of at least {limit} characters", limit=limits["min_length"])
        case "string_too_long":
            return say("text of at most {limit} characters", limit=limits["max_length"])
        case "string_pattern_mismatch":
            return say("text that fits {pattern}", pattern=limits["pattern"])
        case "literal_error" | "enum":
            return say("one of {expected}", expected=", ".join(re.findall("'([^']*)'", limits["expected"])) or limits["expected"])
    return None
