"""One candidate for each square, where a file holds more of them than a plan has use for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from pyproj import CRS

from siting.inputs.faults import naming
from siting.inputs.shapes import centres, moved
from siting.inputs.sites import Part
from siting.texts import say


def thinned(part: Part, crs: CRS | None) -> Part:
    """
    The part with the site nearest to the centre of each square, and none besides, where its entry says `one_per`.

    The squares lie on multiples of their side in the system of the work, so that several files share them.

    Raises
    ------
    InputError
        Where the sites cannot be moved into the system of the work.
    """
    side = part.one_per
    if side is None or part.sites.empty:
        return part
    with naming(Path(part.path)):
        at = centres(moved(part.sites, crs)) / side
    square = pd.DataFrame(np.floor(at))
    off_centre = np.hypot(*(at - np.floor(at) - 0.5).T)
    nearest = pd.Series(off_centre).groupby([square[0], square[1]]).idxmin().to_numpy()
    kept = np.zeros(len(at), dtype=bool)
    kept[nearest] = True
    if kept.all():
        return part
    position = np.cumsum(kept) - 1
    of = part.offers.site.to_numpy(int)
    offers = part.offers[kept[of]].assign(site=position[of[kept[of]]]).reset_index(drop=True)
    note = say(
        "{where}: {kept:,} of {count:,} candidates are taken, one for each square of {side:,.0f} m",
        where=part.path.name,
        kept=int(kept.sum()),
        count=len(at),
        side=side,
    )
    return replace(part, sites=part.sites[kept], offers=offers, notes=(*part.notes, note))
