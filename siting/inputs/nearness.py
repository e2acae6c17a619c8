"""Whether sites lie where people live: the surest sign of a wrong coordinate system, or of swapped coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import geopandas as gpd
import numpy as np
from pyproj import CRS, Transformer
from scipy.spatial import cKDTree

from siting.errors import InputError
from siting.inputs.columns import Floats, Mask, rows
from siting.inputs.faults import naming
from siting.inputs.geo.crs import degrees
from siting.inputs.geo.shifted import from_bd09, from_gcj02
from siting.inputs.shapes import centres, moved
from siting.inputs.sites import Part
from siting.texts import Text, say

_ENOUGH: Final = 10
"""So many sites and places tell a shift from chance."""
_FINE: Final = 300.0
"""Places farther apart than this cannot show a shift of half a kilometre [m]."""
_INSIDE: Final = 0.75
"""A site so near to the centre of a cell lies in it [side of the cell]."""
_BETTER: Final = 0.2
"""By how much the share of sites in populated cells must rise for a shift to be believed [-]."""
_MORE: Final = 5
"""How many more sites must then lie in populated cells."""
FAR: Final = 10_000.0
"""Beyond this distance from every place a site is thought to be in the wrong place [m]."""


def strays(part: Part, places: Floats, *, crs: CRS | None, bounded: bool = False) -> tuple[Text, ...]:
    """
    Note the sites of a file that lie nowhere near any place.

    Parameters
    ----------
    places
        Where people live [m], in `crs`; shape (places, 2).
    bounded
        Whether the planning area is but a part of what files hold; sites far outside it are then no surprise, unless all are.

    Raises
    ------
    InputError
        Where all of them do; says how far off, and whether swapped coordinates would fit.
    """
    if part.sites.empty:
        return ()
    with naming(part.path):
        far = _far(part.sites, places, crs)
    if not far.any() or (bounded and not far.all()):
        return ()
    if not far.all():
        return (
            say(
                "{where}: more than {far:.0f} km from every place: {rows}; check the coordinates",
                where=part.path.name,
                rows=rows(part.sites.index[far]),
                far=FAR / 1000,
            ),
        )
    if crs is None:
        raise InputError(
            "{where}: no site lies within {far:.0f} km of any place; the sites are at {sites}, the people at {places}",
            where=part.path,
            far=FAR / 1000,
            sites=_span(part.sites.total_bounds, 0),
            places=_span(np.concatenate([places.min(axis=0), places.max(axis=0)]), 0),
        )
    people = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*places.T), crs=crs)
    if _fit_swapped(part.sites, places, crs):
        raise InputError(
            "{where}: its coordinates and those of the people fit only when x and y of one are swapped; swap `x:` and `y:`", where=part.path
        )
    raise InputError(
        "{where}: no site lies within {far:.0f} km of any place; the sites are at {sites}, the people at {places} (degrees); "
        "one of the two is in the wrong place or has the wrong `crs:`",
        where=part.path,
        far=FAR / 1000,
        sites=_span(degrees([part.sites]), 3),
        places=_span(degrees([people]), 3),
    )


def shifted(part: Part, places: Floats, *, crs: CRS | None) -> tuple[Text, ...]:
    """
    Note that the sites of a file would lie where people live far more often if they were in the coordinates of a Chinese web map.

    Parameters
    ----------
    places
        Where people live [m], in `crs`; shape (places, 2).
    """
    if crs is None or len(part.sites) < _ENOUGH or len(places) < _ENOUGH:
        return ()
    tree = cKDTree(places)
    step = float(np.median(np.asarray(tree.query(places[:: max(len(places) // 1000, 1)], k=[2])[0])))
    if not 0 < step <= _FINE:
        return ()
    degrees_at = centres(part.sites.to_crs(4326))
    to_work = Transformer.from_crs(4326, crs, always_xy=True)
    at = np.column_stack(to_work.transform(*degrees_at.T))
    hits = _Hits(tree, step * _INSIDE)
    now, best = hits(at), ("", "", 0.0)
    for system, name, back in (("GCJ-02 (Amap, Tencent)", "gcj02", from_gcj02), ("BD-09 (Baidu)", "bd09", from_bd09)):
        shift = np.column_stack(to_work.transform(*back(degrees_at).T)) - at
        share = hits(at + shift)
        # vacant plots beside housing come to lie in housing whichever way they are moved; only the right way stands out
        others = max(hits(at + _turned(shift, turn)) for turn in np.arange(1, 8) * np.pi / 4)
        if shift.any() and share - max(now, others) >= _BETTER and share > best[2]:
            best = (system, name, share)
    if not best[1] or (best[2] - now) * len(at) < _MORE:
        return ()
    return (
        say(
            "{where}: {now:.0%} of its sites lie where people live, and {share:.0%} would if they were in {system}; if they come from "
            "such a map, write `crs: {name}`",
            where=part.path.name, now=now, share=best[2], system=best[0], name=best[1],
        ),
    )  # fmt: skip


class _Hits:
    """Which share of some points lies where people live."""

    def __init__(self, tree: cKDTree, within: float) -> None:
        self._tree, self._within = tree, within

    def __call__(self, points: Floats) -> float:
        return float(np.mean(np.asarray(self._tree.query(points)[0]) <= self._within))


def _turned(shift: Floats, angle: float) -> Floats:
    """Shifts of the same length in another direction."""
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.asarray(shift @ turn.T)


def _far(sites: gpd.GeoDataFrame, places: Floats, crs: CRS | None) -> Mask:
    """Which sites lie nowhere near any place."""
    distance, _ = cKDTree(places).query(centres(moved(sites, crs)), distance_upper_bound=FAR)
    return np.isinf(distance)


def _fit_swapped(sites: gpd.GeoDataFrame, places: Floats, crs: CRS) -> bool:
    """Whether some site would lie near a place if x and y were swapped."""
    at = centres(sites)
    try:
        return not _far(gpd.GeoDataFrame(geometry=gpd.points_from_xy(at[:, 1], at[:, 0]), crs=sites.crs), places, crs).all()
    except InputError:
        # swapped coordinates may lie where no system can show them
        return False


def _span(bounds: Floats | Sequence[float], digits: int) -> str:
    """Bounds as a message shows them."""
    west, south, east, north = (f"{value:.{digits}f}" for value in bounds)
    return f"{west} - {east}, {south} - {north}"
