"""The same question under one limit after another, from the tightest to the loosest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from siting.errors import InfeasibleError, SolverError
from siting.model.problem import Problem, compile
from siting.solve.assign import completed, settled
from siting.solve.parts import parts
from siting.solve.reductions.drop_dominated import without
from siting.solve.solution import PROVEN, Solution, Status
from siting.solve.solve import shortfalls, with_travel

Answer = Solution | InfeasibleError | SolverError
"""A plan, or why there is none."""


def sweep(problems: Sequence[Problem], solved: Callable[[Problem], Solution]) -> list[Answer]:
    """
    Solve each problem, and let each profit from the others.

    A plan that keeps the tighter limit keeps the looser one, and what no plan can be worth under the looser limit none can be worth under
    the tighter one. So where a tighter problem's plan is better it is taken, once it is found to keep every row of the looser problem, and
    the bounds of looser problems hold for tighter ones: worth and bound never get worse from one problem to the next. A looser problem's
    plan that is proven best and keeps the tighter limit spares the solving.

    That is not so where the objective asks other problems first, such as what each future could have at best, for what it asks changes
    with the limit: these are solved one by one, and left as they are.

    Parameters
    ----------
    problems
        From the tightest limit to the loosest, otherwise the same.
    solved
        Solves one of them, or raises.
    """
    if any(one.objective.asks for one in problems):
        return [_answer(one, solved) for one in problems]
    answers: list[Answer] = []
    for problem in reversed(problems):
        looser = next((one for one in answers if isinstance(one, Solution)), None)
        spared = None if looser is None or looser.gap > PROVEN else kept(problem, looser)
        answers.insert(0, _answer(problem, solved) if spared is None else replace(spared, seconds=0.0))
    return _improved(problems, _bounded(problems, answers))


def kept(problem: Problem, solution: Solution) -> Solution | None:
    """
    The plan of a solution as an answer to another problem, served as well as that one asks for.

    Returns
    -------
    With the same bound and the same record of how it was found; None where the plan breaks a row, or there are too many flows to know.
    """
    chosen = solution.chosen
    served = settled(problem, chosen)
    instance, _ = without(problem.instance, ~chosen)
    model = compile(problem, instance)
    values = completed(model, np.ones(len(instance.options)))
    if served is None or values is None:
        return None
    again = replace(
        solution,
        served=with_travel(problem.instance, served),
        objective=-_up(problem) * float(model.value(model.objective, values)[0]) + 0.0,
        shortfalls=shortfalls(model, values),
        parts=parts(problem, chosen, served),
        asked=problem,
    )
    return _judged(problem, again, solution.bound)


def _answer(problem: Problem, solved: Callable[[Problem], Solution]) -> Answer:
    try:
        return solved(problem)
    except (InfeasibleError, SolverError) as error:
        return error


def _bounded(problems: Sequence[Problem], answers: Sequence[Answer]) -> list[Answer]:
    """Each with the best bound that it or a looser problem proved."""
    found: list[Answer] = []
    bound = np.inf
    for problem, answer in zip(reversed(problems), reversed(answers), strict=True):
        if isinstance(answer, Solution):
            # in the sense in which more is better
            bound = min(bound, _up(problem) * answer.bound)
            answer = _judged(problem, answer, _up(problem) * bound)
        found.insert(0, answer)
    return found


def _improved(problems: Sequence[Problem], answers: Sequence[Answer]) -> list[Answer]:
    """Each with the best plan that it or a tighter problem found."""
    found: list[Answer] = []
    best: Solution | None = None
    for problem, answer in zip(problems, answers, strict=True):
        if best is not None and (not isinstance(answer, Solution) or _better(problem, best, answer)):
            again = kept(problem, best)
            if again is not None and isinstance(answer, Solution):
                again = replace(again, seconds=answer.seconds, method=answer.method)
                answer = _judged(problem, again, answer.bound) if _better(problem, again, answer) else answer
            elif again is not None:
                # nothing was proven here; what is known is what the looser problems prove
                answer = _judged(problem, again, _loosest(problem, answers[len(found) + 1 :]))
        if isinstance(answer, Solution):
            best = answer
        found.append(answer)
    return found


def _loosest(problem: Problem, after: Sequence[Answer]) -> float:
    """The bound that the next looser problem with a plan proved, which is the best of all after it; infinite where there is none."""
    return next((one.bound for one in after if isinstance(one, Solution)), _up(problem) * np.inf)


def _judged(problem: Problem, solution: Solution, bound: float) -> Solution:
    """The solution with another bound, and what is then known of it."""
    up = _up(problem)
    # a bound is no worse than a plan that is there, whatever the tolerances say
    bound = up * max(up * bound, up * solution.objective)
    apart = abs(bound - solution.objective)
    proven = solution.kept_gap <= PROVEN and apart <= PROVEN * max(1.0, abs(solution.objective))
    return replace(solution, bound=bound + 0.0, status=Status.OPTIMAL if proven else Status.FEASIBLE)


def _better(problem: Problem, one: Solution, other: Solution) -> bool:
    return _up(problem) * (one.objective - other.objective) > 0.0


def _up(problem: Problem) -> float:
    """1 where more of the objective is better, and -1 where less is."""
    return 1.0 if problem.objective.sense == "max" else -1.0
