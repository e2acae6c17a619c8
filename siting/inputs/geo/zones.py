"""Gauss-Krüger eastings that carry their zone number, as Chinese surveys write them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from pyproj import CRS

from siting.texts import Text, say


def zone_hint(bounds: npt.NDArray[np.float64], *, named: CRS | None = None) -> Text | str:
    """
    What eastings say about their system; "" where they say nothing.

    Parameters
    ----------
    bounds
        West, south, east, north [m]; shape (4,).
    named
        The system they were said to be in.
    """
    if not np.isfinite(bounds).all() or bounds[0] // 1_000_000 != bounds[2] // 1_000_000:
        return ""
    zone = int(bounds[0] // 1_000_000)
    if zone == 0 and bounds[0] >= 100_000 and 0 < bounds[1] < 10_000_000:
        return _unnumbered(named)
    # CGCS2000: 6-degree zones 13-23 are EPSG:4491-4501, 3-degree zones 25-45 are EPSG:4513-4533
    code = 4491 + zone - 13 if 13 <= zone <= 23 else 4513 + zone - 25 if 25 <= zone <= 45 else 0
    if not code:
        return ""
    name = CRS.from_epsg(code).name
    return say(
        "; eight-digit eastings begin with their zone, here {zone}: in China that is EPSG:{code} ({name})", zone=zone, code=code, name=name
    )


def _unnumbered(named: CRS | None) -> Text:
    """What eastings of six digits say: the zone must be known from elsewhere."""
    code = None if named is None else named.to_epsg()
    # EPSG numbers the systems with and without the zone in the same order, 11 apart in 6-degree and 21 apart in 3-degree zones
    other = None if code is None else code + 11 if 4491 <= code <= 4501 else code + 21 if 4513 <= code <= 4533 else None
    if other:
        return say(
            "; these eastings do not begin with their zone: EPSG:{code} ({name}) is the same without it",
            code=other,
            name=CRS.from_epsg(other).name,
        )
    return say(
        "; eastings of six digits do not tell their zone: in China it is one of EPSG:4534 (central meridian 75 E) to EPSG:4554 (135 E), "
        "3 degrees apart"
    )
