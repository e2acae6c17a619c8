"""Demand rows that no piece can tell apart become one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from siting.instance.instance import Instance, Ints
from siting.solve.reductions import Answer, Lift


def merge_alike(instance: Instance, uses: frozenset[str]) -> tuple[Instance, Lift]:
    """
    Merge demand rows that the same options cover and that agree in every column the pieces read, but for the need, which adds up.

    Exact: such rows enter every piece with proportional coefficients, so what is best for their sum is best for each. Where a piece reads
    travel, rows must agree in it too.
    """
    if "demand" in uses:
        return instance, lambda answer: answer
    travel = [column for column in ("metres", "minutes") if f"reach.{column}" in uses]
    keys = {"reach": _signature(instance, travel)}
    read = {use.removeprefix("demand.") for use in uses if use.startswith("demand.")}
    for column in sorted(read | {"phase", "projection"}):
        if column != "need":
            keys[column] = pd.factorize(instance.demand[column])[0]
    group = pd.DataFrame(keys).groupby(list(keys), sort=False).ngroup().to_numpy()
    _, first = np.unique(group, return_index=True)
    need = np.bincount(group, instance.need)
    demand = instance.demand.iloc[first].assign(need=need).reset_index(drop=True)
    kept = np.zeros(len(group), bool)
    kept[first] = True
    reach = instance.reach[kept[instance.reach.demand.to_numpy()]]
    smaller = replace(instance, demand=demand, reach=reach.assign(demand=group[reach.demand.to_numpy()]))

    def lift(answer: Answer) -> Answer:
        members = pd.DataFrame({"group": group, "member": np.arange(len(group))})
        served = answer.served.merge(members, left_on="demand", right_on="group")
        return Answer(answer.chosen, served.assign(demand=served.member)[["demand", "option", "share"]])

    return smaller, lift


def _signature(instance: Instance, travel: list[str]) -> Ints:
    """A number for each demand row, the same exactly where the same options reach it (at the same travel); shape (demand,)."""
    values = np.ones(len(instance.reach), np.int64)
    for column in travel:
        values = pd.factorize(pd.MultiIndex.from_arrays([values, instance.reach[column]]))[0] + 1
    shape = (len(instance.demand), len(instance.options))
    rows = sparse.csr_array((values, (instance.reach.demand.to_numpy(), instance.reach.option.to_numpy())), shape=shape)
    rows.sort_indices()
    width = np.diff(rows.indptr)
    signature = np.zeros(shape[0], np.int64)
    numbers = 0
    # rows of one length are one matrix, whose equal rows numpy finds without hashing by hand
    for size in np.unique(width):
        at = np.flatnonzero(width == size)
        entries = rows.indptr[at][:, None] + np.arange(size)
        both = np.hstack([rows.indices[entries], rows.data[entries]]) if travel else rows.indices[entries]
        inverse: Ints = np.unique(_as_bytes(both), return_inverse=True)[1]
        signature[at] = numbers + inverse
        numbers += int(inverse.max(initial=-1)) + 1
    return signature


def _as_bytes(rows: npt.NDArray[np.integer[Any]]) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    """Each row as one value, so that rows compare as a whole."""
    width = rows.dtype.itemsize * rows.shape[1]
    return np.ascontiguousarray(rows).view(f"V{width}").ravel() if width else np.zeros(len(rows), "V1")
