"""What stands today: keep it, expand it, convert it, or close it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from pydantic import Field

from siting.inputs import headings
from siting.inputs.attributes import Attributes, ByColumn, Plain, described
from siting.inputs.columns import attributes, texts, unknown
from siting.inputs.faults import raise_all
from siting.inputs.sites import Amount, Amounts, Part, Price, check_services, identified
from siting.inputs.sources.source import Scope, Source
from siting.inputs.times import in_time
from siting.kinds import Frozen
from siting.scenario.future import ALWAYS, NEVER, Year
from siting.scenario.quantities import Money
from siting.scenario.words import close
from siting.texts import Text, say


class Expansion(Frozen):
    """A size by which a facility can grow."""

    add: float = Field(gt=0)
    """Capacity added [unit of the service]."""
    capital: Money = 0.0
    """What it costs once [currency]."""
    operating: Money = 0.0
    """What it costs each year beside what is spent today [currency a year]."""
    area: float = Field(default=0.0, ge=0)
    """Floor area added [m2]."""
    attributes: Plain = {}
    """What is then known of it, where it differs from what it is today."""
    opens: tuple[Year, ...] | Year | None = None
    """The years in which it may be done, [2026, 2030]; any phase when absent."""


class Conversion(Frozen):
    """Another service that a facility can be turned over to."""

    service: str
    """The service."""
    capacity: float = Field(default=np.inf, ge=0)
    """How much it can then serve [unit of the service]; no limit when absent."""
    min_load: float = Field(default=0.0, ge=0)
    """The least it must serve to be worth it [unit of the service]."""
    capital: Money = 0.0
    """What it costs once [currency]."""
    operating: Money = 0.0
    """What it costs each year [currency a year]."""
    area: float = Field(default=0.0, ge=0)
    """Floor area it takes [m2]."""
    attributes: Plain = {}
    """What is then known of it, where it differs from what it is today."""
    opens: tuple[Year, ...] | Year | None = None
    """The years in which it may be done, [2026, 2030]; any phase when absent."""


class Facilities(Source):
    """Facilities that stand today."""

    id: str | None = None
    """Column of the id; the file's name and the row's number when absent."""
    name: str | None = None
    """Column of the name; found by its heading (name, 名称, ...) when absent, else the id."""
    service: str | ByColumn | None = None
    """Which service they offer, or {column: type} where a column says it; may be absent where the scenario has one service."""
    capacity: Amount | None = None
    """How much each can serve [unit of the service], or the column that holds it; no limit is known when absent."""
    operating: Price = 0.0
    """What each costs a year [currency a year], or the column that holds it."""
    may_close: bool = False
    """Whether a plan may close them; else each stays, though it may be expanded or converted."""
    opens: Year | None = None
    """The year from which they stand, where they are still being built; today when absent."""
    closes: Year | None = None
    """The year from which they stand no longer, whatever is planned; never when absent."""
    expand: tuple[Expansion, ...] = ()
    """Sizes by which each can grow; at most one is chosen."""
    convert: tuple[Conversion, ...] = ()
    """Services that each can be turned over to."""
    attributes: Attributes = {}
    """What else is known of each, for pieces that ask: {public: true, nursing_beds: {column: beds}}."""

    def part(self, scope: Scope, *, services: Sequence[str]) -> Part:
        """
        Read the facilities and what they offer.

        Parameters
        ----------
        services
            The services of the scenario.

        Raises
        ------
        InputError
            With everything that is wrong with the file.
        """
        reading = self.read(scope)
        frame, path = reading.rows, self.paths[0]
        sites, problems = identified(frame, self, id=self.id, name=self.name)
        amounts = Amounts(frame, self)
        limit = np.full(len(frame), np.inf) if self.capacity is None else amounts.read("capacity", self.capacity, blank=True)
        keep = _plan("keep", self._served(frame, services), capacity=limit, operating=amounts.read("operating", self.operating))
        known, unknown_ones = described(frame, self.attributes)
        problems += [*amounts.problems.values(), *unknown_ones, *self._problems(frame, keep.service, services)]
        raise_all(problems, where=path)
        notes = reading.notes if len(frame) else (*reading.notes, say("{where}: holds no facility", where=self.title))
        beds = headings.found("capacity", attributes(frame)) if self.capacity is None else None
        if beds is not None and (texts(frame[beds]) != "").any():
            notes = (
                *notes,
                say('{where}: column "{column}" looks like a capacity, and nothing reads it; write `capacity: {column}` if it is one',
                    where=self.title, column=beds),
            )  # fmt: skip
        offers = self._offers(keep.assign(**known), scope.phases)
        return Part(path, sites.assign(existing=True), offers, notes, left_out=len(reading.left_out))

    def _offers(self, keep: pd.DataFrame, phases: tuple[int, ...]) -> pd.DataFrame:
        """All plans for each facility: as it is, larger, or as something else; each from every phase in which that may happen."""
        larger = [
            keep.assign(
                action="expand",
                capacity=keep.capacity + one.add,
                capital=one.capital,
                operating=keep.operating + one.operating,
                area=one.area,
                **one.attributes,
            )
            for one in self.expand
        ]
        told = {"attributes", "opens"}
        other = [keep.assign(action="convert", **one.model_dump(exclude=told), **one.attributes) for one in self.convert]
        when = [*(one.opens for one in self.expand), *(one.opens for one in self.convert)]
        changes = [
            in_time(plan, opens, phases, closes=self.closes, follows=True) for plan, opens in zip([*larger, *other], when, strict=True)
        ]
        # what may be changed or closed later is kept until then
        later = sorted({int(year) for plan in changes for year in plan.opens} | (set(phases) if self.may_close else set()))
        begin, end = ALWAYS if self.opens is None else self.opens, NEVER if self.closes is None else self.closes
        kept = keep.assign(opens=begin, closes=end, follows=False)
        until = [kept.assign(closes=year) for year in later if phases and max(phases[0], begin) < year < end]
        return pd.concat([kept, *until, *changes], ignore_index=True).assign(stays=not self.may_close)

    def _served(self, frame: gpd.GeoDataFrame, services: Sequence[str]) -> pd.Series:
        """The service of each facility."""
        if isinstance(self.service, ByColumn):
            named = frame.get(self.service.column)
            return pd.Series("", index=frame.index, dtype=str) if named is None else texts(named)
        return pd.Series(self.service or services[0], index=frame.index, dtype=str)

    def _problems(self, frame: gpd.GeoDataFrame, served: pd.Series, services: Sequence[str]) -> Iterator[Text]:
        """What is wrong with the services."""
        if self.service is None and len(services) > 1:
            yield say("say which `service:` they offer; the services are {services}", services=", ".join(services))
        elif isinstance(self.service, ByColumn) and self.service.column not in frame:
            yield unknown(self.service.column, attributes(frame))
        elif isinstance(self.service, ByColumn):
            yield from check_services(served.set_axis(frame.index), services, self.service.column)
        named = [self.service] if isinstance(self.service, str) else []
        yield from wrong_services([*named, *(one.service for one in self.convert)], services)
        if self.expand and self.capacity is None:
            yield say("expand: what is added needs something to be added to; give the `capacity:` of today")


def wrong_services(named: Sequence[str], services: Sequence[str]) -> Iterator[Text]:
    """Services that an entry names and the scenario does not have."""
    for one in dict.fromkeys(named):
        if one in services:
            continue
        if near := close(one, services):
            yield say('no service "{service}"; did you mean "{near}"?', service=one, near=near)
        else:
            yield say('no service "{service}"; the services are {known}', service=one, known=", ".join(services))


def _plan(action: str, service: pd.Series, **amounts: object) -> pd.DataFrame:
    """One plan for each facility; each facility is a room of its own."""
    row = np.arange(len(service))
    nothing = {"min_load": 0.0, "capital": 0.0, "area": 0.0, "stops": 0.0, "stops_offered": 0.0, "site_capital": 0.0, "site_area": np.inf}
    return pd.DataFrame({"site": row, "service": service.to_numpy(object), "action": action, "room": row} | amounts | nothing)
