"""The plan that one makes step by step, each time with what serves most for its cost: what a plan is compared with."""

from __future__ import annotations

from siting.model.problem import Problem, compile
from siting.solve.evaluate import evaluate
from siting.solve.search.draft import Board, Draft
from siting.solve.search.form import form
from siting.solve.search.greedy import complete
from siting.solve.solution import Solution


def naive(problem: Problem) -> Solution | None:
    """
    Choose option after option, never taking one back.

    Returns
    -------
    What such a plan achieves; None where the question is of a kind for which it cannot be made, or it breaks a constraint.

    Raises
    ------
    SolverError
        As `evaluate`.
    """
    found = form(compile(problem, problem.instance))
    if found is None:
        return None
    draft = Draft(Board(found))
    complete(draft)
    if not draft.holds or draft.shortfall.any():
        return None
    return evaluate(problem, draft.chosen)
