"""Travel along the straight line, made longer by a detour factor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

import numpy as np
import pandas as pd
from pydantic import Field
from scipy.spatial import cKDTree

from siting.inputs.travel.travel import EDGE, Ends, Points, Travel
from siting.scenario.quantities import Speed, Standard

_CHUNK: Final = 20_000
"""How many places are looked up at once, so that the pairs found need little memory before they are stored in short."""


class StraightLine(Travel):
    """
    Travel metres = straight metres x detour; minutes = travel metres / speed.

    Streets are longer than the straight line, by 1.2 to 1.4 in most cities.
    """

    kind: Literal["straight_line"] = "straight_line"
    detour: float = Field(default=1.0, ge=1, le=10)
    """Travel distance over straight distance [-]."""
    speed: Speed = 80.0
    """How fast people travel [m/min]; 4.8 km/h on foot when absent."""

    def pairs(self, places: Ends, sites: Ends, standard: Standard) -> pd.DataFrame:
        """The pairs of place and site that meet a standard; see `Travel.pairs`."""
        metres = standard.value if standard.unit == "m" else standard.value * self.speed
        found = list(_near(places.xy, sites.xy, metres / self.detour * (1 + EDGE)))
        empty = {"place": np.zeros(0, np.int32), "site": np.zeros(0, np.int32), "straight": np.zeros(0)}
        near = pd.concat([pd.DataFrame(empty), *found], ignore_index=True) if found else pd.DataFrame(empty)
        # the tolerance must not show: what lies on the edge is as far as the edge
        travelled = np.minimum(near.pop("straight").to_numpy(float) * self.detour, metres)
        return near.assign(metres=travelled.astype(np.float32), minutes=(travelled / self.speed).astype(np.float32))


def _near(places: Points, sites: Points, radius: float) -> Iterator[pd.DataFrame]:
    """Pairs within a straight distance [m], chunk by chunk of places."""
    if not len(sites):
        return
    tree = cKDTree(sites)
    for start in range(0, len(places), _CHUNK):
        found = cKDTree(places[start : start + _CHUNK]).sparse_distance_matrix(tree, radius, output_type="ndarray")
        found = found[np.lexsort((found["j"], found["i"]))]
        if len(found):
            yield pd.DataFrame(
                {
                    "place": (found["i"] + start).astype(np.int32),
                    "site": found["j"].astype(np.int32),
                    "straight": found["v"].astype(np.float32),
                }
            )
