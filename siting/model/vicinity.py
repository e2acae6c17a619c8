"""Which sites lie near one another, for the pieces that ask."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from siting.instance.instance import Floats, Instance, Ints
from siting.scenario.quantities import Standard

_EDGE = 1e-6
"""Share of a limit by which travel, which is stored in short, may miss it and still count as the limit itself."""


def read(limit: Standard) -> frozenset[str]:
    """The columns that `nearer` and `within` read, and the marker that goes with them."""
    return frozenset({"near", "options.site", f"near.{_column(limit)}"})


def nearer(instance: Instance, limit: Standard) -> tuple[Ints, Ints]:
    """Pairs of sites nearer to one another than a limit, in one direction at least; each pair once, the lower number first."""
    close = instance.near[(_travel(instance, limit) < limit.value * (1 - _EDGE)) & (instance.near.site != instance.near.other)]
    both = np.sort(close[["site", "other"]].to_numpy(np.int64), axis=1)
    once = np.unique(both, axis=0)
    return once[:, 0], once[:, 1]


def within(instance: Instance, limit: Standard, *, sites: Iterable[int], others: Iterable[int]) -> tuple[Ints, Ints]:
    """Pairs of a site and another one no farther from it than a limit, the limit itself and the site itself included, in order."""
    sites, others = set(sites), set(others)
    close = instance.near[_travel(instance, limit) <= limit.value * (1 + _EDGE)]
    pairs = {(a, b) for a, b in zip(close.site.tolist(), close.other.tolist(), strict=True) if a in sites and b in others}
    ordered = np.array(sorted(pairs | {(a, a) for a in sites & others}), np.int64).reshape(-1, 2)
    return ordered[:, 0], ordered[:, 1]


def cliques(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """
    Sets of members that are all paired with one another, such that every pair is inside one of them.

    "At most one of each set" then says the same as "not both of each pair", in fewer rows and with a tighter relaxation.
    """
    left = sorted({(min(pair), max(pair)) for pair in pairs})
    beside: dict[int, set[int]] = {}
    for a, b in left:
        beside.setdefault(a, set()).add(b)
        beside.setdefault(b, set()).add(a)
    found: list[list[int]] = []
    done: set[tuple[int, int]] = set()
    for a, b in left:
        if (a, b) in done:
            continue
        members, common = [a, b], beside[a] & beside[b]
        while common:
            members.append(min(common))
            common &= beside[members[-1]]
        members.sort()
        done |= {(one, other) for k, one in enumerate(members) for other in members[k + 1 :]}
        found.append(members)
    return found


def rooms(instance: Instance, chosen: Floats, *, exclusive: bool) -> Ints:
    """
    A number for each option that counts, the same for those that exclude one another as plans of one room; -1 where it does not count.

    Parameters
    ----------
    chosen
        Above 0 for the options that count; shape (options,).
    exclusive
        Whether plans of one room exclude one another; else each option has a number of its own.
    """
    number = np.full(len(chosen), -1)
    at = np.flatnonzero(chosen > 0)
    number[at] = pd.factorize(instance.options.room.to_numpy()[at])[0] if exclusive else np.arange(len(at))
    return number


def _travel(instance: Instance, limit: Standard) -> Floats:
    return instance.near[_column(limit)].to_numpy(float)


def _column(limit: Standard) -> str:
    return "metres" if limit.unit == "m" else "minutes"
