"""Questions in which everybody must be covered and each plan has its price, and nothing else is asked: what the search needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from siting.instance.instance import Floats
from siting.solve.matrices import loaded, minimised
from siting.solve.search.draft import Bools
from siting.solve.search.form import Form


@dataclass(frozen=True, eq=False)
class Covering:
    """
    min  cost @ x   subject to   covers.T @ x >= 1,   x in {0, 1}

    Parameters
    ----------
    cost
        Of each option, above 0; shape (options,).
    covers
        1 where an option covers one of those who must be covered; shape (options, people).
    """

    cost: Floats
    covers: sparse.csr_array

    @cached_property
    def whole(self) -> bool:
        """Whether every plan costs a whole number."""
        return bool(np.allclose(self.cost, np.round(self.cost), rtol=0.0, atol=1e-9))

    def at_least(self, bound: float) -> float:
        """What no plan costs less than where a bound is known: the next whole number where costs are whole."""
        return float(np.ceil(bound - 1e-6)) if self.whole and np.isfinite(bound) else bound

    def relaxed(self, *, seconds: float) -> Relaxed:
        """What plans cost at least when options may be opened in part; nothing is known where the time runs out first."""
        people = self.covers.shape[1]
        program = loaded(self.cost, self.covers.T.tocsr(), np.ones(people), np.full(people, np.inf), np.ones(len(self.cost)))
        if minimised(program, seconds=seconds) is None:
            return Relaxed(-np.inf, np.zeros(len(self.cost)))
        # any prices above 0 give a bound, however exactly the solver found them
        price = np.maximum(np.asarray(program.getSolution().row_dual), 0.0)
        regret = self.cost - self.covers @ price
        return Relaxed(float(price.sum() + np.minimum(regret, 0.0).sum()), regret)


@dataclass(frozen=True, eq=False)
class Relaxed:
    """
    What no plan costs less than, and what it costs more at least with an option open than without it.

    Parameters
    ----------
    regret
        The reduced cost of each option; shape (options,).
    """

    bound: float
    regret: Floats

    def never(self, question: Covering, known: float) -> Bools:
        """The options that no plan opens that costs less than a known one; shape (options,)."""
        above = known - 1.0 + 1e-6 if question.whole else known + 1e-7 * max(1.0, abs(known))
        dear: Bools = self.bound + self.regret > above
        return dear


def covering(form: Form) -> Covering | None:
    """The question in this form; None where it is another."""
    free = not (form.capacitated or form.limit.size or form.site_cost.size or form.worth.any())
    asked = np.asarray(form.floors.sum(axis=1)).ravel()
    if not free or not form.floor.size or (asked > form.floor * (1.0 + 1e-12)).any() or (form.cost <= 0).any():
        return None
    must = np.flatnonzero(np.asarray(form.floors.sum(axis=0)).ravel() > 0)
    # an option takes people in each phase and projection; whom it covers in any of them counts
    taker = np.arange(len(form.option))
    by_option = sparse.csr_array((np.ones(len(taker)), (form.option, taker)), shape=(len(form.cost), len(taker)))
    covers = sparse.csr_array(by_option @ form.reach[form.outlet][:, must])
    covers.data = np.minimum(covers.data, 1.0)
    # whom nobody can cover the solver will find
    return Covering(form.cost, covers) if (covers.sum(axis=0) > 0).all() else None
