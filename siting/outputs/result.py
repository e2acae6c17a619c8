"""A solution with the question that it answers and all that was read for it."""

from __future__ import annotations

from dataclasses import dataclass

from siting.inputs.world import World
from siting.instance.instance import Instance
from siting.instance.study import Study
from siting.model.problem import Problem
from siting.scenario.scenario import Scenario
from siting.solve.solution import Solution, Status


@dataclass(frozen=True, eq=False)
class Result:
    """
    What was asked, what came out, and how good it is.

    Parameters
    ----------
    present
        What the facilities that stand today achieve.
    """

    study: Study
    problem: Problem
    solution: Solution
    present: Solution

    @property
    def scenario(self) -> Scenario:
        """The question."""
        return self.study.scenario

    @property
    def world(self) -> World:
        """Places, sites and areas."""
        return self.study.world

    @property
    def instance(self) -> Instance:
        """The three tables."""
        return self.study.instance

    @property
    def status(self) -> Status:
        """What is known of the plan."""
        return self.solution.status

    @property
    def objective(self) -> float:
        """Worth of the plan in the objective's own unit."""
        return self.solution.objective

    @property
    def bound(self) -> float:
        """No plan is better than this."""
        return self.solution.bound

    @property
    def gap(self) -> float:
        """How far the plan may be from the best, as a share of its worth."""
        return self.solution.gap

    @property
    def seconds(self) -> float:
        """How long the solving took [s]."""
        return self.solution.seconds

    @property
    def shares_buildings(self) -> bool:
        """Whether services at one site pay for the building together."""
        return any(piece.shares_buildings for piece in self.problem.constraints)
