"""Names of area kinds, population groups and units, as the map says them."""

from __future__ import annotations

from dataclasses import dataclass

from siting.outputs.draw.words import named, words
from siting.texts import Language, Text, unit


@dataclass(frozen=True, init=False)
class Named(Text):
    """A name that a scenario gives, in a language where the map has a word for it: district, residents, age_60_plus."""

    key: str = ""

    def __init__(self, key: str) -> None:
        super().__init__("", {})
        object.__setattr__(self, "key", key)

    def said(self, language: Language = "en") -> str:
        """The word, else the name itself, made readable."""
        return named(self.key, words(language))


@dataclass(frozen=True, init=False)
class Unit(Text):
    """A unit or a currency that a scenario gives, in a language where it has a word for it."""

    key: str = ""

    def __init__(self, key: str) -> None:
        super().__init__("", {})
        object.__setattr__(self, "key", key)

    def said(self, language: Language = "en") -> str:
        """The word, else the unit itself."""
        return unit(self.key, language)
