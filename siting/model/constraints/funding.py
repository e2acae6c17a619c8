"""Money of one kind is for one purpose, of another for another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.instance.instance import Floats, Instance
from siting.instance.tables import ACTIONS
from siting.kinds import Frozen
from siting.model.groups import incidence, unknown
from siting.model.linear import Linear, stacked
from siting.model.model import Cost, Model
from siting.model.money import Span, each_phase, negative, spans, timetable, untimely
from siting.model.pieces import Constraint
from siting.model.words import Words, done, in_full
from siting.scenario.quantities import Money
from siting.texts import Listed, Sentences, Text, say

Bools = npt.NDArray[np.bool_]
Value = bool | int | float | str


class Fund(Frozen):
    """Money from one source, and what it may pay for."""

    total: Money | None = None
    """B_f: all that there is [currency], or of running cost [currency a year]."""
    by_phase: dict[int, Money] = {}
    """What each phase named brings [currency]; what is left in one is spent later. No limit where neither this nor `total` is given."""
    services: tuple[str, ...] = ()
    """The services it may pay for; all where absent."""
    actions: tuple[str, ...] = ()
    """The actions it may pay for, such as [build, expand]; all where absent."""
    only: dict[str, Value | tuple[Value, ...]] = {}
    """What must stand in columns of options, such as {public: true, district: [north, south]}."""
    buildings: bool | None = None
    """Whether it may pay what a shared building costs once; where absent, if it is for all services and all actions."""

    def pays(self, options: pd.DataFrame) -> Floats:
        """1 for the options that it may pay for; shape (options,)."""
        ours = options.service.isin(self.services or set(options.service)) & options.action.isin(self.actions or set(options.action))
        return np.asarray(ours * self.allows(options))

    def allows(self, options: pd.DataFrame) -> Floats:
        """1 for the options that have in their columns what they must; shape (options,)."""
        allowed = np.ones(len(options))
        for column, values in self.only.items():
            allowed *= options[column].isin(values if isinstance(values, tuple) else (values,)).to_numpy(float)
        return allowed

    def brings(self, words: Words, *, once: bool) -> Iterator[Text]:
        """What money it holds, in sentences."""
        if self.total is not None:
            total = words.money(self.total)
            yield say("There are {total} in all.", total=total) if once else say("There are {total} a year.", total=total)
        if self.by_phase:
            money = Listed(
                *(say("{money} in {phase}", money=words.money(most), phase=phase) for phase, most in sorted(self.by_phase.items()))
            )
            later = [say("What is left in one year may be spent later.")] if once else []
            yield Sentences(say("There are {money}.", money=money), *later)
        if self.total is None and not self.by_phase:
            yield say("There is no limit.")

    def may(self, words: Words) -> Iterator[Text]:
        """What it may pay for, in sentences."""
        if self.services:
            yield say("It pays for {services} alone.", services=words.all_of(self.services))
        if self.actions:
            yield say("It pays only for what is {actions}.", actions=done(self.actions))
        for column, values in self.only.items():
            wanted = values if isinstance(values, tuple) else (values,)
            named = Listed(*(_value(words, one) for one in wanted), last="or")
            yield say("It pays only where “{column}” is {values}.", column=words.column(column), values=named)
        if self.buildings is not None:
            yield say("It pays for shared buildings, too.") if self.buildings else say("It pays for no shared buildings.")

    @property
    def for_buildings(self) -> bool:
        """Whether shared buildings are among what it may pay for."""
        return not (self.services or self.actions) if self.buildings is None else self.buildings


class Funding(Constraint):
    """
    Whatever is spent is paid from funds that may pay for it.

        C_k <= sum_{f in F_k} p_kf;      sum_k p_kf <= B_f      for every class k of costs and every fund f

    with F_k the funds that may pay for k, p_kf what f pays of it, and C_k = sum_{j in k} f_j x_j what the options cost that the same funds
    may pay for: ``options.capital`` [currency] or ``operating`` [currency a year]. Who pays what is decided with the plan. What building s
    costs once (``options.site_capital``) is paid with the option, or where services share it by the funds that are for `buildings` and
    may pay for all plans there by `only`. What no fund may pay for is not chosen. Running cost has p_kf of its own in each phase; capital
    only where some fund comes by phase, and then sum_{q <= p} sum_k p_kfq <= sum_{q <= p} B_fq.

    Gale, D. (1957), A theorem on flows in networks, Pacific Journal of Mathematics 7, 1073-1082.
    """

    kind: Literal["funding"] = "funding"

    funds: dict[str, Fund]
    """The funds by name."""
    of: Cost = "capital"
    """Which cost they pay: `capital`, paid once, or `operating`, paid each year."""

    @property
    def uses(self) -> frozenset[str]:
        columns = {self.of} | ({"site_capital"} if self.of == "capital" else set())
        columns |= {"service"} if any(fund.services for fund in self.funds.values()) else set()
        columns |= {"action"} if any(fund.actions for fund in self.funds.values()) else set()
        return frozenset(f"options.{column}" for column in columns.union(*(fund.only for fund in self.funds.values())))

    def problems(self, instance: Instance) -> Iterable[Text]:
        if not self.funds:
            yield say("name at least one fund")
        for name, fund in self.funds.items():
            yield from (say("{fund}: {problem}", fund=name, problem=problem) for problem in self._wrong(fund, instance))

    def _wrong(self, fund: Fund, instance: Instance) -> Iterator[Text]:
        """What makes no sense of one fund."""
        options = instance.options
        yield from negative([("total", fund.total), *((str(phase), most) for phase, most in fund.by_phase.items())])
        yield from untimely(instance, self.of, fund.by_phase)
        yield from (unknown("service", name, set(options.service)) for name in fund.services if name not in set(options.service))
        yield from (unknown("action", name, ACTIONS) for name in fund.actions if name not in ACTIONS)
        for column, values in fund.only.items():
            if column in options:
                known = options[column]
                wanted = values if isinstance(values, tuple) else (values,)
                yield from (unknown(column, value, set(known)) for value in wanted if not known.isin([value]).any())

    def principles(self, words: Words) -> Iterator[Text]:
        once = self.of == "capital"
        yield say("All that is spent once is paid from these funds.") if once else say("All running costs are paid from these funds.")
        for name, fund in self.funds.items():
            yield Sentences(say("{fund}: {told}", fund=name, told=Sentences(*fund.brings(words, once=once), *fund.may(words))))

    def add(self, m: Model) -> None:
        inst = m.instance
        by_phase = self.of == "operating" or any(fund.by_phase for fund in self.funds.values())
        times = each_phase(inst) if by_phase and len(inst.phases) > 1 else spans(inst, "capital")
        classes = self._classes(m)
        rows = [(payers, t, self._cost(m, *parts, times[t])) for payers, parts in classes.items() for t in range(len(times))]
        rows = [row for row in rows if row[2].matrix.count_nonzero()]
        if not rows:
            return
        told = [times[t].label(",".join(payers) or "nobody") for payers, t, _ in rows]
        shares = pd.DataFrame([(k, fund, t) for k, (payers, t, _) in enumerate(rows) for fund in payers], columns=["row", "fund", "time"])
        paid = m.family("paid", [f"{fund} for {told[k]}" for k, fund in zip(shares.row, shares.fund, strict=True)], upper=None)
        m.require("funding", stacked([cost for *_, cost in rows]) <= incidence(shares.row, len(rows)) @ paid, told)
        self._limit(m, paid, shares, times)

    def _limit(self, m: Model, paid: Linear, shares: pd.DataFrame, times: list[Span]) -> None:
        """No fund pays more than it has."""
        limits, names, held = [], [], []
        for name, fund in self.funds.items():
            for span, most in self._limits(m.instance, fund):
                within = [set(time.phases) <= set(span.phases) for time in times]
                held.append((shares.fund == name).to_numpy() & np.array(within)[shares.time.to_numpy(int)])
                limits.append(most)
                names.append(span.label(name))
        if limits:
            m.require("fund", np.array(held, float) @ paid <= np.array(limits), names)

    def _limits(self, instance: Instance, fund: Fund) -> Iterator[tuple[Span, Money]]:
        """What a fund has, and over which phases."""
        if fund.total is not None:
            yield from ((span, fund.total) for span in spans(instance, self.of))
        if fund.by_phase:
            yield from timetable(instance, fund.by_phase, carried=self.of == "capital")

    def _classes(self, m: Model) -> dict[tuple[str, ...], tuple[Floats, Floats]]:
        """By the names of funds: which options they may pay for, and whose shared buildings; arrays of shape (options,)."""
        options = m.instance.options
        shared = (options.site_capital > 0).to_numpy() & m.traits.shared & (self.of == "capital")
        plans = self._payers([fund.pays(options) for fund in self.funds.values()])
        houses = self._payers([fund.for_buildings * _everywhere(options, fund.allows(options), shared) for fund in self.funds.values()])
        names = dict.fromkeys([*plans, *(one for one, counts in zip(houses, shared, strict=True) if counts)])
        return {one: (np.array([one == own for own in plans], float), shared * np.array([one == own for own in houses])) for one in names}

    def _payers(self, pays: list[Floats]) -> list[tuple[str, ...]]:
        """For each option the names of the funds that may pay."""
        return [tuple(name for name, may in zip(self.funds, one, strict=True) if may > 0) for one in np.column_stack(pays).tolist()]

    def _cost(self, m: Model, own: Floats, house: Floats, time: Span) -> Linear:
        """What the options of a class and its shared buildings cost in some phases."""
        cost = m.cost(self.of, chosen=own, buildings=not m.traits.shared, phases=time.phases)
        if not house.any():
            return cost
        both, plans = (m.cost(self.of, chosen=house, buildings=buildings, phases=time.phases) for buildings in (True, False))
        return cost + both - plans


def _everywhere(options: pd.DataFrame, allowed: Floats, counted: Bools) -> Floats:
    """What is allowed of all counted options of a site; shape (options,)."""
    least = pd.Series(np.where(counted, allowed, 1.0)).groupby(options.site.to_numpy()).transform("min")
    return least.to_numpy(float)


def _value(words: Words, value: Value) -> Text | str:
    """What stands in a column."""
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    return words.column(value) if isinstance(value, str) else in_full(value)
