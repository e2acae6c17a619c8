"""A graph of streets, and the islands in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from scipy import sparse
from scipy.sparse.csgraph import connected_components

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

ISLAND = 1_000.0
"""Streets that hang together over less than this, and with nothing else, are taken for faults of the map [m]."""


@dataclass(frozen=True, eq=False)
class Streets:
    """
    Streets as straight pieces between points.

    Parameters
    ----------
    xy
        Where the points are [m]; shape (points, 2).
    tail, head
        The points that each piece joins; shape (pieces,).
    along, against
        How fast one moves from tail to head, and from head to tail [m/min], 0 where one may not; shape (pieces,).
    """

    xy: Floats
    tail: Ints
    head: Ints
    along: Floats
    against: Floats

    @cached_property
    def metres(self) -> Floats:
        """How long each piece is [m]; shape (pieces,)."""
        return np.asarray(np.hypot(*(self.xy[self.tail] - self.xy[self.head]).T))

    @cached_property
    def island(self) -> Ints:
        """Which pieces hang together, one-way or not: the number of its island by piece, the longest is 0; shape (pieces,)."""
        n = len(self.xy)
        joined = sparse.coo_array((np.ones(len(self.tail)), (self.tail, self.head)), shape=(n, n))
        label = connected_components(joined, directed=False)[1][self.tail]
        length = np.bincount(label, self.metres)
        rank = np.empty(len(length), np.int64)
        rank[np.argsort(-length, kind="stable")] = np.arange(len(length))
        return rank[label]

    @cached_property
    def island_metres(self) -> Floats:
        """How long the streets of each island are together [m]."""
        return np.asarray(np.bincount(self.island, self.metres), float)

    def lines(self) -> npt.NDArray[np.object_]:
        """The pieces as lines; shape (pieces,)."""
        ends = np.stack([self.xy[self.tail], self.xy[self.head]], axis=1)
        return np.asarray(shapely.linestrings(ends))

    def cut(self, piece: Ints, point: Ints) -> Streets:
        """The same streets where pieces run by way of points that lie on them; one piece may be cut by several."""
        lines = self.lines()[piece]
        share = shapely.line_locate_point(lines, shapely.points(self.xy[point]), normalized=True)
        order = np.lexsort((share, piece))
        piece, point = piece[order], point[order]
        first = np.ones(len(piece), bool)
        first[1:] = piece[1:] != piece[:-1]
        last = np.roll(first, -1) if len(first) else first
        whole = np.ones(len(self.tail), bool)
        whole[piece] = False
        of = np.concatenate([np.flatnonzero(whole), piece, piece[last]])
        tail = np.concatenate([self.tail[whole], np.where(first, self.tail[piece], np.roll(point, 1)), point[last]])
        head = np.concatenate([self.head[whole], point, self.head[piece[last]]])
        return Streets(self.xy, tail, head, self.along[of], self.against[of])
