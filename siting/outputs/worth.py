"""What a site brings that nothing else would: why it is in the plan."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from siting.instance.instance import Floats, Instance
from siting.solve.solution import Solution

Bools = npt.NDArray[np.bool_]


def newly(instance: Instance, solution: Solution, *, before: Floats, after: Floats) -> Floats:
    """
    What of each row of `Solution.served` is not served today [unit of the service]; where several sites serve a place, each takes its part.

    Parameters
    ----------
    before, after
        The share of each demand row that is served today and under the plan [0 to 1]; shape (demand,).
    """
    row = solution.served.demand.to_numpy(np.int64)
    gained = np.maximum(after - before, 0.0)[row] / np.maximum(after[row], 1e-12)
    worth: Floats = solution.served.share.to_numpy(float) * instance.need[row] * gained
    return worth


def alone(instance: Instance, *, chosen: Bools, rows: Bools) -> Floats:
    """
    The need within reach of each chosen option that no other site of the plan has in reach [unit of the service]; shape (options,).

    Parameters
    ----------
    chosen
        Which options operate; shape (options,).
    rows
        Which demand rows count; shape (demand,).
    """
    at, options = np.flatnonzero(rows), np.flatnonzero(chosen)
    pairs = sparse.coo_array(instance.covers[at][:, options])
    # two plans of one service at one site are one site within reach
    offer = instance.options.groupby(["site", "service"]).ngroup().to_numpy()
    found = pd.DataFrame({"demand": at[pairs.row], "offer": offer[options][pairs.col]}).drop_duplicates()
    found = found[~found.demand.duplicated(keep=False)]
    need = np.bincount(found.offer, instance.need[found.demand.to_numpy()], offer.max(initial=0) + 1)
    worth: Floats = np.where(chosen, need[offer], 0.0)
    return worth
