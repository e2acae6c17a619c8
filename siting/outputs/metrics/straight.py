"""How many more the straight line would reach than the streets do."""

from __future__ import annotations

import numpy as np
import pandas as pd

from siting.inputs.travel.straight_line import StraightLine
from siting.inputs.travel.travel import Ends
from siting.instance.expand import zones
from siting.outputs.plan import Plan, in_reach


def straight(plan: Plan) -> pd.DataFrame:
    """
    The need within the standard of an open site along the streets, and along the straight line at the same speed; with phases and
    projections in each of them, or at the moment. Room is not looked at.

    Returns
    -------
    ``service``, ``phase``, ``projection``, ``need`` [unit of the service], ``by_street`` and ``by_straight_line`` (share of the need, 0
    to 1); a row for each service whose travel is along streets, and for each scene.
    """
    scenes = [(k, scene) for k, scene in enumerate(plan.instance.scenes) if plan.moment is None or k == plan.scene]
    rows = [_row(plan, service, k, scene) for service in plan.scenario.services for k, scene in scenes]
    columns = ["service", "phase", "projection", "need", "by_street", "by_straight_line"]
    return pd.DataFrame([row for row in rows if row], columns=columns)


def _row(plan: Plan, name: str, number: int, scene: tuple[int, str]) -> dict[str, object] | None:
    rows = np.flatnonzero((plan.instance.demand.service == name).to_numpy() & (plan.instance.scene == number))
    need = plan.instance.need[rows]
    place = plan.instance.demand.place.to_numpy()[rows]
    parts = zones(plan.scenario, name, plan.world, place)
    if not need.sum() or all(travel.beside is None for _, _, travel in parts):
        return None
    options = plan.instance.options
    runs = plan.solution.chosen & ((options.service == name) & (options.opens <= scene[0]) & (scene[0] < options.closes)).to_numpy(bool)
    places, sites = Ends.of(plan.world.places, "id", plan.world.crs), Ends.of(plan.world.sites, "site", plan.world.crs)
    open_ = sites.take(np.unique(options.site.to_numpy()[runs]))
    near = np.zeros(len(plan.world.places), bool)
    for there, within, travel in parts:
        direct = StraightLine.model_validate({"speed": f"{travel.beside:g} m/min"}) if travel.beside else travel
        near[there[direct.pairs(places.take(there), open_, within).place.to_numpy()]] = True
    shares = {"by_street": in_reach(plan.instance, plan.solution)[rows] @ need, "by_straight_line": need @ near[place]}
    told = {"service": name, "phase": scene[0], "projection": scene[1], "need": float(need.sum())}
    return told | {key: float(value / need.sum()) for key, value in shares.items()}
