"""No plan serves more than it can hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

import numpy as np

from siting.instance.instance import Floats, Instance
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.texts import Text, say


class Capacity(Constraint):
    """
    Serve no more than fits.

        sum_i a_i z_io <= sum_{j in o} q_jp x_j      for every outlet o;      sum_o z_io <= 1

    with a_i the ``demand.need`` and q_jp the ``options.capacity`` [unit of the service] in the phase p of the outlet; an outlet is what one
    site offers for one service in one phase and projection, whatever its size. Whoever is covered is then also served. q_jp is cut to what
    can reach the outlet, which loses nothing and makes the relaxation tighter.

    Current, J. and Storbeck, J. (1988), Capacitated covering models, Environment and Planning B 15, 153-163.
    """

    kind: Literal["capacity"] = "capacity"

    physical: ClassVar[bool] = True

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
        inst, outlets = m.instance, m.instance.outlets
        capacity = inst.by_phase("capacity")[outlets.option, outlets.phase]
        held = outlets.matrix(np.minimum(capacity, _within_reach(inst)[outlets.outlet]), options=len(inst.options))
        m.require("capacity", m.load <= held @ m.open, range(outlets.count))


def _within_reach(instance: Instance) -> Floats:
    """The need within reach of each outlet [unit of the service]; shape (outlets,)."""
    rows, outlets = instance.pairs
    return np.asarray(np.bincount(outlets, instance.need[rows], instance.outlets.count), float)
