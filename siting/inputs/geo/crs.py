"""
Coordinate systems: which one a file is in, and which one distances are measured in.

Distances are measured in a projected system in metres that is true where the data lie. ``local`` stands for plain metres without a place
on earth; inside, it is None until the world is complete.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import CRSError

from siting.errors import InputError
from siting.inputs.geo.shifted import straightener
from siting.inputs.geo.zones import zone_hint
from siting.texts import Text, say

LOCAL: Final = "local"
Bounds = npt.NDArray[np.float64]
"""West, south, east, north; shape (4,)."""

_TRUE: Final = 0.01
"""Largest error of distances [share] for which the data's own system is taken without asking."""
_TOLERATED: Final = 0.05
"""Largest error of distances [share] for which the system that a scenario names is taken."""
_SENSELESS: Final = 0.25
"""Error of distances [share] at the edge of the data from which on no single system will do."""
_STRAY: Final = 15.0
"""How far from its area of use a system is still believed [degrees]."""


def parse(name: str) -> CRS | None:
    """
    A coordinate system by its name: EPSG:4326, a PROJ or WKT text; None for ``local``.

    For ``gcj02`` and ``bd09`` it is WGS 84, into which what is read is turned.

    Raises
    ------
    InputError
        Where no such system is known.
    """
    wanted = name.strip()
    if wanted.lower() == LOCAL:
        return None
    if straightener(wanted) is not None:
        return CRS.from_epsg(4326)
    try:
        return _flat(CRS.from_user_input(f"EPSG:{wanted}" if wanted.isdigit() else wanted))
    except CRSError:
        raise InputError(
            'unknown coordinate system "{name}"; write for example EPSG:4326, EPSG:4544, gcj02 or bd09, or local for plain metres',
            name=name,
        ) from None


def declared(found: CRS | None, given: str | None, bounds: Bounds) -> tuple[CRS | None, tuple[Text, ...]]:
    """
    The system a file is in, from what the file and the scenario say, and notes on where they differ.

    Raises
    ------
    InputError
        Where neither says it. It is never guessed.
    """
    if given is None:
        if found is None:
            raise InputError(
                "no coordinate system in the file; give `crs:`, for example EPSG:4326 for degrees, or local for plain metres{hint}",
                hint=_looks(bounds),
            )
        return _flat(found), ()
    named = parse(given)
    if found is not None and named is not None and not _flat(found).equals(named, ignore_axis_order=True):
        return named, (say("the file says {found}; read as {given}, as the scenario says", found=short(found), given=given),)
    return named, ()


def misfit(bounds: Bounds, crs: CRS | None) -> Text | None:
    """What shows that coordinates cannot be in the system they are said to be in; None where nothing does."""
    if crs is None or not np.isfinite(bounds).all():
        return None
    x, y = np.abs(bounds[[0, 2]]).max(), np.abs(bounds[[1, 3]]).max()
    degrees = x <= 180.001 and y <= 90.001
    if crs.is_geographic:
        if degrees:
            return None
        if x <= 90.001 and y <= 180.001:
            return say("longitude and latitude look swapped: latitudes reach {y:.4f}, beyond 90 degrees", y=y)
        return say(
            "the coordinates look like metres (up to {x:.0f}, {y:.0f}), but {crs} is in degrees; give the `crs:` they are in{hint}",
            x=x,
            y=y,
            crs=short(crs),
            hint=zone_hint(bounds),
        )
    if degrees:
        return say(
            "the coordinates look like degrees (up to {x:.4f}, {y:.4f}), but {crs} is in metres; give `crs: EPSG:4326`",
            x=x,
            y=y,
            crs=short(crs),
        )
    if not _lost(bounds, crs):
        return None
    if not _lost(bounds[[1, 0, 3, 2]], crs):
        return say("x and y look swapped: only the other way round do they lie where {crs} is used", crs=short(crs))
    return say(
        "the coordinates (around {x:.0f}, {y:.0f}) lie far outside of where {crs} is used; give the `crs:` they are in{hint}",
        x=(bounds[0] + bounds[2]) / 2,
        y=(bounds[1] + bounds[3]) / 2,
        crs=short(crs),
        hint=zone_hint(bounds, named=crs),
    )


def choose(given: str | None, frames: Sequence[gpd.GeoDataFrame], *, boundary: gpd.GeoDataFrame | None = None) -> CRS | None:
    """
    The projected system [m] to work in; None for plain metres.

    Parameters
    ----------
    given
        What the scenario names, if anything.
    frames
        The data, each in its own system.
    boundary
        The planning area, where only a part of the data is used.

    Raises
    ------
    InputError
        Where the named system would give false distances here, plain metres are mixed with places on earth, or the data lie all over the
        earth.
    """
    own = [frame.crs for frame in frames]
    named = parse(given) if given is not None else None
    if (given is not None and named is None) or (given is None and own[0] is None):
        return None
    if named is not None and (reason := _false(named)):
        right = suggested(degrees(frames)) if None not in own else "EPSG:32650"
        raise InputError("crs: {crs} {reason}; {right} would be right here", crs=short(named), reason=reason, right=right)
    if None in own:
        raise InputError(
            "some population files are in plain metres (crs: local) and some are not; all must have a coordinate system, or none"
        )
    around = degrees(frames if boundary is None or boundary.crs is None else [boundary])
    if worst(CRS.from_user_input(suggested(around)), around) > _SENSELESS:
        west, south, east, north = around
        raise InputError(
            "the people live all over the earth, from {west:.0f} to {east:.0f} degrees of longitude and {south:.0f} to {north:.0f} of "
            "latitude; distances cannot be measured in one system there. Check the coordinates, or give a `boundary:`",
            west=west,
            south=south,
            east=east,
            north=north,
        )
    if named is not None:
        error = _error(named, around)
        if error > _TOLERATED:
            raise InputError(
                "crs: {crs} would make distances wrong by {error:.0%} here; {right} would be right",
                crs=short(named),
                error=error,
                right=suggested(around),
            )
        return named
    first = own[0]
    return first if not _false(first) and _error(first, around) <= _TRUE else CRS.from_user_input(suggested(around))


def degrees(frames: Sequence[gpd.GeoDataFrame]) -> Bounds:
    """West, south, east and north of data in systems of their own, together [degrees]."""
    boxes = [Transformer.from_crs(frame.crs, 4326, always_xy=True).transform_bounds(*frame.total_bounds) for frame in frames]
    boxes = [box for box in boxes if np.isfinite(box).all()]
    if not boxes:
        return np.zeros(4)
    corners = np.array(boxes, dtype=float)
    return np.concatenate([corners[:, :2].min(axis=0), corners[:, 2:].max(axis=0)])


def suggested(around: Bounds) -> str:
    """The UTM zone of the middle of some bounds [degrees]."""
    longitude, latitude = (around[0] + around[2]) / 2, (around[1] + around[3]) / 2
    return f"EPSG:{(32600 if latitude >= 0 else 32700) + min(int((longitude + 180) // 6) + 1, 60)}"


def worst(crs: CRS, around: Bounds) -> float:
    """The largest error of distances [share] at the corners of some bounds [degrees]."""
    return max(_error(crs, np.array([x, y, x, y])) for x in around[[0, 2]] for y in around[[1, 3]])


def plane(bounds: Bounds) -> CRS:
    """A system for plain metres that puts the middle of the data where equator and prime meridian meet, so that they can be drawn."""
    x, y = round((bounds[0] + bounds[2]) / 2), round((bounds[1] + bounds[3]) / 2)
    return CRS.from_proj4(f"+proj=tmerc +lat_0=0 +lon_0=0 +k=1 +x_0={x} +y_0={y} +ellps=GRS80 +units=m +no_defs")


def short(crs: CRS) -> str:
    """A system's code, else its name."""
    authority = crs.to_authority(min_confidence=100)
    return ":".join(authority) if authority else str(crs.name)


def _flat(crs: CRS) -> CRS:
    """The horizontal part of a system."""
    if crs.is_bound and crs.source_crs is not None:
        return _flat(crs.source_crs)
    flat = crs.sub_crs_list[0] if crs.is_compound else crs
    return flat.to_2d() if len(flat.axis_info) > 2 else flat


def _false(crs: CRS) -> Text | None:
    """Why distances cannot be measured in a system, wherever the data lie."""
    if crs.is_geographic:
        return say("is in degrees, in which distances cannot be measured")
    if not crs.is_projected:
        return say("is no projected coordinate system")
    if any(abs(axis.unit_conversion_factor - 1) > 1e-9 for axis in crs.axis_info[:2]):
        return say("is not in metres")
    if crs.coordinate_operation is not None and "Pseudo Mercator" in crs.coordinate_operation.method_name:
        return say("is made for web maps and stretches distances")
    return None


def _error(crs: CRS, around: Bounds) -> float:
    """By how much distances are wrong in the middle of some bounds [share]."""
    factors = Proj(crs).get_factors((around[0] + around[2]) / 2, (around[1] + around[3]) / 2)
    return float(max(abs(factors.meridional_scale - 1), abs(factors.parallel_scale - 1)))


def _lost(bounds: Bounds, crs: CRS) -> bool:
    """Whether the middle of some bounds lies nowhere near where a system is used."""
    middle = Transformer.from_crs(crs, 4326, always_xy=True).transform((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    if not np.isfinite(middle).all():
        return True
    if (used := crs.area_of_use) is None or used.west > used.east:
        return False
    west, south, east, north = used.bounds
    return not (west - _STRAY <= middle[0] <= east + _STRAY and south - _STRAY <= middle[1] <= north + _STRAY)


def _looks(bounds: Bounds) -> Text | str:
    """What coordinates of an unknown system look like."""
    if np.isfinite(bounds).all() and np.abs(bounds[[0, 2]]).max() <= 180 and np.abs(bounds[[1, 3]]).max() <= 90:
        return say(" (the coordinates look like degrees)")
    return zone_hint(bounds)
