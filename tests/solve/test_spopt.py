"""
Equal to spopt on every problem that spopt has, each asked with pieces, from the same matrix.

spopt wants PuLP below 4, so it runs on Python 3.11 alone; elsewhere the values that it found there count, as `tests.solve.spopt_values`
wrote them.

One value of spopt 0.7.0 is not what it says. In its LSCP-B a person whom a single site can reach counts as covered twice, whatever is
opened: the row that should forbid it leaves the variable free. So its value is too large by the number of such people, which
`test_what_lscpb_counts` shows by trying every plan.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from siting.errors import InfeasibleError
from siting.instance.instance import Instance
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.count import Count
from siting.model.constraints.cover import Cover
from siting.model.constraints.fixed import Fixed
from siting.model.constraints.single_source import SingleSource
from siting.model.constraints.spacing import Spacing
from siting.model.objectives.backup_coverage import BackupCoverage
from siting.model.objectives.lexicographic import Lexicographic, Step
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.objectives.min_cost import MinCost
from siting.model.objectives.min_travel import MinTravel
from siting.model.objectives.min_worst import MinWorst
from siting.model.pieces import Constraint, Objective
from siting.model.problem import Problem
from siting.scenario.quantities import Standard
from siting.solve.solve import solve
from tests.solve.spopt_values import SEEDS, STORED, P, Town, theirs, town

HERE = importlib.util.find_spec("spopt") is not None
FIRST = Fixed(open=("0",))


def tables(of: Town, *, within: float = np.inf, need: bool = True, capacity: float = 1.0) -> Instance:
    """The matrix as three tables; everybody needs 1 where their weight does not count."""
    rows, options = np.nonzero(of.distance <= within)
    sites, others = np.nonzero(~np.eye(len(of.sites), dtype=bool))
    return Instance(
        pd.DataFrame({"place": range(len(of.weight)), "service": "x", "need": of.weight if need else 1.0}),
        pd.DataFrame({"site": range(len(of.sites)), "service": "x", "capital": 1.0, "capacity": np.ceil(capacity * of.capacity)}),
        pd.DataFrame({"demand": rows, "option": options, "metres": of.distance[rows, options]}),
        pd.DataFrame({"site": sites, "other": others, "metres": of.apart[sites, others], "minutes": 0.0}),
    )


def worth(instance: Instance, objective: Objective, *constraints: Constraint) -> float:
    return solve(Problem(instance, objective, constraints)).objective


def backup(of: Town) -> float:
    """The fewest facilities, and of all ways to have no more, the most people covered twice."""
    steps = (Step(objective=MinCost()), Step(objective=BackupCoverage(weight=1.0)))
    return worth(tables(of, within=of.radius, need=False), Lexicographic(steps=steps), Cover())


def dispersion(of: Town) -> float:
    """The farthest apart that so many facilities can keep: `spacing` answers for one distance, so the distances are tried."""

    def possible(far: float) -> bool:
        try:
            solve(Problem(tables(of), MinCost(), (Count(exactly=P), Spacing(at_least=Standard(far, "m")))))
        except InfeasibleError:
            return False
        return True

    distances = np.unique(of.apart[of.apart > 0])
    low, high = 0, len(distances)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if possible(float(distances[middle])) else (low, middle)
    return float(distances[low])


def travel(of: Town, *constraints: Constraint) -> float:
    return worth(tables(of), MinTravel(unit="metres"), Count(exactly=P), *constraints)


OURS: dict[str, Callable[[Town], float]] = {
    "LSCP": lambda of: worth(tables(of, within=of.radius), MinCost(), Cover()),
    "LSCP, a site given": lambda of: worth(tables(of, within=of.radius), MinCost(), Cover(), FIRST),
    "capacitated LSCP": lambda of: worth(tables(of, within=of.radius, capacity=0.5), MinCost(), Cover(), Capacity()),
    "LSCP-B": lambda of: backup(of) + alone(of),
    "MCLP": lambda of: worth(tables(of, within=of.radius / 2), MaxCoverage(), Count(exactly=P)),
    "MCLP, a site given": lambda of: worth(tables(of, within=of.radius / 2), MaxCoverage(), Count(exactly=P), FIRST),
    "p-median": travel,
    "p-median, a site given": lambda of: travel(of, FIRST),
    "capacitated p-median": lambda of: travel(of, Capacity(), SingleSource()),
    "k-nearest p-median": travel,
    "p-center": lambda of: worth(tables(of), MinWorst(unit="metres"), Count(exactly=P)),
    "p-dispersion": dispersion,
}


def alone(of: Town) -> int:
    """How many people a single site reaches."""
    return int(((of.distance <= of.radius).sum(axis=1) == 1).sum())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("problem", OURS)
def test_as_spopt_finds(problem: str, seed: int) -> None:
    stored = json.loads(STORED.read_text(encoding="utf-8"))[problem][str(seed)]
    if HERE:
        assert theirs(problem, seed) == pytest.approx(stored), "spopt finds something else now; write its values again"
    assert OURS[problem](town(seed)) == pytest.approx(stored)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_lscpb_counts(seed: int) -> None:
    """Every plan of the fewest facilities that cover everybody: the most people whom two of them reach."""
    of = town(seed)
    reached = of.distance <= of.radius
    for fewest in range(1, len(of.sites) + 1):
        plans = [list(plan) for plan in combinations(range(len(of.sites)), fewest) if reached[:, plan].any(axis=1).all()]
        if plans:
            break
    twice = max(int((reached[:, plan].sum(axis=1) >= 2).sum()) for plan in plans)
    assert backup(of) == twice
    assert json.loads(STORED.read_text(encoding="utf-8"))["LSCP-B"][str(seed)] == twice + alone(of)
