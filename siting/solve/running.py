"""What a solver is told, tells, and returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from siting.instance.instance import Floats
from siting.model.program import Program
from siting.solve.solution import Outcome


@dataclass(frozen=True)
class Progress:
    """
    How far a long run has come.

    Parameters
    ----------
    best, bound
        Worth of the best plan and the bound, in the program's own sense (a minimisation); not a number or infinite where unknown.
    """

    seconds: float
    best: float
    bound: float


Listener = Callable[[Progress], None]


@dataclass(frozen=True)
class Limits:
    """
    When a solver may stop.

    Parameters
    ----------
    seconds
        At the best plan so far after this time [s]; None: no limit.
    gap
        As soon as the plan is this near to the bound, as a share of its worth.
    threads
        How many to use; None: the solver's own choice.
    enough
        As soon as the bound, in the program's own sense (a minimisation), reaches this: a plan in hand is then near enough. Solvers that
        tell nothing while they run go on.
    """

    seconds: float | None = None
    gap: float = 0.0
    threads: int | None = None
    enough: float | None = None


class Solver(Protocol):
    """What every solver is."""

    @property
    def name(self) -> str:
        """What a scenario calls it."""
        ...

    def __call__(self, program: Program, limits: Limits, *, start: Floats | None = None, listener: Listener | None = None) -> Outcome:
        """Minimise `program`, beginning from the values `start` of its variables where given."""
        ...


def had_plan(problem: Any, answer: Any) -> tuple[int, bool]:
    """What PuLP says of a run: its status, and whether there is a plan. PuLP 4 returns statistics, PuLP 3 a number."""
    if hasattr(answer, "has_solution"):
        return int(answer.status), bool(answer.has_solution)
    return int(answer), problem.sol_status in (1, 2)  # optimal, or merely feasible
