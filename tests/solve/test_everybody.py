"""
Everybody is served and travel counts: the search, its bound and what it leaves out, made to run on villages small enough to try every plan.

The truth is either every plan, judged by a program of its own, or the solver alone, without reductions and without a search.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
import pytest
from highspy import Highs

from siting.errors import InfeasibleError
from siting.instance.instance import Floats, Instance
from siting.model.constraints.budget import Budget
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.count import Count
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.constraints.single_source import SingleSource
from siting.model.objectives.min_travel import MinTravel
from siting.model.objectives.weighted import Weighted
from siting.model.pieces import Constraint, Objective
from siting.model.problem import Problem, compile
from siting.solve import matrices
from siting.solve.assign import pair_of_reach
from siting.solve.running import Limits
from siting.solve.search.assigned import assigned
from siting.solve.search.branched import Branched, Tree
from siting.solve.search.median import median, shortest
from siting.solve.search.narrow import narrow
from siting.solve.solution import Outcome, Status
from siting.solve.solve import solve
from tests.model.travelling import Flows, Rules, best, journeys, travel

solving = sys.modules["siting.solve.propose"]
SHAPES = [(1, 1, 1), (1, 1, 1), (2, 1, 1), (1, 2, 1), (1, 1, 2)]
BOTH = Weighted.model_validate({"terms": {"cost": {"objective": {"kind": "min_cost"}}, "way": {"objective": {"kind": "min_travel"}}}})
SERVING: dict[str, tuple[Constraint, ...]] = {
    "nearest": (),
    "capacity": (Capacity(),),
    "whole": (Capacity(), SingleSource()),
}


@pytest.fixture(autouse=True)
def searching(monkeypatch: pytest.MonkeyPatch) -> None:
    """No village is too small to search."""
    monkeypatch.setattr(solving, "SMALL", 0)


def village_of(seed: int, *, most: int = 7) -> Instance:
    """People of one or two services, phases or projections; in every second village some ways are closed."""
    phases, projections, services = SHAPES[seed % len(SHAPES)]
    whole = journeys(seed, phases=phases, projections=projections, services=services, most=most)
    if seed % 2:
        return whole
    kept = np.random.default_rng(seed).random(len(whole.reach)) < 0.8
    return Instance(whole.demand, whole.options, whole.reach[kept].reset_index(drop=True))


def questions(seeds: range) -> Iterator[Problem]:
    """Questions with and without a price, a count, a budget and one plan a site, in turn."""
    for seed in seeds:
        rng, instance = np.random.default_rng(700 + seed), village_of(seed)
        objective: Objective = BOTH if rng.random() < 0.6 else MinTravel()
        rules: tuple[Constraint, ...] = SERVING[str(rng.choice(list(SERVING)))]
        rules += (OnePlanPerSite(),) if rng.random() < 0.6 else ()
        rules += (Count(exactly=int(rng.integers(1, 4))) if rng.random() < 0.5 else Budget(total=float(rng.integers(4, 20))),)
        if not list(objective.problems(instance)) and not [said for rule in rules for said in rule.problems(instance)]:
            yield Problem(instance, objective, rules)


def truth(problem: Problem) -> float | None:
    """What the solver alone finds; None where there is no plan."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solving, "SMALL", 1_000_000)
        try:
            return solve(problem, reductions=()).objective
        except InfeasibleError:
            return None


@pytest.mark.parametrize("seeds", [range(start, start + 10) for start in range(0, 60, 10)], ids=str)
def test_as_the_solver_alone(seeds: range) -> None:
    asked = 0
    for problem in questions(seeds):
        expected = truth(problem)
        if expected is None:
            with pytest.raises(InfeasibleError):
                solve(problem)
            continue
        found, asked = solve(problem), asked + 1
        assert found.status is Status.OPTIMAL
        assert found.objective == pytest.approx(expected, abs=1e-5)
        assert found.bound == pytest.approx(expected, abs=1e-4)
    assert asked > 3


@pytest.mark.parametrize("serving", SERVING)
@pytest.mark.parametrize("seed", range(8))
def test_every_plan(seed: int, serving: str) -> None:
    """Prices and travel together, with a budget: every plan is tried."""
    instance, budget = village_of(2 * seed + 1, most=6), 6.0 + seed
    rules = Rules(capacity=serving != "nearest", whole=serving == "whole")

    def worth(flows: Flows) -> float | None:
        price = sum(flows.options[j]["capital"] + flows.options[j]["site_capital"] for j in flows.plan)
        way = travel(flows) if price <= budget else None
        return None if way is None else way + float(price)

    expected = best(instance, rules, worth, at_most=9)
    asked = Problem(instance, BOTH, (OnePlanPerSite(), Budget(total=budget), *SERVING[serving]))
    if expected is None:
        with pytest.raises(InfeasibleError):
            solve(asked)
    else:
        assert solve(asked).objective == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("seeds", [range(start, start + 10) for start in range(1_000, 1_040, 10)], ids=str)
def test_the_search_says_nothing_false(seeds: range) -> None:
    """Bound and plan stand on either side of the best, and what the best needs is left in: both of the prices and of the branching."""
    for problem in questions(seeds):
        form, expected = median(compile(problem)), truth(problem)
        assert form is not None
        if expected is None:
            continue
        found = narrow(form, gap=0.0, seconds=5.0)
        assert found.bound <= expected + 1e-5
        assert found.objective >= expected - 1e-5
        idle = np.zeros(len(problem.instance.pairs[0]), bool)
        idle[form.at] = found.idle
        left_out = idle[pair_of_reach(problem.instance)] | found.never[problem.instance.reach.option.to_numpy()]
        if found.objective > expected + 1e-5:
            left = Instance(problem.instance.demand, problem.instance.options, problem.instance.reach[~left_out])
            assert truth(Problem(left, problem.objective, problem.constraints)) == pytest.approx(expected, abs=1e-5)
        if not form.undivided:
            nothing = Branched(np.zeros(len(form.cost), bool), np.zeros(len(form.way)), np.inf, -np.inf)
            branched = Tree(form, nothing, gap=0.0).search(shortest(form), seconds=60.0)
            assert branched.objective + form.constant == pytest.approx(expected, abs=1e-5)
            assert branched.bound + form.constant == pytest.approx(expected, abs=1e-4)
            assert assigned(form, branched.chosen)[0] == pytest.approx(branched.objective)


def test_a_plan_in_hand_outlives_the_solver() -> None:
    """The solver has no time left: the plan of the search is returned, with the bound of the prices."""

    class Idle:
        name = "idle"

        def __call__(self, *_: object, **__: object) -> Outcome:
            return Outcome.none(Status.NO_PLAN)

    asked = Problem(village_of(1), BOTH, (OnePlanPerSite(), *SERVING["whole"]))
    best_known, found = solve(asked), solve(asked, solver=Idle(), limits=Limits(seconds=20.0))
    assert found.bound <= best_known.objective + 1e-6 <= found.objective + 2e-6


def test_the_time_binds_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole flows are a hard question of their own: no program inside a run is solved without a limit."""
    fitting = (one for one in questions(range(40)) if compile(one).traits.undivided and isinstance(one.objective, MinTravel))
    problem, best = next((one, worth) for one in fitting if (worth := truth(one)) is not None)
    allowed: list[float] = []
    whole = matrices.minimised

    def watched(solver: Highs, *, seconds: float = np.inf, gap: float = 0.0) -> Floats | None:
        allowed.append(seconds)
        return whole(solver, seconds=seconds, gap=gap)

    for room in ("siting.solve.assign", "siting.solve.search.assigned"):
        monkeypatch.setattr(sys.modules[room], "minimised", watched)
    found = solve(problem, limits=Limits(seconds=50.0))
    assert found.objective == pytest.approx(best)
    assert allowed
    assert max(allowed) <= 50.0
