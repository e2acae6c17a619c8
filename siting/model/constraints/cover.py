"""A floor on the share of need that is covered, overall or in every group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, PositiveFloat
from scipy import sparse

from siting.instance.instance import Instance
from siting.model.groups import groups, late, unknown
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.model.words import Words, since
from siting.texts import Sentences, Text, say


class Cover(Constraint):
    """
    Cover at least this share of the need, overall or in every group.

        sum_{i in g} a_i y_i + e_g >= S sum_{i in g} a_i      for every group g

    with a_i the ``demand.need`` [unit of the service], and e_g what is missed where it has a `price`, else 0. Where several services,
    phases or projections are asked for, the floor holds for each of them. S = 1 without a group: every place is covered, as the
    location set covering problem asks.

    Toregas, C. et al. (1971), Operations Research 19, 1363-1373; Daskin, M. and Owen, S. (1999), Geographical Analysis 31, 217-235.
    """

    kind: Literal["cover"] = "cover"

    share: Annotated[float, Field(ge=0.0, le=1.0)] = 1.0
    """S: smallest share of the need to cover, 0 to 1."""
    group: str | None = None
    """Column of groups, such as `community`; the floor holds in each."""
    service: str | None = None
    """The service it holds for; for each of them where absent."""
    by: int | None = None
    """The phase from which it holds; from the first where absent."""
    price: PositiveFloat | None = None
    """What each unit of need short of the floor costs, in the objective's own unit; the floor must be met where absent."""

    @property
    def uses(self) -> frozenset[str]:
        group = {f"demand.{self.group}"} if self.group else set()
        return frozenset({"demand.need", "demand.service", "demand.phase", "demand.projection", "reach"} | group)

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.service is not None and self.service not in set(instance.demand.service):
            yield unknown("service", self.service, instance.demand.service.unique())
        yield from late(self.by, instance)

    def principles(self, words: Words) -> Iterator[Text]:
        yield Sentences(self._floor(words), *since(self.by), *words.priced(self.price, say("each unit of need")))

    def _floor(self, words: Words) -> Text:
        """What must be covered, in a sentence."""
        need = words.each_need(self.service)
        if self.share == 1.0:
            return say("All of {need} is served.", need=need)
        told = {"share": words.share(self.share), "need": need}
        if self.group is None:
            return say("At least {share} of {need} is served.", **told)
        return say("In each of the {areas}, at least {share} of {need} is served.", areas=words.areas(self.group), **told)

    def add(self, m: Model) -> None:
        demand = m.instance.demand
        parts = groups(demand, group=self.group, service=self.service, by=self.by)
        weight = parts.matrix @ sparse.diags_array(m.instance.need)
        total = weight.sum(axis=1)
        needed = np.flatnonzero(total > 0)
        names = [parts.labels[g] for g in needed.tolist()]
        covered = weight[needed] @ m.covered
        if self.price is not None:
            covered = covered + m.short(self.named, names, price=self.price)
        m.require("cover", covered >= self.share * total[needed], names)
