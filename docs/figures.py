"""What docs/policy.md reads off a plan: numbers worked out from its tables of sites and cells, and not from the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from siting import Plan, metrics


@dataclass(frozen=True)
class Figure:
    """
    A number that shows what a clause changes.

    Parameters
    ----------
    label
        What it is.
    of
        How it is worked out of a plan.
    form
        How it is written.
    """

    label: str
    of: Callable[[Plan], float]
    form: str = "{:,.1f}"

    def told(self, plan: Plan) -> str:
        """The number as it is written."""
        value = self.of(plan)
        return "–" if np.isnan(value) else self.form.format(value)


def then(figure: Figure, *, phase: int | None = None, projection: str | None = None, label: str | None = None) -> Figure:
    """A number of one phase, or of one projection."""
    named = label or f"{figure.label} in {phase}"
    return Figure(named, lambda plan: figure.of(plan.at(phase, projection)), figure.form)


def chosen(plan: Plan, *, service: str | None = None, new: bool = False) -> pd.DataFrame:
    """The sites that a plan runs; of one service, or only those that do not stand yet as they are."""
    sites = pd.DataFrame(plan.sites.drop(columns="geometry"))
    left_out = ["close", "keep"] if new else ["close"]
    return sites[~sites.action.isin(left_out) & (True if service is None else sites.service == service)]


def options(plan: Plan, *, service: str | None = None) -> pd.DataFrame:
    """The options that a plan takes beside those that keep what stands, with their attributes."""
    table = plan.instance.options[plan.solution.chosen]
    return table[(table.action != "keep") & (True if service is None else table.service == service)]


def share_served(plan: Plan, service: str, *, where: pd.Series | None = None, people: str | None = None) -> float:
    """
    The share of the need for a service that is served.

    Parameters
    ----------
    where
        True for the cells that are looked at; all where absent.
    people
        Count the people of this group and not the need.
    """
    cells = plan.cells if where is None else plan.cells[where]
    weight = cells[f"need.{service}" if people is None else people]
    return float((weight * cells[f"after.{service}"]).sum() / weight.sum())


def by_group(plan: Plan, service: str, group: str) -> pd.Series:
    """The share of the need that is served in each group where there is any."""
    cells = pd.DataFrame(plan.cells.drop(columns="geometry"))
    cells = cells[cells[group].notna() & (cells[group] != "") & (cells[f"need.{service}"] > 0)]
    met = (cells[f"need.{service}"] * cells[f"after.{service}"]).groupby(cells[group]).sum()
    return pd.Series(met / cells.groupby(group)[f"need.{service}"].sum())


def communities(plan: Plan, service: str, *, group: str, residents: float | None = None) -> float:
    """The share of communities with a site of the service inside; or in which so much of the need is served."""
    served = by_group(plan, service, group)
    if residents is None:
        return float(served.index.isin(chosen(plan, service=service)[group]).mean())
    return float((served >= residents - 1e-6).mean())


def served(service: str, label: str, *, zone: str | None = None, people: str | None = None) -> Figure:
    """The share of the need for a service that is served; in one zone, or of one group of people."""
    return Figure(
        label, lambda plan: share_served(plan, service, where=None if zone is None else plan.cells.zone == zone, people=people), "{:.1%}"
    )


def mean_served() -> Figure:
    """The mean of all services."""

    def mean(plan: Plan) -> float:
        return float(np.mean([share_served(plan, one) for one in plan.scenario.services]))

    return Figure("served, mean of services", mean, "{:.1%}")


def money() -> Figure:
    """What is spent once [million]."""
    return Figure("spent, million", lambda plan: float(metrics.cost(plan).total.sum()) / 1e6)


def spent_in(column: str, value: object, label: str) -> Figure:
    """What is spent once in one year or in one area [million]."""

    def spent(plan: Plan) -> float:
        costs = metrics.cost(plan, by=column)
        return float(costs.total[costs[column] == value].sum()) / 1e6

    return Figure(label, spent)


def yearly() -> Figure:
    """What all that is run costs a year beyond today [million]."""

    def added(plan: Plan) -> float:
        kept = plan.instance.options[plan.instance.options.action == "keep"].operating.sum()
        return float(chosen(plan).operating.sum() - kept) / 1e6

    return Figure("more a year, million", added)


def widest_gap(group: str) -> Figure:
    """The widest difference between groups, of all services."""

    def gap(plan: Plan) -> float:
        shares = [by_group(plan, service, group) for service in plan.scenario.services]
        return max(float(one.max() - one.min()) for one in shares)

    return Figure("widest gap, any service", gap, "{:.1%}")


def worst(group: str, label: str, *, services: Sequence[str] = ()) -> Figure:
    """The least share served in any group, of all services or of some."""
    return Figure(label, lambda plan: min(float(by_group(plan, one, group).min()) for one in services or plan.scenario.services), "{:.1%}")


def with_service(service: str, label: str, *, group: str, residents: float | None = None) -> Figure:
    """The share of communities that have a service."""
    return Figure(label, lambda plan: communities(plan, service, group=group, residents=residents), "{:.0%}")


def of_sort(label: str, column: str, *, measure: str = "capacity", like: str | None = None) -> Figure:
    """The share of a sort in what is new: in capacity or in capital."""

    def share(plan: Plan) -> float:
        table = options(plan).query(f"{measure} > 0")
        if like is not None:
            part = table[measure].where(table[column] == like, 0.0)
        elif table[column].dtype == bool:
            part = table[measure].where(table[column], 0.0)
        else:
            part = table[column]
        return float(part.sum() / table[measure].sum())

    return Figure(label, share, "{:.0%}")


def plans(label: str, *actions: str) -> Figure:
    """How many plans of some actions."""
    return Figure(label, lambda plan: float(chosen(plan).action.isin(actions).sum()), "{:.0f}")


def capacity(label: str, *, service: str | None = None) -> Figure:
    """How much is new."""
    return Figure(label, lambda plan: float(chosen(plan, service=service, new=True).capacity.sum()), "{:,.0f}")


def emptiest() -> Figure:
    """How full the emptiest of the new sites is."""
    return Figure("emptiest new site is full to", lambda plan: float(chosen(plan, new=True).utilisation.min()), "{:.0%}")


def shared() -> Figure:
    """How many buildings hold more than one new service."""

    def several(plan: Plan) -> float:
        services = chosen(plan, new=True).drop_duplicates(["site", "service"]).groupby("site").size()
        return float((services > 1).sum())

    return Figure("shared buildings", several, "{:.0f}")


def need(service: str, label: str) -> Figure:
    """How much is needed."""
    return Figure(label, lambda plan: float(plan.cells[f"need.{service}"].sum()), "{:,.0f}")


def price_of_a_point() -> Figure:
    """What it costs in ten years to serve one point more, in the mean of services [million]."""

    def price(plan: Plan) -> float:
        cells, names = plan.cells, list(plan.scenario.services)
        before = np.mean([(cells[f"need.{one}"] * cells[f"before.{one}"]).sum() / cells[f"need.{one}"].sum() for one in names])
        points = 100.0 * (mean_served().of(plan) - before)
        return float((money().of(plan) + 10.0 * yearly().of(plan)) / points)

    return Figure("ten years' cost of a point more, million", price)


def short(label: str, kind: str) -> Figure:
    """How much is missing of the targets of a kind; not a number where none has a price."""

    def missed(plan: Plan) -> float:
        if not any(one.kind == kind and one.price is not None for one in plan.scenario.constraints):
            return float("nan")
        return float(sum(value for name, value in plan.solution.shortfalls.items() if name.startswith(kind)))

    return Figure(label, missed, "{:,.0f}")
