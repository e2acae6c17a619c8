"""When money is there, and over which phases a limit on it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from siting.instance.instance import Instance
from siting.model.groups import unknown
from siting.model.model import Cost
from siting.scenario.quantities import Money
from siting.texts import Text, say


@dataclass(frozen=True)
class Span:
    """
    Phases that one limit holds for together.

    Parameters
    ----------
    phases
        Positions in `Instance.phases`.
    name
        What tells its rows from those of other spans; empty where there is but one.
    """

    phases: tuple[int, ...]
    name: str = ""

    def label(self, *parts: str) -> str:
        """What a row is about: ``clinic``, ``clinic,2030``."""
        return ",".join(filter(None, [*parts, self.name]))


def spans(instance: Instance, of: Cost) -> list[Span]:
    """All phases together for capital, which is paid once; each on its own for running cost, which is paid every year."""
    phases = instance.phases.tolist()
    if of == "capital" or len(phases) == 1:
        return [Span(tuple(range(len(phases))))]
    return each_phase(instance)


def each_phase(instance: Instance) -> list[Span]:
    """Each phase on its own, by its name."""
    return [Span((p,), str(phase)) for p, phase in enumerate(instance.phases.tolist())]


def timetable(instance: Instance, amounts: Mapping[int, Money], *, carried: bool) -> list[tuple[Span, Money]]:
    """
    What may be spent when, of money that comes phase by phase: in each, or up to each where what is left is carried over.

    Parameters
    ----------
    amounts
        What each phase brings [currency]; nothing where it is not named.
    """
    phases = instance.phases.tolist()
    given = [amounts.get(phase, 0.0) for phase in phases]
    firsts = [0 if carried else p for p in range(len(phases))]
    return [(Span(tuple(range(k, p + 1)), str(phases[p])), sum(given[k : p + 1])) for p, k in enumerate(firsts)]


def untimely(instance: Instance, of: Cost, amounts: Mapping[int, Money]) -> Iterable[Text]:
    """What is wrong with money that comes phase by phase."""
    phases = instance.phases.tolist()
    yield from (unknown("phase", phase, phases) for phase in amounts if phase not in phases)
    left = [str(phase) for phase in phases if phase not in amounts]
    if amounts and left and of == "operating":
        yield say("by_phase: running cost is paid in every phase, so name {phases}, too", phases=", ".join(left))


def negative(amounts: Iterable[tuple[str, Money | None]]) -> Iterable[Text]:
    """Limits that nothing can keep to."""
    for name, most in amounts:
        if most is not None and most < 0:
            yield say("{name}: {most:,.0f} is below 0; a budget is what there is to spend, 0 where there is nothing", name=name, most=most)
