"""Groups are served nearly as well as all together, on average."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field
from scipy import sparse

from siting.instance.instance import Instance
from siting.model.groups import incidence, late, shares, unknown
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.model.words import Words, in_full, since
from siting.texts import Sentences, Text, say


class MeanAbsoluteDeviation(Constraint):
    """
    On average, the covered share of a group is no farther than this from that of all.

        sum_g A_g d_g <= D sum_g A_g;      -d_g <= s_g - s <= d_g;      s_g = sum_{i in g} a_i y_i / A_g;      s = sum_g A_g s_g / sum_g A_g

    with a_i the ``demand.need`` [unit of the service] and A_g its sum over the group, or 1 for each where `equal`. Each service, phase and
    projection stands for itself, and y_i is all that is covered: nobody is overlooked to make the shares alike. Where a rule such as
    `capacity` settles who is served, y_i is the share that is.

    Marsh, M. and Schilling, D. (1994), Equity measurement in facility location analysis, European Journal of Operational Research 74, 1-17.
    """

    kind: Literal["mean_absolute_deviation"] = "mean_absolute_deviation"

    exact: ClassVar[bool] = True

    group: str
    """Column of groups, such as `district` or `community`."""
    at_most: Annotated[float, Field(ge=0.0, le=1.0)]
    """D: the largest mean deviation [share, 0 to 1]."""
    equal: bool = False
    """Whether each group counts the same, however much its people need."""
    service: str | None = None
    """The service it holds for; each of them where absent."""
    by: int | None = None
    """The phase from which it holds; from the first where absent."""

    @property
    def uses(self) -> frozenset[str]:
        # an option that another beats still covers people, and may make shares less alike
        read = {"need", "service", "phase", "projection", self.group}
        return frozenset({f"demand.{column}" for column in read} | {"reach", "options"})

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.service is not None and self.service not in set(instance.demand.service):
            yield unknown("service", self.service, instance.demand.service.unique())
        yield from late(self.by, instance)

    def principles(self, words: Words) -> Iterator[Text]:
        told = say(
            "Over the {areas}, the served share of {need} lies at most {points} percentage points from the overall one, on average.",
            areas=words.areas(self.group),
            need=words.each_need(self.service),
            points=in_full(100.0 * self.at_most),
        )
        alike = [say("All of the {areas} count alike, whatever their need.", areas=words.areas(self.group))] if self.equal else []
        yield Sentences(told, *alike, *since(self.by))

    def add(self, m: Model) -> None:
        parts = shares(m.instance, group=self.group, service=self.service, by=self.by)
        counts = np.ones(len(parts.need)) if self.equal else parts.need
        own = incidence(parts.kind, len(parts.kinds))
        whole = np.asarray(own @ counts)
        mean = own.T @ sparse.diags_array(1.0 / whole) @ own @ sparse.diags_array(counts)
        apart = (sparse.csr_array(sparse.eye_array(len(counts)) - mean) @ parts.matrix) @ m.covered
        deviation = m.family("deviation", parts.labels)
        m.require("deviation_above", apart <= deviation, parts.labels)
        m.require("deviation_below", apart >= -deviation, parts.labels)
        every = sparse.csr_array(own @ sparse.diags_array(counts)) @ deviation
        m.require("mean_absolute_deviation", every <= self.at_most * whole, [str(k) for k in parts.kinds])
