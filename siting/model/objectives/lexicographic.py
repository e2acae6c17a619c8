"""One objective after the other: first children, then elders, then cost."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from siting.instance.instance import Instance
from siting.kinds import Frozen
from siting.model.linear import Linear
from siting.model.model import Model
from siting.model.nested import LEAST, SLACK, Held, LastStep, reads, unfit
from siting.model.pieces import Answered, Objective
from siting.model.words import Words
from siting.texts import Sentences, Text, say

if TYPE_CHECKING:
    from siting.model.pieces import Objective as AnyObjective
    from siting.model.problem import Problem


class Step(Frozen):
    """One step: what is best in it, and how much of that later steps may give up."""

    objective: AnyObjective
    """What is best in this step."""
    tolerance: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.0
    """e_k: how much later steps may give up of it, as a share of its worth, 0 to 1."""
    name: str | None = None
    """What it is called in the results; its number and kind where absent."""


class Lexicographic(Objective):
    """
    Several objectives in the order of their importance.

        max  W_k   subject to   W_l >= (1 - e_l) W_l*      for every earlier step l < k

    with W_k the worth of step k, W_l* the best worth of step l when it was its turn, and e_l its tolerance; where less is better it is
    min and W_l <= (1 + e_l) W_l*. One program for each step. Where a step was not solved to the end, W_l* is the best found; the gap of
    the answer is the largest of all steps.

    Waltz, F. (1967), An engineering approach: hierarchical optimization criteria, IEEE Transactions on Automatic Control 12, 179-180.
    """

    kind: Literal["lexicographic"] = "lexicographic"

    steps: tuple[Step, ...] = Field(min_length=1)
    """The steps, the most important first."""

    @property
    def sense(self) -> Literal["max", "min"]:  # type: ignore[override]  # that of what it holds
        return self.steps[-1].objective.sense

    @property
    def uses(self) -> frozenset[str]:
        return reads(step.objective for step in self.steps)

    def problems(self, instance: Instance) -> Iterable[Text]:
        yield from unfit(self.parts(instance), instance)
        names = [step.name for step in self.steps if step.name is not None]
        if len(set(names)) < len(names):
            yield say("two steps have the same name; known: {known}", known=", ".join(names))

    def parts(self, instance: Instance) -> dict[str, Objective]:
        return {step.name or f"{number}. {step.objective.named}": step.objective for number, step in enumerate(self.steps, start=1)}

    def principles(self, words: Words) -> Iterator[Text]:
        for number, step in enumerate(self.steps):
            aim = Sentences(*step.objective.principles(words))
            first = say("First: {aim}", aim=aim) if number == 0 else say("Then: {aim}", aim=aim)
            last = number == len(self.steps) - 1
            kept = [] if last or not step.tolerance else [say("Later aims may take {share} of it.", share=words.share(step.tolerance))]
            kept = kept or ([] if last else [say("Later aims may take nothing of it.")])
            yield Sentences(first, *kept)

    def measured(self, value: float, words: Words) -> Text | str:
        return self.steps[-1].objective.measured(value, words)

    def expression(self, m: Model) -> Linear:
        return self.steps[-1].objective.expression(m)

    def questions(self, problem: Problem) -> Generator[Problem, Answered, Problem]:
        kept, gap = problem.constraints, 0.0
        names = list(self.parts(problem.instance))
        for name, step in zip(names[:-1], self.steps[:-1], strict=True):
            answer = yield replace(problem, objective=step.objective, constraints=kept)
            found, gap = answer.objective, max(gap, answer.gap)
            given_up = step.tolerance * abs(found) + max(LEAST, SLACK * abs(found))
            worth = found - given_up if step.objective.sense == "max" else found + given_up
            kept = (*kept, Held(objective=step.objective, worth=worth, step=name))
        return replace(problem, objective=LastStep(whole=self, gap=gap), constraints=kept)
