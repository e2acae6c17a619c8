"""Targets and fairness, hard and priced, against every plan there is."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
import pytest

from siting.errors import InfeasibleError, InstanceError
from siting.instance.instance import Instance
from siting.model.constraints.communities_with import CommunitiesWith
from siting.model.constraints.count import Count
from siting.model.constraints.cover import Cover
from siting.model.constraints.gap_between_groups import GapBetweenGroups
from siting.model.constraints.mean_absolute_deviation import MeanAbsoluteDeviation
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.constraints.share_of_capacity import ShareOfCapacity
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.objectives.min_cost import MinCost
from siting.model.pieces import Constraint
from siting.model.problem import Problem
from siting.solve.solve import EXACT, solve
from tests.village import random_instance, village

Row = dict[Any, Any]
Missed = Callable[[list[Row], list[Row], set[int], set[int]], float | None]
"""How much a plan misses a target by (0: met; None: it breaks a rule that has no price): demand, options, plan, rows covered."""


def town(seed: int) -> Instance:
    """A random instance with communities of sites and sorts of plans, and every second one in two phases."""
    one = random_instance(seed, most=7)
    rng = np.random.default_rng(700 + seed)
    n = len(one.options)
    options = one.options.assign(
        capacity=one.options.capacity.replace(np.inf, 9.0), community=rng.choice(["a", "b"], n), public=rng.random(n) < 0.5,
        nursing=rng.integers(0, 9, n).astype(float), level=rng.choice(["community", "city"], n),
    )  # fmt: skip
    if seed % 2:
        return Instance(one.demand, options, one.reach)
    later = one.demand.assign(phase=1, need=rng.integers(0, 10, len(one.demand)).astype(float))
    new = (options.action != "keep") & ~options.stays
    options["opens"] = np.where(new, rng.choice([0, 1], n), 0)
    reach = pd.concat([one.reach, one.reach.assign(demand=one.reach.demand + len(one.demand))], ignore_index=True)
    return Instance(pd.concat([one.demand, later], ignore_index=True), options, reach)


def kinds(demand: list[Row], column: str) -> dict[Any, dict[Any, list[int]]]:
    """The rows of each service and phase, by what stands in a column; blanks and rows without need left out of nothing but blanks."""
    found: dict[Any, dict[Any, list[int]]] = {}
    for i, row in enumerate(demand):
        if row[column] != "":
            found.setdefault((row["service"], row["phase"]), {}).setdefault(row[column], []).append(i)
    return found


def need(demand: list[Row], rows: list[int]) -> float:
    return float(sum(demand[i]["need"] for i in rows))


def shares(demand: list[Row], groups: dict[Any, list[int]], covered: set[int]) -> dict[Any, tuple[float, float]]:
    """The covered share and the need of each group that needs anything."""
    return {
        name: (need(demand, [i for i in rows if i in covered]) / need(demand, rows), need(demand, rows))
        for name, rows in groups.items()
        if need(demand, rows) > 0
    }


def gap(most: float) -> Missed:
    def missed(demand: list[Row], options: list[Row], plan: set[int], covered: set[int]) -> float | None:
        for groups in kinds(demand, "community").values():
            found = [share for share, _ in shares(demand, groups, covered).values()]
            if found and max(found) - min(found) > most + 1e-9:
                return None
        return 0.0

    return missed


def deviation(most: float, *, equal: bool) -> Missed:
    def missed(demand: list[Row], options: list[Row], plan: set[int], covered: set[int]) -> float | None:
        for groups in kinds(demand, "community").values():
            found = shares(demand, groups, covered).values()
            weights = [1.0 if equal else size for _, size in found]
            if not weights:
                continue
            mean = sum(w * share for w, (share, _) in zip(weights, found, strict=True)) / sum(weights)
            if sum(w * abs(share - mean) for w, (share, _) in zip(weights, found, strict=True)) / sum(weights) > most + 1e-9:
                return None
        return 0.0

    return missed


def communities(share: dict[int, float], *, inside: bool, price: bool, residents: float) -> Missed:
    def missed(demand: list[Row], options: list[Row], plan: set[int], covered: set[int]) -> float | None:
        short = 0.0
        for (service, phase), groups in kinds(demand, "community").items():
            if service != "daycare" or phase < min(share):
                continue
            asked = {name: rows for name, rows in groups.items() if need(demand, rows) > 0}
            standing = {options[j]["community"] for j in plan if options[j]["service"] == "daycare" and options[j]["opens"] <= phase}
            own = shares(demand, asked, covered)
            have = sum((name in standing) if inside else own[name][0] >= residents - 1e-9 for name in asked)
            wanted = ceil(share[max(year for year in share if year <= phase)] * len(asked) - 1e-9)
            short += max(0, wanted - have)
        return short if price or not short else None

    return missed


def sort(least: float, part: Callable[[Row], float], whole: Callable[[Row], float], *, price: bool) -> Missed:
    def missed(demand: list[Row], options: list[Row], plan: set[int], covered: set[int]) -> float | None:
        short = 0.0
        for phase in {row["phase"] for row in demand}:
            here = [options[j] for j in plan if options[j]["opens"] <= phase and options[j]["action"] != "keep"]
            short += max(0.0, least * sum(map(whole, here)) - sum(map(part, here)))
        return short if price or short < 1e-9 else None

    return missed


def money(least: float) -> Missed:
    def missed(demand: list[Row], options: list[Row], plan: set[int], covered: set[int]) -> float | None:
        new = [options[j] for j in plan if options[j]["action"] != "keep"]
        near = sum(row["capital"] for row in new if row["level"] == "community")
        return 0.0 if near >= least * sum(row["capital"] for row in new) - 1e-9 else None

    return missed


def floors(share: float) -> Missed:
    def missed(demand: list[Row], options: list[Row], plan: set[int], covered: set[int]) -> float | None:
        every = [rows for groups in kinds(demand, "community").values() for rows in groups.values()]
        return sum(max(0.0, share * need(demand, rows) - need(demand, [i for i in rows if i in covered])) for rows in every)

    return missed


def capacity(row: Row) -> float:
    return float(row["capacity"])


def beds(row: Row) -> float:
    return float(row["nursing"])


def public(row: Row) -> float:
    return float(row["capacity"] if row["public"] else 0.0)


HALF = {-9999: 0.5}
CASES: dict[str, tuple[Constraint, Missed, float]] = {
    "gap": (GapBetweenGroups(group="community", at_most=0.4), gap(0.4), 0.0),
    "deviation": (MeanAbsoluteDeviation(group="community", at_most=0.2), deviation(0.2, equal=False), 0.0),
    "deviation, equal": (MeanAbsoluteDeviation(group="community", at_most=0.15, equal=True), deviation(0.15, equal=True), 0.0),
    "reached": (CommunitiesWith(service="daycare", share=0.5), communities(HALF, inside=False, price=False, residents=0.5), 0.0),
    "reached, priced": (
        CommunitiesWith(service="daycare", share=1.0, residents=0.8, price=3.0),
        communities({-9999: 1.0}, inside=False, price=True, residents=0.8), 3.0,
    ),
    "inside": (
        CommunitiesWith(service="daycare", share=0.5, reading="inside"), communities(HALF, inside=True, price=False, residents=0.5), 0.0,
    ),
    "milestones": (
        CommunitiesWith(service="daycare", milestones={0: 0.5, 1: 1.0}, reading="inside", price=2.0),
        communities({0: 0.5, 1: 1.0}, inside=True, price=True, residents=0.5), 2.0,
    ),
    "beds": (ShareOfCapacity(of="nursing", at_least=0.8), sort(0.8, beds, capacity, price=False), 0.0),
    "beds, priced": (ShareOfCapacity(of="nursing", at_least=0.9, price=0.5), sort(0.9, beds, capacity, price=True), 0.5),
    "public": (ShareOfCapacity(of="public", at_least=0.6), sort(0.6, public, capacity, price=False), 0.0),
    "money": (ShareOfCapacity(of="level", like=("community",), at_least=0.5, measure="capital"), money(0.5), 0.0),
    "floors, priced": (Cover(share=0.7, group="community", price=0.3), floors(0.7), 0.3),
}  # fmt: skip


def best(instance: Instance, missed: Missed, *, price: float, at_most: int, cheap: bool) -> float | None:
    """The worth of the best plan, less what it misses; money where it is to be cheap, else the weighted need covered."""
    options, demand = instance.options.to_dict("records"), instance.demand.to_dict("records")
    pairs = list(zip(instance.reach.demand.tolist(), instance.reach.option.tolist(), strict=True))
    stays = {row["room"] for row in options if row["stays"]}
    found = []
    for bits in product([False, True], repeat=len(options)):
        plan = {j for j, chosen in enumerate(bits) if chosen}
        rooms = [options[j]["room"] for j in plan]
        if len(set(rooms)) < len(rooms) or not stays <= set(rooms) or sum(options[j]["action"] != "keep" for j in plan) > at_most:
            continue
        covered = {i for i, j in pairs if j in plan}
        short = missed(demand, options, plan, covered)
        if short is None:
            continue
        if cheap:
            found.append(-sum(options[j]["capital"] + options[j]["site_capital"] for j in plan) - price * short)
        else:
            found.append(sum(demand[i]["need"] * demand[i]["priority"] for i in covered) - price * short)
    return max(found, default=None)


@pytest.mark.parametrize("reductions", [(), EXACT], ids=["plain", "reduced"])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("seed", range(8))
def test_every_plan(case: str, seed: int, reductions: Any) -> None:
    piece, missed, price = CASES[case]
    instance, cheap = town(seed), seed % 4 == 3
    if case == "milestones" and len(instance.phases) == 1:
        with pytest.raises(InstanceError, match="no phase is as late as 1"):
            Problem(instance, MaxCoverage(), (piece,))
        return
    expected = best(instance, missed, price=price, at_most=2 + seed % 3, cheap=cheap)
    problem = Problem(instance, MinCost() if cheap else MaxCoverage(), (OnePlanPerSite(), Count(at_most=2 + seed % 3), piece))
    if expected is None:
        with pytest.raises(InfeasibleError):
            solve(problem, reductions=reductions)
        return
    found = solve(problem, reductions=reductions)
    assert (-found.objective if cheap else found.objective) == pytest.approx(expected, abs=1e-5)


def test_what_is_missed_is_told() -> None:
    """No plan of one new site covers all daycare; what is short of the floor stands in the solution, and costs half a unit each."""
    found = solve(Problem(village(), MaxCoverage(), (OnePlanPerSite(), Count(at_most=1), Cover(service="daycare", price=0.5))))
    assert found.shortfalls == {"cover(daycare)": 10.0}
    assert found.objective == pytest.approx(90.0 - 5.0)


def test_what_cannot_be_asked() -> None:
    with pytest.raises(InstanceError, match="give either share or milestones"):
        Problem(village(), MaxCoverage(), (CommunitiesWith(service="daycare"),))
    with pytest.raises(InstanceError, match='no service is called "daycar"; did you mean "daycare"'):
        Problem(village(), MaxCoverage(), (CommunitiesWith(service="daycar", share=0.5),))
    with pytest.raises(InstanceError, match='like goes with a column of words, and "district" holds words'):
        Problem(village(), MaxCoverage(), (ShareOfCapacity(of="district", at_least=0.5),))
    with pytest.raises(InstanceError, match="referral_capacity: 1 plans have no number"):
        Problem(village(), MaxCoverage(), (ShareOfCapacity(of="referral_capacity", at_least=0.5),))
    with pytest.raises(InstanceError, match='has no column "nursing"'):
        Problem(village(), MaxCoverage(), (ShareOfCapacity(of="nursing", at_least=0.5),))
