"""Who gets how much of what is served: districts, and population groups."""

from __future__ import annotations

import numpy as np
import pandas as pd

from siting.instance.instance import Floats
from siting.outputs.metrics.coverage import coverage
from siting.outputs.plan import Plan


def lorenz(need: Floats, served: Floats) -> tuple[Floats, Floats]:
    """
    The Lorenz curve of what is served over what is needed (Lorenz, M. O. (1905), Methods of measuring the concentration of wealth,
    Publications of the American Statistical Association 9, 209-219): areas in the order of the share that is served there.

    Parameters
    ----------
    need, served
        By area [unit of the service]; shape (areas,).

    Returns
    -------
    Cumulated shares of the need and of what is served, from 0 to 1; shape (areas + 1,) each.
    """
    there = need > 0
    need, served = need[there], served[there]
    order = np.argsort(served / need, kind="stable")
    parts = [np.concatenate([[0.0], np.cumsum(one[order])]) for one in (need, served)]
    across, up = (part / part[-1] if part[-1] > 0 else part for part in parts)
    return across, up


def gini(need: Floats, served: Floats) -> float:
    """
    Gini's coefficient: twice the area between the Lorenz curve and the diagonal, 0 where every area is served alike [0 to 1]; not a number
    where nobody is served (Gini, C. (1914), Sulla misura della concentrazione e della variabilità dei caratteri).
    """
    across, up = lorenz(need, served)
    if not len(across) or up[-1] <= 0:
        return float("nan")
    return float(1.0 - np.sum(np.diff(across) * (up[1:] + up[:-1])))


def fairness(plan: Plan, *, by: str) -> pd.DataFrame:
    """
    How alike areas are served, before and after, in the phase and projection that is drawn.

    Parameters
    ----------
    by
        A kind of area.

    Returns
    -------
    For each service and ``when`` (before, after): ``areas`` with need, ``gini``, ``lowest``, ``highest`` and ``mean`` share of the need
    served [0 to 1], ``deviation`` (mean absolute deviation of the share, weighted by need), ``below`` (the share of areas that are served
    less than the mean, which a Gini alone would hide).
    """
    table = coverage(plan.drawn, by=by)
    found = []
    for service, rows in table[(table.need > 0) & (table[by] != "")].groupby("service", sort=False):
        need = rows.need.to_numpy(float)
        for when in ("before", "after"):
            served = rows[when].to_numpy(float)
            share, mean = served / need, float(served.sum() / need.sum())
            told = {"service": service, "when": when, "areas": len(rows), "gini": gini(need, served)}
            told |= {"lowest": float(share.min()), "highest": float(share.max()), "mean": mean}
            told |= {"deviation": float(np.abs(share - mean) @ need / need.sum()), "below": float((share < mean - 1e-12).mean())}
            found.append(told)
    return pd.DataFrame(found, columns=["service", "when", "areas", "gini", "lowest", "highest", "mean", "deviation", "below"])


def by_group(plan: Plan) -> pd.DataFrame:
    """
    The share of each population group that lives where a service serves, before and after, in the phase and projection that is drawn.

    Returns
    -------
    ``service``, ``group``, ``people`` (who live where the service is needed), ``before``, ``after`` (share of them, 0 to 1; in a place
    that is served in part, that part counts).
    """
    cells, found = plan.drawn.cells, []
    for service in plan.scenario.services:
        wanted = cells[f"need.{service}"].to_numpy(float) > 0
        for group in plan.world.groups:
            people = cells[group].to_numpy(float) * wanted
            if people.sum() <= 0:
                continue
            shares = {
                when: float(people @ np.nan_to_num(cells[f"{when}.{service}"].to_numpy(float)) / people.sum())
                for when in ("before", "after")
            }
            found.append({"service": service, "group": group, "people": float(people.sum()), **shares})
    return pd.DataFrame(found, columns=["service", "group", "people", "before", "after"])
