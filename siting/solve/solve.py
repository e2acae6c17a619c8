"""The whole road from a problem to a solution."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

import numpy as np
import pandas as pd

from siting.errors import InfeasibleError, SolverError
from siting.instance.instance import Floats, Instance
from siting.model.model import Model
from siting.model.problem import Problem, compile
from siting.solve.assign import completed, flows, nearest, placed, settled, tidied
from siting.solve.explain import why_not
from siting.solve.parts import parts
from siting.solve.propose import branch, propose
from siting.solve.reductions import Answer, Lift, Reduction
from siting.solve.reductions.drop_dominated import drop_dominated, without
from siting.solve.reductions.merge_alike import merge_alike
from siting.solve.run import Proposal, Run
from siting.solve.running import Limits, Listener, Solver
from siting.solve.search.draft import Bools
from siting.solve.solution import PROVEN, Outcome, Solution, Status
from siting.solve.solvers.highs import Highs

EXACT: tuple[Reduction, ...] = (merge_alike, drop_dominated, merge_alike)
"""The reductions in the order in which they are applied; the second merging profits from what was dropped."""


def solve(
    problem: Problem,
    *,
    solver: Solver | None = None,
    limits: Limits | None = None,
    reductions: Sequence[Reduction] = EXACT,
    listener: Listener | None = None,
) -> Solution:
    """
    Solve a problem to the gap asked for, or as far as the time allows.

    Every reduction is exact, so the answer is as good with and without them. A plan from the search is the solver's start, and is returned
    itself where the solver finds none better. `Solution.bound` is the best of what the relaxation and the solver proved.

    Raises
    ------
    InfeasibleError
        Where no plan satisfies every constraint; says which of them clash.
    SolverError
        Where the time ran out without a plan, or the problem lacks a limit.
    """
    began, limits = perf_counter(), limits or Limits()
    asking, answer = problem.objective.questions(problem), None
    while True:
        try:
            question = asking.send(answer) if answer else next(asking)
        except StopIteration as last:
            return _concluded(last.value, _answered(Run(last.value, solver or Highs(), limits, listener, began), reductions))
        # each question before the last gets half of the time that is left
        answer = _answered(Run(question, solver or Highs(), _half(limits, began), listener, perf_counter()), reductions)


def _concluded(problem: Problem, answer: Solution) -> Solution:
    """The answer to the last question, with what those before it leave unknown, and what each part of its objective is worth."""
    objective = problem.objective
    bound, kept = objective.proven(answer.bound), objective.kept_gap
    exact = kept <= PROVEN and abs(bound - answer.objective) <= PROVEN * max(1.0, abs(answer.objective))
    status = answer.status if exact else Status.FEASIBLE
    worth = parts(problem, answer.chosen, answer.served)
    return replace(answer, status=status, bound=bound, parts=worth, kept_gap=kept, asked=problem)


def _half(limits: Limits, began: float) -> Limits:
    """The same limits, with half of the time that is left."""
    return limits if limits.seconds is None else replace(limits, seconds=max(0.5 * (limits.seconds - (perf_counter() - began)), 0.5))


def _answered(run: Run, reductions: Sequence[Reduction]) -> Solution:
    """The solution of one problem."""
    problem = run.problem
    instance, lifts = _reduced(problem, reductions)
    model = compile(problem, instance)
    known = propose(run, model)
    proposal, lower = known.proposal, known.lower
    if run.good_enough(proposal, lower):
        outcome, method = Outcome.plan(proposal.values, proposal.objective, lower), "relaxation"
    else:
        if known.never.any() or known.idle.any():
            narrower, lift = without(replace(instance, reach=instance.reach[~known.idle]), known.never)
            merged, unmerge = merge_alike(narrower, problem.uses)
            lifts = [*lifts, lift, unmerge]
            model, proposal = _carried(model, proposal, compile(problem, merged), known.never, run.left())
        proposal, lower = branch(run, model, proposal, lower)
        if run.good_enough(proposal, lower):
            outcome, method = Outcome.plan(proposal.values, proposal.objective, lower), "relaxation"
        else:
            outcome, method = _exactly(run, model, proposal, lower)
    if not outcome.has_plan:
        raise _failure(problem, outcome)
    return _solution(problem, model, outcome, lifts, run, method)


def _exactly(run: Run, model: Model, proposal: Proposal, lower: float) -> tuple[Outcome, str]:
    """The solver's outcome, joined with what was known before."""
    limits = replace(run.limits, seconds=None if run.limits.seconds is None else max(run.left(), 0.5))
    # the plan in hand is kept in any case; where people are divided and a gap is allowed, a program that the solver has simplified
    # is worth more than a start, with which it cannot (the demo: 0.85 % and not 1.5 % after a minute)
    if proposal.has_plan and limits.gap:
        limits = replace(limits, enough=proposal.objective - limits.gap * abs(proposal.objective))
    begins = proposal.has_plan and not (limits.gap and "served" in model.families)
    outcome = run.solver(model, limits, start=proposal.values if begins else None, listener=run.knowing(proposal.objective, lower))
    # what was left out is in no plan better than the one in hand: if nothing remains, that one is best
    proven = proposal.objective if outcome.status is Status.INFEASIBLE and proposal.has_plan else outcome.bound
    method = run.solver.name if proven >= lower else "relaxation"
    lower = max(lower, proven)
    if not proposal.has_plan and not outcome.has_plan:
        return outcome, method
    if proposal.has_plan and (not outcome.has_plan or proposal.objective < outcome.objective):
        return Outcome.plan(proposal.values, proposal.objective, lower), method
    tidy = Proposal.of(model, tidied(model, outcome.values))
    return Outcome.plan(tidy.values, tidy.objective, lower), method


def _carried(model: Model, proposal: Proposal, smaller: Model, never: Bools, seconds: float) -> tuple[Model, Proposal]:
    """A smaller program, without some options, and the same plan in it; nothing where it was not found in time."""
    if not proposal.has_plan:
        return smaller, proposal
    chosen = proposal.chosen[~never]
    if set(smaller.families) == {"open", "served"} and len(smaller.instance.demand) == len(model.instance.demand):
        position = np.cumsum(~never) - 1
        served = flows(model, proposal.values)
        values = placed(smaller, chosen, served.assign(option=position[served.option.to_numpy()]))
        if values is not None:
            return smaller, Proposal.of(smaller, values)
    return smaller, Proposal.of(smaller, completed(smaller, chosen, seconds=seconds))


def _reduced(problem: Problem, reductions: Sequence[Reduction]) -> tuple[Instance, list[Lift]]:
    """The instance after all reductions, and the ways back, first reduction first."""
    instance, lifts = problem.instance, []
    for reduction in reductions:
        instance, lift = reduction(instance, problem.uses)
        lifts.append(lift)
    return instance, lifts


def _solution(problem: Problem, model: Model, outcome: Outcome, lifts: Sequence[Lift], run: Run, method: str) -> Solution:
    """The outcome in the terms of the whole problem."""
    seconds = perf_counter() - run.began
    nobody = pd.DataFrame({"demand": np.zeros(0, np.int64), "option": np.zeros(0, np.int64), "share": np.zeros(0)})
    capacitated = "served" in model.families
    answer = Answer(model.value(model.open, outcome.values) > 0.5, flows(model, outcome.values) if capacitated else nobody)
    for lift in reversed(lifts):
        answer = lift(answer)
    served = settled(problem, answer.chosen, known=outcome.objective, seconds=max(run.left(), 1.0))
    if served is None:
        served = answer.served if capacitated else nearest(problem.instance, answer.chosen.astype(float))
    sign = -1.0 if problem.objective.sense == "max" else 1.0
    return Solution(
        outcome.status,
        answer.chosen,
        with_travel(problem.instance, served),
        objective=sign * outcome.objective + 0.0,
        bound=sign * outcome.bound + 0.0,
        shortfalls=shortfalls(model, outcome.values),
        seconds=seconds,
        method=method,
    )


def shortfalls(model: Model, values: Floats) -> dict[str, float]:
    """What is short of each target that has a price, by the name of its row."""
    short = [family for name, family in model.families.items() if name.startswith("short_")]
    missed = {
        f"{re.sub(r'_[0-9]+$', '', family.name.removeprefix('short_'))}({label})": float(amount)
        for family in short
        for label, amount in zip(family.labels, model.value(family.linear, values).tolist(), strict=True)
    }
    return {name: amount for name, amount in missed.items() if amount > 1e-6}


def with_travel(instance: Instance, served: pd.DataFrame) -> pd.DataFrame:
    """Who is served where, with the travel it takes: `served` and its ``metres`` [m] and ``minutes`` [min]."""
    return served.merge(instance.reach[["demand", "option", "metres", "minutes"]], on=["demand", "option"], how="left")


def _failure(problem: Problem, outcome: Outcome) -> Exception:
    """Why there is no solution, as an error."""
    if outcome.status is Status.INFEASIBLE:
        return InfeasibleError("no plan satisfies every constraint\n{reasons}", reasons=why_not(problem))
    if outcome.status is Status.UNBOUNDED:
        return SolverError("the objective has no limit; add a constraint such as a budget")
    return SolverError("the time ran out before any plan was found; allow more time, or loosen a constraint")
