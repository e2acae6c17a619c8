"""Facilities that do not always work: the maximum expected covering problem."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field, PositiveInt
from scipy import sparse

from siting.model.linear import Linear, weighted
from siting.model.model import Model
from siting.model.outlets import open_sites
from siting.model.pieces import Objective
from siting.model.words import Words, in_full
from siting.texts import Sentences, Text, say


class ExpectedCoverage(Objective):
    """
    Cover as much need as can be expected, where each facility works with some probability, independently of the others.

        max  sum_i w_i a_i sum_k q (1 - q)^(k - 1) y_ik          sum_k y_ik <= sum_{s in N_i} r_s

    with a_i the ``demand.need`` [unit of the service], w_i the ``demand.priority``, q the probability, y_ik 1 where at least k of the
    sites N_i within reach of i are open, and r_s 1 where a plan of the service at s is chosen: two plans at one site are one facility.
    With n of them open, sum_{k <= n} q (1 - q)^(k - 1) = 1 - (1 - q)^n is the probability that one at least works. Capacities play no part
    in it.

    Daskin, M. (1983), A maximum expected covering location model: formulation, properties and heuristic solution, Transportation Science
    17, 48-70.
    """

    kind: Literal["expected_coverage"] = "expected_coverage"

    sense: ClassVar[Literal["max", "min"]] = "max"

    works: Annotated[float, Field(gt=0.0, le=1.0)]
    """q: the probability that a facility works when it is needed, 0 to 1."""
    most: PositiveInt | None = None
    """How many facilities are counted for one place at most; all where absent."""

    @property
    def uses(self) -> frozenset[str]:
        # an option that another beats still adds to what can be expected
        return frozenset({"demand.need", "demand.priority", "reach", "options"})

    def principles(self, words: Words) -> Iterator[Text]:
        aim = say(
            "Each site works with a probability of {works}; as much of the need as can be is expected within reach of one that does.",
            works=words.share(self.works),
        )
        most = [] if self.most is None else [say("Sites that count for one place: {most} at most.", most=in_full(self.most))]
        yield Sentences(aim, *most)

    def measured(self, value: float, words: Words) -> Text | str:
        return words.counted(value, None)

    def expression(self, m: Model) -> Linear:
        inst, opened = m.instance, open_sites(m)
        count = np.diff(opened.matrix.indptr)
        levels = count if self.most is None else np.minimum(count, self.most)
        row = np.repeat(np.arange(len(levels)), levels)
        level = np.arange(len(row)) - np.repeat(np.cumsum(levels) - levels, levels)
        times = m.family("covered_times", [f"{i},{k + 1}" for i, k in zip(row.tolist(), level.tolist(), strict=True)])
        inside = sparse.csr_array((np.ones(len(row)), (row, np.arange(len(row)))), shape=(len(inst.demand), len(row)))
        m.require("covered_times", inside @ times <= opened, range(len(inst.demand)))
        weight = inst.need * inst.demand.priority.to_numpy(float)
        return weighted(weight[row] * self.works * (1.0 - self.works) ** level, times)
