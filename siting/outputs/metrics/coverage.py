"""How much of the need is met, before and after."""

from __future__ import annotations

import numpy as np
import pandas as pd

from siting.errors import InstanceError
from siting.outputs.plan import Plan, covered, in_reach


def coverage(plan: Plan, *, by: str | None = None) -> pd.DataFrame:
    """
    Need and what is served of it, by service and by a group of places; with phases and projections in each of them, or at the moment.

    Parameters
    ----------
    by
        A column of the demand table, such as ``district``; overall where absent.

    Returns
    -------
    ``service``, ``phase`` and ``projection`` where there are several, the group, ``need``, ``before``, ``after`` (served) [unit of the
    service], ``before_share``, ``after_share`` (0 to 1), ``full`` (within reach of an open site and not served, for want of room),
    ``out_of_reach`` [unit of the service];
    need = after + full + out_of_reach.

    Raises
    ------
    InstanceError
        Where there is no such column.
    """
    demand = plan.instance.demand
    if by is not None and by not in demand:
        raise InstanceError('the demand has no column "{by}"; known: {known}', by=by, known=", ".join(map(str, demand)))
    need = plan.instance.need
    after, reached = covered(plan.instance, plan.solution), in_reach(plan.instance, plan.solution)
    rows = demand.assign(
        before=need * covered(plan.instance, plan.present),
        after=need * after,
        full=np.where(reached, need * (1.0 - after), 0.0),
        out_of_reach=np.where(reached, 0.0, need * (1.0 - after)),
    )
    if plan.moment is not None:
        rows = rows[plan.instance.scene == plan.scene]
    several = [name for name in ("phase", "projection") if len(set(rows[name])) > 1]
    keys = list(dict.fromkeys(["service", *several, *([by] if by is not None else [])]))
    table = rows.groupby(keys, sort=False)[["need", "before", "after", "full", "out_of_reach"]].sum().reset_index()
    shares = {f"{when}_share": table[when] / table.need.where(table.need > 0) for when in ("before", "after")}
    return table.assign(**shares)[[*keys, "need", "before", "after", "before_share", "after_share", "full", "out_of_reach"]]
