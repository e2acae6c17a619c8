"""Each solver begins where it is told to, stops when it is told to, and claims no more than it proved."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import highspy
import numpy as np
import pulp
import pytest

from siting.model.constraints.capacity import Capacity
from siting.model.constraints.count import Count
from siting.model.constraints.cover import Cover
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.model import Model
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.problem import Problem, compile
from siting.model.program import Program
from siting.solve.assign import completed
from siting.solve.running import Limits
from siting.solve.solution import Status
from siting.solve.solve import solve
from siting.solve.solvers import by_name, cbc, highs
from tests.village import random_instance, village

BOTH = pytest.mark.parametrize("solver", ["highs", "cbc"])


def town() -> Problem:
    """Larger than a village, so that no plan is found without a search."""
    instance = random_instance(1, services=3, places=40, sites=60, most=120)
    return Problem(instance, MaxCoverage(), (OnePlanPerSite(), Capacity(), Count(exactly=20), Cover(share=0.2)))


def best_values(problem: Problem) -> tuple[Model, Any]:
    """The program of a problem, and the values of its best plan."""
    model = compile(problem)
    values = completed(model, solve(problem).chosen.astype(float))
    assert values is not None
    return model, values


@BOTH
def test_no_time(solver: str) -> None:
    outcome = by_name(solver)(compile(town()), Limits(seconds=0.0))
    assert outcome.status is Status.NO_PLAN
    assert np.isnan(outcome.objective)


def test_threads_may_change_from_run_to_run() -> None:
    problem = Problem(village(), MaxCoverage(), (Count(at_most=1),))
    assert [solve(problem, limits=Limits(threads=n)).objective for n in (1, 2, 1)] == [100, 100, 100]


def test_highs_begins_at_the_start() -> None:
    model, values = best_values(Problem(random_instance(0, most=40, sites=12, places=10), MaxCoverage(), (OnePlanPerSite(), Capacity())))
    # any plan will do, and the start is the first
    outcome = by_name("highs")(model, Limits(gap=1e9), start=values)
    assert outcome.objective == pytest.approx(float(model.value(model.objective, values)[0]))


def test_cbc_begins_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    model, values = best_values(Problem(random_instance(0, most=40, sites=12, places=10), MaxCoverage(), (OnePlanPerSite(), Capacity())))
    logs: list[str] = []
    judge = cbc.outcome

    def listen(*args: Any, **options: Any) -> Any:
        logs.append(options["log"])
        return judge(*args, **options)

    monkeypatch.setattr(cbc, "outcome", listen)
    by_name("cbc")(model, Limits(), start=values)
    assert "MIPStart provided solution with cost" in logs[0]


@BOTH
def test_a_start_need_not_be_feasible(solver: str) -> None:
    model = compile(Problem(village(), MaxCoverage(), (Count(at_most=1),)))
    assert by_name(solver)(model, Limits(), start=np.ones(len(model))).objective == -100


def test_a_bound_is_enough() -> None:
    """HiGHS stops as soon as no plan can be better than one in hand by more than asked for, however good its own is by then."""
    model = compile(town())
    whole = by_name("highs")(model, Limits(seconds=5.0))
    outcome = by_name("highs")(model, Limits(seconds=5.0, enough=whole.bound - 0.2 * abs(whole.bound)))
    assert whole.bound - 0.2 * abs(whole.bound) <= outcome.bound <= whole.bound + 1e-6
    assert outcome.status is not Status.OPTIMAL


@BOTH
def test_a_gap_is_enough(solver: str) -> None:
    """Stopped at a gap, the bound is beyond the best plan and the plan within the gap of it."""
    problem = Problem(
        random_instance(2, services=3, places=12, sites=14, most=40), MaxCoverage(), (OnePlanPerSite(), Capacity(), Count(at_most=4))
    )
    best = solve(problem).objective
    model = compile(problem)
    outcome = by_name(solver)(model, Limits(gap=0.2))
    assert outcome.bound <= -best + 1e-6
    assert -best - 1e-6 <= outcome.objective <= outcome.bound + 0.2 * abs(outcome.objective) + 0.01


@pytest.mark.filterwarnings("ignore:PULP_CBC_CMD is deprecated")  # PuLP 3 has it under this name alone
def test_any_solver_that_pulp_knows() -> None:
    """CBC by the name that PuLP gives it."""
    name = next(name for name in pulp.listSolvers(onlyAvailable=True) if name in ("PULP_CBC_CMD", "COIN_CMD"))
    program = compile(Problem(village(), MaxCoverage(), (Count(at_most=1),)))
    outcome = by_name(name)(program, Limits())
    assert (outcome.status, outcome.objective) == (Status.OPTIMAL, -100)
    empty = Program()
    v = empty.family("v", "a", integer=True)
    empty.minimise(v)
    empty.require("r", v >= 2.0, "a")
    assert by_name(name)(empty, Limits()).status is Status.INFEASIBLE


STOPPED, FOUND = -4, (1, True)


@pytest.fixture
def million() -> tuple[Program, Any]:
    """A program whose plan is worth 1,234,567."""
    program = Program()
    program.minimise(program.family("v", "a", upper=None) * -1.0)
    return program, np.array([1234567.0])


def test_out_of_time_cbc_proves_nothing_by_naming_its_own_plan(million: tuple[Program, Any]) -> None:
    program, values = million
    log = "Result - Stopped on time limit\nObjective value:   -1234567.0\nLower bound:   -1234567.0\n"
    outcome = cbc.outcome(program, values, found=(STOPPED, True), log=log, in_time=False)
    assert outcome.status is Status.FEASIBLE
    assert outcome.bound == -np.inf


def test_the_log_of_cbc_is_rounded(million: tuple[Program, Any]) -> None:
    """Six digits: the plan is worth 1,234,567 and the bound anything that rounds to 1,234,570, so up to 1,234,575."""
    program, values = million
    log = "Result - Optimal solution found (within gap tolerance)\nObjective value:   -1.23457e+06\nLower bound:   -1.23457e+06\n"
    outcome = cbc.outcome(program, values, found=FOUND, log=log, in_time=True)
    assert outcome.status is Status.FEASIBLE
    assert -1234600 < outcome.bound <= -1234575


def test_finished_cbc_logs_no_bound(million: tuple[Program, Any]) -> None:
    program, values = million
    outcome = cbc.outcome(program, values, found=FOUND, log="Objective value:   -1234567.0\n", in_time=True)
    assert (outcome.status, outcome.bound) == (Status.OPTIMAL, -1234567)


def test_no_plan_from_cbc(million: tuple[Program, Any]) -> None:
    assert cbc.outcome(*million, found=(STOPPED, False), log="", in_time=False).status is Status.NO_PLAN


@pytest.mark.parametrize(("off", "agreed"), [(0.0, True), (-5.0, False)])
def test_a_start_that_highs_takes_for_better_than_it_is(off: float, agreed: bool) -> None:
    """HiGHS 1.16.0 does: it compares plans before its presolve with plans after. Such an answer is not believed."""
    model, values = best_values(Problem(village(), MaxCoverage(), (Count(at_most=2),)))
    said = float(model.value(model.objective, values)[0]) + off
    info = SimpleNamespace(primal_solution_status=highspy.SolutionStatus.kSolutionStatusFeasible, objective_function_value=said)
    assert highs._agreed(model, SimpleNamespace(getInfo=lambda: info), values) is agreed
