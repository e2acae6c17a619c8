"""How a run may end, and that it is said truly."""

from __future__ import annotations

import numpy as np
import pytest

from siting.errors import InfeasibleError, SolverError
from siting.model.constraints.budget import Budget
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.count import Count
from siting.model.constraints.cover import Cover
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.objectives.min_cost import MinCost
from siting.model.problem import Problem
from siting.model.program import Program
from siting.solve.explain import clash
from siting.solve.running import Limits
from siting.solve.solution import Outcome, Solution, Status
from siting.solve.solve import solve
from siting.solve.solvers import by_name
from tests.village import village

BOTH = pytest.mark.parametrize("solver", ["highs", "cbc"])


class Ends:
    """A solver that ends without a plan."""

    name = "ends"

    def __init__(self, status: Status) -> None:
        self.status = status

    def __call__(self, program: Program, limits: Limits, **_: object) -> Outcome:
        return Outcome.none(self.status)


@BOTH
def test_optimal(solver: str) -> None:
    solution = solve(Problem(village(), MaxCoverage(), (Count(at_most=1),)), solver=by_name(solver))
    assert solution.status is Status.OPTIMAL
    assert solution.objective == solution.bound == 100
    assert solution.gap == 0
    assert solution.method == solver


def test_infeasible_names_what_clashes() -> None:
    """To cover nine tenths of both services the mill and the bridge must open, which 3 do not pay for; two constraints are innocent."""
    guilty = (Budget(total=3), Cover(share=0.9))
    problem = Problem(village(), MaxCoverage(), (OnePlanPerSite(), guilty[0], Count(at_most=5), guilty[1]))
    assert clash(problem) == guilty
    with pytest.raises(InfeasibleError) as caught:
        solve(problem)
    for text in (str(caught.value), caught.value.said("zh")):
        assert "budget(total: 3.0)" in text
        assert "cover(share: 0.9)" in text
        assert "count" not in text
        assert "one_plan_per_site" not in text
    assert "daycare: 100.0% of the need has an option within its standard" in str(caught.value)


def test_out_of_reach_is_said() -> None:
    """Without the bridge nobody reaches a clinic from place 4, where a third of the patients live."""
    tables = village()
    near = type(tables)(tables.demand, tables.options, tables.reach[tables.reach.option != 6].reset_index(drop=True))
    with pytest.raises(InfeasibleError, match=r"clinic: 66\.7% of the need has an option"):
        solve(Problem(near, MinCost(), (Cover(service="clinic"),)))


def test_nothing_clashes_where_there_is_a_plan() -> None:
    assert clash(Problem(village(), MaxCoverage(), (OnePlanPerSite(), Budget(total=3)))) == ()


def test_no_time_and_no_plan() -> None:
    with pytest.raises(SolverError, match="time ran out before any plan"):
        solve(Problem(village(), MaxCoverage(), (Capacity(),)), solver=Ends(Status.NO_PLAN))


def test_without_a_limit() -> None:
    with pytest.raises(SolverError, match="the objective has no limit"):
        solve(Problem(village(), MaxCoverage()), solver=Ends(Status.UNBOUNDED))


def test_an_unknown_solver() -> None:
    with pytest.raises(SolverError, match=r'no solver is called "hihgs".*highs, cbc'):
        by_name("hihgs")


def test_a_plan_is_optimal_only_if_the_bound_proves_it() -> None:
    nothing = np.zeros(0)
    assert Outcome.plan(nothing, 100.0, 100.0).status is Status.OPTIMAL
    assert Outcome.plan(nothing, 100.0, 99.9).status is Status.FEASIBLE
    assert Outcome.plan(nothing, 100.0, 101.0).bound == 100.0  # a bound beyond the plan is one of rounding
    assert not Outcome.none(Status.NO_PLAN).has_plan


def test_the_gap_is_a_share_of_the_plan() -> None:
    served = village().reach.iloc[:0]
    solution = Solution(Status.FEASIBLE, np.zeros(7, bool), served, objective=80.0, bound=100.0)
    assert solution.gap == pytest.approx(0.25)
