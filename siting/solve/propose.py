"""Plans and bounds before the solver is asked: which search fits a question, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from siting.instance.instance import Floats
from siting.model.model import Model
from siting.model.problem import compile
from siting.model.program import positions
from siting.solve.assign import completed, pair_of_reach
from siting.solve.reductions.drop_dominated import without
from siting.solve.reductions.merge_alike import merge_alike
from siting.solve.run import Proposal, Run
from siting.solve.search.branched import Branched, Tree
from siting.solve.search.covering import Covering, covering
from siting.solve.search.draft import Bools
from siting.solve.search.exchange import Guide, first, improve
from siting.solve.search.form import Form, form
from siting.solve.search.lagrange import bound
from siting.solve.search.median import Median, median, shortest, with_flows
from siting.solve.search.narrow import narrow
from siting.solve.search.reweighted import reweighted
from siting.solve.search.swapped import plain, swapped

SMALL = 3_000
"""Fewer pairs than this are solved before a search has begun."""

MANY = 300
"""Where nothing limits what is served and no gap is allowed, a choice among fewer options is solved before the relaxation has ended."""


@dataclass(frozen=True, eq=False)
class Known:
    """
    What the search found out.

    Parameters
    ----------
    lower
        What no plan is worth less than, as a minimisation.
    never
        The options that no better plan opens; shape (options,).
    idle
        The rows of reach that no better plan uses; shape (reach,).
    """

    proposal: Proposal
    lower: float
    never: Bools
    idle: Bools


def propose(run: Run, model: Model) -> Known:
    """What the search that fits a question finds out; nothing where none does, or the solver is done as soon."""
    inst = model.instance
    nothing = Known(Proposal.of(model, None), -np.inf, np.zeros(len(inst.options), bool), np.zeros(len(inst.reach), bool))
    if len(inst.reach) < SMALL:
        return nothing
    if shape := form(model):
        question = covering(shape)
        known = _covered(run, model, shape, question, nothing) if question else _filled(run, model, shape, nothing)
    elif travels := median(model):
        known = _travelling(run, model, travels)
    else:
        return nothing
    run.tell(known.proposal.objective, known.lower)
    return known


def _filled(run: Run, model: Model, shape: Form, nothing: Known) -> Known:
    """What is found where coverage counts, or what it costs."""
    draft, constant = improve(first(shape), seconds=run.left(0.04, 5.0), patience=100), float(model.objective.constant[0])
    run.tell(constant - draft.objective, -np.inf)
    if not shape.worth.any() or not (run.limits.gap or shape.capacitated or len(shape.cost) > MANY):
        return replace(nothing, proposal=Proposal.of(model, completed(model, draft.chosen.astype(float), seconds=run.left())))
    guide = Guide(draft)
    found = bound(shape, known=guide.known, gap=run.limits.gap * 0.9, seconds=run.left(0.3, 120.0), visit=guide)
    lower = constant - found.value
    chosen = guide.best.chosen
    if plain(shape):
        enough = found.value - 0.9 * run.limits.gap * abs(found.value)
        chosen = swapped(shape, chosen, enough=enough, seconds=run.left(0.1, 60.0), patience=200)
    elif not shape.capacitated:
        chosen = improve(guide.best, seconds=run.left(0.05, 3.0), patience=1_000, seed=1).chosen
    run.tell(constant - guide.best.objective, lower)
    return replace(nothing, proposal=_nearby(run, model, chosen, lower, guide.mean), lower=lower, never=found.never)


def _covered(run: Run, model: Model, shape: Form, question: Covering, nothing: Known) -> Known:
    """What is found where everybody must be covered, at the least cost."""
    constant, relaxed = float(model.objective.constant[0]), question.relaxed(seconds=run.left(0.2, 60.0))
    least = question.at_least(relaxed.bound)
    draft = first(shape).chosen
    run.tell(constant + float(question.cost @ draft), constant + least)
    enough = least * (1.0 + 0.9 * run.limits.gap) if np.isfinite(least) else least
    chosen = reweighted(question, draft, enough=enough + 1e-9, seconds=run.left(0.1, 30.0), patience=200_000)
    proposal = Proposal.of(model, completed(model, chosen.astype(float), seconds=run.left()))
    known = replace(nothing, proposal=proposal, lower=constant + least)
    # a plan that breaks a row which the form leaves out is none, and rules nothing out
    return replace(known, never=relaxed.never(question, proposal.objective - constant) & ~chosen) if proposal.has_plan else known


def _travelling(run: Run, model: Model, question: Median) -> Known:
    """What is found where everybody is served and travel is what counts."""
    found = narrow(question, gap=0.9 * run.limits.gap, seconds=run.left(0.3, 60.0))
    values = with_flows(model, question, found.chosen, found.flows) if np.isfinite(found.objective) else None
    idle = np.zeros(len(model.instance.pairs[0]), bool)
    idle[question.at] = found.idle
    return Known(Proposal.of(model, values), found.bound, found.never, idle[pair_of_reach(model.instance)])


def branch(run: Run, model: Model, proposal: Proposal, lower: float) -> tuple[Proposal, float]:
    """Plan and bound after a branch and bound by prices, where travel counts and people may be divided; else as they were."""
    question = median(model) if len(model.instance.reach) >= SMALL else None
    if question is None or question.undivided or not proposal.has_plan:
        return proposal, lower
    shares = proposal.values[positions(model.families["served"])[question.at]]
    known = Branched(proposal.chosen > 0.5, shares, proposal.objective - question.constant, -np.inf)
    found = Tree(question, known, gap=0.9 * run.limits.gap).search(shortest(question), seconds=run.left(0.5, 300.0))
    if found.objective < known.objective:
        proposal = Proposal.of(model, with_flows(model, question, found.chosen, found.flows))
    lower = max(lower, found.bound + question.constant)
    run.tell(proposal.objective, lower)
    return proposal, lower


def _nearby(run: Run, model: Model, chosen: Bools, lower: float, likely: Floats) -> Proposal:
    """The best plan near to a given one and to what the relaxation chooses, `likely` of shape (options,); ever farther away."""
    proposal = Proposal.of(model, completed(model, chosen.astype(float), seconds=run.left()))
    # where nothing but the best will do, the time is for the proof
    for least in (0.4, 0.2, 0.05) if run.limits.gap else (0.2,):
        if not run.good_enough(proposal, lower):
            proposal = _among(run, model, proposal, chosen | (likely > least))
            chosen = proposal.chosen > 0.5 if proposal.has_plan else chosen
    return proposal


def _among(run: Run, model: Model, proposal: Proposal, keep: Bools) -> Proposal:
    """The best plan among some of the options; the one in hand where that is better, or they are too many."""
    if keep.sum() > 0.6 * len(keep):
        return proposal
    instance, _ = without(model.instance, ~keep)
    merged, _ = merge_alike(instance, run.problem.uses)
    small = compile(run.problem, merged)
    limits = replace(run.limits, seconds=run.left(0.25, 60.0), gap=run.limits.gap / 4)
    # without a start, with which the solver could not simplify the program first: measured, it finds a better plan so
    outcome = run.solver(small, limits)
    if not outcome.has_plan or outcome.objective >= proposal.objective:
        return proposal
    chosen = np.zeros(len(keep))
    chosen[keep] = small.value(small.open, outcome.values) > 0.5
    found = Proposal.of(model, completed(model, chosen, seconds=run.left()))
    return found if found.objective < proposal.objective else proposal
