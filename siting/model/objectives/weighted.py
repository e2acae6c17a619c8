"""A weighted sum of objectives, such as building costs and travel costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field, PositiveFloat

from siting.instance.instance import Instance
from siting.kinds import Frozen
from siting.model.linear import Linear
from siting.model.model import Model
from siting.model.nested import reads, unfit
from siting.model.pieces import Objective
from siting.model.words import Words, in_full
from siting.scenario.quantities import Money
from siting.scenario.scenario import Word
from siting.texts import Sentences, Text, say

if TYPE_CHECKING:
    from siting.model.pieces import Objective as AnyObjective


class Term(Frozen):
    """One term of a sum."""

    objective: AnyObjective
    """What is counted."""
    weight: PositiveFloat = 1.0
    """c_k: how much a point of it counts."""
    per: Money = Field(default=1.0, gt=0)
    """u_k: how much of it makes one point, such as 1_000_000 [currency]: makes terms of different units comparable."""


class Weighted(Objective):
    """
    The best weighted sum of several objectives.

        max (or min)  sum_k c_k W_k / u_k

    with W_k the worth of term k in its own unit, u_k what makes one point, and c_k its weight. The first term says whether the sum is to
    grow or to shrink; a term of the other sense is subtracted. `min_cost` and a travel objective together are the facility location
    problem, with capacities the capacitated one.

    Balinski, M. (1965), Integer programming: methods, uses, computations, Management Science 12, 253-313;
    Zadeh, L. (1963), Optimality and non-scalar-valued performance criteria, IEEE Transactions on Automatic Control 8, 59-60.
    """

    kind: Literal["weighted"] = "weighted"

    terms: dict[Word, Term] = Field(min_length=1)
    """The terms, by a plain word each."""

    @property
    def sense(self) -> Literal["max", "min"]:  # type: ignore[override]  # that of what it holds
        return next(iter(self.terms.values())).objective.sense

    @property
    def uses(self) -> frozenset[str]:
        return reads(term.objective for term in self.terms.values())

    def problems(self, instance: Instance) -> Iterable[Text]:
        yield from unfit(self.parts(instance), instance)

    def parts(self, instance: Instance) -> dict[str, Objective]:
        return {name: term.objective for name, term in self.terms.items()}

    def principles(self, words: Words) -> Iterator[Text]:
        if len(self.terms) > 1:
            yield say("Several aims are weighed against one another.")
        for term in self.terms.values():
            aim = Sentences(*term.objective.principles(words))
            counted = {"per": term.objective.measured(term.per, words), "weight": in_full(term.weight)}
            yield Sentences(say("One aim: {aim}", aim=aim), say("Points for each {per} of it: {weight}.", **counted))

    def measured(self, value: float, words: Words) -> Text | str:
        return say("{number} points", number=in_full(value))

    def expression(self, m: Model) -> Linear:
        terms = [term.objective.expression(m) * self._points(term) for term in self.terms.values()]
        return sum(terms[1:], start=terms[0])

    def _points(self, term: Term) -> float:
        """What one unit of a term adds to the sum."""
        return (1.0 if term.objective.sense == self.sense else -1.0) * term.weight / term.per
