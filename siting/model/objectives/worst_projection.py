"""The future in which the plan does worst."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from siting.instance.instance import Instance
from siting.model.linear import Linear, stacked
from siting.model.model import Model
from siting.model.nested import BY_PROJECTION, OneProjection, not_by_projection, projections, within
from siting.model.pieces import Objective
from siting.model.words import Words
from siting.texts import Sentences, Text, say

if TYPE_CHECKING:
    from siting.model.pieces import Objective as AnyObjective


class WorstProjection(Objective):
    """
    Do as well as possible in the projection in which the plan does worst, however likely that is.

        max  W_1 - d      d >= W_1 - W_p   for every other projection p

    with W_p what the objective is worth in projection p alone, taken as certain (``demand.priority`` without its factor
    ``demand.probability``), so that W_1 - d is the least of all W_p. Where less is better it is min W_1 + d with d >= W_p - W_1. The plan
    and its cost are the same in every projection.

    Snyder, L. (2006), Facility location under uncertainty: a review, IIE Transactions 38, 547-564.
    """

    kind: Literal["worst_projection"] = "worst_projection"

    objective: AnyObjective
    """What is judged in each projection, such as `max_coverage`."""

    @property
    def sense(self) -> Literal["max", "min"]:  # type: ignore[override]  # that of what it holds
        return self.objective.sense

    @property
    def uses(self) -> frozenset[str]:
        return self.objective.uses | BY_PROJECTION

    def problems(self, instance: Instance) -> Iterable[Text]:
        return not_by_projection(self.objective, instance)

    def parts(self, instance: Instance) -> dict[str, Objective]:
        return {name: OneProjection(objective=self.objective, projection=name) for name in projections(instance) if name}

    def principles(self, words: Words) -> Iterator[Text]:
        aim = Sentences(*self.objective.principles(words))
        yield say("The plan does as well as it can in the future in which it does worst. The aim there: {aim}", aim=aim)

    def measured(self, value: float, words: Words) -> Text | str:
        return self.objective.measured(value, words)

    def expression(self, m: Model) -> Linear:
        first, *others = names = projections(m.instance)
        worth = {name: within(self.objective, m, name) for name in names}
        if not others:
            return worth[first]
        behind = m.family("behind", ["worst"], upper=None)
        sign = 1.0 if self.sense == "max" else -1.0
        rows = [(worth[first] - worth[name]) * sign - behind for name in others]
        m.require("behind", stacked(rows) <= 0.0, others)
        return worth[first] - behind * sign
