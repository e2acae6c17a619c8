"""Ways between many points and many others, as far as a limit: searched from the fewer of the two, never all pairs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from siting.inputs.streets.snapping import Snapped
from siting.inputs.streets.streets import Floats, Ints, Streets

CELLS = 16_000_000
"""How many distances are held at once: points of the graph times ends of a search."""


@dataclass(frozen=True, eq=False)
class Graph:
    """
    Streets with the points that meet them: these come after the streets' own, in the order in which they were given.

    Parameters
    ----------
    tail, head, metres, minutes
        Of each way in one direction; shape (ways,).
    """

    size: int
    tail: Ints
    head: Ints
    metres: Floats
    minutes: Floats

    def matrices(self, by: str) -> tuple[sparse.csr_array, sparse.csr_array]:
        """
        What the ways from row to column take [m or min], and what they take in the other measure [min or m].

        Of several ways between two points the lightest counts.
        """
        weight, other = (self.metres, self.minutes) if by == "metres" else (self.minutes, self.metres)
        order = np.lexsort((weight, self.head, self.tail))
        first = np.ones(len(order), bool)
        first[1:] = (np.diff(self.tail[order]) != 0) | (np.diff(self.head[order]) != 0)
        kept = order[first]
        at, shape = (self.tail[kept], self.head[kept]), (self.size, self.size)
        # two points may lie on one another; a way of no length at all would be no way
        light = sparse.csr_array((np.maximum(weight[kept], 1e-9), at), shape=shape)
        return light, sparse.csr_array((np.maximum(other[kept], 1e-9), at), shape=shape)


def joined(streets: Streets, met: Snapped) -> Graph:
    """The streets cut where points meet them. Points that met none stand alone."""
    n, on = len(streets.xy), np.flatnonzero(met.found)
    cut = replace(streets, xy=np.concatenate([streets.xy, met.xy])).cut(met.piece[on], n + on)
    along, against = cut.along > 0, cut.against > 0
    metres = np.concatenate([cut.metres[along], cut.metres[against]])
    return Graph(
        size=len(cut.xy),
        tail=np.concatenate([cut.tail[along], cut.head[against]]),
        head=np.concatenate([cut.head[along], cut.tail[against]]),
        metres=metres,
        minutes=metres / np.concatenate([cut.along[along], cut.against[against]]),
    )


def ways(graph: Graph, starts: Ints, ends: Ints, *, limit: float, by: str) -> pd.DataFrame:
    """
    The ways from starts to ends that are no longer than a limit.

    Parameters
    ----------
    starts, ends
        Points of the graph.
    limit
        The most [m or min].
    by
        What is kept as short as possible: "metres" or "minutes".

    Returns
    -------
    DataFrame
        `start`, `end` (positions), `metres` and `minutes` of the same way; by start and then end.
    """
    weight, other = graph.matrices(by)
    # one-way streets are gone backwards where the search begins at the ends
    backwards = len(ends) < len(starts)
    if backwards:
        weight, other = weight.T.tocsr(), other.T.tocsr()
    sources, targets = (ends, starts) if backwards else (starts, ends)
    beside = "minutes" if by == "metres" else "metres"
    found = [_Found(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))]
    chunk = max(1, CELLS // max(graph.size, 1))
    for begin in range(0, len(sources), chunk):
        one = _search(weight, other, sources[begin : begin + chunk], targets, limit)
        found.append(replace(one, source=one.source + begin))
    columns = {
        "end" if backwards else "start": np.concatenate([one.source for one in found]),
        "start" if backwards else "end": np.concatenate([one.target for one in found]),
        by: np.concatenate([one.far for one in found]),
        beside: np.concatenate([one.beside for one in found]),
    }
    return pd.DataFrame(columns)[["start", "end", "metres", "minutes"]].sort_values(["start", "end"], ignore_index=True)


@dataclass(frozen=True, eq=False)
class _Found:
    """Ways from some sources to some targets, in the measure searched by and in the other."""

    source: Ints
    target: Ints
    far: Floats
    beside: Floats


def _search(weight: sparse.csr_array, other: sparse.csr_array, sources: Ints, targets: Ints, limit: float) -> _Found:
    """The ways from a few sources."""
    far, before = dijkstra(weight, indices=sources, limit=limit, return_predecessors=True)
    source, target = np.nonzero(np.isfinite(far[:, targets]))
    beside = np.zeros(len(source))
    for row in np.unique(source).tolist():
        mine = source == row
        beside[mine] = _along(other, before[row], targets[target[mine]])
    return _Found(source, target, far[source, targets[target]], beside)


def _along(other: sparse.csr_array, before: npt.NDArray[np.int32], ends: Ints) -> Floats:
    """What the ways found take in the other measure, added up from each point to the one before; shape (ends,)."""
    reached = np.flatnonzero(before >= 0)
    place = np.full(len(before), len(reached))  # what has nothing before it, such as the source, stands last
    place[reached] = np.arange(len(reached))
    step = np.append(np.asarray(other[before[reached], reached]).ravel(), 0.0)
    back = np.append(place[before[reached]], len(reached))
    # each round doubles how many steps back are added up
    while (back < len(reached)).any():
        step = step + step[back]
        back = back[back]
    return np.asarray(step[place[ends]])
