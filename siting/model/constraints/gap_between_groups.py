"""Town and country, or one district and another, are served alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field
from scipy import sparse

from siting.instance.instance import Instance
from siting.model.groups import groups, late, unknown
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.texts import Text


class GapBetweenGroups(Constraint):
    """
    The covered shares of any two groups differ by no more than this.

        L <= sum_{i in g} a_i y_i / sum_{i in g} a_i <= L + G      for every group g, with some L

    with a_i the ``demand.need`` [unit of the service], each service, phase and projection with an L of its own. Groups without need do not
    count. y_i is all that is covered: nobody is overlooked to make the shares alike. Where a rule such as `capacity` settles who is
    served, y_i is the share that is, and the plan says who.
    """

    kind: Literal["gap_between_groups"] = "gap_between_groups"

    exact: ClassVar[bool] = True

    group: str
    """Column of groups, such as `zone` or `district`."""
    at_most: Annotated[float, Field(ge=0.0, le=1.0)]
    """G: the widest gap between the best and the worst served group [share, 0 to 1]."""
    service: str | None = None
    """The service it holds for; each of them where absent."""
    by: int | None = None
    """The phase from which it holds; from the first where absent."""

    @property
    def uses(self) -> frozenset[str]:
        # an option that another beats still covers people, and may widen the gap
        read = {"need", "service", "phase", "projection", self.group}
        return frozenset({f"demand.{column}" for column in read} | {"reach", "options"})

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.service is not None and self.service not in set(instance.demand.service):
            yield unknown("service", self.service, instance.demand.service.unique())
        yield from late(self.by, instance)

    def add(self, m: Model) -> None:
        parts = groups(m.instance.demand, group=self.group, service=self.service, by=self.by)
        weight = parts.matrix @ sparse.diags_array(m.instance.need)
        total = np.asarray(weight.sum(axis=1)).ravel()
        needed = np.flatnonzero(total > 0)
        kinds, kind = np.unique(np.array(parts.kinds, int)[needed], return_inverse=True)
        shares = sparse.csr_array(sparse.diags_array(1.0 / total[needed]) @ weight[needed]) @ m.covered
        low = m.family("least_share", kinds.tolist())
        own = sparse.csr_array((np.ones(len(needed)), (np.arange(len(needed)), kind)), shape=(len(needed), len(kinds))) @ low
        names = [parts.labels[g] for g in needed.tolist()]
        m.require("gap_low", own <= shares, names)
        m.require("gap_between_groups", shares <= own + self.at_most, names)
