"""No plan serves more than it can hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal

from siting.instance.instance import Instance
from siting.model.model import Model
from siting.model.outlets import blank, most
from siting.model.pieces import Constraint
from siting.model.words import Words
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
        return blank(instance)

    def principles(self, words: Words) -> Iterator[Text]:
        yield say("No facility serves more than it has room for.")

    def add(self, m: Model) -> None:
        held = most(m.instance, m.instance.by_phase("capacity"))
        m.require("capacity", m.load <= held @ m.open, range(m.instance.outlets.count))
