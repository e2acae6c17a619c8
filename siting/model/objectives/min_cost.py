"""Spend as little as possible; with `cover` at 1.0 and unit costs, the set covering problem."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import NonNegativeFloat

from siting.model.linear import Linear
from siting.model.model import Model
from siting.model.pieces import Objective
from siting.model.words import Words, in_full
from siting.texts import Text, say


class MinCost(Objective):
    """
    Spend as little as possible.

        min  sum_j (f_j + Y g_j) x_j + sum_s F_s v_s

    with f_j the ``options.capital`` [currency], g_j the ``options.operating`` [currency a year], Y the years counted and F_s what
    building s costs once (``options.site_capital``; paid by each service on its own where `together` is absent). With `cover` at 1.0
    this is the location set covering problem, at less than 1.0 the partial one.

    Toregas, C., Swain, R., ReVelle, C. and Bergman, L. (1971), The location of emergency service facilities, Operations Research 19,
    1363-1373;
    Daskin, M. and Owen, S. (1999), Two new location covering problems, Geographical Analysis 31, 217-235.
    """

    kind: Literal["min_cost"] = "min_cost"

    sense: ClassVar[Literal["max", "min"]] = "min"

    years: NonNegativeFloat = 0.0
    """Y: how many years of running cost are counted [years]."""

    @property
    def uses(self) -> frozenset[str]:
        running = {"options.operating"} if self.years else set()
        return frozenset({"options.capital", "options.site_capital"} | running)

    def principles(self, words: Words) -> Iterator[Text]:
        if self.years:
            yield say("Paying for the plan once and running it for {years} years costs as little as can be.", years=in_full(self.years))
        else:
            yield say("The plan costs as little as can be, counting what is paid once.")

    def measured(self, value: float, words: Words) -> Text | str:
        return words.money(value)

    def expression(self, m: Model) -> Linear:
        capital = m.cost("capital")
        return capital + m.cost("operating") * self.years if self.years else capital
