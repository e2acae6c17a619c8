"""Any other solver that PuLP knows, by PuLP's name for it."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

import numpy as np
import pulp

from siting.errors import SolverError
from siting.instance.instance import Floats
from siting.model.program import Program
from siting.solve.running import Limits, Listener, had_plan
from siting.solve.solution import Outcome, Status

_OPTIMAL, _INFEASIBLE, _UNBOUNDED = 1, -1, -2


@dataclass(frozen=True)
class Any:
    """
    Minimise with a solver that PuLP runs; it tells nothing while it runs.

    PuLP does not pass on a bound, so a plan counts as proven, to the gap asked for, only where the solver says optimal and time did not
    run out.
    """

    name: str

    def __call__(self, program: Program, limits: Limits, *, start: Floats | None = None, listener: Listener | None = None) -> Outcome:
        problem, variables = program.pulp()
        began = perf_counter()
        try:
            answer = problem.solve(pulp.getSolver(self.name, msg=False, timeLimit=limits.seconds))
        except pulp.PulpError as error:
            raise SolverError("{solver} failed: {reason}", solver=self.name, reason=error) from None
        status, has_plan = had_plan(problem, answer)
        if status in (_INFEASIBLE, _UNBOUNDED):
            return Outcome.none(Status.INFEASIBLE if status == _INFEASIBLE else Status.UNBOUNDED)
        if not has_plan:
            return Outcome.none(Status.NO_PLAN)
        values = np.array([v.varValue or 0.0 for v in variables])
        objective = float(program.value(program.objective, values)[0])
        in_time = limits.seconds is None or perf_counter() - began < limits.seconds
        return Outcome.plan(values, objective, objective if status == _OPTIMAL and in_time else -np.inf)
