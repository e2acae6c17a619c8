"""Names of area kinds, population groups and money, as the map says them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from siting.model.words import Words
from siting.outputs.draw.words import named, words
from siting.scenario.scenario import Scenario
from siting.texts import Language, Text, Unit, say


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
class Within(Named):
    """The same name inside a sentence: districts."""

    def __init__(self, key: str) -> None:
        super().__init__(key)

    def said(self, language: Language = "en") -> str:
        """The word, small where the language has capitals."""
        return super().said(language).lower()


def words_of(scenario: Scenario) -> Words:
    """What the pieces of a scenario call things."""
    told = Words(
        services={key: service.label or key.replace("_", " ") for key, service in scenario.services.items()},
        units={key: service.unit for key, service in scenario.services.items()},
        currency=scenario.currency,
        known=lambda key: Within(key) if f"name.{key}" in words("en") or key.startswith("age_") else None,
    )
    return replace(told, aimed=lambda worth: scenario.objective.measured(worth, told))


def money_of(scenario: Scenario) -> Text:
    """What a scenario's money is counted in, for the head of a column."""
    return Unit(scenario.currency) if scenario.currency else say("currency")
