"""Plans side by side: what each achieves, does and costs, and who gains and loses from one to another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count as counting

import geopandas as gpd
import numpy as np
import pandas as pd

from siting.errors import InstanceError
from siting.outputs.figures import indicators
from siting.outputs.metrics import cost
from siting.outputs.plan import Plan

FEWEST, MOST = 2, 6
"""How many plans may stand side by side."""
KEYS = ["service", "indicator", "of", "unit"]
RESERVED = {*KEYS, "today", "site", "name", "plans"}
"""What no plan can be called, as the tables have such columns."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """
    Plans by their names, the first of them what the others are compared with.

    Raises
    ------
    InstanceError
        Where there are too few or too many, or no service is in all of them.
    """

    plans: Mapping[str, Plan]

    def __post_init__(self) -> None:
        if not FEWEST <= len(self.plans) <= MOST:
            raise InstanceError(
                "{count} plans cannot be compared; give {fewest} to {most}", count=len(self.plans), fewest=FEWEST, most=MOST
            )
        together({name: list(plan.scenario.services) for name, plan in self.plans.items()})
        if taken := sorted(set(self.plans) & RESERVED):
            raise InstanceError("a plan cannot be called {name}, as a column of the table is; give another name", name=taken[0])

    @property
    def names(self) -> list[str]:
        """What the plans are called, in order."""
        return list(self.plans)

    @property
    def services(self) -> list[str]:
        """The services that all plans have, in the first one's order."""
        return together({name: list(plan.scenario.services) for name, plan in self.plans.items()})

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """
        The key figures of all plans, as `siting.figures.indicators` has them for one.

        ``service``, ``indicator``, ``of``, ``unit``, ``today`` (of the first plan that has it), and a column for each plan; not a number
        where a plan has no such figure.
        """
        tables = {name: indicators(plan).set_index(KEYS) for name, plan in self.plans.items()}
        keys = list(dict.fromkeys(key for table in tables.values() for key in table.index))
        order = list(dict.fromkeys(service for service, *_ in keys))
        keys.sort(key=lambda key: order.index(key[0]))
        index = pd.MultiIndex.from_tuples(keys, names=KEYS)
        today = pd.concat([table.before.reindex(index) for table in tables.values()], axis=1).bfill(axis=1).iloc[:, 0]
        columns = {"today": today} | {name: table.after.reindex(index) for name, table in tables.items()}
        return pd.DataFrame(columns).reset_index()

    @cached_property
    def costs(self) -> pd.DataFrame:
        """
        What each plan costs and how near it is to the best: ``plan``, ``measures``, ``capital`` (buildings included) [currency],
        ``operating`` [currency a year], ``status``, ``objective``, ``bound``, ``gap`` (0 to 1), ``seconds``.
        """
        return pd.DataFrame([{"plan": name, **_cost(plan)} for name, plan in self.plans.items()])

    @cached_property
    def sites(self) -> pd.DataFrame:
        """
        What each plan does at each site: ``site``, ``name``, ``service``, ``plans`` (how many change something there), and a column for
        each plan with its action, "" where it has nothing there.
        """
        parts = [
            pd.DataFrame(plan.sites[["site", "name", "service", "action"]]).assign(plan=name, changes=plan.sites.action != "keep")
            for name, plan in self.plans.items()
        ]
        rows = pd.concat(parts)
        wide = rows.pivot_table(index=["site", "name", "service"], columns="plan", values="action", aggfunc=", ".join, fill_value="")
        plans = rows[rows.changes].groupby(["site", "name", "service"]).plan.nunique().reindex(wide.index, fill_value=0)
        table: pd.DataFrame = wide.reindex(columns=self.names, fill_value="").assign(plans=plans).reset_index()
        return table.rename_axis(columns=None)[["site", "name", "service", "plans", *self.names]]

    def alike(self, first: str, second: str) -> bool:
        """Whether two plans speak of the same places: as many, at the same coordinates."""
        one, other = (self._plan(name).world for name in (first, second))
        if one.crs != other.crs or len(one.places) != len(other.places):
            return False
        return bool(np.allclose(one.places[["x", "y"]].to_numpy(float), other.places[["x", "y"]].to_numpy(float), rtol=0.0, atol=0.01))

    def cells(self, first: str, second: str) -> gpd.GeoDataFrame:
        """
        Who is served more and who less by the second plan than by the first.

        Returns
        -------
        One row per place: for each service s of both ``first.s`` and ``second.s`` (share of the need served, 0 to 1), ``change.s`` (their
        difference) and ``served.s`` (how much more is served) [unit of the service]; not a number where nobody needs it. Geometry.

        Raises
        ------
        InstanceError
            Where there is no plan of such a name, or the places are not the same.
        """
        if not self.alike(first, second):
            raise InstanceError(
                "{first} and {second} are not about the same places, so cells cannot be compared", first=first, second=second
            )
        cells = [self._plan(name).drawn.cells for name in (first, second)]
        columns = {}
        for service in self.services:
            one, other = (part[f"after.{service}"].to_numpy(float) for part in cells)
            needs = [part[f"need.{service}"].to_numpy(float) for part in cells]
            there = np.maximum(*needs) > 0
            served = [need * np.nan_to_num(share) for need, share in zip(needs, (one, other), strict=True)]
            columns[f"first.{service}"], columns[f"second.{service}"] = one, other
            columns[f"change.{service}"] = np.where(there, np.nan_to_num(other) - np.nan_to_num(one), np.nan)
            columns[f"served.{service}"] = np.where(there, served[1] - served[0], np.nan)
        return gpd.GeoDataFrame(columns, geometry=cells[0].geometry.to_numpy(), crs=cells[0].crs)

    def _plan(self, name: str) -> Plan:
        if name not in self.plans:
            raise InstanceError('no plan is called "{name}"; there are {known}', name=name, known=", ".join(self.plans))
        return self.plans[name]


def together(services: Mapping[str, Sequence[str]]) -> list[str]:
    """
    The services that all have, in the first one's order.

    Raises
    ------
    InstanceError
        Where there is none.
    """
    first, *rest = services.values()
    if found := [one for one in first if all(one in other for other in rest)]:
        return found
    each = "; ".join(f"{name}: {', '.join(own)}" for name, own in services.items())
    raise InstanceError("no service is in all of these plans, so there is nothing to compare ({each})", each=each)


def named(plans: Mapping[str, Plan] | Sequence[Plan]) -> dict[str, Plan]:
    """The plans by their names; those given without are called as their scenarios, with a number where two have one name."""
    if isinstance(plans, Mapping):
        return dict(plans)
    found: dict[str, Plan] = {}
    for plan in plans:
        found[unique(plan.scenario.name, found)] = plan
    return found


def unique(name: str, taken: Iterable[str]) -> str:
    """A name, with a number where it is taken or a column of the table is called so."""
    others = {*taken, *RESERVED}
    names = (f"{name} ({number})" for number in counting(2))
    return name if name not in others else next(one for one in names if one not in others)


def _cost(plan: Plan) -> dict[str, object]:
    spent = cost(plan)
    return {
        "measures": int((plan.sites.action != "keep").sum()),
        "capital": float(spent.total.sum()),
        "operating": float(spent.operating.sum()),
        "status": str(plan.status),
        **{name: getattr(plan, name) for name in ("objective", "bound", "gap", "seconds")},
    }
