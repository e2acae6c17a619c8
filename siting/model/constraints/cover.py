"""A floor on the share of need that is covered, overall or in every group."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import Field
from scipy import sparse

from siting.instance.instance import Instance
from siting.model.groups import by, of_service, unknown
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.texts import Text


class Cover(Constraint):
    """
    Cover at least this share of the need, overall or in every group.

        sum_{i in g} a_i y_i >= S sum_{i in g} a_i      for every group g

    with a_i the ``demand.need`` [unit of the service]. Where several services are asked for, the floor holds for each of them. S = 1
    without a group: every place is covered, as the location set covering problem asks.

    Toregas, C. et al. (1971), Operations Research 19, 1363-1373; Daskin, M. and Owen, S. (1999), Geographical Analysis 31, 217-235.
    """

    kind: Literal["cover"] = "cover"

    share: Annotated[float, Field(ge=0.0, le=1.0)] = 1.0
    """S: smallest share of the need to cover, 0 to 1."""
    group: str | None = None
    """Column of groups, such as `community`; the floor holds in each."""
    service: str | None = None
    """The service it holds for; for each of them where absent."""

    @property
    def uses(self) -> frozenset[str]:
        return frozenset({"demand.need", "demand.service", "reach"} | ({f"demand.{self.group}"} if self.group else set()))

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.service is not None and self.service not in set(instance.demand.service):
            yield unknown("service", self.service, instance.demand.service.unique())

    def add(self, m: Model) -> None:
        demand = m.instance.demand
        services = [self.service] if self.service is not None else list(dict.fromkeys(demand.service))
        for service in services:
            matrix, groups = by(demand[self.group]) if self.group else by(pd.Series("all", demand.index))
            weight = matrix @ sparse.diags_array(m.instance.need * of_service(demand, service))
            total = weight.sum(axis=1)
            needed = np.flatnonzero(total > 0)
            labels = [service if self.group is None else f"{service},{groups[g]}" for g in needed.tolist()]
            m.require("cover", weight[needed] @ m.covered >= self.share * total[needed], labels)
