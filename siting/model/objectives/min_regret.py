"""The future in which the plan falls furthest short of what would have been best for it."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal

from siting.instance.instance import Instance
from siting.model.linear import Linear
from siting.model.model import Model
from siting.model.nested import BY_PROJECTION, OneProjection, Regret, WorstRegret, not_by_projection, projections
from siting.model.pieces import Answered, Objective
from siting.model.words import Words
from siting.texts import Sentences, Text, say

if TYPE_CHECKING:
    from siting.model.pieces import Objective as AnyObjective
    from siting.model.problem import Problem


class MinRegret(Objective):
    """
    Keep the largest regret small: by how much a plan falls short, in any projection, of the plan that is best for that projection alone.

        min  R      R >= W_p* - W_p   for every projection p        (relative: R >= (W_p* - W_p) / W_p*)

    with W_p what the objective is worth in projection p alone, taken as certain, and W_p* the most that any plan which satisfies all
    constraints could be worth there; where less is better it is R >= W_p - W_p*. W_p* is asked for first, one program for each projection.
    Where one was not solved to the end its bound stands for W_p*, so the regret stated is never less than the true one, and the bound is
    lowered by what is not known.

    Daskin, M., Hesse, S. and ReVelle, C. (1997), alpha-reliable p-minimax regret, Location Science 5, 227-246;
    Snyder, L. (2006), Facility location under uncertainty: a review, IIE Transactions 38, 547-564.
    """

    kind: Literal["min_regret"] = "min_regret"

    sense: ClassVar[Literal["max", "min"]] = "min"
    takes_prices: ClassVar[bool] = False

    objective: AnyObjective
    """What is judged in each projection, such as `max_coverage`."""
    relative: bool = False
    """Whether regret is a share of what is best, 0 to 1, and not in the objective's own unit."""

    @property
    def uses(self) -> frozenset[str]:
        return self.objective.uses | BY_PROJECTION

    def problems(self, instance: Instance) -> Iterable[Text]:
        return not_by_projection(self.objective, instance)

    def principles(self, words: Words) -> Iterator[Text]:
        aim = Sentences(*self.objective.principles(words))
        yield say(
            "Whichever future comes, the plan is as little worse as can be than the best plan for that future alone. The aim there: {aim}",
            aim=aim,
        )
        if self.relative:
            yield say("How much worse is counted as a share of what the best plan reaches.")

    def measured(self, value: float, words: Words) -> Text | str:
        return words.share(value) if self.relative else self.objective.measured(value, words)

    def expression(self, m: Model) -> Linear:
        return self._regret(dict.fromkeys(projections(m.instance), (0.0, 0.0))).expression(m)

    def questions(self, problem: Problem) -> Generator[Problem, Answered, Problem]:
        best = {}
        for name in projections(problem.instance):
            answer = yield replace(problem, objective=OneProjection(objective=self.objective, projection=name))
            best[name] = (answer.bound, answer.objective)
        return replace(problem, objective=self._regret(best))

    def _regret(self, best: dict[str, tuple[float, float]]) -> WorstRegret:
        """The largest regret, where these are the bounds and the worths found for each projection alone."""
        regrets = [
            Regret(objective=self.objective, projection=name, bound=bound, found=found, relative=self.relative)
            for name, (bound, found) in best.items()
        ]
        return WorstRegret(regrets=tuple(regrets))
