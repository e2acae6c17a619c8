"""Let nobody travel far: the p-center problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal

import numpy as np
from scipy import sparse

from siting.instance.instance import Instance, Ints, Travel
from siting.model.groups import incidence, of_service, unknown
from siting.model.linear import Linear, weighted
from siting.model.model import Model
from siting.model.pieces import Objective
from siting.model.words import Words, in_full
from siting.texts import Text, say


class MinWorst(Objective):
    """
    Make the longest way that anybody has as short as possible.

        min  D_0 + sum_k (D_k - D_k-1) e_k          sum_o z_io = 1;      sum_{o: t_io >= D_k} z_io <= e_k;      e_k+1 <= e_k

    with D_0 < D_1 < ... the travel times or distances that occur, t_io the ``reach.minutes`` [min] or ``reach.metres`` [m], and e_k 1 where
    somebody has to go D_k or farther. Everybody with a need is served; nobody who is served in parts goes farther for any of them.

    Hakimi, S. (1964), Operations Research 12, 450-459; the ladder e_k: Elloumi, S., Labbe, M. and Pochet, Y. (2004), A new formulation and
    resolution method for the p-center problem, INFORMS Journal on Computing 16, 84-94.
    """

    kind: Literal["min_worst"] = "min_worst"

    sense: ClassVar[Literal["max", "min"]] = "min"

    unit: Travel = "minutes"
    """What is counted: `minutes` [min] or `metres` [m]."""
    service: str | None = None
    """The service that counts; all where absent."""

    @property
    def uses(self) -> frozenset[str]:
        # need is read to know who has any; how much it is does not matter
        by_service = {"demand.service"} if self.service else set()
        return frozenset({"demand.need", "reach", f"reach.{self.unit}"} | by_service)

    def problems(self, instance: Instance) -> Iterable[Text]:
        if self.service is not None and self.service not in set(instance.demand.service):
            yield unknown("service", self.service, instance.demand.service.unique())
        asked = (of_service(instance.demand, self.service) > 0) & (instance.need > 0)
        if left := int((asked & (np.diff(instance.covers.indptr) == 0)).sum()):
            yield say(
                "{left} of {rows} places have no site within their standard, so not everybody can be served; widen `within`",
                left=left,
                rows=len(instance.demand),
            )

    def principles(self, words: Words) -> Iterator[Text]:
        services = words.which(self.service)
        if self.unit == "minutes":
            yield say("The longest time that anybody needs to {services} is as short as can be.", services=services)
        else:
            yield say("The longest distance that anybody has to {services} is as short as can be.", services=services)
        yield say("Everybody is served.")

    def measured(self, value: float, words: Words) -> Text | str:
        number = in_full(value)
        return say("{value} min", value=number) if self.unit == "minutes" else say("{value} m", value=number)

    def expression(self, m: Model) -> Linear:
        inst = m.instance
        rows, _ = inst.pairs
        asked = (of_service(inst.demand, self.service) > 0) & (inst.need > 0)
        m.require("everyone", incidence(rows, len(inst.demand))[asked] @ m.served == 1.0, np.flatnonzero(asked).tolist())
        mine = np.flatnonzero(asked[rows])
        ways, step = np.unique(inst.travel(self.unit)[mine], return_inverse=True)
        if len(ways) < 2:
            return weighted(np.zeros(len(m.open)), m.open) + float(ways.max(initial=0.0))
        ladder = m.family("farther", ways[1:].tolist(), integer=True)
        self._climb(m, ladder, rows[mine], mine, step)
        each = sparse.eye_array(len(ways) - 1, format="csr")
        m.require("ladder", each[1:] @ ladder <= each[:-1] @ ladder, ways[2:].tolist())
        return weighted(np.diff(ways), ladder) + float(ways[0])

    @staticmethod
    def _climb(m: Model, ladder: Linear, rows: Ints, pairs: Ints, step: Ints) -> None:
        """For each row and each of its own ways D_k: what goes that far or farther is at most e_k."""
        order = np.lexsort((step, rows))
        rows, pairs, step = rows[order], pairs[order], step[order]
        first = np.flatnonzero(np.append(True, (np.diff(rows) != 0) | (np.diff(step) != 0)) & (step > 0))
        stop = np.searchsorted(rows, rows[first], side="right")
        width = stop - first
        entry = np.repeat(np.arange(len(first)), width)
        inside = np.arange(width.sum()) - np.repeat(np.cumsum(width) - width, width) + np.repeat(first, width)
        far = sparse.csr_array((np.ones(len(entry)), (entry, pairs[inside])), shape=(len(first), len(m.served)))
        rung = sparse.csr_array((np.ones(len(first)), (np.arange(len(first)), step[first] - 1)), shape=(len(first), len(ladder)))
        names = [f"{i},{k}" for i, k in zip(rows[first].tolist(), step[first].tolist(), strict=True)]
        m.require("way", far @ m.served <= rung @ ladder, names)
