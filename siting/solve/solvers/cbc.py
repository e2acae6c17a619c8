"""CBC, called by PuLP as a program of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
import pulp

from siting.instance.instance import Floats
from siting.model.program import Program
from siting.solve.running import Limits, Listener, had_plan
from siting.solve.solution import Outcome, Status

# the names of these two changed with PuLP 4, their numbers did not
_INFEASIBLE = -1
_UNBOUNDED = -2


@dataclass(frozen=True)
class Cbc:
    """Minimise with CBC. It tells nothing while it runs, so `listener` is never called."""

    name: str = "cbc"

    def __call__(self, program: Program, limits: Limits, *, start: Floats | None = None, listener: Listener | None = None) -> Outcome:
        problem, variables = program.pulp()
        if start is not None:
            for variable, value in zip(variables, start.tolist(), strict=True):
                variable.varValue = value
        # PuLP 3 brings a CBC along; PuLP 4 finds the one that its extra installs
        path = getattr(getattr(pulp, "PULP_CBC_CMD", None), "pulp_cbc_path", None)
        with TemporaryDirectory() as folder:
            log, began = Path(folder, "cbc.log"), perf_counter()
            answer = problem.solve(
                pulp.COIN_CMD(
                    path=path,
                    msg=False,
                    timeLimit=limits.seconds,
                    gapRel=limits.gap,
                    threads=limits.threads,
                    warmStart=start is not None,
                    logPath=str(log),
                )
            )
            in_time = limits.seconds is None or perf_counter() - began < limits.seconds
            values = np.array([v.varValue or 0.0 for v in variables])
            return outcome(program, values, found=had_plan(problem, answer), log=log.read_text(), in_time=in_time, exact=limits.gap == 0.0)


def outcome(program: Program, values: Floats, *, found: tuple[int, bool], log: str, in_time: bool, exact: bool = False) -> Outcome:
    """CBC tells its bound in its log alone, and only where the plan is not proven best."""
    status, has_plan = found
    if status == _INFEASIBLE:
        return Outcome.none(Status.INFEASIBLE)
    if status == _UNBOUNDED:
        return Outcome.none(Status.UNBOUNDED)
    if not has_plan:
        return Outcome.none(Status.NO_PLAN)
    objective = float(program.value(program.objective, values)[0])
    own, bound = _last("Objective value", log), _last("Lower bound", log)
    finished = in_time and "Stopped" not in log
    # asked for no gap at all, CBC finishes with a proof alone; the CBC of PuLP 4 then still logs a bound, rounded
    if finished and (bound is None or exact):
        return Outcome.plan(values, objective, objective)
    # stopped on time, CBC may log the plan's own worth as the bound: that is no proof
    if own is None or bound is None or (bound >= own and not finished):
        return Outcome.plan(values, objective, -np.inf)
    # the log rounds, to three decimals or to six digits, so the bound is doubted by as much
    return Outcome.plan(values, objective, objective - (own - bound) - max(1e-3, 1e-5 * max(abs(own), abs(bound))))


def _last(words: str, log: str) -> float | None:
    """The number that the log gives last after these words."""
    numbers = re.findall(rf"^{words}:\s+(\S+)$", log, re.MULTILINE)
    return float(numbers[-1]) if numbers else None
