"""How far a service reaches, where a circle can show it."""

from __future__ import annotations

from siting.scenario.scenario import Scenario


def radius(scenario: Scenario, service: str) -> float | None:
    """
    The radius [m] as the crow flies within which a service's standard holds.

    Returns
    -------
    float or None
        None where travel follows something else than a straight line with a detour, so that its reach is no circle.
    """
    asked = scenario.services[service]
    travel = asked.travel or scenario.travel
    detour, speed = getattr(travel, "detour", None), getattr(travel, "speed", None)
    if detour is None or speed is None:
        return None
    metres = asked.within.value if asked.within.unit == "m" else asked.within.value * speed
    return float(metres / detour)
