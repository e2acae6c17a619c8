"""What the plan may cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import numpy as np

from siting.instance.instance import Floats, Instance
from siting.model.groups import incidence, of_service, unknown
from siting.model.linear import Linear, stacked, weighted
from siting.model.model import Cost, Model
from siting.model.money import negative, spans, timetable, untimely
from siting.model.pieces import Constraint
from siting.model.words import Words
from siting.scenario.quantities import Money
from siting.texts import Listed, Sentences, Text, say

Limit = tuple[str, Linear, Money]
"""What a row is about, what is spent, and the most that may be."""


class Budget(Constraint):
    """
    Spend no more than there is.

        C <= B;      C_p <= B_p, or sum_{q <= p} C_q <= sum_{q <= p} B_q with `carry_over`;      C_g <= B_g + r_g;      sum_g r_g <= T
        with C = sum_{j in J} f_j x_j + sum_s F_s v_s, the same of the phase p or the group g, and sum_g C_g <= sum_g B_g

    with f_j the ``options.capital`` [currency] (or ``operating`` [currency a year]), F_s what building s costs once
    (``options.site_capital``), and J all options, those of one service, or those of a group such as a district. The cost of a building
    that services share belongs to no single service and counts in the total and in its group's budget. Capital is spent in the phase in
    which a plan opens. Running cost is paid in every phase, so each limit on it holds in each. r_g is what a group gets from others: T at
    most in all, and what one has more another has less.

    Wang, Q., Batta, R., Bhadury, J. and Rump, C. (2003), Budget constrained location problem with opening and closing of facilities,
    Computers & Operations Research 30, 2047-2069 (one budget).
    """

    kind: Literal["budget"] = "budget"

    total: Money | None = None
    """B: most to spend on everything [currency]."""
    by_phase: dict[int, Money] = {}
    """B_p: what each phase named brings [currency], {2026: 60_000_000}; of running cost, what may be paid in it [currency a year]."""
    carry_over: bool | None = None
    """Whether what is left in one phase may be spent in a later one; yes where absent, but running cost is never carried over."""
    by_service: dict[str, Money] = {}
    """Most to spend on each service named [currency]."""
    group: str | None = None
    """Column that says to which group a site belongs, such as `district`."""
    by_group: dict[str, Money] = {}
    """B_g: most to spend in each group named [currency]."""
    transfers: Money | None = None
    """T: how much in all may move from the groups named to others of them [currency]; nothing where absent."""
    of: Cost = "capital"
    """Which cost is limited: `capital`, paid once, or `operating`, paid each year."""

    @property
    def uses(self) -> frozenset[str]:
        building = {"options.site_capital"} if self.of == "capital" else set()
        group = {f"options.{self.group}"} if self.by_group else set()
        return frozenset({f"options.{self.of}"} | building | group | ({"options.service"} if self.by_service else set()))

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.total is None and not self.by_phase and not self.by_service and not self.by_group:
            yield say("give total, by_phase, by_service or by_group")
        phases = [(str(phase), most) for phase, most in self.by_phase.items()]
        named = [("total", self.total), ("transfers", self.transfers), *self.by_service.items(), *self.by_group.items()]
        yield from negative([*named, *phases])
        if bool(self.by_group) != (self.group is not None):
            yield say("group and by_group go together: the column, and how much each of its groups may spend")
        if self.transfers is not None and not self.by_group:
            yield say("transfers go with by_group: they move from one group's budget to another's")
        if self.carry_over is not None and not self.by_phase:
            yield say("carry_over goes with by_phase")
        elif self.carry_over and self.of == "operating":
            yield say("running cost is paid each year and not carried over; leave carry_over out")
        yield from untimely(instance, self.of, self.by_phase)
        services = set(instance.options.service)
        yield from (unknown("service", name, services) for name in self.by_service if name not in services)
        if self.group is not None and self.group in instance.options:
            groups = set(instance.options[self.group].astype(str))
            yield from (unknown(self.group, name, groups) for name in self.by_group if name not in groups)

    def principles(self, words: Words) -> Iterator[Text]:
        once = self.of == "capital"
        if self.total is not None:
            most = words.money(self.total)
            yield (
                say("The plan costs at most {most} once.", most=most)
                if once
                else say("Running the plan costs at most {most} a year.", most=most)
            )
        if self.by_phase:
            yield self._phased(words)
        for limits, group in ((self._named(words, self.by_service), None), (self._named(words, self.by_group), self.group)):
            if limits.parts:
                told = _together(limits, once=once)
                yield told if group is None else Sentences(told, *self._moved(words))

    def _phased(self, words: Words) -> Text:
        """What each phase brings, in a sentence."""
        money = Listed(*(say("{money} in {phase}", money=words.money(most), phase=phase) for phase, most in sorted(self.by_phase.items())))
        if self.of == "operating":
            return say("Running the plan costs, a year, at most {money}.", money=money)
        if self.carry_over is not False:
            return say(
                "The money that is spent once comes step by step: {money}. What is left in one year may be spent later.", money=money
            )
        return say("What is spent once is at most {money}. What is left in one year may not be spent later.", money=money)

    def _named(self, words: Words, limits: Mapping[str, Money]) -> Listed:
        """The limits on services or groups."""
        names = {name: words.service(name) if limits is self.by_service else name for name in limits}
        return Listed(*(say("{money} for {name}", money=words.money(most), name=names[name]) for name, most in limits.items()))

    def _moved(self, words: Words) -> Iterator[Text]:
        """What may move from one group to another, in a sentence."""
        if self.transfers is not None and self.group is not None:
            told = {"areas": words.areas(self.group), "most": words.money(self.transfers)}
            yield say("Between these {areas}, up to {most} in all may be moved.", **told)

    def add(self, m: Model) -> None:
        limits = [*self._limits(m), *(self._groups(m) if self.transfers is None else self._transferred(m))]
        m.require("budget", _spent(limits) <= _most(limits), [label for label, *_ in limits])

    def _limits(self, m: Model) -> Iterator[Limit]:
        """The limits on everything and on services."""
        options, buildings = m.instance.options, not m.traits.shared
        for span in spans(m.instance, self.of):
            if self.total is not None:
                yield span.label("total"), m.cost(self.of, phases=span.phases), self.total
            for service, most in self.by_service.items():
                spent = m.cost(self.of, chosen=of_service(options, service), buildings=buildings, phases=span.phases)
                yield span.label(service), spent, most
        carried = self.carry_over is not False and self.of == "capital"
        for span, most in timetable(m.instance, self.by_phase, carried=carried) if self.by_phase else ():
            yield span.label(), m.cost(self.of, phases=span.phases), most

    def _groups(self, m: Model) -> Iterator[Limit]:
        """The limits on groups."""
        for span in spans(m.instance, self.of):
            for name, most in self.by_group.items():
                chosen = np.asarray(m.instance.options[self.group].astype(str) == name, float)
                yield span.label(name), m.cost(self.of, chosen=chosen, phases=span.phases), most

    def _transferred(self, m: Model) -> Iterator[Limit]:
        """Limits on groups of which some may spend what others leave; yields those on all of them together."""
        limits, each = list(self._groups(m)), spans(m.instance, self.of)
        labels = [label for label, *_ in limits]
        received = m.family("received", labels, upper=None)
        m.require("budget_of_group", _spent(limits) <= received + _most(limits), labels)
        inside = incidence(np.repeat(np.arange(len(each)), len(self.by_group)), len(each))
        m.require("transfers", inside @ received <= self.transfers, [span.label("all") for span in each])
        together, most = inside @ _spent(limits), inside @ _most(limits)
        for k, span in enumerate(each):
            yield span.label("groups"), weighted(np.eye(len(each))[k], together), float(most[k])


def _spent(limits: list[Limit]) -> Linear:
    return stacked([cost for _, cost, _ in limits])


def _most(limits: list[Limit]) -> Floats:
    return np.array([most for *_, most in limits], float)


def _together(limits: Listed, *, once: bool) -> Text:
    """Several limits in a sentence."""
    if once:
        return say("What is spent once is at most {limits}.", limits=limits)
    return say("Running costs a year are at most {limits}.", limits=limits)
