"""Let people travel as little as possible: the p-median problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal

import numpy as np

from siting.instance.instance import Floats, Instance, Travel
from siting.model.groups import incidence, of_service, unknown
from siting.model.linear import Linear, weighted
from siting.model.model import Model
from siting.model.pieces import Objective
from siting.model.words import Words, in_full, way
from siting.scenario.quantities import Standard
from siting.texts import Text, say


class MinTravel(Objective):
    """
    Let people travel as little as possible, all of them together.

        min  sum_i w_i a_i (sum_o t_io z_io + T u_i)          sum_o z_io + u_i = 1

    with a_i the ``demand.need`` [unit of the service], w_i the ``demand.priority``, t_io the ``reach.minutes`` [min] or ``reach.metres``
    [m] and T what counts where somebody is not served. Without `unserved` everybody is served (u_i = 0). With `count` this is the p-median
    problem, with `capacity` the capacitated one.

    Hakimi, S. (1964), Optimum locations of switching centers and the absolute centers and medians of a graph, Operations Research 12,
    450-459; ReVelle, C. and Swain, R. (1970), Central facilities location, Geographical Analysis 2, 30-42.
    """

    kind: Literal["min_travel"] = "min_travel"

    sense: ClassVar[Literal["max", "min"]] = "min"

    unit: Travel = "minutes"
    """What is counted: `minutes` [min] or `metres` [m]."""
    unserved: Standard | None = None
    """T: the travel that counts for whoever is not served, such as 60 min; everybody must be served where absent."""
    service: str | None = None
    """The service that counts; all where absent."""

    @property
    def uses(self) -> frozenset[str]:
        by_service = {"demand.service"} if self.service else set()
        return frozenset({"demand.need", "demand.priority", "reach", f"reach.{self.unit}"} | by_service)

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.service is not None and self.service not in set(instance.demand.service):
            yield unknown("service", self.service, instance.demand.service.unique())
        if self.unserved is not None and self.unserved.unit != {"minutes": "min", "metres": "m"}[self.unit]:
            yield say("unserved: {unserved} is not in {unit}, which is what travel is counted in", unserved=self.unserved, unit=self.unit)
        alone = (self._asked(instance) > 0) & (np.diff(instance.covers.indptr) == 0)
        if self.unserved is None and (left := int(alone.sum())):
            yield say(
                "{left} of {rows} places have no site within their standard, so not everybody can be served; widen `within`, or say with "
                "`unserved` how much travel counts for them",
                left=left,
                rows=len(instance.demand),
            )

    def principles(self, words: Words) -> Iterator[Text]:
        services = words.which(self.service)
        if self.unit == "minutes":
            yield say("All people together spend as little time as can be on their way to {services}.", services=services)
        else:
            yield say("All people together go as short a distance as can be on their way to {services}.", services=services)
        if self.unserved is None:
            yield say("Everybody is served.")
        else:
            yield say("Whoever is not served counts as having to travel {way}.", way=way(self.unserved))

    def measured(self, value: float, words: Words) -> Text | str:
        number = in_full(value)
        return (
            say("{number} min of all people together", number=number)
            if self.unit == "minutes"
            else say("{number} m of all people together", number=number)
        )

    def expression(self, m: Model) -> Linear:
        inst = m.instance
        rows, _ = inst.pairs
        asked, weight = self._asked(inst), inst.need * inst.demand.priority.to_numpy(float) * of_service(inst.demand, self.service)
        if self.unserved is None:
            everyone = incidence(rows, len(inst.demand))[asked > 0]
            m.require("everyone", everyone @ m.served == 1.0, np.flatnonzero(asked > 0).tolist())
            return weighted(weight[rows] * inst.travel(self.unit), m.served)
        far = self.unserved.value
        return weighted(weight[rows] * (inst.travel(self.unit) - far), m.served) + float(weight.sum() * far)

    def _asked(self, instance: Instance) -> Floats:
        """1 for the rows that must be served: those of the service, with a need; shape (demand,)."""
        return np.asarray(of_service(instance.demand, self.service) * (instance.need > 0), float)
