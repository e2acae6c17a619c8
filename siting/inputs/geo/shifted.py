"""
Coordinates of Chinese web maps: GCJ-02 (Amap, Tencent) and BD-09 (Baidu), which lie some hundred metres beside those of WGS 84.

The shift is a smooth function of the true place. Neither is documented by who made it; the functions are those that surveys of public
maps agree on (https://en.wikipedia.org/wiki/Restrictions_on_geographic_data_in_China). Places outside China are not shifted. The
inverse has no formula: it is found by moving back by the shift at the place found so far, which comes a hundred times nearer each time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

Degrees = npt.NDArray[np.float64]
"""Longitude and latitude [degrees]; shape (points, 2)."""

_RADIUS: Final = 6_378_245.0
"""Half the longer axis of the ellipsoid of Krassowsky [m]."""
_FLAT: Final = 0.006_693_421_622_965_943
"""Its first eccentricity, squared."""
_CHINA: Final = (72.004, 0.8293, 137.8347, 55.8271)
"""Where coordinates are shifted: west, south, east, north [degrees]."""
_STEPS: Final = 8
"""Enough for a thousandth of a millimetre; each step brings about two more digits."""


def gcj02(places: Degrees) -> Degrees:
    """WGS 84 as GCJ-02."""
    return places + _gcj_shift(places)


def bd09(places: Degrees) -> Degrees:
    """WGS 84 as BD-09."""
    at = gcj02(places)
    return at + _bd_shift(at) * _in_china(places)


def from_gcj02(places: Degrees) -> Degrees:
    """GCJ-02 as WGS 84, to less than a millimetre."""
    return _undone(places, _gcj_shift)


def from_bd09(places: Degrees) -> Degrees:
    """BD-09 as WGS 84, to less than a millimetre."""
    return from_gcj02(_undone(places, lambda at: _bd_shift(at) * _in_china(at)))


_BACK: Final[Mapping[str, Callable[[Degrees], Degrees]]] = {"gcj02": from_gcj02, "bd09": from_bd09}


def straightener(name: str | None) -> Callable[[Degrees], Degrees] | None:
    """What turns coordinates of a shifted system, by its name (gcj02, GCJ-02, bd09, ...), into WGS 84; None for every other system."""
    return _BACK.get((name or "").strip().lower().replace("-", ""))


def _undone(places: Degrees, shift: Callable[[Degrees], Degrees]) -> Degrees:
    """Where places were before a shift."""
    found = places
    for _ in range(_STEPS):
        found = places - shift(found)
    return found


def _in_china(places: Degrees) -> Degrees:
    """1 where coordinates are shifted, 0 elsewhere; shape (points, 1)."""
    west, south, east, north = _CHINA
    x, y = places[:, :1], places[:, 1:]
    return np.asarray((x >= west) & (x <= east) & (y >= south) & (y <= north), float)


def _gcj_shift(places: Degrees) -> Degrees:
    """By how much GCJ-02 differs from WGS 84 at places of WGS 84 [degrees]."""
    x, y = places[:, 0] - 105.0, places[:, 1] - 35.0
    root = 0.1 * np.sqrt(np.abs(x))
    both = _waves(x, (20.0, 6.0), (20.0, 2.0))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 2.0 * root
    north = north + both + _waves(y, (20.0, 1.0), (40.0, 1 / 3)) + _waves(y, (160.0, 1 / 12), (320.0, 1 / 30))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + root
    east = east + both + _waves(x, (20.0, 1.0), (40.0, 1 / 3)) + _waves(x, (150.0, 1 / 12), (300.0, 1 / 30))
    # metres to degrees on the ellipsoid
    latitude = np.radians(places[:, 1])
    bulge = 1.0 - _FLAT * np.sin(latitude) ** 2
    meridian, normal = _RADIUS * (1.0 - _FLAT) / bulge**1.5, _RADIUS / np.sqrt(bulge)
    shift = np.degrees(np.column_stack([east / (normal * np.cos(latitude)), north / meridian]))
    return shift * _in_china(places)


def _waves(at: Degrees, *waves: tuple[float, float]) -> Degrees:
    """Sine waves of some heights [m] and frequencies along an axis."""
    return np.asarray(sum(height * np.sin(often * np.pi * at) for height, often in waves) * 2.0 / 3.0)


def _bd_shift(places: Degrees) -> Degrees:
    """By how much BD-09 differs from GCJ-02 at places of GCJ-02 [degrees]."""
    x, y = places[:, 0], places[:, 1]
    turn = np.pi * 3000.0 / 180.0
    far = np.hypot(x, y) + 0.00002 * np.sin(y * turn)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * turn)
    return np.column_stack([far * np.cos(angle) + 0.0065 - x, far * np.sin(angle) + 0.006 - y])
