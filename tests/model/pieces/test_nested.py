"""Objectives made of objectives, against every plan there is: sums, steps, limits, worst futures and regret."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pandas as pd
import pytest
import yaml

import siting
from siting.errors import InfeasibleError, InstanceError, ScenarioError
from siting.instance.instance import Instance
from siting.model.constraints.budget import Budget
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.cover import Cover
from siting.model.constraints.hold import Hold
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.nested import Regret, WorstRegret
from siting.model.objectives.lexicographic import Lexicographic, Step
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.objectives.min_cost import MinCost
from siting.model.objectives.min_regret import MinRegret
from siting.model.objectives.weighted import Term, Weighted
from siting.model.objectives.worst_projection import WorstProjection
from siting.model.pieces import Constraint, Objective
from siting.model.problem import Problem, compile
from siting.scenario.schema import schema
from siting.solve.evaluate import evaluate
from siting.solve.solution import Solution, Status
from siting.solve.solve import EXACT, solve
from tests.model.futures import CHANCES, Judge, futures
from tests.village import village

SEEDS = range(30)
CHILDREN, ILL = MaxCoverage(service="daycare"), MaxCoverage(service="clinic")


@cache
def judged(seed: int) -> tuple[Judge, tuple[Constraint, ...]]:
    """A random instance with a budget and capacities now and then, and the constraints that say so."""
    instance = futures(seed, phases=1 + seed % 2)
    capacity, budget = seed % 3 > 0, float(4 + seed % 9) + 100.0 * (seed % 5 == 0)
    limits: list[Constraint] = [OnePlanPerSite(), Budget(total=budget), *([Capacity()] if capacity else [])]
    return Judge(instance, capacity, budget), tuple(limits)


def answers(judge: Judge, objective: Objective, limits: tuple[Constraint, ...]) -> list[Solution]:
    """With reductions, and without for some."""
    every = ((), EXACT) if judge.instance.need.sum() % 2 else (EXACT,)
    return [solve(Problem(judge.instance, objective, limits), reductions=reductions) for reductions in every]


def agree(judge: Judge, objective: Objective, limits: tuple[Constraint, ...], best: float | None) -> None:
    """The project finds the best that any plan is worth, proves it, or says that there is none."""
    if best is None:
        with pytest.raises(InfeasibleError):
            answers(judge, objective, limits)
        return
    for found in answers(judge, objective, limits):
        assert found.status is Status.OPTIMAL
        np.testing.assert_allclose([found.objective, found.bound], best, atol=2e-4)


def highest(values: list[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)


@pytest.mark.parametrize("seed", SEEDS)
def test_sum(seed: int) -> None:
    """2 x daycare + clinic / 2 - 3 x cost / 4, or the same turned round as a minimum."""
    judge, limits = judged(seed)
    cost = Term(objective=MinCost(), weight=3, per=4)
    terms = {"children": Term(objective=CHILDREN, weight=2), "ill": Term(objective=ILL, per=2), "cost": cost}
    values = []
    for plan in judge.plans():
        worth = 2 * judge.weights(plan, service="daycare") + judge.weights(plan, service="clinic") / 2
        served = judge.best(plan, [(worth, 0.0)])
        values.append(None if served is None else served - 0.75 * judge.cost(plan))
    best = highest(values)
    agree(judge, Weighted(terms=terms), limits, best)
    turned = {"cost": terms["cost"], "children": terms["children"], "ill": terms["ill"]}
    if seed < 6:
        agree(judge, Weighted(terms=turned), limits, None if best is None else -best)


@pytest.mark.parametrize("seed", SEEDS)
def test_steps(seed: int) -> None:
    """Children first, of whom a tenth may be given up; then the ill; then cost."""
    judge, limits = judged(seed)
    steps = (Step(objective=CHILDREN, tolerance=0.1), Step(objective=ILL), Step(objective=MinCost()))
    plans = list(judge.plans())
    floors: list[tuple[str, float]] = []
    for service, kept in (("daycare", 0.9), ("clinic", 1.0)):
        best = highest([judge.best(plan, [(judge.weights(plan, service=service), 0.0)], _floors(judge, plan, floors)) for plan in plans])
        if best is None:
            break
        floors.append((service, kept * best))
    able = [plan for plan in plans if judge.best(plan, [(judge.weights(plan), 0.0)], _floors(judge, plan, floors)) is not None]
    agree(judge, Lexicographic(steps=steps), limits, min((judge.cost(plan) for plan in able), default=None))
    if able and seed < 5:
        parts = solve(Problem(judge.instance, Lexicographic(steps=steps), limits)).parts
        assert list(parts) == ["1. max_coverage", "2. max_coverage", "3. min_cost"]
        assert all(worth >= floor - 1e-3 for worth, (_, floor) in zip(parts.values(), floors, strict=False))


def _floors(judge: Judge, plan: tuple[int, ...], floors: list[tuple[str, float]]) -> list[tuple[Any, float]]:
    return [(judge.weights(plan, service=service), least) for service, least in floors]


@pytest.mark.parametrize("seed", SEEDS)
def test_limit(seed: int) -> None:
    """The cheapest plan of which the ill have so much; and the most for children that costs no more than so much."""
    judge, limits = judged(seed)
    least = float(seed % 11)
    able = [plan for plan in judge.plans() if (judge.best(plan, [(judge.weights(plan, service="clinic"), 0.0)]) or 0.0) >= least - 1e-6]
    agree(judge, MinCost(), (*limits, Hold(objective=ILL, at_least=least)), min((judge.cost(plan) for plan in able), default=None))
    most = float(seed % 7)
    served = [judge.best(plan, [(judge.weights(plan, service="daycare"), 0.0)]) for plan in judge.plans() if judge.cost(plan) <= most]
    agree(judge, CHILDREN, (*limits, Hold(objective=MinCost(), at_most=most)), highest(served))


@pytest.mark.parametrize("seed", SEEDS)
def test_worst_future(seed: int) -> None:
    judge, limits = judged(seed)
    best = highest([judge.best(plan, [(judge.weights(plan, projection=name), 0.0) for name in CHANCES]) for plan in judge.plans()])
    agree(judge, WorstProjection(objective=MaxCoverage()), limits, best)
    if best is not None and seed < 5:
        parts = solve(Problem(judge.instance, WorstProjection(objective=MaxCoverage()), limits)).parts
        assert min(parts.values()) == pytest.approx(best, abs=1e-3)


@pytest.mark.parametrize("seed", SEEDS)
def test_regret(seed: int) -> None:
    judge, limits = judged(seed)
    relative = seed % 4 > 1
    plans = list(judge.plans())
    alone = {name: highest([judge.best(plan, [(judge.weights(plan, projection=name), 0.0)]) for plan in plans]) for name in CHANCES}
    best = {name: worth for name, worth in alone.items() if worth is not None}
    unit = {name: worth if relative and worth > 0 else 1.0 for name, worth in best.items()}
    values = [
        judge.best(plan, [(judge.weights(plan, projection=name) / unit[name], -worth / unit[name]) for name, worth in best.items()])
        for plan in (plans if best else [])
    ]
    regret = highest(values)
    objective = MinRegret(objective=MaxCoverage(), relative=relative)
    agree(judge, objective, limits, None if regret is None else -regret)
    if regret is not None and seed < 5:
        parts = solve(Problem(judge.instance, objective, limits)).parts
        assert set(parts) == set(CHANCES)
        assert max(parts.values()) == pytest.approx(-regret, abs=1e-3)


def test_one_of_a_million_counts() -> None:
    """A million within reach of one site and one fewer of the other, which is cheaper: who comes first goes first."""
    demand = pd.DataFrame({"place": [0, 1], "service": "clinic", "need": [999_999.0, 1.0]})
    options = pd.DataFrame({"site": [0, 1], "service": "clinic", "room": [0, 0], "capital": [9.0, 1.0]})
    reach = pd.DataFrame({"demand": [0, 1, 0], "option": [0, 0, 1]})
    steps = (Step(objective=MaxCoverage()), Step(objective=MinCost()))
    found = solve(Problem(Instance(demand, options, reach), Lexicographic(steps=steps), (OnePlanPerSite(),)))
    assert found.objective == pytest.approx(9.0)
    assert found.chosen.tolist() == [True, False]


def test_a_projection_that_cannot_come() -> None:
    one = futures(1)
    never = replace(one, demand=one.demand.assign(probability=0.0, priority=0.0))
    with pytest.raises(InstanceError, match="a projection has the probability 0"):
        Problem(never, WorstProjection(objective=MaxCoverage()))


def test_village_sum() -> None:
    """
    Each 10 people served are a point, each 4 spent cost half a point: cost subtracts from what is served.

    With 9 to spend: the mill's larger daycare (7 + 3 for the building) is too dear; its smaller one (4 + 3) reaches places 0 and 1, and
    the school that stays serves 1 and 2 for nothing, so daycare goes from 50 to 90 for 7. The school alone: 5 points. The mill adds
    4 - 7/8 = 3.125; its clinic reaches 40 for 3 + 3, worth 4 - 6/8 = 3.25; so does the bridge's daycare (10 more for 5: 1 - 5/8) and
    its clinic (50 for 7: 5 - 7/8 = 4.125), which is best: 9.125.
    """
    terms = {"served": Term(objective=MaxCoverage(), per=10), "cost": Term(objective=MinCost(), weight=0.5, per=4)}
    found = solve(Problem(village(), Weighted(terms=terms), (OnePlanPerSite(), Budget(total=9))))
    assert found.objective == pytest.approx(9.125)
    assert found.parts == pytest.approx({"served": 100, "cost": 7})
    assert np.flatnonzero(found.chosen).tolist() == [3, 6]


def test_village_steps() -> None:
    """
    With 9 to spend, daycare first: the mill's daycare for 7 (90 served), and 2 left are not enough for any clinic. If 45 % of daycare may
    be given up, 49.5 must stay: the school's 50 do, and the bridge's clinic serves 50.
    """
    for tolerance, expected in ((0.0, [90.0, 0.0]), (0.45, [50.0, 50.0])):
        steps = (Step(objective=CHILDREN, tolerance=tolerance, name="children"), Step(objective=ILL, name="ill"))
        found = solve(Problem(village(), Lexicographic(steps=steps), (OnePlanPerSite(), Budget(total=9))))
        assert found.parts == pytest.approx({"children": expected[0], "ill": expected[1]})
        assert found.objective == pytest.approx(expected[1])
        assert found.gap == 0.0


def test_today_is_told_by_parts() -> None:
    """The school that stands serves 50 children and nobody ill."""
    steps = (Step(objective=CHILDREN), Step(objective=ILL))
    chosen = (village().options.action == "keep").to_numpy()
    found = evaluate(Problem(village(), Lexicographic(steps=steps)), chosen)
    assert found.parts == pytest.approx({"1. max_coverage": 50.0, "2. max_coverage": 0.0})


@pytest.mark.parametrize(
    ("relative", "bound", "found", "stated", "true"),
    [(False, 100.0, 90.0, 20.0, 10.0), (True, 100.0, 80.0, 0.4, 0.25), (False, 100.0, 90.0, 5.0, 0.0), (False, np.inf, 90.0, 20.0, 0.0)],
)
def test_regret_from_a_bound(relative: bool, bound: float, found: float, stated: float, true: float) -> None:
    """The best plan may be worth no more than what was found: then 80 of 100 is 10 short of 90, and 60 of 100 a quarter short of 80."""
    regret = Regret(objective=MaxCoverage(), projection="low", bound=bound, found=found, relative=relative)
    assert WorstRegret(regrets=(regret,)).proven(stated) == pytest.approx(true)


def test_an_earlier_step_that_is_not_proven() -> None:
    """The gap of the answer is that of its worst step, and it does not count as proven best."""
    told = Solution(Status.FEASIBLE, np.zeros(7, bool), pd.DataFrame(), objective=90.0, bound=99.0)
    steps = Lexicographic(steps=(Step(objective=CHILDREN), Step(objective=ILL)))
    asking = steps.questions(Problem(village(), steps))
    assert next(asking).objective == CHILDREN
    with pytest.raises(StopIteration) as last:
        asking.send(told)
    assert last.value.value.objective.kept_gap == pytest.approx(0.1)


REGRET = MinRegret(objective=MaxCoverage())


@pytest.mark.parametrize(
    ("objective", "said"),
    [
        (MaxCoverage(service="clinics"), 'max_coverage: no service is called "clinics"; did you mean "clinic"?'),
        (Weighted(terms={"a": Term(objective=MaxCoverage(service="x"))}), 'weighted: a: max_coverage: no service is called "x"'),
        (Weighted(terms={"a": Term(objective=REGRET)}), "weighted: a: min_regret must first solve other problems"),
        (WorstProjection(objective=MinCost()), "worst_projection: min_cost is the same in every projection"),
        (Lexicographic(steps=(Step(objective=ILL, name="a"), Step(objective=CHILDREN, name="a"))), "two steps have the same name"),
    ],
)
def test_no_sense(objective: Objective, said: str) -> None:
    with pytest.raises(InstanceError) as caught:
        Problem(village(), objective)
    assert said in str(caught.value)


def test_regret_takes_no_price() -> None:
    """It is no sum, so what a missed target costs cannot be added to it."""
    with pytest.raises(InstanceError, match="cover: a price cannot be weighed against min_regret"):
        Problem(village(), REGRET, (Cover(share=0.9, price=2.0),))


@pytest.mark.parametrize("held", [Hold(objective=ILL, at_most=3), Hold(objective=ILL), Hold(objective=ILL, at_least=1, at_most=3)])
def test_held_from_the_wrong_side(held: Hold) -> None:
    with pytest.raises(InstanceError, match="hold: max_coverage is held by at_least, and not by at_most"):
        Problem(village(), MinCost(), (held,))


def test_two_of_a_kind_do_not_share_variables() -> None:
    """Two worst futures in one sum, each with a variable of its own."""
    worst = {name: Term(objective=WorstProjection(objective=one)) for name, one in (("children", CHILDREN), ("ill", ILL))}
    model = compile(Problem(futures(0), Weighted(terms=worst)))
    assert {"behind", "behind_2"} <= set(model.families)


SCENARIO = """
name: a
services: {daycare: {within: 500 m, demand: {of: total}}}
population: [{kind: table, path: people.csv}]
objective:
  kind: weighted
  terms:
    children: {objective: {kind: max_coverage, servce: daycare}}
    worst: {objective: {kind: worst_projection, objective: {kind: max_cover}}}
constraints:
  - {kind: hold, objective: {kind: min_cost, years: x}, at_most: 3 万}
"""


def test_problems_within_are_told_by_line(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(SCENARIO)
    with pytest.raises(ScenarioError) as caught:
        siting.read(tmp_path / "x.yaml")
    text = str(caught.value)
    assert 'x.yaml:8: objective.weighted.terms.children.objective.max_coverage.servce: unknown key; did you mean "service"?' in text
    assert 'unknown kind "max_cover"; did you mean "max_coverage"?' in text
    assert "x.yaml:9: objective.weighted.terms.worst.objective.worst_projection.objective.kind" in text
    assert "x.yaml:11: constraints.0.hold.objective.min_cost.years: must be a number" in text


def test_an_editor_checks_what_is_within() -> None:
    validator = jsonschema.Draft202012Validator(schema())
    good = yaml.safe_load(SCENARIO.replace("servce", "service").replace("max_cover}", "max_coverage}").replace("years: x", "years: 2"))
    assert validator.is_valid(good)
    assert not validator.is_valid(yaml.safe_load(SCENARIO))
