"""Options that another one beats at everything are never needed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from siting.instance.instance import Floats, Instance, Ints
from siting.solve.reductions import Answer, Lift

Bools = npt.NDArray[np.bool_]

LESS_IS_BETTER = ("capital", "operating", "area", "min_load")
MORE_IS_BETTER = ("capacity",)
MOST_PAIRS = 50_000_000
"""Comparing more pairs than this would cost more than it saves."""


def drop_dominated(instance: Instance, uses: frozenset[str]) -> tuple[Instance, Lift]:
    """
    Drop each option that another covers, costs no more than, and matches in every column the pieces read.

    Where b covers all that a covers, is no worse in any column in which less (or more) is better, and equals it in all others, b can stand
    for a in any plan. Plans for one room exclude one another, so there the exchange always works. Across rooms it works only where nothing
    is lost by having b alone instead of both: without capacities, travel and floors, and for rooms with a single plan that need not stay.
    """
    told_apart = {"options", "near"} & uses or any(use.startswith("reach.") for use in uses)
    if told_apart or len(instance.scenes) > 1 or any("." in str(column) for column in instance.options):
        return instance, lambda answer: answer
    covers = instance.covers
    if float((covers.sum(axis=1) ** 2).sum()) > MOST_PAIRS:
        return instance, lambda answer: answer
    a, b = _contained(covers)
    ok = _rivals(instance, uses, a, b) & _no_worse(instance, uses, a, b)
    beaten = np.zeros(len(instance.options), bool)
    beaten[a[ok]] = True
    return without(instance, beaten)


def without(instance: Instance, dropped: Bools) -> tuple[Instance, Lift]:
    """The instance without some options; shape of `dropped` (options,)."""
    keep = np.flatnonzero(~dropped)
    position = np.cumsum(~dropped) - 1
    reach = instance.reach[~dropped[instance.reach.option.to_numpy()]]
    smaller = replace(instance, options=instance.options.iloc[keep], reach=reach.assign(option=position[reach.option.to_numpy()]))

    def lift(answer: Answer) -> Answer:
        chosen = np.zeros(len(dropped), bool)
        chosen[keep] = answer.chosen
        return Answer(chosen, answer.served.assign(option=keep[answer.served.option.to_numpy(np.int64)]))

    return smaller, lift


def _contained(covers: sparse.csr_array) -> tuple[Ints, Ints]:
    """Pairs (a, b) of different options where b covers all that a covers; of two that cover the same, both ways."""
    size = np.asarray(covers.sum(axis=0)).ravel()
    common = (covers.T @ covers).tocoo()
    inside = (common.row != common.col) & (common.data == size[common.row])
    return common.row[inside].astype(np.int64), common.col[inside].astype(np.int64)


def _rivals(instance: Instance, uses: frozenset[str], a: Ints, b: Ints) -> Bools:
    """Whether b may stand in for a."""
    options = instance.options
    room = options.room.to_numpy()
    same_room: Bools = (room[a] == room[b]) if "options.room" in uses else np.zeros(len(a), bool)
    if uses & {"options.capacity", "options.min_load"}:
        return same_room
    codes = pd.factorize(options.room)[0]
    alone = (np.bincount(codes)[codes] == 1) & ~options.stays.to_numpy(bool)
    free = alone if "options.room" in uses else np.ones(len(options), bool)
    rivals: Bools = same_room | (free[a] & free[b])
    return rivals


def _no_worse(instance: Instance, uses: frozenset[str], a: Ints, b: Ints) -> Bools:
    """Whether b is as good as a in every column read, and the two are not a mere draw that would drop both."""
    options = instance.options
    ok, better = np.ones(len(a), bool), np.zeros(len(a), bool)
    for column in (use.removeprefix("options.") for use in uses if use.startswith("options.")):
        if column in ("room", "stays"):
            continue
        values = options[column].to_numpy()
        if column in LESS_IS_BETTER or column in MORE_IS_BETTER:
            left, right = (values[a], values[b]) if column in LESS_IS_BETTER else (values[b], values[a])
            ok &= right <= left
            better |= right < left
        elif column == "site_capital":
            ok &= (values[a] == values[b]) & ((values[a] == 0) | (options.site.to_numpy()[a] == options.site.to_numpy()[b]))
        else:
            codes = pd.factorize(values)[0]
            ok &= codes[a] == codes[b]
    wider = _reach_size(instance)
    return ok & (better | (wider[b] > wider[a]) | (b < a))


def _reach_size(instance: Instance) -> Floats:
    """How many demand rows each option covers; shape (options,)."""
    return np.asarray(instance.covers.sum(axis=0), float).ravel()
