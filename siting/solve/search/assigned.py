"""Who goes where when everybody must be served and it is known what is open."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from siting.instance.instance import Floats, Ints
from siting.solve.matrices import loaded, minimised
from siting.solve.search.draft import Bools
from siting.solve.search.median import Median


def assigned(form: Median, chosen: Bools, *, divided: bool = False, seconds: float = np.inf) -> tuple[float, Floats]:
    """
    What a plan costs, and which share of each way it uses; infinite where it leaves somebody unserved, breaks a row, or nothing is found
    in time.

    Parameters
    ----------
    divided
        Let people of one place go to several outlets even where the question forbids it: what that costs is soon known, and no more.
    """
    shares = np.zeros(len(form.way))
    opened = np.bincount(form.members.outlet, chosen[form.members.option], form.members.count) > 0
    usable = np.flatnonzero(opened[form.outlet])
    if not form.keeps_to(chosen) or len(np.unique(form.rows[usable])) < len(form.need):
        return np.inf, shares
    opening = float(form.cost @ chosen)
    if not form.capacitated:
        order = usable[np.lexsort((form.way[usable], form.rows[usable]))]
        shares[order[np.unique(form.rows[order], return_index=True)[1]]] = 1.0
        return opening + float(form.way @ shares), shares
    found = _by_program(form, usable, chosen, whole=form.undivided and not divided, seconds=seconds)
    if found is None:
        return np.inf, shares
    shares[usable] = found
    return opening + float(form.way @ shares), shares


def _by_program(form: Median, usable: Ints, chosen: Bools, *, whole: bool, seconds: float) -> Floats | None:
    """The shares of the usable ways that cost least while no outlet serves more than it holds; None where none are found."""
    rows, outlet, ways = form.rows[usable], form.outlet[usable], np.arange(len(usable))
    room = np.bincount(form.members.outlet, np.where(chosen[form.members.option], form.holds, 0.0), form.members.count)
    everyone = sparse.csr_array((np.ones(len(usable)), (rows, ways)), shape=(len(form.need), len(usable)))
    load = sparse.csr_array((form.need[rows], (outlet, ways)), shape=(form.members.count, len(usable)))
    program = loaded(
        form.way[usable],
        sparse.csr_array(sparse.vstack([everyone, load])),
        np.concatenate([np.ones(len(form.need)), np.full(len(room), -np.inf)]),
        np.concatenate([np.ones(len(form.need)), room]),
        np.ones(len(usable)),
        np.full(len(usable), whole),
    )
    found = minimised(program, seconds=max(seconds, 0.1), gap=1e-4)
    return np.round(found) if found is not None and whole else found
