"""
The maximal covering problem side by side: siting and spopt on the same instances, in one run.

Clients and sites lie uniformly in a square of 30 km; weights are whole numbers from 1 to 100; a client has about ten sites in reach; one
site in twenty may be chosen. Each package runs in a process of its own and begins with the coordinates, so spopt's distance matrix and
siting's reach table are both part of the building time. What a plan covers is counted here, from the sites it names, for both alike.

    python -m benchmarks.mclp_vs_spopt            prints the table and writes it to benchmarks/results/

Needs Python 3.11: spopt 0.7 asks for PuLP before 4.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

RESULT = Path(__file__).parent / "results" / "mclp_vs_spopt.md"
SIDE = 30_000.0
"""Side of the square [m]."""
IN_REACH = 10
"""How many sites a client has in reach, on average."""
SIZES = ((2_000, 200), (10_000, 500))
SEED = 1974

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Instance:
    """Coordinates [m], weights, radius [m] and how many sites to choose."""

    clients: Floats
    sites: Floats
    weights: npt.NDArray[np.int64]
    radius: float
    p: int

    def covered(self, chosen: Sequence[int]) -> int:
        """The weight of the clients within the radius of a chosen site."""
        near = np.zeros(len(self.clients), bool)
        for site in self.sites[list(chosen)]:
            near |= np.hypot(*(self.clients - site).T) <= self.radius
        return int(self.weights[near].sum())


@dataclass(frozen=True)
class Run:
    """What one package did with one instance: times [s], peak memory [MB] and the sites it chose."""

    build: float
    solve: float
    memory: float
    chosen: list[int]

    @property
    def total(self) -> float:
        return self.build + self.solve


def instance(clients: int, sites: int) -> Instance:
    rng = np.random.default_rng(SEED)
    return Instance(
        clients=rng.uniform(0, SIDE, (clients, 2)),
        sites=rng.uniform(0, SIDE, (sites, 2)),
        weights=rng.integers(1, 101, clients),
        radius=float(SIDE * np.sqrt(IN_REACH / (np.pi * sites))),
        p=sites // 20,
    )


def with_siting(task: Instance) -> Run:
    import pandas as pd

    import siting
    from siting.inputs.travel.straight_line import StraightLine
    from siting.inputs.travel.travel import Ends
    from siting.scenario.quantities import Standard

    began = perf_counter()
    pairs = StraightLine().pairs(Ends.at(task.clients), Ends.at(task.sites), Standard(value=task.radius, unit="m"))
    tables = siting.Instance(
        demand=pd.DataFrame({"place": np.arange(len(task.clients)), "service": "clinic", "need": task.weights.astype(float)}),
        options=pd.DataFrame({"site": np.arange(len(task.sites)), "service": "clinic"}),
        reach=pairs.rename(columns={"place": "demand", "site": "option"}),
    )
    problem = siting.Problem(tables, siting.objectives.MaxCoverage(), (siting.constraints.Count(exactly=task.p),))
    built = perf_counter()
    chosen = siting.solve(problem).chosen
    return finished(began, built, np.flatnonzero(chosen))


def with_spopt(task: Instance) -> Run:
    import pulp
    from scipy.spatial.distance import cdist
    from spopt.locate import MCLP

    began = perf_counter()
    model = MCLP.from_cost_matrix(cdist(task.clients, task.sites), task.weights, task.radius, task.p)
    built = perf_counter()
    model.solve(pulp.PULP_CBC_CMD(msg=False))
    chosen = [number for number, variable in enumerate(model.fac_vars) if variable.value() > 0.5]
    return finished(began, built, chosen)


PACKAGES: dict[str, Callable[[Instance], Run]] = {"siting": with_siting, "spopt": with_spopt}


def finished(began: float, built: float, chosen: Any) -> Run:
    solved = perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Run(built - began, solved - built, memory, [int(one) for one in chosen])


def run(package: str, clients: int, sites: int) -> Run:
    """One package on one instance, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.mclp_vs_spopt", "--one", package, str(clients), str(sites)]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{package} failed on {clients} x {sites}:\n{done.stderr}")
    return Run(**json.loads(done.stdout.splitlines()[-1]))


def compared(clients: int, sites: int) -> list[str]:
    """The rows of the table for one instance."""
    task = instance(clients, sites)
    runs = {package: run(package, clients, sites) for package in PACKAGES}
    ours, theirs = runs["siting"], runs["spopt"]
    rows = [
        f"| {clients:,} x {sites:,}, p = {task.p} | {package} | {one.build:.2f} | {one.solve:.2f} | {one.total:.2f} | {one.memory:,.0f} "
        f"| {task.covered(one.chosen):,} | {len(one.chosen)} |"
        for package, one in runs.items()
    ]
    ratio = f"| | spopt / siting | {theirs.build / ours.build:.1f} | {theirs.solve / ours.solve:.1f} | {theirs.total / ours.total:.1f}"
    worth = task.covered(theirs.chosen) / task.covered(ours.chosen)
    return [*rows, f"{ratio} | {theirs.memory / ours.memory:.1f} | {worth:.4f} | |"]


def page(rows: list[str]) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("siting", "spopt", "pulp", "highspy", "numpy"))
    return "\n".join(
        [
            "# Maximal covering: siting and spopt in one run",
            "",
            f"Written by `python -m benchmarks.mclp_vs_spopt` on Python {python_version()} with {packages}.",
            "Both prove the optimum; building begins with the coordinates; memory is the peak of the whole process, without that of the",
            "solver where it is another program (spopt's CBC is).",
            "",
            "| clients x sites | package | build [s] | solve [s] | total [s] | memory [MB] | weight covered | sites |",
            "|---|---|---:|---:|---:|---:|---:|---:|",
            *rows,
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="siting and spopt on the same covering problems")
    parser.add_argument("--one", nargs=3, metavar=("PACKAGE", "CLIENTS", "SITES"), help="run one package and print its result as JSON")
    one = parser.parse_args().one
    if one:
        print(json.dumps(asdict(PACKAGES[one[0]](instance(int(one[1]), int(one[2]))))))
        return
    text = page([row for size in SIZES for row in compared(*size)])
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
