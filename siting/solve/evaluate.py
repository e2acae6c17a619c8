"""What a given plan achieves, whoever made it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from siting.errors import SolverError
from siting.model.model import Model
from siting.model.problem import Problem, compile
from siting.model.program import Block, positions
from siting.solve.assign import settled
from siting.solve.reductions.drop_dominated import without
from siting.solve.search.form import holds_load
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

    Raises
    ------
    SolverError
        Where there are too many flows to look at each.
    """
    served = settled(problem, chosen, only=_physical)
    if served is None:
        raise SolverError("too many flows to evaluate a plan of {plans} options", plans=int(chosen.sum()))
    instance, _ = without(problem.instance, ~chosen)
    model = compile(problem, instance)
    values = np.zeros(len(model))
    values[positions(model.families["open"])] = 1.0
    if "site_open" in model.families:
        values[positions(model.families["site_open"])] = 1.0
    if "covered" in model.families:
        share = np.bincount(served.demand.to_numpy(np.int64), served.share, len(problem.instance.demand))
        values[positions(model.families["covered"])] = np.minimum(share, 1.0)
    sign = -1.0 if problem.objective.sense == "max" else 1.0
    worth = sign * float(model.value(model.objective, values)[0]) + 0.0
    return Solution(Status.OPTIMAL, chosen, with_travel(problem.instance, served), objective=worth, bound=worth, method="evaluation")


def _physical(model: Model, block: Block) -> bool:
    """Whether rows limit service itself, and not what is spent or aimed at."""
    return block.name in ("served", "served_open", "covered") or holds_load(model, block)
