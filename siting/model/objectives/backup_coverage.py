"""Cover people twice: the backup coverage problem."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from siting.model.linear import Linear, weighted
from siting.model.model import Model
from siting.model.outlets import open_sites
from siting.model.pieces import Objective
from siting.model.words import Words
from siting.texts import Text, say


class BackupCoverage(Objective):
    """
    Cover as much need as possible, and as much of it as possible twice.

        max  sum_i w_i a_i ((1 - B) y_i + B u_i)          y_i + u_i <= sum_{s in N_i} r_s;      u_i <= y_i

    with a_i the ``demand.need`` [unit of the service], w_i the ``demand.priority``, N_i the sites within reach of i and r_s 1 where a plan
    of the service there is chosen: two plans at one site cover once. Capacities play no part in it: it is about being within reach, so
    with `capacity` y_i here is within reach and not served.

    Hogan, K. and ReVelle, C. (1986), Concepts and applications of backup coverage, Management Science 32, 1434-1444.
    """

    kind: Literal["backup_coverage"] = "backup_coverage"

    sense: ClassVar[Literal["max", "min"]] = "max"

    weight: Annotated[float, Field(ge=0.0, le=1.0)] = 0.5
    """B: how much being covered a second time counts beside the first, 0 to 1; at 1 only the second counts."""

    @property
    def uses(self) -> frozenset[str]:
        # an option that another beats still gives a second cover
        return frozenset({"demand.need", "demand.priority", "reach", "options"})

    def principles(self, words: Words) -> Iterator[Text]:
        yield say(
            "The plan brings as much of the need as it can within reach of a site, and of a second one, too: the first counts {first}, the "
            "second {second}.",
            first=words.share(1.0 - self.weight),
            second=words.share(self.weight),
        )

    def measured(self, value: float, words: Words) -> Text | str:
        return words.counted(value, None)

    def expression(self, m: Model) -> Linear:
        inst = m.instance
        once = m.family("within_reach", range(len(inst.demand)))
        # where the second cover counts more than the first, half of each would be worth more than a whole first
        twice = m.family("backup", range(len(inst.demand)), integer=self.weight > 0.5)
        m.require("backup", once + twice <= open_sites(m), range(len(inst.demand)))
        m.require("backup_second", twice <= once, range(len(inst.demand)))
        weight = inst.need * inst.demand.priority.to_numpy(float)
        return weighted(weight * (1.0 - self.weight), once) + weighted(weight * self.weight, twice)
