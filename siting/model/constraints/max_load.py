"""Room is left at every site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field, NonNegativeFloat

from siting.instance.instance import Floats, Instance
from siting.model.groups import of_service, unknown
from siting.model.model import Model
from siting.model.outlets import blank, most
from siting.model.pieces import Constraint
from siting.model.words import Words
from siting.texts import Text, say


class MaxLoad(Constraint):
    """
    No plan serves more than this, such as 90 % of its capacity, so that nobody waits long.

        sum_i a_i z_io <= sum_{j in o} M_jp x_j      for every outlet o

    with a_i the ``demand.need`` and M_jp, in the phase p of the outlet, a share U of the ``options.capacity``, or one amount for all, or
    what stands in the attribute ``options.max_load`` [each in the unit of the service].

    Marianov, V. and Serra, D. (1998), Probabilistic, maximal covering location-allocation models for congested systems, Journal of Regional
    Science 38, 401-424 (there the limit on the load follows from how long people may wait).
    """

    kind: Literal["max_load"] = "max_load"

    physical: ClassVar[bool] = True

    utilisation: Annotated[float, Field(gt=0.0, le=1.0)] | None = None
    """U: the largest share of the capacity that may be used, 0 to 1."""
    amount: NonNegativeFloat | None = None
    """The most that any plan may serve [unit of the service]; the attribute `max_load` counts where neither is given."""
    service: str | None = None
    """The service it holds for; all where absent."""

    @property
    def uses(self) -> frozenset[str]:
        # two plans serve more than one however much each reaches, so none stands for another unless the capacity is compared, too
        column = {"options.capacity"} if self.utilisation is not None else {"options"}
        attribute = {"options.max_load"} if self.utilisation is None and self.amount is None else set()
        return frozenset({"demand.need", "reach"} | column | attribute | ({"options.service"} if self.service else set()))

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.utilisation is not None and self.amount is not None:
            yield say("give utilisation or amount, not both")
        if self.service is not None and self.service not in set(instance.options.service):
            yield unknown("service", self.service, instance.options.service.unique())
        if self.utilisation is not None:
            yield from blank(instance)
        elif self.amount is None and "max_load" in instance.options:
            values = pd.to_numeric(instance.options.max_load, errors="coerce")
            mine = of_service(instance.options, self.service) > 0
            if wrong := int((~(values >= 0) & mine).sum()):
                yield say("max_load: {wrong} plans have none, or less than 0", wrong=wrong)

    def principles(self, words: Words) -> Iterator[Text]:
        facilities = words.facilities(self.service)
        if self.utilisation is not None:
            yield say(
                "Of {facilities}, none serves more than {share} of what it has room for.",
                facilities=facilities,
                share=words.share(self.utilisation),
            )
        elif self.amount is not None:
            most = words.counted(self.amount, self.service)
            yield say("Of {facilities}, none serves more than {most}.", facilities=facilities, most=most)
        else:
            yield say("Of {facilities}, none serves more than the limit given for it.", facilities=facilities)

    def add(self, m: Model) -> None:
        mine = of_service(m.instance.options, self.service)[:, None] > 0
        # a row for every outlet, those without a limit too: a search reads that whoever is in none may serve nobody
        held = most(m.instance, np.where(mine, self._limit(m.instance), np.inf))
        m.require("max_load", m.load <= held @ m.open, range(m.instance.outlets.count))

    def _limit(self, instance: Instance) -> Floats:
        """M_jp; shape (options, phases)."""
        if self.utilisation is not None:
            return self.utilisation * instance.by_phase("capacity")
        if self.amount is not None:
            return np.full(instance.operates.shape, self.amount)
        return instance.by_phase("max_load")
