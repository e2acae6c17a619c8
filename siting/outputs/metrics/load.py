"""How full each site is."""

from __future__ import annotations

import pandas as pd

from siting.outputs.plan import Plan


def load(plan: Plan) -> pd.DataFrame:
    """
    The chosen plans with what they hold and serve, fullest first; with phases those that operate at the moment, or in the last one.

    Returns
    -------
    ``site``, ``name``, ``service``, ``action``, ``capacity`` and ``load`` [unit of the service], ``utilisation`` (0 to 1), ``minutes``
    [min] and ``metres`` [m], the mean travel
    of those served.
    """
    columns = ["site", "name", "service", "action", "capacity", "load", "utilisation", "minutes", "metres"]
    sites = pd.DataFrame(plan.drawn.sites.drop(columns="geometry"))
    return sites[sites.action != "close"][columns].sort_values("utilisation", ascending=False, ignore_index=True)
