"""
Service standards that a scenario may name, each value with its clause, its source, and whether anybody has read it there.

A value that nobody has read in the original says so wherever it shows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import yaml
from pydantic import Field

from siting.errors import ScenarioError
from siting.kinds import Frozen
from siting.scenario.words import close
from siting.texts import Text, say

Verified = Literal["read", "second_hand", "unverified"]
APPLIED: Final = ("within", "demand")
"""The values that a service takes over; the others are for the reader."""


class Value(Frozen):
    """One value of a standard."""

    value: str | float | dict[str, float | str]
    """What it asks: a distance or time for within, a rate for demand, else a number or a range."""
    unit: str = ""
    """What it is counted in, where the value does not say."""
    clause: str
    """Where in the standard it stands."""
    source: str
    """Where that was seen."""
    verified: Verified
    """Whether the source was read (read), quotes somebody else (second_hand), or is general knowledge (unverified)."""

    @property
    def shown(self) -> str:
        """The value as text."""
        if isinstance(self.value, dict):
            return ", ".join(f"{key}: {one:g}" if isinstance(one, float) else f"{key}: {one}" for key, one in self.value.items())
        value = f"{self.value:g}" if isinstance(self.value, float) else self.value
        return f"{value} {self.unit}".strip()


class Provision(Frozen):
    """What a standard asks of one service."""

    label: str
    label_zh: str
    values: dict[str, Value] = Field(min_length=1)


class ServiceStandard(Frozen):
    """A standard."""

    title: str
    title_zh: str
    country: str
    note: str = ""
    services: dict[str, Provision] = Field(min_length=1)


@cache
def standards() -> Mapping[str, ServiceStandard]:
    """All standards by name."""
    found = sorted(files("siting.standards").iterdir(), key=lambda one: one.name)
    return {
        one.name.removesuffix(".yaml"): ServiceStandard.model_validate(yaml.safe_load(one.read_text("utf-8")))
        for one in found
        if one.name.endswith(".yaml")
    }


def provision(name: str) -> Provision:
    """
    What a scenario's ``standard: name/service`` names; the service by its key or its Chinese label.

    Raises
    ------
    ScenarioError
        Where there is none; names the nearest.
    """
    of, _, service = name.partition("/")
    known = standards()
    if of not in known:
        raise _unknown(of, list(known))
    for key, one in known[of].services.items():
        if service in (key, one.label_zh):
            return one
    raise _unknown(name, [f"{of}/{key}" for key in known[of].services])


def _unknown(name: str, known: list[str]) -> ScenarioError:
    if near := close(name, known):
        return ScenarioError('no standard "{name}"; did you mean "{near}"?', name=name, near=near)
    return ScenarioError('no standard "{name}"; known: {known}', name=name, known=", ".join(known))


def filled(given: Mapping[str, Any]) -> dict[str, Any]:
    """A service as a scenario writes it, with what its standard says where the scenario does not."""
    values = provision(str(given["standard"])).values
    return {**{key: values[key].value for key in APPLIED if key in values}, **given}


def provenance(name: str, *, changed: Collection[str] = ()) -> Iterator[Text]:
    """
    What a standard asks of a service and where that comes from, in sentences.

    Parameters
    ----------
    changed
        The values that the scenario sets in place of the standard's.
    """
    of = standards()[name.partition("/")[0]]
    for key, one in provision(name).values.items():
        told = {"name": name, "key": key, "value": one.shown, "title": of.title, "clause": one.clause, "source": one.source}
        said = say("{name}: {key} {value} ({title}, {clause}; source: {source})", **told)
        if key in changed:
            yield say("{said}; the scenario sets another value", said=said)
        elif one.verified == "second_hand":
            yield say("{said}; seen second-hand: check against the original", said=said)
        elif one.verified == "unverified":
            yield say("{said}; unverified: check against the original", said=said)
        else:
            yield said
