"""What more money would bring, or less: the best plan under one limit after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from siting.errors import InfeasibleError, SitingError, SolverError
from siting.instance.instance import standing
from siting.instance.study import Study
from siting.model.problem import Problem
from siting.model.varied import Varied, others, varied
from siting.outputs.metrics import coverage
from siting.outputs.plan import Plan
from siting.outputs.sentences import Tell, listener
from siting.scenario.scenario import Scenario
from siting.solve.evaluate import evaluate
from siting.solve.running import Limits
from siting.solve.solution import Solution, Status
from siting.solve.solve import solve
from siting.solve.solvers import by_name
from siting.solve.sweep import Answer, sweep
from siting.texts import Text, say

STEPS = 6
"""How many limits are looked at where nothing else is said."""
BENT = 0.05
"""A curve that rises less than this above the straight line between its ends, as a share of its whole rise, has no knee."""


@dataclass(frozen=True, eq=False)
class Point:
    """
    One limit, and the best plan under it.

    Parameters
    ----------
    limit
        The most that may be spent [currency], or be chosen.
    plan
        None where there is none.
    reason
        Why there is none; None where there is one.
    """

    limit: float
    plan: Plan | None
    reason: SolverError | InfeasibleError | None = None

    @property
    def status(self) -> Status:
        """What is known of the plan, or that there is none."""
        if self.plan is not None:
            return self.plan.status
        return Status.INFEASIBLE if isinstance(self.reason, InfeasibleError) else Status.NO_PLAN


@dataclass(frozen=True, eq=False)
class Frontier:
    """
    Plans under a limit that moves, from the tightest to the loosest.

    No plan is worse than the one before it, and no bound either: what keeps the tighter limit keeps the looser one. That is not so for an
    objective that asks other questions first, such as ``lexicographic``, as `notes` then says.

    Parameters
    ----------
    study
        The scenario with its own limit.
    varied
        The limit that moves.
    notes
        What one must know of the limits that do not move.
    """

    study: Study
    varied: Varied
    points: tuple[Point, ...]
    notes: tuple[Text, ...] = ()

    @property
    def scenario(self) -> Scenario:
        """The question, with its own limit."""
        return self.study.scenario

    @property
    def plans(self) -> dict[float, Plan]:
        """The plans by their limits, of the points that have one."""
        return {one.limit: one.plan for one in self.points if one.plan is not None}

    @property
    def own(self) -> Plan | None:
        """The plan at the scenario's own limit; None where there is none, or the scenario's question is another (`Varied.same`)."""
        return self.plans.get(self.varied.own) if self.varied.same else None

    @cached_property
    def table(self) -> pd.DataFrame:
        """
        One row for each limit.

        ``limit`` [currency, or sites], ``status``, ``objective``, ``bound``, ``gap`` (share of the worth, 0 to 1), ``seconds``, ``capital``
        (spent, buildings included) [currency], ``operating`` [currency a year], ``measures`` (how many), and ``gain`` (how much better the
        objective gets for each unit of the limit beyond the point before); for each service s ``share.s`` (of the need served, 0 to 1) and
        ``gain.s`` (how much more is served for each unit of the limit beyond the point before) [unit of the service]. Not a number where
        there is no plan, or no plan before.
        """
        table = pd.DataFrame([self._row(one) for one in self.points])
        shares = [f"share.{service}" for service in self.scenario.services]
        served = [f"served.{service}" for service in self.scenario.services]
        there = table.objective.notna()
        steps = table.loc[there, ["limit", "objective", *served]].diff()
        better = 1.0 if self.scenario.objective.sense == "max" else -1.0
        gains = {"gain": better * steps.objective / steps.limit}
        gains |= {one.replace("served.", "gain.", 1): steps[one] / steps.limit for one in served}
        table = table.assign(**gains)
        each = [name for share in shares for name in (share, share.replace("share.", "gain.", 1))]
        first = ["limit", "status", "objective", "bound", "gap", "seconds", "capital", "operating", "measures", "gain"]
        return table[[*first, *each]]

    def _row(self, point: Point) -> dict[str, object]:
        """What is known of one point."""
        services = list(self.scenario.services)
        if point.plan is None:
            numbers = ["objective", "bound", "gap", "seconds", "capital", "operating", "measures"]
            empty = dict.fromkeys([*numbers, *(f"{kind}.{one}" for one in services for kind in ("share", "served"))], np.nan)
            return {"limit": point.limit, "status": str(point.status), **empty}
        plan = point.plan
        table = coverage(plan.drawn).set_index("service")
        return {
            "limit": point.limit,
            "status": str(point.status),
            **{name: getattr(plan, name) for name in ("objective", "bound", "gap", "seconds")},
            "capital": float(plan.sites[["capital", "shared_capital"]].sum().sum()),
            "operating": float(plan.drawn.sites.operating.sum()),
            "measures": float((plan.sites.action != "keep").sum()),
            **{f"share.{one}": float(table.after_share[one]) for one in services},
            **{f"served.{one}": float(table.after[one]) for one in services},
        }

    @cached_property
    def knee(self) -> float | None:
        """
        The limit from which on the curve flattens: of the points between the first plan and the last, the one farthest above the straight
        line between these two, in the objective's worth; None where none is `BENT` of the whole rise above it.

        Satopää, V., Albrecht, J., Irwin, D. and Raghavan, B. (2011), Finding a "kneedle" in a haystack, ICDCS Workshops, 166-171.
        """
        rows = self.table[self.table.objective.notna()]
        limit, worth = rows.limit.to_numpy(float), rows.objective.to_numpy(float)
        if len(rows) < 3 or worth[-1] == worth[0]:
            return None
        above = (worth - worth[0]) / (worth[-1] - worth[0]) - (limit - limit[0]) / (limit[-1] - limit[0])
        best = int(np.argmax(above))
        return float(limit[best]) if above[best] > BENT else None


def traced(study: Study, asked: Problem, *, moved: Varied | None = None, limits: Sequence[float] | None = None, tell: Tell) -> Frontier:
    """
    Solve a question under each of some limits, with the settings of its scenario.

    Parameters
    ----------
    asked
        The scenario's problem.
    moved, limits
        Which limit, and its values in order; where absent, the one that `varied` finds, and `STEPS` of its own.
    tell
        Takes the sentences that the work says of itself.

    Raises
    ------
    InstanceError
        Where the scenario has no limit to move.
    InfeasibleError, SolverError
        Where no limit has a plan.
    """
    moved = moved or varied(asked.constraints)
    limits = moved.steps(STEPS) if limits is None else limits
    notes = (*others(moved, asked.constraints), *_alone(asked))
    for note in notes:
        tell(say("note: {note}", note=note))
    problems = [replace(asked, constraints=moved.among(asked.constraints, limit)) for limit in limits]
    names = {id(one): moved.said(limit, study.scenario.currency) for one, limit in zip(problems, limits, strict=True)}
    settings = study.scenario.solve
    within = Limits(settings.time_limit, settings.gap, settings.threads)

    def solved(problem: Problem) -> Solution:
        tell(say("solving for {limit}", limit=names[id(problem)]))
        return solve(problem, solver=by_name(settings.solver), limits=within, listener=listener(tell))

    answers = sweep(problems, solved)
    return Frontier(study, moved, tuple(_points(study, moved, dict(zip(limits, zip(problems, answers, strict=True), strict=True)))), notes)


def _alone(asked: Problem) -> Iterator[Text]:
    """That the laws of a frontier do not hold for a question."""
    if asked.objective.asks:
        told = asked.objective.named
        yield say("{objective} asks other questions first, whose answers change with the limit; so more may be worth less", objective=told)


def _points(study: Study, moved: Varied, answers: Mapping[float, tuple[Problem, Answer]]) -> Iterator[Point]:
    """The answers as plans of their own scenarios."""
    if all(isinstance(answer, SitingError) for _, answer in answers.values()):
        raise [answer for _, answer in answers.values() if isinstance(answer, SitingError)][-1]
    present: Solution | None = None
    for limit, (problem, answer) in answers.items():
        if isinstance(answer, SitingError):
            yield Point(limit, None, answer)
            continue
        present = present or evaluate(answer.asked or problem, standing(study.instance))
        changed = study.scenario.model_copy(update={"constraints": moved.among(study.scenario.constraints, limit)})
        scenario = study.scenario if limit == moved.own and moved.same else changed
        yield Point(limit, Plan(replace(study, scenario=scenario), problem, answer, present))
