"""How far people travel."""

from __future__ import annotations

import numpy as np
import pandas as pd

from siting.instance.instance import Floats
from siting.outputs.plan import Plan


def travel(plan: Plan, service: str, *, before: bool = False) -> pd.DataFrame:
    """
    Who travels how long to a service, in the phase and projection that is drawn.

    Parameters
    ----------
    before
        Under what stands today, instead of under the plan.

    Returns
    -------
    ``minutes`` [min] and ``need`` [unit of the service], one row a flow of those served, the shortest first.
    """
    drawn, instance = plan.drawn, plan.instance
    served = (plan.present if before else plan.solution).served
    rows = served.demand.to_numpy()
    here = (instance.demand.service.to_numpy()[rows] == service) & (instance.scene[rows] == drawn.scene)
    flows = served[here]
    need = flows.share.to_numpy(float) * instance.need[flows.demand.to_numpy()]
    table = pd.DataFrame({"minutes": flows.minutes.to_numpy(float), "need": need})
    return table[table.need > 0].sort_values("minutes", ignore_index=True)


def mean(flows: pd.DataFrame) -> float:
    """The mean travel of those served [min]; not a number where nobody is."""
    return float(np.average(flows.minutes, weights=flows.need)) if len(flows) else float("nan")


def longest(flows: pd.DataFrame, share: float = 0.9) -> float:
    """Within how many minutes a share of those served reach the service [min]; not a number where nobody is."""
    if not len(flows):
        return float("nan")
    reached: Floats = np.cumsum(flows.need.to_numpy(float)) / flows.need.sum()
    return float(flows.minutes.to_numpy(float)[min(int(np.searchsorted(reached, share - 1e-12)), len(flows) - 1)])
