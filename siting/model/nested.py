"""
Objectives made of objectives: what their parts share.

None of these classes is a kind of its own, so no scenario can ask for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Literal

import numpy as np

from siting.instance.instance import Instance
from siting.model.linear import Linear, stacked
from siting.model.model import Model
from siting.model.pieces import Constraint, Objective
from siting.model.words import Words
from siting.texts import Sentences, Text, say

SLACK = 1e-7
"""What a step has reached may be missed by so much, as a share of it, lest a solver find no plan where one is; one of a million counts."""

LEAST = 1e-6
"""The least that it may be missed by: solvers keep a row no more closely."""

BY_PROJECTION = frozenset({"demand.projection", "demand.priority", "demand.probability"})
"""What is read to tell one projection from the others."""


def reads(objectives: Iterable[Objective]) -> frozenset[str]:
    """The table columns that any of these objectives reads."""
    return frozenset[str]().union(*(one.uses for one in objectives))


def unfit(parts: Mapping[str, Objective], instance: Instance) -> Iterable[Text]:
    """What is wrong with the parts of an objective, each by its name."""
    for name, one in parts.items():
        for problem in one.problems(instance):
            yield say("{where}: {problem}", where=f"{name}: {one.named}", problem=problem)
        if one.asks:
            yield say(
                "{name}: {kind} must first solve other problems, so it cannot be a part of another objective", name=name, kind=one.named
            )


def hold(m: Model, objective: Objective, worth: float, *, priced: bool = False) -> None:
    """
    Add the row that makes a plan worth at least so much, or at most where less is better.

    Parameters
    ----------
    priced
        Whether what missed targets cost counts, too.
    """
    value = objective.expression(m)
    if priced:
        value = sum(m.penalties, start=value * sign(objective)) * sign(objective)
    m.require("hold", value >= worth if objective.sense == "max" else value <= worth, [objective.named])


def sign(objective: Objective) -> float:
    """What makes less of an objective better."""
    return -1.0 if objective.sense == "max" else 1.0


class Held(Constraint):
    """What an earlier step has reached is kept, what missed targets cost included."""

    objective: Objective
    """What was best in that step."""
    worth: float
    """The least that it must still be worth; the most where less is better."""
    step: str
    """What the step is called."""

    @property
    def named(self) -> str:
        return self.step

    @property
    def uses(self) -> frozenset[str]:
        return self.objective.uses

    def principles(self, words: Words) -> Iterator[Text]:
        yield say("What was reached before is kept: {aim}", aim=Sentences(*self.objective.principles(words)))

    def add(self, m: Model) -> None:
        # the targets stand before it, so what they cost is known
        hold(m, self.objective, self.worth, priced=True)


def projections(instance: Instance) -> list[str]:
    """The names of the projections, in order."""
    return sorted(set(instance.demand.projection.astype(str)))


def within(objective: Objective, m: Model, projection: str) -> Linear:
    """What an objective is worth in one projection alone, as if it were certain: nobody needs anything in the others."""
    demand = m.instance.demand
    chance = demand.probability.to_numpy(float)
    here = (demand.projection.astype(str) == projection).to_numpy() & (chance > 0)
    priority = np.divide(demand.priority.to_numpy(float), chance, out=np.zeros(len(demand)), where=here)
    return objective.expression(m.seen_as(m.instance.with_demand(need=np.where(here, m.instance.need, 0.0), priority=priority)))


def not_by_projection(objective: Objective, instance: Instance) -> Iterable[Text]:
    """Why an objective cannot be asked projection by projection."""
    yield from unfit({"objective": objective}, instance)
    if (instance.demand.probability == 0).any():
        yield say("a projection has the probability 0; what counts in it cannot be told from priorities that hold it as a factor")
    if "demand.priority" not in objective.uses:
        yield say("{kind} is the same in every projection; name an objective about those who are served", kind=objective.named)


class OneProjection(Objective):
    """What an objective is worth in one projection alone."""

    objective: Objective
    """The objective."""
    projection: str
    """The projection."""

    @property
    def sense(self) -> Literal["max", "min"]:  # type: ignore[override]  # that of what it holds
        return self.objective.sense

    @property
    def named(self) -> str:
        return self.objective.named

    @property
    def uses(self) -> frozenset[str]:
        return self.objective.uses | BY_PROJECTION

    def principles(self, words: Words) -> Iterator[Text]:
        yield from self.objective.principles(words)

    def expression(self, m: Model) -> Linear:
        return within(self.objective, m, self.projection)


class Regret(Objective):
    """How far a plan falls short, in one projection, of the best for it alone."""

    sense: ClassVar[Literal["max", "min"]] = "min"

    objective: Objective
    """What is judged."""
    projection: str
    """The projection."""
    bound: float
    """No plan is worth more (or less, where less is better) in it."""
    found: float
    """The best worth that was found for it alone."""
    relative: bool
    """Whether as a share of W*."""

    @property
    def named(self) -> str:
        return "min_regret"

    @property
    def uses(self) -> frozenset[str]:
        return self.objective.uses | BY_PROJECTION

    def principles(self, words: Words) -> Iterator[Text]:
        yield from self.objective.principles(words)

    def expression(self, m: Model) -> Linear:
        sign = 1.0 if self.objective.sense == "max" else -1.0
        short = (within(self.objective, m, self.projection) - self.best) * -sign
        return short * (1.0 / self.best) if self.shares else short

    @property
    def best(self) -> float:
        """W*: the bound, or what was found where the solver proved nothing."""
        return self.bound if np.isfinite(self.bound) else self.found

    @property
    def shares(self) -> bool:
        """Whether regret is a share of W*; not where nothing is to be had, of which there is no share."""
        return self.relative and self.best > LEAST

    def proven(self, bound: float) -> float:
        """The least true regret where that from W* is at least `bound`: what was found could be had for certain, W* perhaps not."""
        if not np.isfinite(self.bound):
            return -np.inf
        if not self.shares:
            return bound - abs(self.bound - self.found)
        if self.objective.sense == "max":
            return 1.0 - (1.0 - bound) * self.bound / self.found if self.found > 0 else -np.inf
        return (1.0 + bound) * self.bound / self.found - 1.0


class WorstRegret(Objective):
    """The largest regret of several projections."""

    sense: ClassVar[Literal["max", "min"]] = "min"

    regrets: tuple[Regret, ...]
    """That of each projection."""

    @property
    def named(self) -> str:
        return "min_regret"

    @property
    def uses(self) -> frozenset[str]:
        return reads(self.regrets)

    def parts(self, instance: Instance) -> dict[str, Objective]:
        return {one.projection: one for one in self.regrets if one.projection}

    def principles(self, words: Words) -> Iterator[Text]:
        for one in self.regrets:
            yield from one.principles(words)

    def expression(self, m: Model) -> Linear:
        worst = m.family("regret", ["worst"], upper=None)
        rows = [one.expression(m) - worst for one in self.regrets]
        m.require("regret", stacked(rows) <= 0.0, [one.projection or "all" for one in self.regrets])
        return worst

    def proven(self, bound: float) -> float:
        # regret is never below 0: no plan beats what is best
        return max(0.0, min(one.proven(bound) for one in self.regrets))


class LastStep(Objective):
    """The last of several steps, of which the earlier ones are kept."""

    whole: Objective
    """All steps."""
    gap: float
    """The largest gap of an earlier step."""

    @property
    def sense(self) -> Literal["max", "min"]:  # type: ignore[override]  # that of what it holds
        return self.whole.sense

    @property
    def named(self) -> str:
        return self.whole.named

    @property
    def uses(self) -> frozenset[str]:
        return self.whole.uses

    @property
    def kept_gap(self) -> float:
        return self.gap

    def parts(self, instance: Instance) -> dict[str, Objective]:
        return self.whole.parts(instance)

    def principles(self, words: Words) -> Iterator[Text]:
        yield from self.whole.principles(words)

    def expression(self, m: Model) -> Linear:
        return self.whole.expression(m)
