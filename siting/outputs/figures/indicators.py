"""The key figures of a plan, service by service, beside those of today."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from siting.outputs.metrics.coverage import coverage
from siting.outputs.metrics.travel import longest, mean, travel
from siting.outputs.plan import Plan

COLUMNS = ["service", "indicator", "of", "unit", "before", "after"]


def indicators(plan: Plan) -> pd.DataFrame:
    """
    What stands today and what the plan makes of it, in the phase and projection that is drawn.

    Returns
    -------
    ``service``, ``indicator``, ``of`` (the kind of area or population group it speaks of, "" for none), ``unit``, ``before`` and
    ``after``; not a number where nothing can be said. The indicators: ``need``, ``served``, ``share`` (of the need served, 0 to 1),
    ``full`` and ``out_of_reach`` (not served, for want of room or of a site in reach), ``minutes`` (mean travel of those served) and
    ``minutes_90`` (within which nine tenths of them reach it), ``sites`` that operate, ``capacity`` and ``per_1000`` (capacity per 1000
    people of the group that needs it), ``areas_with`` (share of the areas of a kind with a site of their own, 0 to 1) and ``lowest`` (the
    share of the need served in the area that is served least, 0 to 1).
    """
    rows = [row for service in plan.scenario.services for row in _of(plan, service)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _of(plan: Plan, service: str) -> Iterator[tuple[Any, ...]]:
    drawn = plan.drawn
    unit = plan.scenario.services[service].unit
    table = coverage(drawn)
    row = table[table.service == service].iloc[0]
    yield service, "need", "", unit, row.need, row.need
    yield service, "served", "", unit, row.before, row.after
    yield service, "share", "", "", row.before_share, row.after_share
    yield service, "full", "", unit, np.nan, row.full
    yield service, "out_of_reach", "", unit, np.nan, row.out_of_reach
    flows = [travel(plan, service, before=True), travel(plan, service)]
    yield service, "minutes", "", "min", *map(mean, flows)
    yield service, "minutes_90", "", "min", *map(longest, flows)
    standing, open_ = _sites(drawn, service)
    yield service, "sites", "", "", len(standing), len(open_)
    capacities = [float(one.capacity.sum()) for one in (standing, open_)]
    if np.isfinite(capacities).all() and any(capacities):
        yield service, "capacity", "", unit, *capacities
        group = plan.scenario.services[service].demand.column or plan.scenario.services[service].demand.of
        people = float(drawn.cells[group].sum())
        if people > 0:
            yield service, "per_1000", group, unit, *(1000.0 * one / people for one in capacities)
    for kind in plan.world.areas:
        names = set(plan.world.areas[kind]["name"])
        yield service, "areas_with", kind, "", *(len(set(one[kind]) & names) / len(names) for one in (standing, open_))
        shares = coverage(drawn, by=kind)
        shares = shares[(shares.service == service) & (shares.need > 0) & (shares[kind] != "")]
        if len(shares) > 1:
            yield service, "lowest", kind, "", float(shares.before_share.min()), float(shares.after_share.min())


def _sites(drawn: Plan, service: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What offers a service today, and under the plan: `capacity` and the columns of areas, a row each."""
    sites, columns = drawn.sites, ["capacity", *drawn.world.areas]
    open_ = sites[(sites.service == service) & (sites.action != "close")]
    return drawn.standing[drawn.standing.service == service][columns], pd.DataFrame(open_[columns])
