"""People go to the nearest site that is open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

import numpy as np
from scipy import sparse

from siting.instance.instance import Travel
from siting.model.model import Model
from siting.model.pieces import Constraint
from siting.model.words import Words
from siting.texts import Text, say


class Closest(Constraint):
    """
    People go to the nearest open outlet of their service, or are not served.

        sum_{p: t_ip > t_io} z_ip <= 1 - r_o      for every demand row i and outlet o that reaches it

    with t_io the ``reach.minutes`` [min] or ``reach.metres`` [m] and r_o 1 where outlet o is open. Of outlets as near as one another any
    may serve. Where the nearest is full, people are turned away and not sent on.

    Espejo, I., Marin, A. and Rodriguez-Chia, A. (2012), Closest assignment constraints in discrete location problems, European Journal of
    Operational Research 219, 49-58.
    """

    kind: Literal["closest"] = "closest"

    physical: ClassVar[bool] = True

    unit: Travel = "minutes"
    """What makes near and far: `minutes` or `metres`."""

    @property
    def uses(self) -> frozenset[str]:
        # an option that another beats still draws the people near it away, so none may be dropped
        return frozenset({"options", "reach", f"reach.{self.unit}"})

    def principles(self, words: Words) -> Iterator[Text]:
        nearest = say("travel time") if self.unit == "minutes" else say("distance")
        yield say("People go to the open site that is nearest, by {nearest}; where it is full they are not sent on.", nearest=nearest)

    def add(self, m: Model) -> None:
        rows, outlets = m.instance.pairs
        ways = m.instance.travel(self.unit)
        order = np.lexsort((ways, rows))
        row, way = rows[order], ways[order]
        # from the first pair of the row that is farther, to the last of the row
        stop = np.searchsorted(row, row, side="right")
        farther = np.array([start + np.searchsorted(way[start:end], way[start], side="right") for start, end in enumerate(stop.tolist())])
        some = np.flatnonzero(farther < stop)
        if not some.size:
            return
        width = (stop - farther)[some]
        entry = np.repeat(np.arange(len(some)), width)
        inside = np.arange(width.sum()) - np.repeat(np.cumsum(width) - width, width) + np.repeat(farther[some], width)
        sent = sparse.csr_array((np.ones(len(entry)), (entry, order[inside])), shape=(len(some), len(rows)))
        near = sparse.csr_array(
            (np.ones(len(some)), (np.arange(len(some)), outlets[order[some]])), shape=(len(some), m.instance.outlets.count)
        )
        names = [f"{rows[k]},{outlets[k]}" for k in order[some].tolist()]
        m.require("closest", sent @ m.served + near @ m.outlet_open <= 1.0, names)
