"""Where places and sites meet the streets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from siting.inputs.streets.streets import Bools, Floats, Ints, Streets


@dataclass(frozen=True, eq=False)
class Snapped:
    """
    The nearest point of the streets to each of some points.

    Parameters
    ----------
    piece
        The piece of street that it lies on, -1 where none is near enough; shape (points,).
    xy
        That point [m], not a number where none is near enough; shape (points, 2).
    metres
        How far it is there [m]; not a number where none is near enough; shape (points,).
    """

    piece: Ints
    xy: Floats
    metres: Floats

    @property
    def found(self) -> Bools:
        """Which points met a street; shape (points,)."""
        return np.asarray(self.piece >= 0)


def snapped(streets: Streets, points: Floats, *, within: float, pieces: Ints) -> Snapped:
    """
    The nearest point of some pieces of street to each point.

    Parameters
    ----------
    points
        Where they are [m]; shape (points, 2).
    within
        How far a street may be away [m].
    pieces
        The pieces that may be met.
    """
    piece, at = np.full(len(points), -1), np.full((len(points), 2), np.nan)
    metres = np.full(len(points), np.nan)
    lines = streets.lines()[pieces]
    if len(lines) and len(points):
        here = shapely.points(points)
        (point, line), far = shapely.STRtree(lines).query_nearest(here, max_distance=within, return_distance=True, all_matches=False)
        piece[point], metres[point] = pieces[line], far
        nearest = shapely.line_interpolate_point(lines[line], shapely.line_locate_point(lines[line], here[point]))
        at[point] = shapely.get_coordinates(nearest)
    return Snapped(piece, at, metres)
