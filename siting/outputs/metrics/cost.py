"""What a plan costs."""

from __future__ import annotations

import pandas as pd

from siting.errors import InstanceError
from siting.outputs.plan import Plan


def cost(plan: Plan, *, by: str | None = None) -> pd.DataFrame:
    """
    Capital and running cost, and how many plans, by a column of `Plan.sites`.

    Parameters
    ----------
    by
        Such as ``service``, ``action`` or ``district``; overall where absent.

    Returns
    -------
    The group, ``plans``, ``capital`` and ``shared_capital`` (what buildings cost once) [currency], ``total`` of both [currency],
    ``operating`` [currency a year]; with phases that of what operates at the moment, or in the last one.

    Raises
    ------
    InstanceError
        Where there is no such column.
    """
    sites = pd.DataFrame(plan.sites.drop(columns="geometry"))
    if "opens" in sites:
        phase = plan.instance.scenes[plan.scene][0]
        sites["operating"] = sites.operating.where((sites.opens.fillna(phase) <= phase) & (sites.closes.fillna(phase + 1) > phase), 0.0)
    if by is not None and by not in sites:
        raise InstanceError('the sites have no column "{by}"; known: {known}', by=by, known=", ".join(map(str, sites)))
    groups = sites.groupby(by if by is not None else (lambda row: "all"))
    table = groups[["capital", "shared_capital", "operating"]].sum().assign(plans=groups.size())
    table = table.assign(total=table.capital + table.shared_capital).rename_axis(by or "group").reset_index()
    return table[[by or "group", "plans", "capital", "shared_capital", "total", "operating"]]
