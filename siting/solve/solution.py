"""What a solver found, and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.instance.instance import Floats
from siting.model.problem import Problem

PROVEN = 1e-6
"""A plan this near to the bound, as a share of its worth, is called optimal."""


class Status(StrEnum):
    """What is known when a solver stops."""

    OPTIMAL = "optimal"
    """A plan, and the proof that none is better."""
    FEASIBLE = "feasible"
    """A plan; a better one may exist, but none beyond the bound."""
    INFEASIBLE = "infeasible"
    """The proof that there is no plan."""
    UNBOUNDED = "unbounded"
    """Plans without end, each better than the one before: the question lacks a limit."""
    NO_PLAN = "no plan in time"
    """Neither a plan nor the proof that there is none."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """
    How a run on a minimisation ended.

    Parameters
    ----------
    values
        Of each variable of the program; empty where there is no plan.
    objective
        Worth of the plan; not a number where there is none.
    bound
        No plan is worth less than this.
    """

    status: Status
    values: Floats
    objective: float = np.nan
    bound: float = -np.inf

    @classmethod
    def none(cls, status: Status, bound: float = -np.inf) -> Outcome:
        """The outcome of a run without a plan."""
        return cls(status, np.zeros(0), bound=bound)

    @classmethod
    def plan(cls, values: Floats, objective: float, bound: float) -> Outcome:
        """The outcome of a run with a plan; optimal only if the bound proves it."""
        proven = objective - bound <= PROVEN * max(1.0, abs(objective))
        return cls(Status.OPTIMAL if proven else Status.FEASIBLE, values, objective, min(bound, objective))

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan."""
        return self.status in (Status.OPTIMAL, Status.FEASIBLE)


@dataclass(frozen=True, eq=False)
class Solution:
    """
    An answer in the problem's own terms.

    Parameters
    ----------
    chosen
        True for each option that is chosen; shape (options,).
    served
        Who is served where: one row per demand row and option, ``demand``, ``option``, ``share`` (of the row's need), ``metres`` [m],
        ``minutes`` [min].
    objective
        Worth of the plan, in the objective's own sense.
    bound
        No plan is better than this.
    seconds
        How long it took [s].
    method
        What proved the bound, for the record.
    parts
        Where the objective is made of several, the worth of each in its own unit, by name: terms, steps, or projections.
    shortfalls
        By how much targets with a price are missed, by the names of their rows: ``cover(daycare)``; those that are met are left out.
    kept_gap
        Where other questions were asked before and their answers are kept, the largest gap of these.
    asked
        The question as it was put last, with what earlier ones found; None where a plan was evaluated.
    """

    status: Status
    chosen: npt.NDArray[np.bool_]
    served: pd.DataFrame
    objective: float
    bound: float
    seconds: float = 0.0
    method: str = ""
    parts: Mapping[str, float] = field(default_factory=dict)
    shortfalls: Mapping[str, float] = field(default_factory=dict)
    kept_gap: float = 0.0
    asked: Problem | None = None

    @property
    def gap(self) -> float:
        """How far the plan may be from the best, as a share of its worth; 0 where it is proven best, infinite for a plan worth nothing."""
        if self.status is Status.OPTIMAL:
            return 0.0
        apart = abs(self.bound - self.objective)
        return max(apart / abs(self.objective) if self.objective else np.inf * bool(apart), self.kept_gap) if apart else self.kept_gap
