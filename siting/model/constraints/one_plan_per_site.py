"""Keep, expand, convert, build, in one size or another: one of them for a room."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
import pandas as pd

from siting.model.groups import incidence
from siting.model.model import Model
from siting.model.pieces import Constraint


class OnePlanPerSite(Constraint):
    """
    At most one plan for each room of a site, and exactly one where the facility stays.

        sum_{j in r} x_j <= 1      for every room r      (= 1 where ``options.stays``)

    A room (``options.room``) is what plans compete for: one a site and service, so that several services may stand at one site; an existing
    facility and what it may be converted to share one room. Holds in every scenario, listed or not.
    """

    kind: Literal["one_plan_per_site"] = "one_plan_per_site"

    always: ClassVar[bool] = True
    one_a_room: ClassVar[bool] = True

    across_services: bool = False
    """Allow one plan for a whole site, of whatever service, and not one a service."""

    @property
    def uses(self) -> frozenset[str]:
        return frozenset({"options.room", "options.stays"} | ({"options.site"} if self.across_services else set()))

    def add(self, m: Model) -> None:
        options = m.instance.options
        codes, rooms = pd.factorize(options.room)
        inside = incidence(codes, len(rooms))
        stays = np.asarray(inside @ options.stays.to_numpy(float)) > 0
        # a room with one plan that need not stay limits nothing
        rivals = (np.asarray(inside.sum(axis=1)) > 1) & ~stays
        if rivals.any():
            m.require("one_plan_per_site", inside[rivals] @ m.open <= 1.0, rooms[rivals])
        if stays.any():
            m.require("stays", inside[stays] @ m.open == 1.0, rooms[stays])
        if self.across_services:
            at, sites = pd.factorize(options.site)
            m.require("one_service_per_site", incidence(at, len(sites)) @ m.open <= 1.0, sites)
