"""A program that knows its instance, and the families of variables that all pieces share."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd
from scipy import sparse

from siting.instance.instance import Floats, Instance, Ints
from siting.model.groups import incidence
from siting.model.linear import Linear, weighted
from siting.model.program import Program

Cost = Literal["capital", "operating"]


class Model(Program):
    """
    The program under construction.

    A family is made on first use; the rows that tie the families together are added once, by `finish`, so that the order in which pieces
    are read does not matter.

    Parameters
    ----------
    shared
        Whether the services at one site share what its building costs.
    exclusive
        Whether plans for one room exclude one another.
    """

    def __init__(self, instance: Instance, *, shared: bool = False, exclusive: bool = False) -> None:
        super().__init__()
        self.instance = instance
        self.shared = shared
        self.exclusive = exclusive

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
        """z_io: share of demand row i that outlet o serves, for each pair of `Instance.pairs`."""
        rows, outlets = self.instance.pairs
        return self.family("served", [f"{i},{o}" for i, o in zip(rows.tolist(), outlets.tolist(), strict=True)])

    @cached_property
    def site_open(self) -> Linear:
        """v_s: any plan at site s is chosen; for what a building costs once."""
        return self.family("site_open", self.sites)

    @cached_property
    def sites(self) -> Ints:
        """The sites that cost something once."""
        options = self.instance.options
        return np.unique(options.site[options.site_capital > 0].to_numpy(np.int64))

    @property
    def load(self) -> Linear:
        """What each outlet serves [unit of the service]: sum_i a_i z_io."""
        rows, outlets = self.instance.pairs
        weight = sparse.csr_array((self.instance.need[rows], (outlets, np.arange(len(rows)))), shape=(self.n_outlets, len(rows)))
        return weight @ self.served

    @property
    def n_outlets(self) -> int:
        """How many outlets there are."""
        return int(self.instance.outlets.max(initial=-1)) + 1

    def by_outlet(self, values: Floats) -> sparse.csr_array:
        """A value of each option, to be added up over the options of an outlet; shape (outlets, options)."""
        outlets = self.instance.outlets
        return sparse.csr_array((values, (outlets, np.arange(len(outlets)))), shape=(self.n_outlets, len(outlets)))

    def cost(self, column: Cost, *, chosen: Floats | None = None, buildings: bool = True) -> Linear:
        """
        What the chosen plans cost [currency], of length one: sum_j f_j x_j, and sum_s F_s v_s for what buildings cost once.

        Parameters
        ----------
        chosen
            1 for the options to count, all where absent; shape (options,).
        buildings
            Whether what the buildings of these options cost once is counted too.
        """
        options = self.instance.options
        count = np.ones(len(options)) if chosen is None else chosen
        spent = count * options[column].to_numpy(float)
        if column == "operating" or not buildings or not len(self.sites):
            return weighted(spent, self.open)
        building = options.site_capital.to_numpy(float)
        if not self.shared:
            return weighted(spent + count * building, self.open)
        once = options.assign(building=count * building).groupby("site").building.max()
        return weighted(spent, self.open) + weighted(once.reindex(self.sites).to_numpy(float), self.site_open)

    def finish(self) -> None:
        """Add the rows that tie the families together."""
        inst = self.instance
        _ = self.open  # a program without a decision is none
        if "served" in self.families:
            rows, _outlets = inst.pairs
            self.require("served", incidence(rows, len(inst.demand)) @ self.served <= 1.0, range(len(inst.demand)))
            # a row for each pair and not one for each outlet: the relaxation is far tighter (measured: 1,889 and not 1,994 of 3,134 served)
            chosen = self.by_outlet(np.ones(len(inst.options)))
            self.require("served_open", self.served <= chosen[inst.pairs[1]] @ self.open, self.families["served"].labels)
        if "covered" in self.families:
            reached = inst.covers @ self.open if "served" not in self.families else incidence(inst.pairs[0], len(inst.demand)) @ self.served
            self.require("covered", self.covered <= reached, range(len(inst.demand)))
        if "site_open" in self.families:
            self._tie_buildings()

    def _tie_buildings(self) -> None:
        """x_j <= v_s; where plans of a room exclude one another their sum is below v_s, which makes the relaxation tighter."""
        options = self.instance.options
        at = np.flatnonzero((options.site_capital > 0).to_numpy())
        group = pd.factorize(options.room.to_numpy()[at])[0] if self.exclusive else np.arange(len(at))
        _, first = np.unique(group, return_index=True)
        site = np.searchsorted(self.sites, options.site.to_numpy()[at[first]])
        inside = incidence(group, len(first)) @ incidence(at, len(options)).T
        building = sparse.csr_array((np.ones(len(first)), (np.arange(len(first)), site)), shape=(len(first), len(self.sites)))
        self.require(
            "site_open", inside @ self.open <= building @ self.site_open, options.room.to_numpy()[at[first]] if self.exclusive else at
        )
