"""The plan in a few numbers, all from the same sums as the tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.outputs.areas import finest
from siting.outputs.draw.combined import least_served, people
from siting.outputs.draw.scene import Scene
from siting.outputs.figures import gini

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
        (spent until then) and `operating` [currency], and `fair`, see `fairness`.
    """
    cells, sites, spent = scene.plan.cells, scene.plan.sites, scene.plan.spent
    need = cells[f"need.{service}"].to_numpy(float)
    served = _amounts(need, cells[f"before.{service}"].to_numpy(float), cells[f"after.{service}"].to_numpy(float))
    rows = sites[sites["service"] == service]
    # the present upkeep of what closes is no cost of the plan
    standing = rows[rows["action"] != "close"]
    return {
        **{name: float(amount.sum()) for name, amount in served.items()},
        "minutes": _mean(cells[f"minutes.{service}"].to_numpy(float), served["after"]),
        "capital": float(spent["capital"][spent["service"] == service].sum()),
        "operating": float(standing["operating"].sum()),
        "areas": by_area(scene, served),
        "fair": fairness(scene, service, served),
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


def fairness(scene: Scene, service: str, served: dict[str, Floats]) -> dict[str, Any] | None:
    """
    How alike areas are served: today and under the plan each.

    Returns
    -------
    dict or None
        `kind` of area, `with` (share of the areas with a site of their own, 0 to 1), `lowest` (share of the need served in the area that
        is served least, 0 to 1) and `gini`; None where there are no areas.
    """
    kind = finest(scene.plan.world.areas)
    if kind is None or kind not in scene.plan.cells:
        return None
    sums = pd.DataFrame(served).groupby(scene.plan.cells[kind].to_numpy()).sum()
    sums = sums[(sums["need"] > 0) & (sums.index != "")]
    sites, standing, names = scene.plan.sites, scene.plan.standing, set(scene.plan.world.areas[kind]["name"])
    open_now = sites[(sites["service"] == service) & (sites["action"] != "close")]
    there = {"before": standing[standing["service"] == service], "after": open_now}
    need = sums["need"].to_numpy(float)
    found: dict[str, Any] = {"kind": kind, "with": [], "lowest": [], "gini": []}
    for when, open_ in there.items():
        amount = sums[when].to_numpy(float)
        found["with"].append(len(set(open_[kind]) & names) / len(names))
        found["lowest"].append(float((amount / need).min()) if len(need) else None)
        found["gini"].append(value if np.isfinite(value := gini(need, amount)) else None)
    return found


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
