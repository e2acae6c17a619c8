"""Choose where public services should stand."""

from __future__ import annotations

from importlib.metadata import version

from siting.api import check, draw, init, prepare, problem, read, run, solve
from siting.errors import InfeasibleError, InputError, InstanceError, ScenarioError, SitingError, SolverError
from siting.instance.instance import Instance
from siting.instance.store import load, save
from siting.instance.study import Study
from siting.many import compare, frontier
from siting.model import constraints, objectives
from siting.model.problem import Problem
from siting.outputs import figures, metrics
from siting.outputs.comparison import Comparison
from siting.outputs.files import write
from siting.outputs.frontier import Frontier
from siting.outputs.plan import Plan
from siting.scenario.scenario import Scenario
from siting.solve.evaluate import evaluate
from siting.solve.solution import Solution, Status

__version__ = version("siting")

__all__ = [
    "Comparison",
    "Frontier",
    "InfeasibleError",
    "InputError",
    "Instance",
    "InstanceError",
    "Plan",
    "Problem",
    "Scenario",
    "ScenarioError",
    "SitingError",
    "Solution",
    "SolverError",
    "Status",
    "Study",
    "check",
    "compare",
    "constraints",
    "draw",
    "evaluate",
    "figures",
    "frontier",
    "init",
    "load",
    "metrics",
    "objectives",
    "prepare",
    "problem",
    "read",
    "run",
    "save",
    "solve",
    "write",
]
