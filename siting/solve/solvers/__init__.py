"""Solvers, one a file: each takes a program and says truly how it ended."""

from __future__ import annotations

import pulp

from siting.errors import SolverError
from siting.solve.running import Solver
from siting.solve.solvers.any import Any
from siting.solve.solvers.cbc import Cbc
from siting.solve.solvers.highs import Highs


def by_name(name: str) -> Solver:
    """
    The solver of a name: ``highs``, ``cbc``, or any that PuLP lists, such as ``GUROBI_CMD``.

    Raises
    ------
    SolverError
        Where there is none of this name on this machine.
    """
    ours: dict[str, Solver] = {"highs": Highs(), "cbc": Cbc()}
    if name.lower() in ours:
        return ours[name.lower()]
    others = pulp.listSolvers(onlyAvailable=True)
    if name not in others:
        known = ", ".join([*ours, *others])
        raise SolverError('no solver is called "{name}", or it is not installed; here there are {known}', name=name, known=known)
    return Any(name)
