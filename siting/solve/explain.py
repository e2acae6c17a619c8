"""Why there is no plan, in the scenario's words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from siting.model.objectives.min_cost import MinCost
from siting.model.pieces import Constraint
from siting.model.problem import Problem, compile
from siting.solve.reductions.merge_alike import merge_alike
from siting.solve.running import Limits
from siting.solve.solution import Status
from siting.solve.solvers.highs import Highs
from siting.texts import Text, say

SECONDS = 20.0
"""How long a single check of whether constraints clash may take [s]."""


def clash(problem: Problem) -> tuple[Constraint, ...]:
    """
    Constraints that cannot hold together, none of which can be left out; empty where the problem has a plan.

    A deletion filter (Chinneck 2008, Feasibility and Infeasibility in Optimization, Springer) over whole constraints: each is dropped in
    turn and stays out if the rest still clash.
    """
    if not _clashes(problem, problem.constraints):
        return ()
    kept = problem.constraints
    for one in problem.constraints:
        rest = tuple(c for c in kept if c is not one)
        if _clashes(problem, rest):
            kept = rest
    return kept


def why_not(problem: Problem) -> list[Text]:
    """The constraints that clash, and how much of each service's need is within reach of any option at all."""
    found = clash(problem)
    alone = say("{piece} cannot be met, whatever else is given up", piece=_shown(found[0])) if len(found) == 1 else None
    reasons = [alone] if alone else [say("{piece} cannot hold together with the others named here", piece=_shown(c)) for c in found]
    reached = np.asarray(problem.instance.covers.sum(axis=1)).ravel() > 0
    demand = problem.instance.demand
    for service, need in demand.need.groupby(demand.service, sort=False).sum().items():
        share = float(demand.need[(demand.service == service) & reached].sum() / need) if need else 1.0
        reasons.append(
            say("{service}: {share:.1%} of the need has an option within its standard; no plan covers more", service=service, share=share)
        )
    return reasons


def _clashes(problem: Problem, constraints: tuple[Constraint, ...]) -> bool:
    """Whether no plan satisfies these constraints."""
    some = replace(problem, objective=MinCost(), constraints=constraints)
    smaller, _ = merge_alike(some.instance, some.uses)
    outcome = Highs()(compile(some, smaller), Limits(seconds=SECONDS))
    return outcome.status is Status.INFEASIBLE


def _shown(piece: Constraint) -> str:
    """A piece as the scenario writes it."""
    given = piece.model_dump(exclude_defaults=True, exclude={"kind"})
    return f"{piece.named}({', '.join(f'{key}: {value}' for key, value in given.items())})" if given else piece.named
