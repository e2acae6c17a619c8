"""How far a service reaches: a circle, or the area that the streets make of it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from siting.inputs.travel.travel import Ends
from siting.outputs.draw.drawable import Drawable
from siting.scenario.scenario import Scenario

MOST = 150
"""More areas than this are not drawn: they would take minutes."""


def radius(scenario: Scenario, service: str) -> float | None:
    """
    The radius [m] as the crow flies within which a service's standard holds.

    Returns
    -------
    float or None
        None where travel follows something else than a straight line with a detour, or differs from area to area, so that its reach is
        no circle.
    """
    asked = scenario.services[service]
    travel = asked.travel or scenario.travel
    detour, speed = getattr(travel, "detour", None), getattr(travel, "speed", None)
    if detour is None or speed is None or asked.zones is not None:
        return None
    metres = asked.within.value if asked.within.unit == "m" else asked.within.value * speed
    return float(metres / detour)


def circle(scenario: Scenario, service: str) -> float | None:
    """
    The circle [m] beyond which a service's standard cannot hold: its radius, or along streets the way it allows if all of it were straight.

    Returns
    -------
    float or None
        None where travel has no speed to tell, or the standard differs from area to area.
    """
    asked = scenario.services[service]
    travel = asked.travel or scenario.travel
    if (known := radius(scenario, service)) is not None or asked.zones is not None or travel.beside is None:
        return known
    return float(asked.within.value if asked.within.unit == "m" else asked.within.value * travel.beside)


def areas(plans: Sequence[Drawable], service: str) -> dict[str, BaseGeometry]:
    """
    From where each site that is open at some moment is reached along the streets, by its id [m]; empty where a circle shows it.

    Parameters
    ----------
    plans
        The plan at each moment.
    """
    plan = plans[-1]
    asked = plan.scenario.services[service]
    travel = asked.travel or plan.scenario.travel
    rows = pd.concat([one.sites[(one.sites.service == service) & (one.sites.action != "close")] for one in plans]).drop_duplicates("site")
    if asked.zones is not None or not 0 < len(rows) <= MOST:
        return {}
    found = travel.areas(Ends.at(shapely.get_coordinates(rows.geometry.to_numpy()), plan.world.crs), asked.within)
    return {} if found is None else {str(name): one for name, one in zip(rows.site, found, strict=True) if not one.is_empty}
