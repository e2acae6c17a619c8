"""
What spopt finds for small towns: run on a Python that has spopt, it writes the values down for those that have not.

    python -m tests.solve.spopt_values
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

STORED = Path(__file__).parents[1] / "data" / "spopt.json"
"""By problem and seed what spopt 0.7.0 found."""

SEEDS = range(6)
P = 3
"""How many facilities, where their number is given."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Town:
    """
    Forty people and fifteen sites on a square, as spopt wants them: a matrix and some columns.

    Parameters
    ----------
    distance
        From each person to each site; shape (people, sites).
    apart
        Between the sites; shape (sites, sites).
    radius
        The least within which everybody has a site, and a little more.
    """

    people: Floats
    sites: Floats
    distance: Floats
    apart: Floats
    weight: Floats
    capacity: Floats
    radius: float


def town(seed: int) -> Town:
    """The town of a seed: the same numbers on every Python."""
    rng = np.random.default_rng(seed)
    people, sites = rng.random((40, 2)) * 1_000, rng.random((15, 2)) * 1_000
    distance, apart = (np.linalg.norm(points[:, None] - sites[None], axis=2) for points in (people, sites))
    weight = rng.integers(1, 10, len(people)).astype(float)
    capacity = np.ceil(weight.sum() * rng.uniform(0.335, 0.39, len(sites)))
    return Town(people, sites, distance, apart, weight, capacity, float(np.ceil(distance.min(axis=1).max() * 1.05)))


def _frames(of: Town) -> tuple[Any, Any]:
    import geopandas

    people, sites = (
        geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(*points.T), crs="EPSG:32648") for points in (of.people, of.sites)
    )
    return people.assign(weight=of.weight), sites


def _models() -> dict[str, Callable[[Town], Any]]:
    from spopt.locate import LSCP, LSCPB, MCLP, KNearestPMedian, PCenter, PDispersion, PMedian

    first = np.eye(15, dtype=int)[0]
    return {
        "LSCP": lambda of: LSCP.from_cost_matrix(of.distance, of.radius),
        "LSCP, a site given": lambda of: LSCP.from_cost_matrix(of.distance, of.radius, predefined_facilities_arr=first),
        "capacitated LSCP": lambda of: LSCP.from_cost_matrix(
            of.distance, of.radius, demand_quantity_arr=of.weight, facility_capacity_arr=np.ceil(of.capacity / 2)
        ),
        "LSCP-B": lambda of: LSCPB.from_cost_matrix(of.distance, of.radius, _solver()),
        "MCLP": lambda of: MCLP.from_cost_matrix(of.distance, of.weight, of.radius / 2, P),
        "MCLP, a site given": lambda of: MCLP.from_cost_matrix(of.distance, of.weight, of.radius / 2, P, predefined_facilities_arr=first),
        "p-median": lambda of: PMedian.from_cost_matrix(of.distance, of.weight, P),
        "p-median, a site given": lambda of: PMedian.from_cost_matrix(of.distance, of.weight, P, predefined_facilities_arr=first),
        "capacitated p-median": lambda of: PMedian.from_cost_matrix(of.distance, of.weight, P, facility_capacities=of.capacity),
        "k-nearest p-median": lambda of: KNearestPMedian.from_geodataframe(
            *_frames(of), "geometry", "geometry", "weight", P, k_array=np.full(len(of.people), 3)
        ),
        "p-center": lambda of: PCenter.from_cost_matrix(of.distance, P),
        "p-dispersion": lambda of: PDispersion.from_cost_matrix(of.apart, P),
    }


def _solver() -> Any:
    import pulp

    return pulp.HiGHS(msg=False, gapRel=0.0)


def theirs(problem: str, seed: int) -> float:
    """What spopt finds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = _models()[problem](town(seed))
        solved = model.solve() if problem == "LSCP-B" else model.solve(_solver())
        return float(solved.problem.objective.value())


if __name__ == "__main__":
    found = {problem: {str(seed): theirs(problem, seed) for seed in SEEDS} for problem in _models()}
    STORED.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
