"""Published problems whose optimum is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy.spatial import KDTree

from siting.instance.instance import Instance
from siting.model.constraints.count import Count
from siting.model.constraints.cover import Cover
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.objectives.min_cost import MinCost
from siting.model.problem import Problem
from siting.solve.solution import Status
from siting.solve.solve import solve
from tests.real import real


def tables(need: npt.ArrayLike, sites: int, rows: npt.ArrayLike, options: npt.ArrayLike) -> Instance:
    """Sites at a price of 1 each."""
    demand = pd.DataFrame({"need": np.asarray(need, float), "service": "x"}).reset_index(names="place")
    offers = pd.DataFrame({"site": range(sites), "service": "x", "capital": 1.0})
    return Instance(demand, offers, pd.DataFrame({"demand": rows, "option": options}))


def near(people: npt.ArrayLike, sites: npt.ArrayLike, radius: float) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    pairs = KDTree(np.asarray(people)).sparse_distance_matrix(KDTree(np.asarray(sites)), radius, output_type="ndarray")
    return pairs["i"], pairs["j"]


@pytest.mark.parametrize(("radius", "p", "best"), [(800, 1, 5461), (800, 3, 11604), (800, 5, 12152), (1200, 1, 9932), (1600, 1, 12123)])
def test_sao_jose_dos_campos(radius: float, p: int, best: float) -> None:
    """324 places of a city in Brazil, each of them a candidate (Lorena): the most that p facilities cover."""
    points = np.loadtxt(real("benchmarks/sjc/SJC324.txt"), skiprows=1)
    need = np.loadtxt(real("benchmarks/sjc/demand-SJC324.dat"))
    found = solve(Problem(tables(need, len(points), *near(points, points, radius)), MaxCoverage(), (Count(exactly=p),)))
    assert found.status is Status.OPTIMAL
    assert found.objective == pytest.approx(best)


@pytest.mark.parametrize(("radius", "fewest"), [(5.5, 5), (6.0, 4)])
def test_half_of_ten_thousand(radius: float, fewest: int) -> None:
    """10,000 customers and 100 sites of Cordeau, Furini and Ljubic (2019): the fewest sites that cover half of the demand."""
    file = real("benchmarks/cordeau_covering/GRID_INST_n100_m10000_d1_100_f1_1_s1.dat")
    rows = pd.read_csv(file, sep=r"\s+", skiprows=1, names=["kind", "id", "x", "y", "amount"])
    sites, people = (rows[rows.kind == kind] for kind in "FC")
    instance = tables(people.amount, len(sites), *near(people[["x", "y"]], sites[["x", "y"]], radius))
    found = solve(Problem(instance, MinCost(), (Cover(share=0.5),)))
    assert found.status is Status.OPTIMAL
    assert found.objective == pytest.approx(fewest)


@pytest.mark.parametrize(("name", "best"), [("scp41", 429), ("scp42", 512), ("scp410", 514)])
def test_set_covering(name: str, best: float) -> None:
    """Beasley's OR-Library: each column at its own price, all rows covered."""
    prices, rows, options = set_covering(real(f"benchmarks/orlib_scp/{name}.txt"))
    instance = tables(np.ones(max(rows) + 1), len(prices), rows, options)
    priced = Instance(instance.demand, instance.options.assign(capital=prices), instance.reach)
    found = solve(Problem(priced, MinCost(), (Cover(),)))
    assert found.status is Status.OPTIMAL
    assert found.objective == pytest.approx(best)


def set_covering(file: Path) -> tuple[list[float], list[int], list[int]]:
    """The price of each column, and the pairs of row and column of which the column covers the row."""
    numbers = iter(map(int, file.read_text().split()))
    n, m = next(numbers), next(numbers)
    prices = [float(next(numbers)) for _ in range(m)]
    pairs = [(row, next(numbers) - 1) for row in range(n) for _ in range(next(numbers))]
    return prices, [row for row, _ in pairs], [column for _, column in pairs]
