"""
How long straight-line travel takes, and how much memory.

    python -m benchmarks.travel --places 100000 --sites 5000 --metres 1000

Places and sites lie evenly at random on a square as dense as a city: one place a hectare.
"""

from __future__ import annotations

import argparse
import resource
import time

import numpy as np

from siting.inputs.travel.straight_line import StraightLine
from siting.inputs.travel.travel import Ends
from siting.scenario.quantities import Standard


def main() -> None:
    """Print seconds, pairs and peak memory."""
    parser = argparse.ArgumentParser(description="Time straight-line travel.")
    parser.add_argument("--places", type=int, default=100_000)
    parser.add_argument("--sites", type=int, default=5_000)
    parser.add_argument("--metres", type=float, default=1_000.0)
    asked = parser.parse_args()
    side = 100.0 * asked.places**0.5
    random = np.random.default_rng(1)
    places, sites = random.uniform(0, side, (asked.places, 2)), random.uniform(0, side, (asked.sites, 2))
    began = time.perf_counter()
    pairs = StraightLine(detour=1.3).pairs(Ends.at(places), Ends.at(sites), Standard(asked.metres, "m"))
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{asked.places} places x {asked.sites} sites within {asked.metres:g} m, detour 1.3")
    print(f"{len(pairs)} pairs in {seconds:.2f} s, peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
