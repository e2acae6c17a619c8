"""Gauss-Krüger eastings that carry their zone number, as Chinese surveys write them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from pyproj import CRS

from siting.texts import Text, say


def zone_hint(bounds: npt.NDArray[np.float64]) -> Text | str:
    """
    What eight-digit eastings say about their system; "" where there are none.

    Parameters
    ----------
    bounds
        West, south, east, north [m]; shape (4,).
    """
    if not np.isfinite(bounds).all() or bounds[0] // 1_000_000 != bounds[2] // 1_000_000:
        return ""
    zone = int(bounds[0] // 1_000_000)
    # CGCS2000: 6-degree zones 13-23 are EPSG:4491-4501, 3-degree zones 25-45 are EPSG:4513-4533
    code = 4491 + zone - 13 if 13 <= zone <= 23 else 4513 + zone - 25 if 25 <= zone <= 45 else 0
    if not code:
        return ""
    name = CRS.from_epsg(code).name
    return say(
        "; eight-digit eastings begin with their zone, here {zone}: in China that is EPSG:{code} ({name})", zone=zone, code=code, name=name
    )
