"""
Questions in which everybody is served, at given prices for being served.

The rows that ask for everybody to be served are priced instead of kept, so that each option decides on its own whom it would serve
(Cornuejols, Fisher and Nemhauser 1977, Management Science 23, 789-810; with capacities Beasley 1988, European Journal of Operational
Research 33, 314-325).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.instance.instance import Floats
from siting.solve.search.choice import Choice
from siting.solve.search.draft import Bools
from siting.solve.search.filled import Filled
from siting.solve.search.median import Median


@dataclass(frozen=True, eq=False)
class Round:
    """
    What the relaxation says at some prices.

    Parameters
    ----------
    value, slope
        The bound, and how it changes with each price; shape of the latter (demand,).
    total, earned
        The sum of the prices, and what each option earns beyond its own price; shape of the latter (options,). No plan costs less than
        the total without what its options earn.
    regret
        What each option earns beyond its part of the side rows, too; shape (options,).
    share
        How far each option is chosen; shape (options,).
    earns, rent
        What each way brings, below zero where its price is too low, and what each member would earn with a little more room, per unit;
        shapes (ways,) and (members,).
    """

    value: float
    slope: Floats
    total: float
    earned: Floats
    regret: Floats
    share: Floats
    earns: Floats
    rent: Floats

    def never(self, above: float) -> Bools:
        """The options that would lift the bound above what a better plan costs, as `Median.above` says: they are in none."""
        return np.asarray(self.value - self.regret > above, bool)

    def always(self, above: float) -> Bools:
        """The options without which the bound would be above that: they are in every better plan."""
        return np.asarray(self.value + self.regret > above, bool)


class Priced:
    """The relaxation of a question, at any prices."""

    def __init__(self, form: Median) -> None:
        self.form = form
        self.choice = Choice(form.side, form.limit)

    def evaluate(self, price: Floats, low: Floats | None = None, high: Floats | None = None) -> Round | None:
        """
        What the relaxation says at these prices; None where the side rows clash.

        Parameters
        ----------
        low, high
            The least and the most of each option, 0 and 1 where absent; shape (options,).
        """
        form = self.form
        low, high = np.zeros(len(form.cost)) if low is None else low, np.ones(len(form.cost)) if high is None else high
        earns = price[form.rows] - form.way
        some = np.flatnonzero(earns > 0)
        filled = Filled(form.takers, form.outlet[some], form.need[form.rows[some]], earns[some])
        earned = form.of_options(filled.profit) - form.cost
        solved = self.choice.solve(earned, low, high)
        if solved is None:
            return None
        share, dual = solved
        # from the duals and not from the program's own value: so it is a bound however exactly the program was solved
        regret = np.asarray(earned - form.side.T @ dual, float)
        total = float(price.sum())
        value = total - float(dual @ form.limit + high @ np.maximum(regret, 0.0) + low @ np.minimum(regret, 0.0))
        served = np.asarray(np.bincount(form.rows[some], filled.taken(share[form.members.option]), len(price)), float)
        return Round(value, 1.0 - served, total, earned, regret, share, earns, filled.rent)

    def idle(self, found: Round, above: float) -> Bools:
        """
        The ways that would lift the bound above what a better plan costs if they were used whole.

        What is lost is what a way takes of the room of its outlet beyond what it brings, and the opening of an option that does not earn
        its price. Nothing is known where people are divided to fit, or go to outlets that are not alone.
        """
        form = self.form
        if form.capacitated and not form.undivided:
            return np.zeros(len(form.way), bool)
        way, member = form.by_member
        short = np.maximum(found.rent[member] * form.need[form.rows[way]] - found.earns[way], 0.0)
        lost = short + np.maximum(-found.regret, 0.0)[form.members.option[member]]
        least = np.minimum.reduceat(lost, np.searchsorted(way, np.arange(len(form.way)))) if len(way) else lost
        idle = np.asarray(found.value + least > above, bool)
        return idle & form.alone[form.outlet] if form.capacitated else idle
