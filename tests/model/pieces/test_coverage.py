"""Other ways to count who is covered, against every plan there is."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import exp
from typing import Any

import numpy as np
import pandas as pd
import pytest

from siting.errors import InfeasibleError, InstanceError
from siting.instance.instance import Instance
from siting.model.constraints.budget import Budget
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.count import Count
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.objectives.backup_coverage import BackupCoverage
from siting.model.objectives.expected_coverage import ExpectedCoverage
from siting.model.objectives.gradual_coverage import GradualCoverage
from siting.model.objectives.max_min_coverage import MaxMinCoverage
from siting.model.pieces import Objective
from siting.model.problem import Problem
from siting.scenario.quantities import Standard
from siting.solve.solution import Status
from siting.solve.solve import EXACT, solve
from tests.model.travelling import Flows, Rules, best, journeys
from tests.village import random_instance, village

Row = dict[Any, Any]
Worth = Callable[[list[Row], list[int]], float]
REDUCTIONS = pytest.mark.parametrize("reductions", [(), EXACT], ids=["plain", "reduced"])
COUNTS = list(range(12))


def minutes(value: float) -> Standard:
    return Standard(value, "min")


def weight(row: Row) -> float:
    return float(row["need"] * row["priority"])


def backup(part: float) -> Worth:
    return lambda demand, times: sum(weight(row) * ((1 - part) * (n >= 1) + part * (n >= 2)) for row, n in zip(demand, times, strict=True))


def expected(works: float, most: int) -> Worth:
    return lambda demand, times: sum(weight(row) * (1 - (1 - works) ** min(n, most)) for row, n in zip(demand, times, strict=True))


def worst_group(group: str) -> Worth:
    def worth(demand: list[Row], times: list[int]) -> float:
        shares: dict[Any, list[tuple[float, bool]]] = {}
        for row, n in zip(demand, times, strict=True):
            if row[group] != "":
                shares.setdefault((row["service"], row["phase"], row["projection"], row[group]), []).append((weight(row), n > 0))
        parts = [sum(w for w, got in one if got) / sum(w for w, _ in one) for one in shares.values() if sum(w for w, _ in one) > 0]
        return 100.0 * min(parts, default=1.0)

    return worth


def two_phases(seed: int) -> Instance:
    """A random instance whose people change and whose new plans open now or later."""
    one = random_instance(seed, most=7)
    rng = np.random.default_rng(900 + seed)
    later = one.demand.assign(phase=1, need=rng.integers(0, 10, len(one.demand)).astype(float))
    demand = pd.concat([one.demand, later], ignore_index=True)
    reach = pd.concat([one.reach, one.reach.assign(demand=one.reach.demand + len(one.demand))], ignore_index=True)
    opens = np.where((one.options.action == "keep") | one.options.stays, 0, rng.choice([0, 1], len(one.options)))
    return Instance(demand, one.options.assign(opens=opens), reach)


def best_plan(instance: Instance, worth: Worth, *, at_most: int, money: float) -> float | None:
    """The most that any plan is worth; `times` counts the sites, not the plans, within reach of each demand row."""
    options, demand = instance.options.to_dict("records"), instance.demand.to_dict("records")
    reach = set(zip(instance.reach.demand.tolist(), instance.reach.option.tolist(), strict=True))
    stays = {row["room"] for row in options if row["stays"]}
    found = []
    for bits in product([False, True], repeat=len(options)):
        plan = [j for j, chosen in enumerate(bits) if chosen]
        rooms = [options[j]["room"] for j in plan]
        new = sum(options[j]["action"] != "keep" for j in plan)
        spent = sum(options[j]["capital"] + options[j]["site_capital"] for j in plan)
        if len(set(rooms)) < len(rooms) or not stays <= set(rooms) or new > at_most or spent > money:
            continue
        times = [len({_outlet(instance, i, j) for j in plan if (i, j) in reach}) for i in range(len(demand))]
        found.append(worth(demand, times))
    return max(found, default=None)


def _outlet(instance: Instance, row: int, option: int) -> Any:
    """What counts once: a site, and whom it reaches in the row's phase."""
    here = instance.scene[instance.reach.demand.to_numpy()] == instance.scene[row]
    rows = instance.reach.demand[here & (instance.reach.option == option).to_numpy()]
    return instance.options.site[option], tuple(sorted(rows.tolist()))


AIMS: dict[str, tuple[Objective, Worth]] = {
    "backup": (BackupCoverage(), backup(0.5)),
    "backup first": (BackupCoverage(weight=0.2), backup(0.2)),
    "backup second": (BackupCoverage(weight=0.9), backup(0.9)),
    "expected": (ExpectedCoverage(works=0.7), expected(0.7, 99)),
    "expected twice": (ExpectedCoverage(works=0.4, most=2), expected(0.4, 2)),
    "worst community": (MaxMinCoverage(group="community"), worst_group("community")),
    "worst service": (MaxMinCoverage(group="place"), worst_group("place")),
}


@REDUCTIONS
@pytest.mark.parametrize("aim", AIMS)
@pytest.mark.parametrize("seed", COUNTS)
def test_every_plan(aim: str, seed: int, reductions: Any) -> None:
    objective, worth = AIMS[aim]
    instance = random_instance(seed, most=8) if seed % 3 else two_phases(seed)
    at_most, money = 2 + seed % 3, float(8 + seed)
    expected = best_plan(instance, worth, at_most=at_most, money=money)
    problem = Problem(instance, objective, (OnePlanPerSite(), Count(at_most=at_most), Budget(total=money)))
    if expected is None:
        with pytest.raises(InfeasibleError):
            solve(problem, reductions=reductions)
        return
    found = solve(problem, reductions=reductions)
    assert found.status is Status.OPTIMAL
    assert found.objective == pytest.approx(expected, abs=1e-5)


def fading(way: float, kind: str) -> float:
    """What a way of some minutes counts between 3 and 9."""
    far = min(max((way - 3) / 6, 0.0), 1.0)
    if kind == "linear":
        return 1 - far
    if kind == "gaussian":
        return (exp(-far * far / 2) - exp(-0.5)) / (1 - exp(-0.5))
    return 1.0 if way <= 3 else 0.6 if way <= 5 else 0.0 if way >= 9 else 0.25 if way <= 8 else 0.0


@REDUCTIONS
@pytest.mark.parametrize("kind", ["linear", "gaussian", "step"])
@pytest.mark.parametrize("seed", COUNTS)
def test_fading_with_every_plan(seed: int, kind: Any, reductions: Any) -> None:
    steps = ((minutes(5), 0.6), (minutes(8), 0.25)) if kind == "step" else ()
    objective = GradualCoverage(full=minutes(3), none=minutes(9), decay=kind, steps=steps)
    instance = journeys(seed, phases=1 + seed % 2, projections=1 + (seed // 2) % 2, services=1 + seed % 2, most=6)
    capacity = bool(seed % 3)

    def measure(flows: Flows) -> float | None:
        return flows.least([-flows.weight(i) * fading(flows.ways[i, j], kind) for i, j in flows.flows], everyone=False)

    least = best(instance, Rules(capacity=capacity), measure, at_most=2)
    assert least is not None
    more = (Capacity(),) if capacity else ()
    found = solve(Problem(instance, objective, (OnePlanPerSite(), Count(at_most=2), *more)), reductions=reductions)
    assert found.objective == pytest.approx(-least, abs=1e-5)


def test_backup_by_hand() -> None:
    """The school reaches places 1 and 2 already; with the mill's daycare, which reaches 0 and 1, place 1 is covered twice."""
    found = solve(Problem(village(), BackupCoverage(weight=1.0), (OnePlanPerSite(), Count(at_most=1))))
    assert found.objective == 30.0


def test_what_cannot_be_asked() -> None:
    with pytest.raises(InstanceError, match=r"none \(5 min\) must be farther than full \(9 min\)"):
        Problem(village(), GradualCoverage(full=minutes(9), none=minutes(5)))
    with pytest.raises(InstanceError, match="full, none and steps must all be distances or all be times"):
        Problem(village(), GradualCoverage(full=minutes(9), none=Standard(900.0, "m")))
    with pytest.raises(InstanceError, match="steps go with decay: step"):
        Problem(village(), GradualCoverage(full=minutes(3), none=minutes(9), decay="step"))
    with pytest.raises(InstanceError, match='has no column "comunity"'):
        Problem(village(), MaxMinCoverage(group="comunity"))
