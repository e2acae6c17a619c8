"""What the panel beside the map tells: the question, how good the answer is, and its key numbers."""

from __future__ import annotations

from typing import Any

from siting.outputs.draw.combined import comparable
from siting.outputs.draw.indicators import bar_kind, combined_indicators, service_indicators
from siting.outputs.draw.reach import radius
from siting.outputs.draw.scene import Scene
from siting.scenario.scenario import Demand

_ENDLESS = 10.0
"""From which gap on the map says that it is not known."""


def panel(scene: Scene) -> dict[str, Any]:
    """The panel's contents, for the page to lay out."""
    plan, scenario = scene.plan, scene.plan.scenario
    return {
        "title": scenario.name,
        "description": scenario.description,
        "status": str(plan.status),
        # a plan worth nothing, or one without a bound, is endlessly far from the best
        "gap": float(plan.gap) if plan.gap < _ENDLESS else None,
        "currency": scenario.currency,
        "budget": _budget(scene),
        "services": [_service(scene, key) for key in scenario.services],
        "moments": [_moment(moment) for moment in scene.each()],
        "areaKind": bar_kind(scene),
        "crs": plan.world.crs.name,
    }


def _moment(scene: Scene) -> dict[str, Any]:
    """The numbers of one moment."""
    services = [service_indicators(scene, key) for key in scene.plan.scenario.services]
    shared = float(scene.plan.spent["shared_capital"].sum())
    return {
        "when": scene.plan.when,
        "capital": shared + sum(service["capital"] for service in services),
        "shared": shared,
        "operating": sum(service["operating"] for service in services),
        "services": services,
        "combined": combined_indicators(scene) if comparable(scene) else None,
    }


def _service(scene: Scene, key: str) -> dict[str, Any]:
    """One service: its terms."""
    service = scene.plan.scenario.services[key]
    travel = service.travel or scene.plan.scenario.travel
    straight = {"detour": float(travel.detour), "speed": float(travel.speed)} if radius(scene.plan.scenario, key) is not None else None
    # what is no straight line has a file, and along streets a mode
    path = getattr(travel, "path", None)
    known = {"file": path.name, "mode": getattr(travel, "mode", None)} if path is not None else None
    return {
        "key": key,
        "label": service.label or key,
        "unit": service.unit,
        "within": {"value": service.within.value, "unit": service.within.unit},
        "elsewhere": [{"area": area, "value": one.value, "unit": one.unit} for area, one in service.elsewhere.items()],
        "doubtful": service.doubtful,
        "demand": _demand(service.demand),
        "straight": straight,
        "ways": known,
    }


def _demand(demand: Demand) -> dict[str, Any]:
    """How the need follows from who lives there; a share and a rate of None each where a column holds it."""
    if demand.column is not None:
        return {"of": demand.column, "share": None, "per_1000": None}
    return {"of": demand.of, "share": demand.share, "per_1000": demand.per_1000}


def _budget(scene: Scene) -> float | None:
    """The most that the plan may spend in all [currency], where the scenario says so."""
    totals = [piece.total for piece in scene.plan.scenario.constraints if piece.named == "budget" and piece.of == "capital"]
    return min((float(total) for total in totals if total is not None), default=None)
