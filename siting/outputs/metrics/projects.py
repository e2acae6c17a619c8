"""What is to be done, and when."""

from __future__ import annotations

import pandas as pd

from siting.outputs.plan import Plan


def projects(plan: Plan) -> pd.DataFrame:
    """
    Everything the plan changes, in the order of the years in which it is done.

    Returns
    -------
    ``opens`` [year] where there are phases, ``site``, ``name``, ``service``, ``action``, ``capacity`` and ``load`` [unit of the service],
    ``capital``, ``shared_capital`` [currency], ``operating`` [currency a year], and the area columns.
    """
    sites = pd.DataFrame(plan.sites.drop(columns="geometry"))
    changed = sites[sites.action != "keep"]
    when = ["opens"] if "opens" in sites else []
    columns = [*when, "site", "name", "service", "action", "capacity", "load", "capital", "shared_capital", "operating"]
    return changed.sort_values([*when, "action", "site", "service"], ignore_index=True)[[*columns, *plan.world.areas]]
