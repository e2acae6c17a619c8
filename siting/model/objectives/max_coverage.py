"""Serve as many as possible: the maximal covering location problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal

import numpy as np
import pandas as pd

from siting.instance.instance import Floats, Instance
from siting.model.groups import of_service, unknown
from siting.model.linear import Linear
from siting.model.model import Model
from siting.model.pieces import Objective
from siting.model.words import Words
from siting.texts import Text, say


class MaxCoverage(Objective):
    """
    Cover as much need as possible; with `capacity`, serve as much as possible.

        max  sum_i w_i a_i y_i          y_i <= sum_{j in N_i} x_j   (with capacity: y_i <= sum_j z_ij)

    with a_i the ``demand.need`` [unit of the service], w_i the ``demand.priority`` and N_i the options that meet the standard of i. y
    needs no integrality: at an optimum it is as large as x allows.

    Church, R. and ReVelle, C. (1974), The maximal covering location problem, Papers of the Regional Science Association 32, 101-118; with
    capacities Current, J. and Storbeck, J. (1988), Capacitated covering models, Environment and Planning B 15, 153-163.
    """

    kind: Literal["max_coverage"] = "max_coverage"

    sense: ClassVar[Literal["max", "min"]] = "max"

    service: str | None = None
    """The service that counts; all where absent. One alone makes a term or a step of another objective."""
    equal_services: bool = False
    """
    Count the share of each service's need that is met, all services alike, and not heads: a service for few is then not outweighed by
    one for all. The objective is then the mean share in percent, 0 to 100.
    """

    @property
    def uses(self) -> frozenset[str]:
        by_service = {"demand.service"} if self.equal_services or self.service else set()
        return frozenset({"demand.need", "demand.priority", "reach"} | by_service)

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.service is not None and self.service not in set(instance.demand.service):
            yield unknown("service", self.service, instance.demand.service.unique())

    def principles(self, words: Words) -> Iterator[Text]:
        if self.equal_services and self.service is None and len(words.services) > 1:
            yield say("The plan serves as large a share of the need as it can, on average over the services, which all count alike.")
        elif self.equal_services:
            yield say("The plan serves as large a share of {need} as it can.", need=words.need(self.service))
        else:
            yield say("The plan serves as much of {need} as it can.", need=words.need(self.service))

    def measured(self, value: float, words: Words) -> Text | str:
        return words.share(value / 100.0) if self.equal_services else words.counted(value, self.service)

    def expression(self, m: Model) -> Linear:
        return self.worth(m.instance) @ m.covered

    def worth(self, instance: Instance) -> Floats:
        """What it is worth to cover each demand row whole: w_i a_i, or its share of the service's [%]; shape (demand,)."""
        weight = pd.Series(instance.need * instance.demand.priority.to_numpy(float) * of_service(instance.demand, self.service))
        if not self.equal_services:
            return np.asarray(weight, float)
        service = instance.demand.service
        total = weight.groupby(service.to_numpy()).transform("sum").to_numpy()
        counted = service.nunique() if self.service is None else 1
        share: Floats = np.divide(100.0 * weight.to_numpy(), total * counted, out=np.zeros(len(weight)), where=total > 0)
        return share
