"""The two classics on the same numbers as in spopt: covering the most with p, and covering all with the fewest."""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from siting.instance.instance import Instance
from siting.model.constraints.count import Count
from siting.model.constraints.cover import Cover
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.objectives.min_cost import MinCost
from siting.model.problem import Problem
from siting.solve.solve import solve

RADIUS = 25.0

WITHOUT = pytest.mark.skipif(
    importlib.util.find_spec("spopt") is None, reason="spopt wants PuLP below 4, so it is there on Python 3.11 alone"
)

STORED = {0: (140.0, 7.0), 1: (102.0, 7.0), 2: (115.0, 7.0)}
"""By seed what spopt 0.7.0 found: people covered with three facilities, and how many facilities cover everybody."""


def costs(seed: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Distances between 30 people and 15 sites on a square of 100, everybody within reach of some site; and weights."""
    rng = np.random.default_rng(seed)
    people, sites = rng.random((30, 2)) * 100, rng.random((15, 2)) * 100
    distance = np.linalg.norm(people[:, None] - sites[None], axis=2)
    distance[np.arange(30), distance.argmin(axis=1)] = 1.0
    return distance, rng.integers(1, 10, 30).astype(float)


def tables(seed: int) -> Instance:
    distance, weight = costs(seed)
    rows, options = np.nonzero(distance <= RADIUS)
    return Instance(
        pd.DataFrame({"place": range(len(weight)), "service": "x", "need": weight}),
        pd.DataFrame({"site": range(distance.shape[1]), "service": "x", "capital": 1.0}),
        pd.DataFrame({"demand": rows, "option": options, "metres": distance[rows, options]}),
    )


def ours(seed: int) -> tuple[float, float]:
    most = solve(Problem(tables(seed), MaxCoverage(), (Count(exactly=3),)))
    fewest = solve(Problem(tables(seed), MinCost(), (Cover(),)))
    return most.objective, fewest.objective


@pytest.mark.parametrize("seed", STORED)
def test_as_spopt_found(seed: int) -> None:
    assert ours(seed) == pytest.approx(STORED[seed])


@WITHOUT
@pytest.mark.filterwarnings("ignore")  # those of spopt and what it imports
@pytest.mark.parametrize("seed", [*STORED, 3, 4, 5])
def test_as_spopt_finds(seed: int) -> None:
    assert ours(seed) == pytest.approx(theirs(seed))


def theirs(seed: int) -> tuple[float, float]:
    import pulp
    from spopt.locate import LSCP, MCLP

    def solved(model: Any) -> Any:
        return model.solve(pulp.HiGHS(msg=False)).problem.objective.value()

    distance, weight = costs(seed)
    return (
        solved(MCLP.from_cost_matrix(distance, weights=weight, service_radius=RADIUS, p_facilities=3)),
        solved(LSCP.from_cost_matrix(distance, service_radius=RADIUS)),
    )
