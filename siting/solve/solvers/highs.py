"""HiGHS, called by PuLP and asked itself how it ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import highspy
import numpy as np
import pulp
from highspy import HighsModelStatus, SolutionStatus

from siting.errors import SolverError
from siting.instance.instance import Floats
from siting.model.program import Program
from siting.solve.banner import hide
from siting.solve.running import Limits, Listener, Progress
from siting.solve.solution import Outcome, Status

_STOPPED = {
    HighsModelStatus.kTimeLimit,
    HighsModelStatus.kIterationLimit,
    HighsModelStatus.kSolutionLimit,
    HighsModelStatus.kMemoryLimit,
    HighsModelStatus.kInterrupt,
    HighsModelStatus.kUnknown,
}

LARGE = 2_000
"""From so many variables on, HiGHS is told how to go about it."""


@dataclass(frozen=True)
class Highs:
    """
    Minimise with HiGHS.

    Parameters
    ----------
    presolve
        Whether HiGHS may simplify the program first.
    """

    name: str = "highs"
    presolve: bool = True

    def __call__(self, program: Program, limits: Limits, *, start: Floats | None = None, listener: Listener | None = None) -> Outcome:
        hide()
        if limits.threads is not None:
            highspy.Highs.resetGlobalScheduler(True)  # or a second number of threads is refused
        began = perf_counter()
        problem, variables = program.pulp()
        options = _options(program, start) | ({} if self.presolve else {"presolve": "off"})
        solver = _Backend(msg=False, timeLimit=limits.seconds, gapRel=limits.gap, threads=limits.threads, **options)
        solver.start = None if start is None else {v.name: value for v, value in zip(variables, start.tolist(), strict=True)}
        solver.listener = listener
        solver.enough = None if limits.enough is None else limits.enough - _left_out(program)
        problem.solve(solver)
        values = np.array([v.varValue or 0.0 for v in variables])
        rest = replace(limits, seconds=None if limits.seconds is None else max(limits.seconds - (perf_counter() - began), 0.5))
        if start is not None and not _agreed(program, problem.solverModel, values):
            return self(program, rest, listener=listener)
        if "presolve" not in options and problem.solverModel.getModelStatus() == HighsModelStatus.kInfeasible:
            # where a row holds by a hair, presolve now and then rounds the last plan away
            return replace(self, presolve=False)(program, rest, start=start, listener=listener)
        return _outcome(program, problem.solverModel, values, mip=problem.isMIP())


def _options(program: Program, start: Floats | None) -> dict[str, Any]:
    """
    No presolve where there is a start: HiGHS 1.16.0 compares the start before presolve with plans after it, and may call it optimal though
    better ones exist. What was measured to help on two cores: the first relaxation by interior point, 4 times as fast on coverage of
    10,000 x 500 and of 50,000 x 1,000; and there no presolve, which finds nothing after the project's own reductions.
    """
    plain_coverage = "served" not in program.families and program.coefficients(program.objective, "covered").nnz
    presolve = {"presolve": "off"} if start is not None or (len(program) > LARGE and plain_coverage) else {}
    return presolve | ({"mip_lp_solver": "ipm"} if len(program) > LARGE else {})


def _agreed(program: Program, highs: Any, values: Floats) -> bool:
    """
    Whether HiGHS means the plan that it gives: its worth is what HiGHS says.

    A start may be taken for better than it is, which `_options` tells about; should that happen all the same, the plan is not believed.
    """
    info, own = highs.getInfo(), float(program.value(program.objective, values)[0])
    if info.primal_solution_status != SolutionStatus.kSolutionStatusFeasible:
        return True
    # PuLP 3 leaves the objective's constant out
    said = info.objective_function_value + np.array([0.0, program.objective.constant[0]])
    return bool(np.isclose(said, own, rtol=1e-6, atol=1e-6).any())


def _outcome(program: Program, highs: Any, values: Floats, *, mip: bool) -> Outcome:
    """PuLP calls a plan found in time optimal, so HiGHS is asked instead."""
    if highs.getModelStatus() == HighsModelStatus.kUnboundedOrInfeasible:
        highs.setOptionValue("presolve", "off")  # presolve cannot tell which; the simplex can
        highs.run()
    status, info = highs.getModelStatus(), highs.getInfo()
    if status == HighsModelStatus.kInfeasible:
        return Outcome.none(Status.INFEASIBLE)
    if status == HighsModelStatus.kUnbounded:
        return Outcome.none(Status.UNBOUNDED)
    if status != HighsModelStatus.kOptimal and status not in _STOPPED:
        raise SolverError("HiGHS failed: {status}.", status=highs.modelStatusToString(status))
    # PuLP 3 leaves the objective's constant out of what HiGHS sees, PuLP 4 does not: the difference is the same
    objective = float(program.value(program.objective, values)[0])
    constant = objective - info.objective_function_value
    bound = info.mip_dual_bound + constant if mip else (objective if status == HighsModelStatus.kOptimal else -np.inf)
    if info.primal_solution_status != SolutionStatus.kSolutionStatusFeasible:
        return Outcome.none(Status.NO_PLAN, bound=info.mip_dual_bound + _left_out(program) if mip else -np.inf)
    return Outcome.plan(values, objective, bound)


def _left_out(program: Program) -> float:
    """The objective's constant where PuLP leaves it out of what HiGHS sees, as PuLP 3 does."""
    return 0.0 if hasattr(pulp.LpProblem, "exported_variables") else float(program.objective.constant[0])


class _Backend(pulp.HiGHS):  # type: ignore[misc]  # PuLP 3 has no types
    """
    PuLP's HiGHS with a start, with progress, and with an end where the bound is enough.

    Both majors call `callSolver` when the model stands; PuLP 3 has no start of its own, and neither reports while it runs.
    """

    start: dict[str, float] | None = None
    listener: Listener | None = None
    enough: float | None = None

    def callSolver(self, lp: Any) -> None:  # noqa: N802  # PuLP's name
        columns = lp.exported_variables() if hasattr(lp, "exported_variables") else lp.variables()
        if self.start is not None:
            # where the objective is empty PuLP puts a variable of its own into it
            values = np.array([self.start.get(v.name, 0.0) for v in columns])
            lp.solverModel.setSolution(len(columns), np.arange(len(columns), dtype=np.int32), values)
        if self.listener is not None or self.enough is not None:
            last = [-np.inf]

            # HiGHS calls this often, and also where its log is off
            def tell(event: Any) -> None:
                out = event.data_out
                if self.enough is not None and out.mip_dual_bound >= self.enough:
                    event.interrupt()
                if self.listener is not None and out.running_time - last[0] >= 1.0:
                    last[0] = out.running_time
                    best = out.mip_primal_bound if abs(out.mip_primal_bound) < 1e30 else np.nan
                    self.listener(Progress(out.running_time, best, out.mip_dual_bound))

            lp.solverModel.cbMipInterrupt.subscribe(tell)
        super().callSolver(lp)
