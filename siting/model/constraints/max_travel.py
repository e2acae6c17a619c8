"""Nobody travels farther than this."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal

import numpy as np

from siting.instance.instance import Instance, Travel
from siting.model.groups import groups, incidence, of_service, unknown
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.model.words import Words, way
from siting.scenario.quantities import Standard
from siting.texts import Text, say

_COLUMN: dict[str, Travel] = {"min": "minutes", "m": "metres"}


class MaxTravel(Constraint):
    """
    Serve nobody from farther away, and those served from no farther on average.

        z_io = 0   where t_io > L;          sum_io a_i t_io z_io <= M sum_io a_i z_io      for every service, phase and projection

    with a_i the ``demand.need`` [unit of the service] and t_io the ``reach.minutes`` [min] or ``reach.metres`` [m].
    """

    kind: Literal["max_travel"] = "max_travel"

    physical: ClassVar[bool] = True

    limit: Standard | None = None
    """L: the longest way to be served, such as 20 min or 800 m."""
    mean: Standard | None = None
    """M: the longest mean way of those served."""
    service: str | None = None
    """The service it holds for; all where absent."""

    @property
    def uses(self) -> frozenset[str]:
        ways = {f"reach.{_COLUMN[one.unit]}" for one in (self.limit, self.mean) if one is not None}
        return frozenset({"demand.need", "demand.service", "reach"} | ways)

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.limit is None and self.mean is None:
            yield say("give limit, mean or both")
        if self.service is not None and self.service not in set(instance.demand.service):
            yield unknown("service", self.service, instance.demand.service.unique())

    def principles(self, words: Words) -> Iterator[Text]:
        services = words.which(self.service)
        if self.limit is not None:
            yield say("Nobody is sent farther than {way} to {services}.", way=way(self.limit), services=services)
        if self.mean is not None:
            yield say("On average, those served have {way} to {services} at most.", way=way(self.mean), services=services)

    def add(self, m: Model) -> None:
        inst, (rows, outlets) = m.instance, m.instance.pairs
        mine = of_service(inst.demand, self.service)[rows] > 0
        if self.limit is not None:
            far = np.flatnonzero(mine & (inst.travel(_COLUMN[self.limit.unit]) > self.limit.value * (1 + 1e-9)))
            if far.size:
                names = [f"{rows[k]},{outlets[k]}" for k in far.tolist()]
                m.require("max_travel", incidence(far, len(rows)).T @ m.served <= 0.0, names)
        if self.mean is not None:
            beyond = inst.need[rows] * (inst.travel(_COLUMN[self.mean.unit]) - self.mean.value)
            parts = groups(inst.demand, group=None, service=self.service)
            m.require("mean_travel", parts.matrix[:, rows] @ (m.served * beyond) <= 0.0, parts.labels)
