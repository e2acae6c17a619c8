"""A program that knows its instance, and the families of variables that all pieces share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from siting.instance.instance import Floats, Instance, Ints
from siting.model.groups import incidence
from siting.model.linear import Linear, stacked, weighted
from siting.model.program import Program

Cost = Literal["capital", "operating"]


class Model(Program):
    """
    The program under construction.

    A family is made on first use; the rows that tie the families together are added once, by `finish`, so that the order in which pieces
    are read does not matter.

    Parameters
    ----------
    traits
        What the constraints change in how all pieces read.
    """

    def __init__(self, instance: Instance, *, traits: Traits | None = None) -> None:
        super().__init__()
        self.instance = instance
        self.traits = traits or Traits()
        self.penalties: list[Linear] = []

    def seen_as(self, instance: Instance) -> Model:
        """
        The same program read with other demand weights, such as those of one projection; what a piece adds to it is added here.

        Parameters
        ----------
        instance
            The program's own but for the numbers in its tables: the same rows, reached by the same options.
        """
        view = copy(self)
        view.instance = instance
        return view

    def _once(self, name: str, labels: Callable[[], Iterable[object]], *, integer: bool = False) -> Linear:
        """A family that all pieces share, made on first use."""
        known = self.families.get(name)
        return known.linear if known else self.family(name, labels(), integer=integer)

    @property
    def open(self) -> Linear:
        """x_j: option j is chosen; binary."""
        return self._once("open", lambda: range(len(self.instance.options)), integer=True)

    @property
    def covered(self) -> Linear:
        """y_i: share of demand row i that is covered; an upper bound, right for maximising and for floors."""
        return self._once("covered", lambda: range(len(self.instance.demand)))

    @property
    def served(self) -> Linear:
        """z_io: share of demand row i that outlet o serves, for each pair of `Instance.pairs`; whole where people are not divided."""
        return self._once("served", self._flows, integer=self.traits.undivided)

    def _flows(self) -> list[str]:
        """What the flows are called."""
        rows, outlets = self.instance.pairs
        return [f"{i},{o}" for i, o in zip(rows.tolist(), outlets.tolist(), strict=True)]

    @property
    def outlet_open(self) -> Linear:
        """r_o: any plan of outlet o is chosen; exact, whatever the objective."""
        return self._once("outlet_open", lambda: range(self.instance.outlets.count))

    @property
    def site_open(self) -> Linear:
        """v_sp: any plan at site s has opened by phase p; for what a building costs once."""
        sites, phases = self.sites.tolist(), self.instance.phases.tolist()
        return self._once("site_open", lambda: sites if len(phases) == 1 else [f"{s},{p}" for s in sites for p in phases])

    @cached_property
    def sites(self) -> Ints:
        """The sites that cost something once."""
        options = self.instance.options
        return np.unique(options.site[options.site_capital > 0].to_numpy(np.int64))

    def short(self, name: str, labels: Iterable[object], *, price: float) -> Linear:
        """By how much targets are missed: a family of its own, whose price each is added to what is minimised."""
        missed = self.family(f"short_{name}", labels, upper=None)
        self.penalties.append(weighted(np.full(len(missed), price), missed))
        return missed

    @property
    def load(self) -> Linear:
        """What each outlet serves [unit of the service]: sum_i a_i z_io."""
        rows, outlets = self.instance.pairs
        count = self.instance.outlets.count
        weight = sparse.csr_array((self.instance.need[rows], (outlets, np.arange(len(rows)))), shape=(count, len(rows)))
        return weight @ self.served

    def by_outlet(self, values: Floats) -> sparse.csr_array:
        """Values of options by phase, shape (options, phases), to be added up over the options of an outlet; shape (outlets, options)."""
        outlets = self.instance.outlets
        return outlets.matrix(values[outlets.option, outlets.phase], options=len(self.instance.options))

    def cost(self, column: Cost, *, chosen: Floats | None = None, buildings: bool = True, phases: Sequence[int] | None = None) -> Linear:
        """
        What the chosen plans cost, of length one: sum_jp f_jp x_j, and sum_s F_s v_s for what buildings cost once.

        Capital [currency] is spent in the phase in which a plan opens, running cost [currency a year] falls in each phase.

        Parameters
        ----------
        chosen
            1 for the options to count, all where absent; shape (options,).
        buildings
            Whether what the buildings of these options cost once is counted too.
        phases
            Positions of the phases to count; all where absent.
        """
        inst = self.instance
        count = np.ones(len(inst.options)) if chosen is None else chosen
        when = list(range(len(inst.phases))) if phases is None else list(phases)
        spent = count * inst.by_phase(column)[:, when].sum(axis=1)
        if column == "operating" or not buildings or not len(self.sites):
            return weighted(spent, self.open)
        building = inst.options.site_capital.to_numpy(float)
        if not self.traits.shared:
            return weighted(spent + count * inst.by_phase("site_capital")[:, when].sum(axis=1), self.open)
        once = inst.options.assign(building=count * building).groupby("site").building.max().reindex(self.sites).to_numpy(float)
        return weighted(spent, self.open) + weighted(np.outer(once, self._paid(when)).ravel(), self.site_open)

    def _paid(self, phases: list[int]) -> Floats:
        """What v_sp - v_s,p-1, summed over some phases, counts each v_sp; shape (phases,)."""
        weights = np.zeros(len(self.instance.phases))
        for p in phases:
            weights[p] += 1.0
            if p:
                weights[p - 1] -= 1.0
        return weights

    def finish(self) -> None:
        """Add the rows that tie the families together."""
        inst = self.instance
        _ = self.open  # a program without a decision is none
        if "served" in self.families:
            rows, _outlets = inst.pairs
            self.require("served", incidence(rows, len(inst.demand)) @ self.served <= 1.0, range(len(inst.demand)))
            # a row for each pair and not one for each outlet: the relaxation is far tighter (measured: 1,889 and not 1,994 of 3,134 served)
            chosen = self.by_outlet(np.ones((len(inst.options), len(inst.phases))))
            self.require("served_open", self.served <= chosen[inst.pairs[1]] @ self.open, self.families["served"].labels)
        if "covered" in self.families:
            reached = inst.covers @ self.open if "served" not in self.families else incidence(inst.pairs[0], len(inst.demand)) @ self.served
            self.require("covered", self.covered <= reached, range(len(inst.demand)))
            if self.traits.exact:
                self._tie_exactly(reached)
        if "outlet_open" in self.families:
            self._tie_outlets()
        if "site_open" in self.families:
            self._tie_buildings()

    def _tie_exactly(self, reached: Linear) -> None:
        """y_i is what is covered, and no less: x_j <= y_i where j reaches i, or y_i = sum_o z_io where a rule settles who is served."""
        inst = self.instance
        if self.traits.limited and "served" in self.families:
            self.require("covered_all", self.covered >= reached, range(len(inst.demand)))
            return
        rows, options = inst.reach.demand.to_numpy(), inst.reach.option.to_numpy()
        each = (incidence(column, size).T for column, size in ((options, len(inst.options)), (rows, len(inst.demand))))
        names = [f"{i},{j}" for i, j in zip(rows.tolist(), options.tolist(), strict=True)]
        self.require("covered_all", next(each) @ self.open <= next(each) @ self.covered, names)

    def _tie_outlets(self) -> None:
        """x_j <= r_o for each option of an outlet, and r_o <= sum_{j in o} x_j."""
        outlets, inst = self.instance.outlets, self.instance
        each = incidence(outlets.option, len(inst.options)).T
        opened = incidence(outlets.outlet, outlets.count).T
        self.require("outlet_open", each @ self.open <= opened @ self.outlet_open, range(len(outlets.option)))
        every = self.by_outlet(np.ones((len(inst.options), len(inst.phases))))
        self.require("outlet_closed", self.outlet_open <= every @ self.open, range(outlets.count))

    @cached_property
    def _rivals(self) -> Ints:
        """The room of each option where all its plans operate in some phase and so exclude one another, else a number of its own."""
        room = self.instance.options.room
        together = pd.DataFrame(self.instance.operates).groupby(room.to_numpy()).transform("all").any(axis=1).to_numpy()
        own = int(room.max()) + 1 + np.arange(len(room))
        return np.where(together, room.to_numpy(np.int64), own) if self.traits.exclusive else np.arange(len(room))

    def _tie_buildings(self) -> None:
        """x_j <= v_sp from the phase in which j opens; where plans of a room exclude one another their sum is below, which is tighter."""
        options, phases = self.instance.options, self.instance.phases
        opened = np.cumsum(self.instance.operates, axis=1) > 0
        rows: list[Linear] = []
        names: list[object] = []
        for p, phase in enumerate(phases.tolist()):
            at = np.flatnonzero((options.site_capital > 0).to_numpy() & opened[:, p])
            group = pd.factorize(self._rivals[at])[0]
            _, first = np.unique(group, return_index=True)
            site = np.searchsorted(self.sites, options.site.to_numpy()[at[first]])
            inside = incidence(group, len(first)) @ incidence(at, len(options)).T
            column = site * len(phases) + p
            building = sparse.csr_array((np.ones(len(first)), (np.arange(len(first)), column)), shape=(len(first), len(self.site_open)))
            rows.append(inside @ self.open - building @ self.site_open)
            here = self._rivals[at[first]]
            names += here.tolist() if len(phases) == 1 else [f"{name},{phase}" for name in here]
        self.require("site_open", stacked(rows) <= 0.0, names)
        if len(phases) > 1:
            self._pay_when_used(opened)

    def _pay_when_used(self, opened: npt.NDArray[np.bool_]) -> None:
        """v_sp <= sum of the plans opened by then: money left over in one phase cannot buy ahead for another."""
        options, phases = self.instance.options, self.instance.phases
        at, when = np.nonzero(opened & (options.site_capital > 0).to_numpy()[:, None])
        row = np.searchsorted(self.sites, options.site.to_numpy()[at]) * len(phases) + when
        used = sparse.csr_array((np.ones(len(at)), (row, at)), shape=(len(self.site_open), len(options)))
        self.require("site_closed", self.site_open <= used @ self.open, self.families["site_open"].labels)


@dataclass(frozen=True)
class Traits:
    """
    What constraints change in how every piece reads.

    Parameters
    ----------
    shared
        The services at one site share what its building costs.
    exclusive
        Plans for one room exclude one another in each phase.
    undivided
        The people of one demand row all go to one place.
    exact
        What counts as covered is all that is covered, and not only as much of it as serves the plan.
    limited
        A rule such as a capacity settles who is served, so that not all within reach need be.
    """

    shared: bool = False
    exclusive: bool = False
    undivided: bool = False
    exact: bool = False
    limited: bool = False
