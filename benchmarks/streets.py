"""
Streets of a real city: 20,000 places and 1,000 sites within 15 minutes on foot.

    python -m benchmarks.streets [extract.osm.pbf]

Measured on Heidelberg (169,302 points, 178,925 pieces of street), two cores that other work shared: reading 3.1 s, meeting the streets
1.3 s, cutting them 0.4 s, 134,679 ways in 2.4 s; 0.53 GB in all. On the same graph pandana 0.8 takes 10.2 s to prepare and 4.5 s to
search, and needs a compiled package more; so the search is scipy's Dijkstra with a limit, which needs no preparation.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from time import perf_counter

import numpy as np
from pyproj import CRS

from siting.inputs.streets.modes import MODES
from siting.inputs.streets.osm import osm_streets
from siting.inputs.streets.routes import joined, ways
from siting.inputs.streets.snapping import snapped

HEIDELBERG = Path(__file__).parents[2] / "shared" / "data" / "heidelberg" / "heidelberg.osm.pbf"
PLACES, SITES = 20_000, 1_000


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else HEIDELBERG
    began = perf_counter()

    def took(what: str) -> None:
        nonlocal began
        print(f"{what:<40} {perf_counter() - began:6.1f} s")
        began = perf_counter()

    streets = osm_streets(path, MODES["walk"], crs=CRS(32632))
    took(f"read: {len(streets.xy):,} points, {len(streets.tail):,} pieces")
    low, high = np.percentile(streets.xy, 5, axis=0), np.percentile(streets.xy, 95, axis=0)
    ends = np.random.default_rng(0).uniform(low, high, (PLACES + SITES, 2))
    met = snapped(streets, ends, within=500.0, pieces=np.arange(len(streets.tail)))
    took(f"meet the streets: {met.found.mean():.1%}")
    graph, first = joined(streets, met), len(streets.xy)
    took("cut them")
    found = ways(graph, first + np.arange(PLACES), first + PLACES + np.arange(SITES), limit=15.0, by="minutes")
    took(f"search: {len(found):,} ways")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB in all")


if __name__ == "__main__":
    main()
