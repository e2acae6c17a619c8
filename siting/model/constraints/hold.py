"""A limit on the worth of any objective."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from siting.instance.instance import Instance
from siting.model.model import Model
from siting.model.nested import hold, unfit
from siting.model.pieces import Constraint
from siting.model.words import Words
from siting.scenario.quantities import Money
from siting.texts import Sentences, Text, say

if TYPE_CHECKING:
    from siting.model.pieces import Objective as AnyObjective


class Hold(Constraint):
    """
    Be worth at least so much in another objective, or at most where less of it is better.

        W >= L      (where less is better: W <= U)

    with W the worth of the objective in its own unit. One objective held while another is optimised, for one limit after the other, gives
    the curve of what one costs in terms of the other.

    Haimes, Y., Lasdon, L. and Wismer, D. (1971), On a bicriterion formulation of the problems of integrated system identification and
    system optimization, IEEE Transactions on Systems, Man, and Cybernetics 1, 296-297.
    """

    kind: Literal["hold"] = "hold"

    objective: AnyObjective
    """What is held, such as `max_coverage` of one service."""
    at_least: Money | None = None
    """L: the least it must be worth [its own unit]; for an objective of which more is better."""
    at_most: Money | None = None
    """U: the most it may be worth [its own unit]; for an objective of which less is better."""

    @property
    def uses(self) -> frozenset[str]:
        return self.objective.uses

    def problems(self, instance: Instance) -> Iterable[Text]:
        yield from unfit({"objective": self.objective}, instance)
        given, other = ("at_least", "at_most") if self.objective.sense == "max" else ("at_most", "at_least")
        if getattr(self, given) is None or getattr(self, other) is not None:
            # the other way round it would hold no plan back: nobody need be counted as served
            yield say("{kind} is held by {given}, and not by {other}", kind=self.objective.named, given=given, other=other)

    def principles(self, words: Words) -> Iterator[Text]:
        aim = Sentences(*self.objective.principles(words))
        if self.at_least is not None:
            yield say("Another aim must reach at least {worth}: {aim}", worth=self.objective.measured(self.at_least, words), aim=aim)
        if self.at_most is not None:
            yield say("Another aim must stay at or below {worth}: {aim}", worth=self.objective.measured(self.at_most, words), aim=aim)

    def add(self, m: Model) -> None:
        worth = self.at_least if self.objective.sense == "max" else self.at_most
        if worth is not None:
            hold(m, self.objective, worth)
