"""The words with which pieces tell people who decide what they ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from siting.scenario.quantities import Standard
from siting.texts import Joined, Listed, Text, Unit, say

_ACTIONS: Final = {
    "keep": say("kept as it stands"),
    "expand": say("expanded"),
    "convert": say("made of another building"),
    "build": say("built new"),
    "rent": say("rented"),
    "mobile": say("served by vehicles"),
    "home": say("offered at home"),
    "buy": say("bought from others"),
}
"""What is done at a site, after may be and must be."""


def _unknown(key: str) -> Text | None:
    return None


@dataclass(frozen=True)
class Words:
    """
    What a scenario calls things.

    Parameters
    ----------
    services
        The label of each service.
    units
        What the need for each service is counted in.
    currency
        What money is counted in.
    known
        The word for a kind of area, in the plural, or for another column; None where there is none.
    aimed
        So much of what the plan is best in, in its own measure; the number alone where None.
    """

    services: Mapping[str, str]
    units: Mapping[str, str]
    currency: str = ""
    known: Callable[[str], Text | None] = _unknown
    aimed: Callable[[float], Text | str] | None = None

    def service(self, key: str) -> str:
        """The label of a service."""
        return self.services.get(key) or key

    def all_of(self, keys: Iterable[str]) -> Listed:
        """Some services; all where none is given."""
        return Listed(*(self.service(key) for key in list(keys) or self.services))

    def which(self, key: str | None) -> Listed:
        """One service; all where None."""
        return self.all_of(() if key is None else (key,))

    def need(self, service: str | None) -> Text:
        """The need for a service; all need where None."""
        return say("the need") if service is None else say("the need for {service}", service=self.service(service))

    def each_need(self, service: str | None) -> Text:
        """The need for a service; that for each of them where None."""
        if service is None and len(self.services) > 1:
            return say("the need for each service")
        return self.need(service)

    def facilities(self, service: str | None) -> Text:
        """The facilities of a service; of all where None."""
        return say("the facilities") if service is None else say("the facilities for {service}", service=self.service(service))

    def areas(self, group: str) -> Text:
        """The areas of a kind, in the plural."""
        return self.known(group) or say("areas of the division “{name}”", name=group.replace("_", " "))

    def column(self, key: str) -> Text | str:
        """What stands in a column."""
        return self.known(key) or key.replace("_", " ")

    def money(self, value: float) -> Text:
        """An amount of money."""
        number = in_full(value)
        return Joined(number, Unit(self.currency), between=" ") if self.currency else say("{number} of money", number=number)

    def counted(self, value: float, service: str | None) -> Text:
        """So much of a service, in its unit; of all where None, in the unit that they share."""
        units = {self.units.get(key, "") for key in ([service] if service else self.services)}
        return Joined(in_full(value), Unit(units.pop() if len(units) == 1 else ""), between=" ")

    def share(self, value: float) -> str:
        """A share, in percent."""
        return f"{in_full(100.0 * value)}%"

    def priced(self, price: float | None, missed: Text) -> list[Text]:
        """That a target may be missed, as a sentence of its own; none where it must be met."""
        if price is None:
            return []
        return [
            say(
                "It may be missed, at a price: {missed} short of it counts {price} against the aim.",
                missed=missed,
                price=self.aimed(price) if self.aimed else in_full(price),
            )
        ]


def done(actions: Iterable[str] | None) -> Text:
    """What is done, one or another; all that changes something where None."""
    return say("new or changed") if actions is None else Listed(*(_ACTIONS[one] for one in actions), last="or")


def way(standard: Standard) -> Text:
    """A travel time or distance."""
    value = in_full(standard.value)
    return say("{value} min", value=value) if standard.unit == "min" else say("{value} m", value=value)


def in_full(value: float) -> str:
    """A number in full, as exact as people say it."""
    if abs(value) >= 1.0 or not value:
        whole, _, rest = f"{value:,.2f}".partition(".")
        return f"{whole}.{rest}".rstrip("0").rstrip(".")
    return np.format_float_positional(value, precision=3, fractional=False, trim="-")


def since(phase: int | None) -> list[Text]:
    """From when on something holds, as a sentence of its own; none where it always does."""
    return [] if phase is None else [say("This holds from {phase} on.", phase=phase)]
