"""The plan in a few numbers, all from the same sums as the tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.outputs.draw.combined import least_served, people
from siting.outputs.draw.scene import Scene

Floats = npt.NDArray[np.float64]

_BARS = 40
"""More areas than this are no chart any more."""


def service_indicators(scene: Scene, service: str) -> dict[str, Any]:
    """
    What the plan does for one service.

    Returns
    -------
    dict
        `need`, `before`, `after` [unit] in all and by area, `minutes` [min] (mean travel of those served, None where nobody is), `capital`
        and `operating` [currency].
    """
    cells, sites = scene.plan.cells, scene.plan.sites
    need = cells[f"need.{service}"].to_numpy(float)
    served = _amounts(need, cells[f"before.{service}"].to_numpy(float), cells[f"after.{service}"].to_numpy(float))
    rows = sites[sites["service"] == service]
    # the present upkeep of what closes is no cost of the plan
    standing = rows[rows["action"] != "close"]
    return {
        **{name: float(amount.sum()) for name, amount in served.items()},
        "minutes": _mean(cells[f"minutes.{service}"].to_numpy(float), served["after"]),
        "capital": float(rows["capital"].sum()),
        "operating": float(standing["operating"].sum()),
        "areas": by_area(scene, served),
    }


def combined_indicators(scene: Scene) -> dict[str, Any]:
    """What the plan does for all services together [people], in all and by area."""
    cells, services = scene.plan.cells, list(scene.plan.scenario.services)
    before, after = (least_served(cells, services=services, when=when) for when in ("before", "after"))
    somewhere = people(cells, groups=scene.groups, services=services) * ~np.isnan(after)
    served = _amounts(somewhere, before, after)
    return {**{name: float(amount.sum()) for name, amount in served.items()}, "areas": by_area(scene, served)}


def by_area(scene: Scene, served: dict[str, Floats]) -> list[dict[str, Any]]:
    """The amounts in each of the largest areas, the least served first; empty where there is no such division."""
    kind = bar_kind(scene)
    if kind is None:
        return []
    sums = pd.DataFrame(served).groupby(scene.plan.cells[kind].to_numpy()).sum()
    sums = sums[(sums["need"] > 0) & (sums.index != "")]
    order = (sums["after"] / sums["need"]).sort_values(kind="stable").index
    return [{"name": str(name), **{column: float(sums.loc[name, column]) for column in sums.columns}} for name in order]


def bar_kind(scene: Scene) -> str | None:
    """The kind of area whose bars are shown: the one with the largest areas, if they are several and fit into a chart."""
    fitting = [kind for kind in scene.kinds if 2 <= len(scene.plan.world.areas[kind]) <= _BARS]
    return fitting[0] if fitting else None


def _amounts(need: Floats, before: Floats, after: Floats) -> dict[str, Floats]:
    """Need and what is served of it before and after, in each place."""
    return {"need": need, "before": need * np.nan_to_num(before), "after": need * np.nan_to_num(after)}


def _mean(values: Floats, weight: Floats) -> float | None:
    known = ~np.isnan(values) & (weight > 0)
    return float(np.average(values[known], weights=weight[known])) if known.any() else None
