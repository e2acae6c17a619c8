"""Vehicles can make only so many stops."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import Field, NonNegativeInt
from scipy import sparse

from siting.instance.instance import Instance
from siting.model.groups import incidence, of_service, unknown
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.model.words import Words, in_full
from siting.texts import Listed, Sentences, Text, say


class Mobile(Constraint):
    """
    Make no more stops a week than the vehicles can.

        sum_{j in g} u_jp x_j <= n_g U + sum_{j in g} o_jp x_j      for every group g and phase p

    with u_jp the ``options.stops`` that a visiting service makes at a place, o_jp the ``options.stops_offered`` of a depot whose vehicles
    may be chosen like any other plan, with capital and running cost, n_g the vehicles that there are and U the stops that one of them
    makes [stops a week]. A vehicle calls at places of its own group alone. What the stops cost is the ``options.operating`` of each place:
    52 weeks x stops a week x what one stop costs [currency a year].

    Hodgson, M., Laporte, G. and Semet, F. (1998), A covering tour model for planning mobile health care facilities in Suhum District,
    Ghana, Journal of Regional Science 38, 621-638 (there with the tours).
    """

    kind: Literal["mobile"] = "mobile"

    vehicles: NonNegativeInt = 0
    """n: how many vehicles there are, in each group where there are groups."""
    stops_per_week: Annotated[float, Field(gt=0.0)] | None = None
    """U: how many stops one of these vehicles makes [stops a week]."""
    group: str | None = None
    """Column of options that says from which depot a place is visited, such as `district`; all places share all vehicles where absent."""
    by_group: dict[str, NonNegativeInt] = {}
    """n_g: how many vehicles there are in the groups named, in place of `vehicles`."""
    service: str | None = None
    """The service whose stops count; the stops of all where absent. Stops are offered by plans of any service."""

    @property
    def uses(self) -> frozenset[str]:
        group = {f"options.{self.group}"} if self.group else set()
        # what offers stops is needed beside another that does, so neither of two options is the better one
        return frozenset({"options", "options.stops", "options.stops_offered"} | group | ({"options.service"} if self.service else set()))

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.service is not None and self.service not in set(instance.options.service):
            yield unknown("service", self.service, instance.options.service.unique())
        if (self.vehicles or self.by_group) and self.stops_per_week is None:
            yield say("vehicles need stops_per_week: how many stops one of them makes")
        if self.by_group and self.group is None:
            yield say("by_group needs group: the column of options that holds {names}", names=", ".join(self.by_group))
        elif self.group is not None and self.group in instance.options:
            groups = set(instance.options[self.group].astype(str))
            yield from (unknown(self.group, name, groups) for name in self.by_group if name not in groups)

    def principles(self, words: Words) -> Iterator[Text]:
        yield (
            say("Vehicles make no more stops a week than they can.")
            if self.service is None
            else say("Vehicles make no more stops a week for {service} than they can.", service=words.service(self.service))
        )
        if self.stops_per_week is not None:
            yield self._there(words, in_full(self.stops_per_week))

    def _there(self, words: Words, stops: str) -> Text:
        """How many vehicles there are, in a sentence."""
        told = {"vehicles": in_full(self.vehicles), "stops": stops}
        if self.group is None:
            return say("Vehicles that there are: {vehicles}, each with {stops} stops a week.", **told)
        named = [say("{name} {number}", name=name, number=in_full(number)) for name, number in self.by_group.items()]
        there = say("Vehicles in each of the {areas}: {vehicles}, each with {stops} stops a week.", areas=words.areas(self.group), **told)
        return Sentences(there, *([say("Some have their own number: {numbers}.", numbers=Listed(*named))] if named else []))

    def add(self, m: Model) -> None:
        inst = m.instance
        visited = of_service(inst.options, self.service)[:, None] * inst.by_phase("stops")
        needed = visited - inst.by_phase("stops_offered")
        column = pd.Series("all", inst.options.index) if self.group is None else inst.options[self.group].astype(str)
        codes, names = pd.factorize(column, sort=True)
        there = np.array([float(self.by_group.get(str(name), self.vehicles)) for name in names]) * (self.stops_per_week or 0.0)
        for p, phase in enumerate(inst.phases.tolist()):
            rows = incidence(codes, len(names)) @ sparse.diags_array(needed[:, p])
            asked = np.flatnonzero(np.bincount(codes, visited[:, p], len(names)) > 0)
            labels = [str(names[g]) if len(inst.phases) == 1 else f"{names[g]},{phase}" for g in asked.tolist()]
            if labels:
                m.require("mobile", rows[asked] @ m.open <= there[asked], labels)
