"""Serve the worst served group as well as possible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal

import numpy as np
from scipy import sparse

from siting.instance.instance import Instance
from siting.model.groups import groups, late, unknown
from siting.model.linear import Linear
from siting.model.model import Model
from siting.model.pieces import Objective
from siting.model.words import Words, since
from siting.texts import Sentences, Text, say


class MaxMinCoverage(Objective):
    """
    Serve the worst served group as well as possible.

        max  100 t          t sum_{i in g} w_i a_i <= sum_{i in g} w_i a_i y_i      for every group g

    with a_i the ``demand.need`` [unit of the service], w_i the ``demand.priority`` and g the groups of a column, such as `district`, each
    service, phase and projection on its own. The objective is a share in percent, 0 to 100. Groups without need do not count.

    Rawls' rule that the worst off count, as Marsh, M. and Schilling, D. (1994), Equity measurement in facility location analysis, European
    Journal of Operational Research 74, 1-17, review it for siting.
    """

    kind: Literal["max_min_coverage"] = "max_min_coverage"

    sense: ClassVar[Literal["max", "min"]] = "max"

    group: str
    """Column of groups, such as `district` or `community`."""
    service: str | None = None
    """The service that counts; each of them where absent."""
    by: int | None = None
    """The phase from which it counts; from the first where absent."""

    @property
    def uses(self) -> frozenset[str]:
        read = {"need", "priority", "service", "phase", "projection", self.group}
        return frozenset({f"demand.{column}" for column in read} | {"reach"})

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.service is not None and self.service not in set(instance.demand.service):
            yield unknown("service", self.service, instance.demand.service.unique())
        yield from late(self.by, instance)

    def principles(self, words: Words) -> Iterator[Text]:
        aim = say(
            "Of the {areas}, those count where the smallest share of {need} is served: the plan serves them as well as it can.",
            areas=words.areas(self.group),
            need=words.each_need(self.service),
        )
        yield Sentences(aim, *since(self.by))

    def measured(self, value: float, words: Words) -> Text | str:
        return words.share(value / 100.0)

    def expression(self, m: Model) -> Linear:
        demand = m.instance.demand
        parts = groups(demand, group=self.group, service=self.service, by=self.by)
        weight = parts.matrix @ sparse.diags_array(m.instance.need * demand.priority.to_numpy(float))
        total = np.asarray(weight.sum(axis=1)).ravel()
        needed = np.flatnonzero(total > 0)
        worst = m.family("worst_share", ["t"])
        shares = sparse.diags_array(1.0 / total[needed]) @ weight[needed]
        names = [parts.labels[g] for g in needed.tolist()]
        m.require("worst_share", sparse.csr_array(np.ones((len(needed), 1))) @ worst <= sparse.csr_array(shares) @ m.covered, names)
        return worst * 100.0
