"""What holds whatever the numbers are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.errors import InfeasibleError
from siting.instance.instance import Instance
from siting.model.constraints.budget import Budget
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.count import Count
from siting.model.constraints.cover import Cover
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.constraints.together import Together
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.objectives.min_cost import MinCost
from siting.model.pieces import Constraint, Objective
from siting.model.problem import Problem
from siting.solve.solve import solve
from tests.model.questions import any_question
from tests.village import random_instance

FEW = settings(max_examples=15)
SEEDS = st.integers(0, 10_000)
BUDGETS = st.integers(0, 20).map(float)


def villages(seed: int) -> Instance:
    return random_instance(seed, services=3, places=6, sites=6, most=20)


def worth(instance: Instance, objective: Objective, *constraints: Constraint, **options: Any) -> float | None:
    """The objective of the best plan; None where there is none."""
    try:
        return solve(Problem(instance, objective, constraints), **options).objective
    except InfeasibleError:
        return None


def served(instance: Instance, *constraints: Constraint) -> float:
    """How much the best plan serves; every plan may be left out, so there is one."""
    free = Instance(instance.demand, instance.options.assign(stays=False), instance.reach)
    found = worth(free, MaxCoverage(), OnePlanPerSite(), *constraints)
    assert found is not None
    return found


@FEW
@given(SEEDS, BUDGETS, BUDGETS)
def test_more_budget_is_never_worse(seed: int, budget: float, more: float) -> None:
    instance = villages(seed)
    less, much = (served(instance, Capacity(), Budget(total=total)) for total in (budget, budget + more))
    assert much >= less - 1e-6


@FEW
@given(SEEDS, BUDGETS, BUDGETS)
def test_a_joint_budget_is_never_worse_than_a_split_one(seed: int, daycare: float, clinic: float) -> None:
    instance = random_instance(seed, places=6, sites=6, most=20)
    budgets = {"daycare": daycare, "clinic": clinic}
    known = {name: most for name, most in budgets.items() if name in set(instance.options.service)}
    split = served(instance, Budget(by_service=known))
    assert served(instance, Budget(total=sum(known.values()))) >= split - 1e-6


@FEW
@given(SEEDS)
def test_names_and_order_do_not_matter(seed: int) -> None:
    instance = random_instance(seed)
    question = any_question(instance, seed)
    before = _answer(question.problem(instance))
    assert _answer(question.problem(_shuffled(instance, seed))) == (None if before is None else pytest.approx(before, abs=1e-6))


def _answer(problem: Problem) -> float | None:
    return worth(problem.instance, problem.objective, *problem.constraints)


def _shuffled(instance: Instance, seed: int) -> Instance:
    """The same instance with its rows in another order and its rooms and sites numbered anew."""
    rng = np.random.default_rng(seed)
    rows, options = rng.permutation(len(instance.demand)), rng.permutation(len(instance.options))
    reach = instance.reach.assign(demand=np.argsort(rows)[instance.reach.demand], option=np.argsort(options)[instance.reach.option])
    sites, rooms = rng.permutation(50), rng.permutation(50)
    moved = instance.options.iloc[options].assign(site=lambda t: sites[t.site], room=lambda t: rooms[t.room])
    return Instance(instance.demand.iloc[rows], moved, reach.sample(frac=1.0, random_state=seed))


@FEW
@given(SEEDS, BUDGETS)
def test_twice_the_need_is_twice_the_coverage(seed: int, budget: float) -> None:
    instance = villages(seed)
    doubled = Instance(instance.demand.assign(need=2.0 * instance.need), instance.options, instance.reach)
    assert served(doubled, Budget(total=budget)) == pytest.approx(2.0 * served(instance, Budget(total=budget)))
    assert served(doubled, Capacity(), Budget(total=budget)) <= 2.0 * served(instance, Capacity(), Budget(total=budget)) + 1e-6


@FEW
@given(SEEDS)
def test_reductions_change_nothing(seed: int) -> None:
    instance = villages(seed)
    problem = any_question(instance, seed).problem(instance)
    plain = worth(instance, problem.objective, *problem.constraints, reductions=())
    assert _answer(problem) == (None if plain is None else pytest.approx(plain, abs=1e-6))


@FEW
@given(SEEDS, BUDGETS)
def test_one_option_more_never_hurts(seed: int, budget: float) -> None:
    instance = villages(seed)
    last = len(instance.options) - 1
    fewer = Instance(instance.demand, instance.options.iloc[:last], instance.reach[instance.reach.option < last])
    constraints = (Capacity(), Budget(total=budget), Together())
    assert served(instance, *constraints) >= served(fewer, *constraints) - 1e-6


@FEW
@given(SEEDS, st.sampled_from([0.3, 0.6, 1.0]))
def test_buildings_that_are_shared_never_cost_more(seed: int, share: float) -> None:
    """Floor area is left aside: with it fewer plans fit."""
    instance = villages(seed)
    wide = Instance(instance.demand, instance.options.assign(area=0.0), instance.reach)
    apart, shared = (worth(wide, MinCost(), OnePlanPerSite(), Cover(share=share), *together) for together in ((), (Together(),)))
    assert (apart is None) == (shared is None)
    assert apart is None or shared is None or shared <= apart + 1e-6


@FEW
@given(SEEDS, st.integers(0, 4))
def test_a_place_counted_as_two_halves_is_one_place(seed: int, count: int) -> None:
    instance = villages(seed)
    halves = instance.demand.assign(need=instance.need / 2.0)
    reach = pd.concat([instance.reach, instance.reach.assign(demand=instance.reach.demand + len(halves))])
    twice = Instance(pd.concat([halves, halves]), instance.options, reach)
    constraints = (Capacity(), Count(at_most=count))
    assert served(twice, *constraints) == pytest.approx(served(instance, *constraints), abs=1e-6)
