"""What a given plan achieves, whoever made it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.errors import SolverError
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.problem import Problem, compile
from siting.model.program import positions
from siting.solve.assign import completed, settled
from siting.solve.parts import parts
from siting.solve.reductions.drop_dominated import without
from siting.solve.solution import Solution, Status
from siting.solve.solve import with_travel


def evaluate(problem: Problem, chosen: npt.NDArray[np.bool_]) -> Solution:
    """
    Serve as well as a plan allows, and say who is served.

    Only what limits service itself is kept, such as capacities; budgets and targets are not looked at, so that what stands today can be
    evaluated though it misses them.

    Parameters
    ----------
    chosen
        True for the options of the plan; shape (options,).

    Returns
    -------
    The plan's worth is not a number where the objective makes no sense for it, such as the mean travel of all where some are not served.

    Raises
    ------
    SolverError
        Where there are too many flows to look at each.
    """
    served = settled(problem, chosen, physical=True)
    if served is None:
        served = settled(replace(problem, objective=MaxCoverage()), chosen, physical=True)
    if served is None:
        raise SolverError("too many flows to evaluate a plan of {plans} options", plans=int(chosen.sum()))
    worth = _worth(problem, chosen, served)
    travelled, each = with_travel(problem.instance, served), parts(problem, chosen, served, physical=True)
    return Solution(Status.OPTIMAL, chosen, travelled, objective=worth, bound=worth, method="evaluation", parts=each)


def _worth(problem: Problem, chosen: npt.NDArray[np.bool_], served: pd.DataFrame) -> float:
    """What the objective makes of a plan; not a number where it makes nothing of it."""
    instance, _ = without(problem.instance, ~chosen)
    model = compile(problem, instance, physical=True)
    if not instance.options.empty and set(model.families) <= {"open", "site_open", "covered"}:
        values = np.zeros(len(model))
        for family in ("open", "site_open"):
            if family in model.families:
                values[positions(model.families[family])] = 1.0
        if "covered" in model.families:
            share = np.bincount(served.demand.to_numpy(np.int64), served.share, len(problem.instance.demand))
            values[positions(model.families["covered"])] = np.minimum(share, 1.0)
    else:
        found = completed(model, np.ones(len(instance.options)))
        if found is None:
            return float("nan")
        values = found
    sign = -1.0 if problem.objective.sense == "max" else 1.0
    return sign * float(model.value(model.objective, values)[0]) + 0.0
