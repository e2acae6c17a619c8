"""One run on its way to a solution: what was asked, how much time is left, and the plan in hand."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from siting.instance.instance import Floats
from siting.model.model import Model
from siting.model.problem import Problem
from siting.solve.running import Limits, Listener, Progress, Solver
from siting.solve.solution import PROVEN


@dataclass(frozen=True, eq=False)
class Proposal:
    """A plan from the search: values of all variables, worth, and what is chosen; no values where there is none."""

    values: Floats
    objective: float
    chosen: Floats

    @property
    def has_plan(self) -> bool:
        return self.values.size > 0

    @classmethod
    def of(cls, model: Model, values: Floats | None) -> Proposal:
        if values is None:
            return cls(np.zeros(0), np.inf, np.zeros(0))
        return cls(values, float(model.value(model.objective, values)[0]), model.value(model.open, values))


@dataclass(frozen=True, eq=False)
class Run:
    """One run: what was asked, and since when."""

    problem: Problem
    solver: Solver
    limits: Limits
    listener: Listener | None
    began: float

    def left(self, share: float = 1.0, most: float = np.inf) -> float:
        """How many seconds are left, or a share of them [s]."""
        seconds = np.inf if self.limits.seconds is None else self.limits.seconds - (perf_counter() - self.began)
        return max(min(share * seconds, most), 0.0)

    def good_enough(self, proposal: Proposal, lower: float) -> bool:
        """Whether a plan is as near to the bound as was asked for."""
        return proposal.has_plan and proposal.objective - lower <= max(self.limits.gap, PROVEN) * abs(proposal.objective)

    def tell(self, best: float, lower: float) -> None:
        """Report how far the run has come, in the objective's own sense."""
        if self.listener is not None:
            sign = -1.0 if self.problem.objective.sense == "max" else 1.0
            self.listener(Progress(perf_counter() - self.began, sign * best, sign * lower))

    def knowing(self, best: float, lower: float) -> Listener | None:
        """A listener for the solver, told of the best plan and bound known at all."""
        if self.listener is None:
            return None
        # a solver begins from nothing; what was known before is still known
        return lambda progress: self.tell(float(np.fmin(progress.best, best)), max(progress.bound, lower))
