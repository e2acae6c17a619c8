"""
What the project says to people, in English and Chinese.

English stands where it is said; the files in ``zh/``, one for each part of the project, hold the Chinese sentence for each English one.
A message keeps its values, so that the language is chosen where it is shown and not where it is made.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True)
class Text:
    """
    A sentence with its values.

    Parameters
    ----------
    template
        The English sentence in the format of `str.format`; the key of its translation.
    values
        What the names in braces stand for. A `Text`, or a list of them, is shown in the same language as the whole.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, language: Language = "en") -> str:
        """The sentence in a language; in English where no translation is known."""
        template = self.template if language == "en" else _catalogue(language).get(self.template, self.template)
        return template.format(**{name: _shown(value, language) for name, value in self.values.items()})

    def __str__(self) -> str:
        return self.said()


def say(template: str, /, **values: object) -> Text:
    """A sentence with its values, to be shown in any language later."""
    return Text(template, values)


@dataclass(frozen=True, init=False)
class Amount(Text):
    """A number with its unit, where it has one, as sentences show it: 1,200 places."""

    number: float = 0.0
    unit: str = ""

    def __init__(self, number: float, unit: str = "") -> None:
        super().__init__("", {})
        object.__setattr__(self, "number", number)
        object.__setattr__(self, "unit", unit)

    def said(self, language: Language = "en") -> str:
        """The number, rounded to a whole one, and the unit in a language."""
        return f"{self.number:,.0f} {unit(self.unit, language)}".strip()


def amount(value: float, unit: str = "") -> Amount:
    """A number with its unit, where it has one."""
    return Amount(value, unit)


@dataclass(frozen=True, init=False)
class Unit(Text):
    """A unit or a currency that a scenario gives."""

    name: str = ""

    def __init__(self, name: str) -> None:
        super().__init__("", {})
        object.__setattr__(self, "name", name)

    def said(self, language: Language = "en") -> str:
        """Its word in a language, else the unit as it is written."""
        return unit(self.name, language)


@dataclass(frozen=True, init=False)
class Joined(Text):
    """Several things one after the other, in a list or with a blank between them."""

    parts: tuple[object, ...] = ()
    between: str = ", "

    def __init__(self, *parts: object, between: str = ", ") -> None:
        super().__init__("", {})
        object.__setattr__(self, "parts", parts)
        object.__setattr__(self, "between", between)

    def said(self, language: Language = "en") -> str:
        """The parts in a language."""
        return self.between.join(str(_shown(one, language)) for one in self.parts).strip()


@dataclass(frozen=True, init=False)
class Listed(Text):
    """Several things as a sentence names them: a, b and c."""

    parts: tuple[object, ...] = ()
    last: Literal["and", "or"] = "and"

    def __init__(self, *parts: object, last: Literal["and", "or"] = "and") -> None:
        super().__init__("", {})
        object.__setattr__(self, "parts", parts)
        object.__setattr__(self, "last", last)

    def said(self, language: Language = "en") -> str:
        """The parts in a language."""
        comma, words = _LISTS[language]
        *first, end = [str(_shown(one, language)) for one in self.parts] or [""]
        return words[self.last].join(filter(None, [comma.join(first), end]))


@dataclass(frozen=True, init=False)
class Sentences(Text):
    """Sentences one after the other, with the blank between them that a language puts there."""

    parts: tuple[Text, ...] = ()

    def __init__(self, *parts: Text) -> None:
        super().__init__("", {})
        object.__setattr__(self, "parts", parts)

    def said(self, language: Language = "en") -> str:
        """The sentences in a language."""
        return (" " if language == "en" else "").join(one.said(language) for one in self.parts)


_LISTS: Mapping[Language, tuple[str, Mapping[str, str]]] = {
    "en": (", ", {"and": " and ", "or": " or "}),
    "zh": ("、", {"and": "、", "or": "或"}),
}
"""What a language puts between the things of a list, and before the last of them."""


def unit(name: str, language: Language) -> str:
    """A unit or a currency in a language; as it is written where no other word is known."""
    return units(language).get(name, name)


@cache
def units(language: Language) -> Mapping[str, str]:
    """The units and currencies for which a language has its own words, by the English one."""
    found: dict[str, dict[str, str]] = json.loads(files(__name__).joinpath("units.json").read_text("utf-8"))
    return found.get(language, {})


def _shown(value: object, language: Language) -> object:
    if isinstance(value, Text):
        return value.said(language)
    if isinstance(value, (list, tuple)) and value and all(isinstance(one, Text) for one in value):
        return "\n".join(f"  {one.said(language)}" for one in value)
    return value


@cache
def _catalogue(language: Language) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in sorted(files(__name__).joinpath(language).iterdir(), key=lambda file: file.name):
        if part.name.endswith(".json"):
            found |= json.loads(part.read_text("utf-8"))
    return found
