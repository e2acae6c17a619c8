"""
Plans and bounds for questions in which everybody is served, and what no better plan needs.

What the prices of `siting.solve.search.priced` prove too dear for any plan better than the one in hand is left out, options and ways alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from siting.instance.instance import Floats
from siting.solve.search.ascent import Ascent
from siting.solve.search.draft import Bools
from siting.solve.search.median import Median
from siting.solve.search.priced import Priced
from siting.solve.search.proposals import Exchanged, Packed, Proposals


@dataclass(frozen=True, eq=False)
class Narrowed:
    """
    What the search knows: a plan and what it costs, what no plan can go below, and what no better plan needs.

    Parameters
    ----------
    flows
        The share of each way that the plan uses; shape (ways,).
    never
        Options that no better plan opens; shape (options,).
    idle
        The ways that no better plan uses; shape (ways,).
    """

    chosen: Bools
    flows: Floats
    objective: float
    bound: float
    never: Bools
    idle: Bools


def narrow(form: Median, *, gap: float, seconds: float) -> Narrowed:
    """
    Search for a plan and a bound at once, and leave out what cannot be part of anything better.

    Parameters
    ----------
    gap
        Stop as soon as plan and bound are so near, as a share of the plan's worth.
    seconds
        When to stop at the latest [s].
    """
    began = perf_counter()
    proposals: Proposals = Packed(form, seconds) if form.capacitated else Exchanged(form, seconds)
    priced, ascent = Priced(form), Ascent(proposals.prices)
    never, idle = np.zeros(len(form.cost), bool), np.zeros(len(form.way), bool)
    while ascent.step > 5e-4 and perf_counter() - began < seconds:
        found = priced.evaluate(ascent.price)
        if found is None:  # the side rows clash: the solver will say so
            break
        proposals.see(found)
        above = form.above(proposals.known)
        never, idle = never | found.never(above), idle | priced.idle(found, above)
        ascent.see(found.value)
        if form.at_least(ascent.bound) >= proposals.known - gap * abs(proposals.known) or not found.slope.any():
            break
        ascent.move(found.value, found.slope, proposals.known)
    # a plan that was found late rules out more at the best prices
    if (found := priced.evaluate(ascent.centre)) is not None:
        above = form.above(proposals.known)
        never, idle = never | found.never(above), idle | priced.idle(found, above)
    known, bound, flows = proposals.known + form.constant, form.at_least(ascent.bound) + form.constant, proposals.flows
    # the plan in hand is no better than itself, but it stays
    return Narrowed(proposals.best, flows, known, bound, never & ~proposals.best, idle & (flows == 0))
