"""Town and country, or one district and another, are served alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from siting.instance.instance import Instance
from siting.model.groups import incidence, late, shares, unknown
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.model.words import Words, in_full, since
from siting.texts import Sentences, Text, say


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

    def principles(self, words: Words) -> Iterator[Text]:
        gap = say(
            "Between any two of the {areas}, the served share of {need} differs by at most {points} percentage points.",
            areas=words.areas(self.group),
            need=words.each_need(self.service),
            points=in_full(100.0 * self.at_most),
        )
        yield Sentences(gap, *since(self.by))

    def add(self, m: Model) -> None:
        parts = shares(m.instance, group=self.group, service=self.service, by=self.by)
        covered, low = parts.matrix @ m.covered, m.family("least_share", parts.kinds)
        own = incidence(parts.kind, len(parts.kinds)).T.tocsr() @ low
        m.require("gap_low", own <= covered, parts.labels)
        m.require("gap_between_groups", covered <= own + self.at_most, parts.labels)
