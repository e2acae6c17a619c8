"""Keep, expand, convert, build, in one size or another: one of them for a room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

import numpy as np
import pandas as pd
from scipy import sparse

from siting.model.groups import incidence
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.model.words import Words
from siting.texts import Text, say


class OnePlanPerSite(Constraint):
    """
    At most one plan for each room of a site in each phase, and exactly one where the facility stays.

        sum_{j in r} x_j <= 1      for every room r and phase p, over the plans that operate in p      (= 1 where ``options.stays``)
        x_j <= sum_{k in r} x_k    for every plan j that follows (``options.follows``), over those that operate before it opens

    A room (``options.room``) is what plans compete for: one a site and service, so that several services may stand at one site; an existing
    facility and what it may be converted to share one room. In one room a plan may follow another: kept until 2030, larger from then on.
    Holds in every scenario, listed or not.
    """

    kind: Literal["one_plan_per_site"] = "one_plan_per_site"

    always: ClassVar[bool] = True
    one_a_room: ClassVar[bool] = True

    across_services: bool = False
    """Allow one plan for a whole site, of whatever service, and not one a service."""

    @property
    def uses(self) -> frozenset[str]:
        site = {"options.site"} if self.across_services else set()
        return frozenset({"options.room", "options.stays", "options.follows"} | site)

    def principles(self, words: Words) -> Iterator[Text]:
        if self.across_services:
            yield say("At each site one thing is done, for one service alone.")
        else:
            yield say("At each site one thing is done for each service: a facility is kept, expanded or made anew, in one size.")

    def add(self, m: Model) -> None:
        options, operates = m.instance.options, m.instance.operates
        rooms = pd.factorize(options.room)
        for p, phase in enumerate(m.instance.phases.tolist()):
            here = operates[:, p]
            if p and (operates[:, p] == operates[:, p - 1]).all():
                continue  # what held in the phase before need not be said again
            when = "" if len(m.instance.phases) == 1 else f",{phase}"
            stays = here & options.stays.to_numpy(bool)
            at, inside = _members(rooms, here)
            must = np.asarray(inside @ stays) > 0
            # a room with one plan that need not stay limits nothing
            rivals = (np.asarray(inside.sum(axis=1)) > 1) & ~must
            if rivals.any():
                m.require("one_plan_per_site", inside[rivals] @ m.open <= 1.0, [f"{r}{when}" for r in at[rivals]])
            if must.any():
                m.require("stays", inside[must] @ m.open == 1.0, [f"{r}{when}" for r in at[must]])
            if self.across_services:
                sites, on_site = _members(pd.factorize(options.site), here)
                m.require("one_service_per_site", on_site @ m.open <= 1.0, [f"{s}{when}" for s in sites])
        self._follow(m)

    @staticmethod
    def _follow(m: Model) -> None:
        """What takes over from another plan of its room opens only where there is one."""
        options, operates = m.instance.options, m.instance.operates
        first = np.argmax(operates, axis=1)
        later = np.flatnonzero(options.follows.to_numpy(bool) & operates.any(axis=1) & (first > 0))
        if not later.size:
            return
        room = options.room.to_numpy()
        j = np.arange(len(room))
        before = sparse.vstack([sparse.csr_array((room == room[k]) & (j != k) & operates[:, first[k] - 1]) for k in later.tolist()])
        own = incidence(later, len(room)).T
        m.require("follows", own @ m.open <= before.astype(float) @ m.open, later.tolist())


def _members(parts: tuple[np.ndarray, pd.Index], counted: np.ndarray) -> tuple[np.ndarray, sparse.csr_array]:
    """The names of the parts, and 1 where an option that counts belongs to one; shapes (parts,) and (parts, options)."""
    codes, names = parts
    return np.asarray(names), sparse.csr_array(incidence(codes, len(names)) @ sparse.diags_array(counted.astype(float)))
