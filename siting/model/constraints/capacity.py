"""No plan serves more than it can hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np

from siting.instance.instance import Instance
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.texts import Text, say


class Capacity(Constraint):
    """
    Serve no more than fits.

        sum_i a_i z_io <= sum_{j in o} q_j x_j      for every outlet o;      sum_o z_io <= 1

    with a_i the ``demand.need`` and q_j the ``options.capacity`` [unit of the service]; an outlet is what one site offers for one service,
    whatever its size. Whoever is covered is then also served. q_j is cut to what can reach the outlet, which loses nothing and makes the
    relaxation tighter.

    Current, J. and Storbeck, J. (1988), Capacitated covering models, Environment and Planning B 15, 153-163.
    """

    kind: Literal["capacity"] = "capacity"

    @property
    def uses(self) -> frozenset[str]:
        return frozenset({"demand.need", "options.capacity", "reach"})

    def problems(self, instance: Instance) -> Iterable[Text]:
        options = instance.options
        blank = options.site_id[options.capacity.isna()]
        if len(blank):
            sites = list(dict.fromkeys(blank.astype(str)))
            named = ", ".join(sites[:5]) + (" ..." if len(sites) > 5 else "")
            yield say(
                "{n} options have no capacity, at the sites {sites}; give each a number, 0 where it serves nobody",
                n=len(blank),
                sites=named,
            )

    def add(self, m: Model) -> None:
        inst = m.instance
        capacity = np.minimum(inst.options.capacity.to_numpy(float), inst.covers.T @ inst.need)
        m.require("capacity", m.load <= m.by_outlet(capacity) @ m.open, range(m.n_outlets))
