"""The whole road from a problem to a solution."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
import pandas as pd

from siting.errors import InfeasibleError, SolverError
from siting.instance.instance import Floats, Instance
from siting.model.model import Model
from siting.model.problem import Problem, compile
from siting.model.program import positions
from siting.solve.assign import completed, flows, nearest, pair_of_reach, placed, settled, tidied
from siting.solve.explain import why_not
from siting.solve.parts import parts
from siting.solve.reductions import Answer, Lift, Reduction
from siting.solve.reductions.drop_dominated import drop_dominated, without
from siting.solve.reductions.merge_alike import merge_alike
from siting.solve.running import Limits, Listener, Progress, Solver
from siting.solve.search.branched import Branched, Tree
from siting.solve.search.draft import Bools
from siting.solve.search.exchange import Guide, first, improve
from siting.solve.search.form import form
from siting.solve.search.lagrange import bound
from siting.solve.search.median import median, shortest, with_flows
from siting.solve.search.narrow import narrow
from siting.solve.solution import PROVEN, Outcome, Solution, Status
from siting.solve.solvers.highs import Highs

EXACT: tuple[Reduction, ...] = (merge_alike, drop_dominated, merge_alike)
"""The reductions in the order in which they are applied; the second merging profits from what was dropped."""

SMALL = 3_000
"""Fewer pairs than this are solved before a search has begun."""


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
            return _concluded(last.value, _answered(_Run(last.value, solver or Highs(), limits, listener, began), reductions))
        # each question before the last gets half of the time that is left
        answer = _answered(_Run(question, solver or Highs(), _half(limits, began), listener, perf_counter()), reductions)


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


def _answered(run: _Run, reductions: Sequence[Reduction]) -> Solution:
    """The solution of one problem."""
    problem = run.problem
    instance, lifts = _reduced(problem, reductions)
    model = compile(problem, instance)
    proposal, lower, never, idle = run.propose(model)
    if run.good_enough(proposal, lower):
        outcome, method = Outcome.plan(proposal.values, proposal.objective, lower), "relaxation"
    else:
        if never.any() or idle.any():
            narrower, lift = without(replace(instance, reach=instance.reach[~idle]), never)
            merged, unmerge = merge_alike(narrower, problem.uses)
            lifts = [*lifts, lift, unmerge]
            model, proposal = _carried(model, proposal, compile(problem, merged), never)
        proposal, lower = run.branch(model, proposal, lower)
        if run.good_enough(proposal, lower):
            outcome, method = Outcome.plan(proposal.values, proposal.objective, lower), "relaxation"
        else:
            outcome, method = run.exactly(model, proposal, lower)
    if not outcome.has_plan:
        raise _failure(problem, outcome)
    return _solution(problem, model, outcome, lifts, seconds=perf_counter() - run.began, method=method)


@dataclass(frozen=True, eq=False)
class _Proposal:
    """A plan from the search: values of all variables, worth, and what is chosen; no values where there is none."""

    values: Floats
    objective: float
    chosen: Floats

    @property
    def has_plan(self) -> bool:
        return self.values.size > 0

    @classmethod
    def of(cls, model: Model, values: Floats | None) -> _Proposal:
        if values is None:
            return cls(np.zeros(0), np.inf, np.zeros(0))
        return cls(values, float(model.value(model.objective, values)[0]), model.value(model.open, values))


@dataclass(frozen=True, eq=False)
class _Run:
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

    def good_enough(self, proposal: _Proposal, lower: float) -> bool:
        """Whether a plan is as near to the bound as was asked for."""
        return proposal.has_plan and proposal.objective - lower <= max(self.limits.gap, PROVEN) * abs(proposal.objective)

    def propose(self, model: Model) -> tuple[_Proposal, float, Bools, Bools]:
        """
        A plan from the search, a bound from the relaxation (as a minimisation), the options that no better plan opens, and the rows of
        reach that it does not use.
        """
        never, idle = np.zeros(len(model.instance.options), bool), np.zeros(len(model.instance.reach), bool)
        if len(model.instance.reach) < SMALL:
            return _Proposal.of(model, None), -np.inf, never, idle
        shape = form(model)
        if shape is None:
            return self._travelling(model)
        draft, lower = improve(first(shape), seconds=self.left(0.04, 5.0), patience=100), -np.inf
        constant = float(model.objective.constant[0])
        self.tell(constant - draft.objective, lower)
        if shape.worth.any() and (self.limits.gap or shape.capacitated):
            guide = Guide(draft)
            found = bound(shape, known=guide.known, gap=self.limits.gap * 0.9, seconds=self.left(0.3, 120.0), visit=guide)
            lower, never = constant - found.value, found.never
            draft = guide.best if shape.capacitated else improve(guide.best, seconds=self.left(0.05, 3.0), patience=1_000, seed=1)
            self.tell(constant - draft.objective, lower)
            proposal = self._nearby(model, draft.chosen, lower, guide.mean)
        else:
            proposal = _Proposal.of(model, completed(model, draft.chosen.astype(float)))
        self.tell(proposal.objective, lower)
        return proposal, lower, never, idle

    def _travelling(self, model: Model) -> tuple[_Proposal, float, Bools, Bools]:
        """The same where everybody is served and travel is what counts; nothing is known where the question is another one."""
        question = median(model)
        if question is None:
            nothing = np.zeros(len(model.instance.options), bool), np.zeros(len(model.instance.reach), bool)
            return _Proposal.of(model, None), -np.inf, *nothing
        found = narrow(question, gap=0.9 * self.limits.gap, seconds=self.left(0.3, 60.0))
        values = with_flows(model, question, found.chosen, found.flows) if np.isfinite(found.objective) else None
        proposal = _Proposal.of(model, values)
        self.tell(proposal.objective, found.bound)
        idle = np.zeros(len(model.instance.pairs[0]), bool)
        idle[question.at] = found.idle
        return proposal, found.bound, found.never, idle[pair_of_reach(model.instance)]

    def branch(self, model: Model, proposal: _Proposal, lower: float) -> tuple[_Proposal, float]:
        """Plan and bound after a branch and bound by prices, where travel counts and people may be divided; else as they were."""
        question = median(model) if len(model.instance.reach) >= SMALL else None
        if question is None or question.undivided or not proposal.has_plan:
            return proposal, lower
        shares = proposal.values[positions(model.families["served"])[question.at]]
        known = Branched(proposal.chosen > 0.5, shares, proposal.objective - question.constant, -np.inf)
        found = Tree(question, known, gap=0.9 * self.limits.gap).search(shortest(question), seconds=self.left(0.5, 300.0))
        if found.objective < known.objective:
            proposal = _Proposal.of(model, with_flows(model, question, found.chosen, found.flows))
        lower = max(lower, found.bound + question.constant)
        self.tell(proposal.objective, lower)
        return proposal, lower

    def _nearby(self, model: Model, chosen: Bools, lower: float, likely: Floats) -> _Proposal:
        """The best plan near to a given one and to what the relaxation chooses, `likely` of shape (options,); ever farther away."""
        proposal = _Proposal.of(model, completed(model, chosen.astype(float)))
        # where nothing but the best will do, the time is for the proof
        for least in (0.4, 0.2, 0.05) if self.limits.gap else (0.2,):
            if not self.good_enough(proposal, lower):
                proposal = self._among(model, proposal, chosen | (likely > least))
                chosen = proposal.chosen > 0.5 if proposal.has_plan else chosen
        return proposal

    def _among(self, model: Model, proposal: _Proposal, keep: Bools) -> _Proposal:
        """The best plan among some of the options; the one in hand where that is better, or they are too many."""
        if keep.sum() > 0.6 * len(keep):
            return proposal
        instance, _ = without(model.instance, ~keep)
        merged, _ = merge_alike(instance, self.problem.uses)
        small = compile(self.problem, merged)
        limits = replace(self.limits, seconds=self.left(0.25, 60.0), gap=self.limits.gap / 4)
        # without a start, with which the solver could not simplify the program first: measured, it finds a better plan so
        outcome = self.solver(small, limits)
        if not outcome.has_plan or outcome.objective >= proposal.objective:
            return proposal
        chosen = np.zeros(len(keep))
        chosen[keep] = small.value(small.open, outcome.values) > 0.5
        found = _Proposal.of(model, completed(model, chosen))
        return found if found.objective < proposal.objective else proposal

    def exactly(self, model: Model, proposal: _Proposal, lower: float) -> tuple[Outcome, str]:
        """The solver's outcome, joined with what was known before."""
        limits = replace(self.limits, seconds=None if self.limits.seconds is None else max(self.left(), 0.5))
        # the plan in hand is kept in any case; where people are divided and a gap is allowed, a program that the solver has simplified
        # is worth more than a start, with which it cannot (the demo: 0.85 % and not 1.5 % after a minute)
        if proposal.has_plan and limits.gap:
            limits = replace(limits, enough=proposal.objective - limits.gap * abs(proposal.objective))
        begins = proposal.has_plan and not (limits.gap and "served" in model.families)
        outcome = self.solver(model, limits, start=proposal.values if begins else None, listener=self._knowing(proposal.objective, lower))
        # what was left out is in no plan better than the one in hand: if nothing remains, that one is best
        proven = proposal.objective if outcome.status is Status.INFEASIBLE and proposal.has_plan else outcome.bound
        method = self.solver.name if proven >= lower else "relaxation"
        lower = max(lower, proven)
        if not proposal.has_plan and not outcome.has_plan:
            return outcome, method
        if proposal.has_plan and (not outcome.has_plan or proposal.objective < outcome.objective):
            return Outcome.plan(proposal.values, proposal.objective, lower), method
        tidy = _Proposal.of(model, tidied(model, outcome.values))
        return Outcome.plan(tidy.values, tidy.objective, lower), method

    def tell(self, best: float, lower: float) -> None:
        """Report how far the run has come, in the objective's own sense."""
        if self.listener is not None:
            sign = -1.0 if self.problem.objective.sense == "max" else 1.0
            self.listener(Progress(perf_counter() - self.began, sign * best, sign * lower))

    def _knowing(self, best: float, lower: float) -> Listener | None:
        """A listener for the solver, told of the best plan and bound known at all."""
        if self.listener is None:
            return None
        # a solver begins from nothing; what was known before is still known
        return lambda progress: self.tell(float(np.fmin(progress.best, best)), max(progress.bound, lower))


def _carried(model: Model, proposal: _Proposal, smaller: Model, never: Bools) -> tuple[Model, _Proposal]:
    """A smaller program, without some options, and the same plan in it."""
    if not proposal.has_plan:
        return smaller, proposal
    chosen = proposal.chosen[~never]
    if set(smaller.families) == {"open", "served"} and len(smaller.instance.demand) == len(model.instance.demand):
        position = np.cumsum(~never) - 1
        served = flows(model, proposal.values)
        values = placed(smaller, chosen, served.assign(option=position[served.option.to_numpy()]))
        if values is not None:
            return smaller, _Proposal.of(smaller, values)
    return smaller, _Proposal.of(smaller, completed(smaller, chosen))


def _reduced(problem: Problem, reductions: Sequence[Reduction]) -> tuple[Instance, list[Lift]]:
    """The instance after all reductions, and the ways back, first reduction first."""
    instance, lifts = problem.instance, []
    for reduction in reductions:
        instance, lift = reduction(instance, problem.uses)
        lifts.append(lift)
    return instance, lifts


def _solution(problem: Problem, model: Model, outcome: Outcome, lifts: Sequence[Lift], *, seconds: float, method: str) -> Solution:
    """The outcome in the terms of the whole problem."""
    nobody = pd.DataFrame({"demand": np.zeros(0, np.int64), "option": np.zeros(0, np.int64), "share": np.zeros(0)})
    capacitated = "served" in model.families
    answer = Answer(model.value(model.open, outcome.values) > 0.5, flows(model, outcome.values) if capacitated else nobody)
    for lift in reversed(lifts):
        answer = lift(answer)
    served = settled(problem, answer.chosen)
    if served is None:
        served = answer.served if capacitated else nearest(problem.instance, answer.chosen.astype(float))
    sign = -1.0 if problem.objective.sense == "max" else 1.0
    return Solution(
        outcome.status,
        answer.chosen,
        with_travel(problem.instance, served),
        objective=sign * outcome.objective + 0.0,
        bound=sign * outcome.bound + 0.0,
        shortfalls=_shortfalls(model, outcome.values),
        seconds=seconds,
        method=method,
    )


def _shortfalls(model: Model, values: Floats) -> dict[str, float]:
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
