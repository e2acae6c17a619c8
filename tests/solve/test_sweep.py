"""One question under one limit after another: the village by trying every plan, and laws that hold for any question."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.errors import InfeasibleError, SolverError
from siting.model.problem import Problem
from siting.model.varied import Varied, varied
from siting.solve.running import Limits
from siting.solve.solution import Solution, Status
from siting.solve.solve import solve
from siting.solve.sweep import kept, sweep
from tests.model.brute import Judge, Question, Rule
from tests.village import random_instance, village

ONE: Rule = {"kind": "one_plan_per_site"}
CAPACITY: Rule = {"kind": "capacity"}
BUDGETS = [0.0, 3.0, 6.0, 9.0, 12.0, 20.0]
QUESTIONS = {
    "coverage": Question({"kind": "max_coverage"}, (ONE, CAPACITY, {"kind": "budget", "total": 9.0})),
    "shared": Question(
        {"kind": "max_coverage", "equal_services": True}, (ONE, CAPACITY, {"kind": "together"}, {"kind": "budget", "total": 9.0})
    ),
    "floor": Question(
        {"kind": "max_coverage"}, (ONE, {"kind": "cover", "share": 0.6, "service": "daycare"}, {"kind": "budget", "total": 9.0})
    ),
    "cost": Question({"kind": "min_cost"}, (ONE, {"kind": "cover", "share": 0.4}, {"kind": "budget", "total": 9.0})),
}


def problems(problem: Problem, moved: Varied, limits: list[float]) -> list[Problem]:
    return [replace(problem, constraints=moved.among(problem.constraints, limit)) for limit in limits]


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_village_at_each_budget(name: str) -> None:
    """Each point is the best of all plans there are, or there is none."""
    instance, question = village(), QUESTIONS[name]
    problem = question.problem(instance)
    answers = sweep(problems(problem, varied(problem.constraints), BUDGETS), solve)
    found = []
    for total, answer in zip(BUDGETS, answers, strict=True):
        changed = [{**rule, "total": total} if rule["kind"] == "budget" else rule for rule in question.constraints]
        judge = Judge(instance, replace(question, constraints=tuple(changed)))
        if judge.best is None:
            assert isinstance(answer, InfeasibleError)
            continue
        assert isinstance(answer, Solution)
        assert [answer.objective, answer.bound] == pytest.approx([judge.best] * 2)
        assert answer.status is Status.OPTIMAL
        assert judge.worth(tuple(np.flatnonzero(answer.chosen).tolist())) == pytest.approx(judge.best)
        found.append(judge.best)
    assert len(set(found)) > 1 or name == "cost"
    assert (len(found) < len(BUDGETS)) == (name in ("floor", "cost"))


def test_the_village_at_each_count() -> None:
    instance = village()
    question = Question({"kind": "max_coverage"}, (ONE, CAPACITY, {"kind": "count", "exactly": 2}))
    problem = question.problem(instance)
    moved = varied(problem.constraints)
    assert (moved.of, moved.own, moved.same) == ("count", 2, False)
    for limit, answer in zip([0, 1, 2, 3], sweep(problems(problem, moved, [0.0, 1.0, 2.0, 3.0]), solve), strict=True):
        judge = Judge(instance, replace(question, constraints=(ONE, CAPACITY, {"kind": "count", "at_most": limit})))
        assert isinstance(answer, Solution)
        assert answer.objective == pytest.approx(judge.best)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["max_coverage", "min_cost"]))
def test_worth_and_bound_never_get_worse(seed: int, objective: str) -> None:
    """Though each limit is solved loosely, and one in three not at all."""
    instance = random_instance(seed, services=2, places=5, sites=5, most=14)
    rules = (ONE, CAPACITY, {"kind": "budget", "total": 6.0}, *(({"kind": "cover", "share": 0.2},) if objective == "min_cost" else ()))
    problem = Question({"kind": objective}, rules).problem(instance)
    loose = np.random.default_rng(seed)

    def solved(one: Problem) -> Solution:
        if loose.random() < 0.33:
            raise SolverError("the time ran out before any plan was found; allow more time, or loosen a constraint")
        return solve(one, limits=Limits(gap=0.6))

    moved = varied(problem.constraints)
    answers = sweep(problems(problem, moved, BUDGETS), solved)
    up = 1.0 if objective == "max_coverage" else -1.0
    seen = False
    worth, bound = -np.inf, -np.inf
    for total, answer in zip(BUDGETS, answers, strict=True):
        if not isinstance(answer, Solution):
            assert not seen, "a plan for less money is one for more"
            continue
        seen = True
        assert up * answer.objective >= worth - 1e-9
        assert up * answer.bound >= bound - 1e-7
        assert up * answer.bound >= up * answer.objective - 1e-9
        worth, bound = up * answer.objective, up * answer.bound
        best = solve(problems(problem, moved, [total])[0]).objective
        assert up * answer.objective <= up * best + 1e-6 <= up * answer.bound + 2e-6


def test_a_plan_that_breaks_the_limit_is_not_kept() -> None:
    problem = QUESTIONS["coverage"].problem(village())
    moved = varied(problem.constraints)
    dear, cheap = problems(problem, moved, [20.0, 3.0])
    solution = solve(dear)
    assert kept(cheap, solution) is None
    again = kept(dear, solution)
    assert again is not None
    assert again.objective == pytest.approx(solution.objective)


def test_where_other_questions_come_first_each_stays_as_it_is() -> None:
    """What is second in line may get worse: with 5 daycare serves 50, with 6 the clinic comes first and takes it all."""
    first, second = ({"objective": {"kind": "max_coverage", "service": service}} for service in ("clinic", "daycare"))
    question = Question({"kind": "lexicographic", "steps": [first, second]}, (ONE, CAPACITY, {"kind": "budget", "total": 9.0}))
    problem = question.problem(village())
    asked = problems(problem, varied(problem.constraints), [float(total) for total in (2, 5, 6, 9)])
    answers = sweep(asked, solve)
    worth = [one.objective for one in answers if isinstance(one, Solution)]
    assert worth == [solve(one).objective for one in asked]
    assert worth == [50, 50, 20, 50]
