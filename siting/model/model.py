"""A program that knows its instance, and the families of variables that all pieces share."""

from __future__ import annotations

from collections.abc import Sequence
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

    @cached_property
    def open(self) -> Linear:
        """x_j: option j is chosen; binary."""
        return self.family("open", range(len(self.instance.options)), integer=True)

    @cached_property
    def covered(self) -> Linear:
        """y_i: share of demand row i that is covered; an upper bound, right for maximising and for floors."""
        return self.family("covered", range(len(self.instance.demand)))

    @cached_property
    def served(self) -> Linear:
        """z_io: share of demand row i that outlet o serves, for each pair of `Instance.pairs`; whole where people are not divided."""
        rows, outlets = self.instance.pairs
        labels = [f"{i},{o}" for i, o in zip(rows.tolist(), outlets.tolist(), strict=True)]
        return self.family("served", labels, integer=self.traits.undivided)

    @cached_property
    def outlet_open(self) -> Linear:
        """r_o: any plan of outlet o is chosen; exact, whatever the objective."""
        return self.family("outlet_open", range(self.instance.outlets.count))

    @cached_property
    def site_open(self) -> Linear:
        """v_sp: any plan at site s has opened by phase p; for what a building costs once."""
        sites, phases = self.sites.tolist(), self.instance.phases.tolist()
        return self.family("site_open", sites if len(phases) == 1 else [f"{s},{p}" for s in sites for p in phases])

    @cached_property
    def sites(self) -> Ints:
        """The sites that cost something once."""
        options = self.instance.options
        return np.unique(options.site[options.site_capital > 0].to_numpy(np.int64))

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
        if "outlet_open" in self.families:
            self._tie_outlets()
        if "site_open" in self.families:
            self._tie_buildings()

    def _tie_outlets(self) -> None:
        """x_j <= r_o for each option of an outlet, and r_o <= sum_{j in o} x_j."""
        outlets, inst = self.instance.outlets, self.instance
        each = incidence(outlets.option, len(inst.options)).T
        opened = incidence(outlets.outlet, outlets.count).T
        self.require("outlet_open", each @ self.open <= opened @ self.outlet_open, range(len(outlets.option)))
        every = self.by_outlet(np.ones((len(inst.options), len(inst.phases))))
        self.require("outlet_closed", self.outlet_open <= every @ self.open, range(outlets.count))

    def _tie_buildings(self) -> None:
        """x_j <= v_sp from the phase in which j opens; where plans of a room exclude one another their sum is below, which is tighter."""
        options, phases = self.instance.options, self.instance.phases
        opened = np.cumsum(self.instance.operates, axis=1) > 0
        rows: list[Linear] = []
        names: list[object] = []
        for p, phase in enumerate(phases.tolist()):
            at = np.flatnonzero((options.site_capital > 0).to_numpy() & opened[:, p])
            group = pd.factorize(options.room.to_numpy()[at])[0] if self.traits.exclusive else np.arange(len(at))
            _, first = np.unique(group, return_index=True)
            site = np.searchsorted(self.sites, options.site.to_numpy()[at[first]])
            inside = incidence(group, len(first)) @ incidence(at, len(options)).T
            column = site * len(phases) + p
            building = sparse.csr_array((np.ones(len(first)), (np.arange(len(first)), column)), shape=(len(first), len(self.site_open)))
            rows.append(inside @ self.open - building @ self.site_open)
            here = options.room.to_numpy()[at[first]] if self.traits.exclusive else at
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
        Plans for one room exclude one another.
    undivided
        The people of one demand row all go to one place.
    """

    shared: bool = False
    exclusive: bool = False
    undivided: bool = False
