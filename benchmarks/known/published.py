"""
The published problems themselves, family by family.

Each reader turns a file into a `Problem` made of the project's pieces; nothing here knows how it is solved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.known.tables import by_roads, covering, travelling, within
from siting import Problem
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.count import Count
from siting.model.constraints.cover import Cover
from siting.model.constraints.single_source import SingleSource
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.objectives.min_cost import MinCost
from siting.model.objectives.min_travel import MinTravel
from siting.model.pieces import Objective

EARTH = 6_378_137.0
"""The radius with which the values for American cities were published [m]."""

BEASLEY = {f"scp4{k}": best for k, best in enumerate((429, 512, 516, 494, 512, 560, 430, 492, 641, 514), start=1)}
"""Optima of the set covering problems with costs (Beasley 1990, European Journal of Operational Research 47, 260-272)."""

RAIL = {"rail507": 174}
"""The same for the crews of railways (Caprara, Fischetti and Toth 1999, Operations Research 47, 730-743)."""

SJC = {"SJC1": 17288.99}
"""Optima of the capacitated p-median of São José dos Campos (Lorena and Senne 2004, Computers & Operations Research 31, 863-876)."""


@dataclass(frozen=True)
class Known:
    """
    A problem whose optimum is known.

    Parameters
    ----------
    best
        The published optimum; None where none is at hand.
    tolerance
        By how much a value may differ from it and still be the same, as published values are rounded.
    ask
        Reads the file and states the question.
    """

    family: str
    name: str
    best: float | None
    ask: Callable[[], Problem]
    tolerance: float = 1e-6


def problems(folder: Path) -> Iterator[Known]:
    """All problems of the folder, in the order of difficulty within each family."""
    for family in (p_median, capacitated, whole_people, set_covering, sao_jose, cordeau, cities):
        yield from family(folder)


def p_median(folder: Path) -> Iterator[Known]:
    """OR-Library, uncapacitated p-median on networks (Beasley 1985)."""
    best = _published(folder / "orlib_pmed" / "pmedopt.txt")
    for number in range(1, 41):
        yield Known("p-median", f"pmed{number}", best[f"pmed{number}"], partial(_p_median, folder / "orlib_pmed" / f"pmed{number}.txt"))


def capacitated(folder: Path) -> Iterator[Known]:
    """OR-Library, capacitated warehouse location (Beasley 1988)."""
    best = _published(folder / "orlib_cap" / "bounds.txt")
    for name, value in best.items():
        stem, _, capacity = name.partition("_")
        if (file := folder / "orlib_cap" / f"{stem}.txt").exists():
            yield Known("capacitated", name, value, partial(_capacitated, file, float(capacity or 0)), tolerance=1e-7)


def whole_people(folder: Path) -> Iterator[Known]:
    """All people of a place go to one site: capacitated p-median (Lorena), and facilities with a price (Yang, Chu and Chen 2012)."""
    for name, best in SJC.items():
        yield Known("single source", name, best, partial(_capacitated_median, folder / "sjc" / f"cpmp_{name}.dat"))
    for file in sorted((folder / "sscflp_yang").glob("*.dat")):
        # the optima are not in the data, nor seen elsewhere
        yield Known("single source", f"Yang {file.stem}", None, partial(_single_source, file))


def set_covering(folder: Path) -> Iterator[Known]:
    """OR-Library, set covering with costs, and with a price of 1 each."""
    counts = pd.read_csv(folder / "orlib_scp" / "index.csv").set_index("file").best_known
    for name, best in (BEASLEY | RAIL).items():
        of, read = (f"{name}.txt", _by_rows) if name in BEASLEY else (name, _by_columns)
        if (file := folder / "orlib_scp" / of).exists():
            yield Known("set covering", name, best, partial(_set_covering, file, read))
            yield Known("set covering", f"{name} unit costs", float(counts[of]), partial(_set_covering, file, read, unit=True))


def sao_jose(folder: Path) -> Iterator[Known]:
    """São José dos Campos, maximal covering (Lorena)."""
    for row in pd.read_csv(folder / "sjc" / "mclp_optima_computed_highs.csv").to_dict("records"):
        if (file := folder / "sjc" / f"{row['instance']}.txt").exists():
            need = folder / "sjc" / f"demand-{row['instance']}.dat"
            ask = partial(_sao_jose, file, need, int(row["p"]), float(row["radius"]))
            yield Known("maximal covering", f"{row['instance']} p={row['p']} r={row['radius']}", float(row["optimum"]), ask)


def cordeau(folder: Path) -> Iterator[Known]:
    """Cordeau, Furini and Ljubić (2019), maximal and partial covering with many customers."""
    for row in pd.read_csv(folder / "cordeau_covering" / "optima_computed_highs.csv").to_dict("records"):
        if (file := folder / "cordeau_covering" / str(row["instance"])).exists() and row["status"] == "Optimal":
            ask = partial(_cordeau, file, str(row["problem"]), float(row["radius"]), float(row["budget_or_coverfrac"]))
            size = f"{int(row['n_customers']):,} x {row['n_facilities']}"
            family = "maximal covering" if row["problem"] == "MCLP" else "partial covering"
            yield Known(family, f"Cordeau {size} R={row['radius']} {row['budget_or_coverfrac']:g}", float(row["objective"]), ask)


def cities(folder: Path) -> Iterator[Known]:
    """Maximo, Nascimento and Carvalho (2017), maximal covering of American cities, each block a customer and a candidate."""
    for row in pd.read_csv(folder / "mclp_us_cities" / "optima.csv").to_dict("records"):
        if (file := folder / "mclp_us_cities" / f"{row['instance']}.txt").exists():
            ask = partial(_city, file, int(row["p"]), float(row["radius_m"]))
            yield Known("maximal covering", f"{row['instance']} p={row['p']}", float(row["published_value"]), ask)


def _p_median(file: Path) -> Problem:
    numbers = np.array(file.read_text().split(), int)
    nodes, edges, p = numbers[:3].tolist()
    ways = numbers[3 : 3 + 3 * edges].reshape(edges, 3) - np.array([1, 1, 0])
    instance = travelling(np.ones(nodes), np.ones(nodes), by_roads(nodes, ways))
    return Problem(instance, MinTravel(), (Count(exactly=p),))


def _capacitated(file: Path, capacity: float) -> Problem:
    numbers = np.array(file.read_text().replace("capacity", f"{capacity}").split(), float)
    sites, people = int(numbers[0]), int(numbers[1])
    offers = numbers[2 : 2 + 2 * sites].reshape(sites, 2)
    rows = numbers[2 + 2 * sites :].reshape(people, 1 + sites)
    # the file says what it costs to serve all of a customer's demand from each site
    instance = travelling(rows[:, 0], offers[:, 1], rows[:, 1:] / rows[:, :1], capacity=offers[:, 0])
    return Problem(instance, _cost_and_travel(), (Capacity(),))


def _cost_and_travel() -> Objective:
    from siting.model.objectives.weighted import Weighted

    return Weighted.model_validate({"terms": {"sites": {"objective": {"kind": "min_cost"}}, "ways": {"objective": {"kind": "min_travel"}}}})


def _capacitated_median(file: Path) -> Problem:
    numbers = np.array(file.read_text().split(), float)
    rows = numbers[2:].reshape(-1, 4)
    points, capacity, need = rows[:, :2], rows[:, 2], rows[:, 3]
    ways = np.linalg.norm(points[:, None] - points[None], axis=2)
    # each place counts once, however many live there
    instance = travelling(need, np.ones(len(rows)), ways / need[:, None], capacity=capacity)
    return Problem(instance, MinTravel(), (Count(exactly=int(numbers[1])), Capacity(), SingleSource()))


def _single_source(file: Path) -> Problem:
    numbers = np.array(file.read_text().split(), float)
    sites, people = int(numbers[0]), int(numbers[1])
    offers = numbers[2 : 2 + 2 * sites].reshape(sites, 2)
    rest = numbers[2 + 2 * sites :].reshape(1 + sites, people)
    # the file says what it costs to serve all of a customer's demand from each site
    instance = travelling(rest[0], offers[:, 1], (rest[1:] / rest[0]).T, capacity=offers[:, 0])
    return Problem(instance, _cost_and_travel(), (Capacity(), SingleSource()))


Covering = tuple[int, list[float], list[tuple[int, int]]]


def _set_covering(file: Path, read: Callable[[Iterator[int]], Covering], *, unit: bool = False) -> Problem:
    rows, prices, pairs = read(iter(map(int, file.read_text().split())))
    costs = np.ones(len(prices)) if unit else prices
    return Problem(covering(np.ones(rows), costs, *zip(*pairs, strict=True)), MinCost(), (Cover(),))


def _by_rows(numbers: Iterator[int]) -> Covering:
    """How many rows, what each column costs, and which row is covered by which column."""
    rows, columns = next(numbers), next(numbers)
    prices = [float(next(numbers)) for _ in range(columns)]
    return rows, prices, [(row, next(numbers) - 1) for row in range(rows) for _ in range(next(numbers))]


def _by_columns(numbers: Iterator[int]) -> Covering:
    """The same from a file that tells, column by column, what it costs and which rows it covers."""
    rows, columns = next(numbers), next(numbers)
    prices: list[float] = []
    pairs: list[tuple[int, int]] = []
    for column in range(columns):
        prices.append(float(next(numbers)))
        pairs += [(next(numbers) - 1, column) for _ in range(next(numbers))]
    return rows, prices, pairs


def _sao_jose(file: Path, needs: Path, p: int, radius: float) -> Problem:
    points, need = np.loadtxt(file, skiprows=1), np.loadtxt(needs)
    return Problem(covering(need, np.ones(len(points)), *within(points, points, radius)), MaxCoverage(), (Count(at_most=p),))


def _cordeau(file: Path, problem: str, radius: float, limit: float) -> Problem:
    rows = pd.read_csv(file, sep=r"\s+", skiprows=1, names=["kind", "id", "x", "y", "amount"])
    sites, people = (rows[rows.kind == kind] for kind in "FC")
    instance = covering(people.amount, np.ones(len(sites)), *within(people[["x", "y"]], sites[["x", "y"]], radius))
    if problem == "MCLP":
        return Problem(instance, MaxCoverage(), (Count(at_most=int(limit)),))
    return Problem(instance, MinCost(), (Cover(share=limit),))


def _city(file: Path, p: int, radius: float) -> Problem:
    text = file.read_text()
    places, needs = re.split(r"NODE_COORD_SECTION|DEMAND_SECTION|EOF", text)[1:3]
    at = np.radians(np.array(places.split(), float).reshape(-1, 2))
    need = np.array(needs.split(), float)
    on_sphere = np.column_stack([np.cos(at[:, 0]) * np.cos(at[:, 1]), np.cos(at[:, 0]) * np.sin(at[:, 1]), np.sin(at[:, 0])])
    # along the great circle the radius is an arc, through the earth its chord
    chord = 2.0 * np.sin(radius / EARTH / 2.0)
    return Problem(covering(need, np.ones(len(need)), *within(on_sphere, on_sphere, chord)), MaxCoverage(), (Count(at_most=p),))


def _published(file: Path) -> dict[str, float]:
    """Names and values of a table of optima, the first number of each line."""
    lines = [line.split() for line in file.read_text().splitlines()]
    return {line[0]: float(line[1]) for line in lines if len(line) > 1 and re.fullmatch(r"[\d.]+", line[1])}
