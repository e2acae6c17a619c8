"""
All services of a plan at once.

Their units differ (places, beds, visits), so needs cannot be added. What can be said is how many people have every service: of a place, the
share that its least served service serves.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
from geopandas import GeoDataFrame

from siting.outputs.draw.scene import Scene

Floats = npt.NDArray[np.float64]


def people(cells: GeoDataFrame, *, groups: list[str], services: list[str]) -> Floats:
    """Who is counted in each place: the residents, or the need of the first service where no people are known."""
    return np.asarray(cells[groups[0] if groups else f"need.{services[0]}"], float)


def least_served(cells: GeoDataFrame, *, services: list[str], when: Literal["before", "after"]) -> Floats:
    """Share of each place that its least served service serves [0 to 1]; NaN where nothing is needed."""
    shares = np.stack([np.where(cells[f"need.{service}"] > 0, cells[f"{when}.{service}"], np.nan) for service in services])
    # fmin passes over what is not a number, without a warning where nothing is
    return np.asarray(np.fmin.reduce(shares, axis=0), float)


def comparable(scene: Scene) -> bool:
    """Whether all services together mean something: there are several, and they are for the same people, or residents are known."""
    services = scene.plan.scenario.services.values()
    served = {service.demand.column or service.demand.of for service in services}
    return len(services) > 1 and ("residents" in scene.groups or len(served) == 1)
