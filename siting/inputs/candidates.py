"""What could be: sites where services can be built, rented, converted into, or served by mobile units; beds at home, and places bought."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from siting.inputs.attributes import Attributes, described
from siting.inputs.facilities import wrong_services
from siting.inputs.faults import raise_all
from siting.inputs.sites import Amount, Amounts, Part, Price, identified
from siting.inputs.sources.source import Scope, Source
from siting.inputs.times import in_time
from siting.kinds import Frozen
from siting.scenario.future import Year
from siting.scenario.quantities import Distance
from siting.texts import say

_ANY_ROOM: Final = -1
"""A candidate's room is its site and service, which is known only once all files are together."""


class Offer(Frozen):
    """A service in one size that each site can hold. Each number may be the name of a column."""

    service: str = ""
    """The service; may be absent where the scenario has one."""
    capacity: Amount = np.inf
    """How much it can serve [unit of the service]; no limit when absent."""
    min_load: Amount = 0.0
    """The least it must serve to be worth it [unit of the service]."""
    capital: Price = 0.0
    """What it costs once [currency]."""
    operating: Price = 0.0
    """What it costs each year [currency a year]."""
    area: Amount = 0.0
    """Floor area it takes [m2]."""
    stops: Amount = 0.0
    """How often a vehicle calls there [stops a week]; looked at only with `mobile`."""
    stops_offered: Amount = 0.0
    """How many stops its own vehicles make possible, where it is a depot [stops a week]; looked at only with `mobile`."""
    attributes: Attributes = {}
    """What else is known of it, for pieces that ask: {nursing_beds: 40, public: true, level: {column: level}}."""


class Candidates(Source):
    """Sites where something could be."""

    id: str | None = None
    """Column of the id; the file's name and the row's number when absent."""
    name: str | None = None
    """Column of the name; found by its heading (name, 名称, ...) when absent, else the id."""
    action: Literal["build", "rent", "convert", "mobile", "home", "buy"] = "build"
    """What is done there."""
    one_per: Distance | None = None
    """Take one row for each square of this side, 500 m, the nearest to its centre; every row when absent."""
    opens: tuple[Year, ...] | Year | None = None
    """The years in which it may open, [2026, 2030]; any phase when absent."""
    closes: Year | None = None
    """The year in which it ends, such as that of a lease; never when absent."""
    options: tuple[Offer, ...] = Field(min_length=1)
    """The services and sizes that each site can hold; of one service at most one size is chosen."""
    site_capital: Price = 0.0
    """What the building costs once, however many services share it [currency]."""
    site_area: Amount | None = None
    """Floor area that the services can share [m2]; no limit when absent."""

    def part(self, scope: Scope, *, services: Sequence[str]) -> Part:
        """
        Read the candidates and what they offer.

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
        frame = reading.rows
        sites, problems = identified(frame, self, id=self.id, name=self.name)
        amounts = Amounts(frame, self)
        shared = {
            "site_capital": amounts.read("site_capital", self.site_capital),
            "site_area": np.full(len(frame), np.inf) if self.site_area is None else amounts.read("site_area", self.site_area),
        }
        told = [described(frame, one.attributes) for one in self.options]
        plans = [self._plan(one, amounts, services).assign(**shared, **known) for one, (known, _) in zip(self.options, told, strict=True)]
        problems += [problem for _, found in told for problem in found]
        problems += [*amounts.problems.values(), *wrong_services([one.service for one in self.options if one.service], services)]
        if len(services) > 1 and not all(one.service for one in self.options):
            problems.append(say("options: say which `service:` each is; the services are {services}", services=", ".join(services)))
        raise_all(problems, where=self.paths[0])
        notes = reading.notes if len(frame) else (*reading.notes, say("{where}: holds no candidate", where=self.title))
        offers = in_time(pd.concat(plans, ignore_index=True), self.opens, scope.phases, closes=self.closes)
        return Part(self.paths[0], sites.assign(existing=False), offers, notes, self.one_per, len(reading.left_out))

    def _plan(self, offer: Offer, amounts: Amounts, services: Sequence[str]) -> pd.DataFrame:
        """One offer at every site."""
        read = {
            what: amounts.read(what, getattr(offer, what), blank=what == "capacity")
            for what in ("capacity", "min_load", "capital", "operating", "area", "stops", "stops_offered")
        }
        site = np.arange(len(read["capacity"]))
        plan = {"site": site, "service": offer.service or services[0], "action": self.action, "room": _ANY_ROOM, "stays": False}
        return pd.DataFrame(plan | read)
