"""A solution with the places and sites it is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd

from siting.inputs.world import World
from siting.instance.instance import Floats, Instance
from siting.instance.study import Study
from siting.model.problem import Problem
from siting.scenario.scenario import Scenario
from siting.solve.solution import Solution, Status
from siting.texts import Text, amount, say

AMOUNTS = ["capacity", "load", "utilisation", "capital", "operating", "area", "minutes", "metres", "shared_capital"]
"""The columns of numbers in `Plan.sites`."""
NOTHING = {"need": 0.0, "before": np.nan, "after": np.nan, "in_reach": False, "site": -1, "minutes": np.nan}
"""What stands in the columns of a service in `Plan.cells` where nobody needs it."""


@dataclass(frozen=True, eq=False)
class Plan:
    """
    What is proposed, what it achieves, and what stood before.

    Parameters
    ----------
    present
        What the facilities that stand today achieve.
    """

    study: Study
    problem: Problem
    solution: Solution
    present: Solution

    @property
    def scenario(self) -> Scenario:
        """The question."""
        return self.study.scenario

    @property
    def world(self) -> World:
        """Places, sites and areas."""
        return self.study.world

    @property
    def instance(self) -> Instance:
        """The three tables."""
        return self.study.instance

    @property
    def status(self) -> Status:
        """What is known of the plan."""
        return self.solution.status

    @property
    def objective(self) -> float:
        """Worth of the plan in the objective's own unit."""
        return self.solution.objective

    @property
    def bound(self) -> float:
        """No plan is better than this."""
        return self.solution.bound

    @property
    def gap(self) -> float:
        """How far the plan may be from the best, as a share of its worth."""
        return self.solution.gap

    @property
    def seconds(self) -> float:
        """How long the solving took [s]."""
        return self.solution.seconds

    @property
    def shares_buildings(self) -> bool:
        """Whether services at one site pay for the building together."""
        return any(piece.shares_buildings for piece in self.problem.constraints)

    @cached_property
    def sites(self) -> gpd.GeoDataFrame:
        """
        One row for each plan that is chosen and each facility that closes.

        ``site`` (id), ``name``, ``service``, ``action`` (keep, expand, convert, build, rent, mobile, home, buy, close), ``existing``,
        ``capacity`` and ``load`` [unit], ``utilisation`` (0 to 1, above 1 where no constraint keeps to the capacity, NaN where none is
        known), ``capital`` [currency], ``operating`` [currency a year], ``area`` [m2], ``minutes`` and ``metres`` (mean travel of those
        served), ``shared_capital`` [currency] (what the building costs once, on one row of a site where services share it), the area
        columns, geometry.
        """
        options = self.instance.options.reset_index(names="option")
        chosen = options[self.solution.chosen]
        stood = options[(options.action == "keep") & ~options.room.isin(chosen.room)]
        closed = stood.assign(action="close", capacity=0.0, operating=0.0, capital=0.0, area=0.0, site_capital=0.0, option=-1)
        rows = pd.concat([chosen, closed]).sort_values(["site", "service"], ignore_index=True)
        rows = rows.merge(self._loads(), on="option", how="left").assign(shared_capital=rows.site_capital).fillna({"load": 0.0})
        if self.shares_buildings:
            # the services of a building share its cost, so all but the first of those that pay are let off
            again = rows.sort_values("site_capital", ascending=False, kind="stable").duplicated("site")
            rows["shared_capital"] = rows.site_capital.mask(again, 0.0)
        rows["utilisation"] = rows.load / rows.capacity.where(np.isfinite(rows.capacity) & (rows.capacity > 0))
        sites = self.world.sites.iloc[rows.site.to_numpy()].reset_index(drop=True)
        areas = list(self.world.areas)
        table = pd.concat([sites[["site", "name"]], rows[["service", "action"]], sites.existing, rows[AMOUNTS], sites[areas]], axis=1)
        return gpd.GeoDataFrame(table, geometry=sites.geometry, crs=self.world.crs)

    @cached_property
    def cells(self) -> gpd.GeoDataFrame:
        """
        One row per place: area columns, population groups, and for each service s ``need.s`` [unit], ``before.s``, ``after.s`` (share of
        the need served, 0 to 1), ``in_reach.s`` (an open site meets the standard), ``site.s`` (position in ``world.sites`` of the site
        that serves most of it, -1 none), ``minutes.s`` (mean travel of those served), geometry.
        """
        cells = self.world.places.copy()
        demand = self.instance.demand.assign(
            before=covered(self.instance, self.present),
            after=covered(self.instance, self.solution),
            in_reach=in_reach(self.instance, self.solution),
            **self._main_site(),
        )
        for service, rows in demand.groupby("service", sort=False):
            at = rows.place.to_numpy()
            for column, empty in NOTHING.items():
                values = np.full(len(cells), empty)
                values[at] = rows[column]
                cells[f"{column}.{service}"] = values
        return cells

    def _loads(self) -> pd.DataFrame:
        """What each chosen option serves, and the mean travel to it, by ``option``."""
        served = self.solution.served
        amount = served.share.to_numpy(float) * self.instance.need[served.demand.to_numpy()]
        summed = served.assign(load=amount, minutes=served.minutes * amount, metres=served.metres * amount)
        loads = summed.groupby("option")[["load", "minutes", "metres"]].sum()
        people = loads.load.replace(0.0, np.nan)
        return loads.assign(minutes=loads.minutes / people, metres=loads.metres / people).reset_index()

    def _main_site(self) -> dict[str, Floats]:
        """For each demand row the site that serves most of it, and the mean travel of those served."""
        served = self.solution.served
        most = served.sort_values(["demand", "share"], ascending=[True, False]).drop_duplicates("demand")
        site = np.full(len(self.instance.demand), -1)
        site[most.demand.to_numpy()] = self.instance.options.site.to_numpy()[most.option.to_numpy()]
        rows = served.demand.to_numpy()
        share = np.bincount(rows, served.share, len(site))
        minutes = np.bincount(rows, served.share * served.minutes, len(site))
        return {"site": site, "minutes": np.divide(minutes, share, out=np.full(len(site), np.nan), where=share > 0)}

    def summary(self) -> Text:
        """What the plan achieves, in a few lines."""
        lines = [self._achieved(str(service), rows) for service, rows in self.instance.demand.groupby("service", sort=False)]
        parts = [say("of which {name}: {worth:,.6g}", name=name, worth=worth) for name, worth in self.solution.parts.items()]
        short = [say("short of {target}: {missed:,.6g}", target=name, missed=missed) for name, missed in self.solution.shortfalls.items()]
        currency, spent = self.scenario.currency, self.sites[["capital", "shared_capital", "operating"]].sum()
        once, yearly = amount(spent.capital + spent.shared_capital, currency), amount(spent.operating, currency)
        return say(
            "{name}: {quality} (objective {objective:,.6g}, bound {bound:,.6g}, {seconds:.1f} s)\n{lines}",
            name=self.scenario.name,
            quality=self._quality(),
            objective=self.objective,
            bound=self.bound,
            seconds=self.seconds,
            lines=[*lines, *parts, *short, say("cost: {once}, and {yearly} a year", once=once, yearly=yearly)],
        )

    def _achieved(self, service: str, rows: pd.DataFrame) -> Text:
        """How much of the need for a service is met."""
        named, need = self.scenario.services[service], float(rows.need.sum())
        before, after = (float(covered(self.instance, one)[rows.index] @ rows.need) for one in (self.present, self.solution))
        return say(
            "{service}: {before:.1%} served today, {after:.1%} with the plan ({served:,.0f} of {need})",
            service=named.label or service,
            before=before / need,
            after=after / need,
            served=after,
            need=amount(need, named.unit),
        )

    def _quality(self) -> Text:
        """How near the plan is to the best."""
        if self.status is Status.OPTIMAL:
            return say("proven best")
        if not np.isfinite(self.gap) or not self.objective:
            return say("how far from the best possible is not known")
        return say("at most {gap:.2%} from the best possible", gap=self.gap)

    def __str__(self) -> str:
        return str(self.summary())


def covered(instance: Instance, solution: Solution) -> Floats:
    """The share of each demand row that is served; shape (demand,)."""
    share = np.bincount(solution.served.demand.to_numpy(np.int64), solution.served.share, len(instance.demand))
    return np.asarray(np.minimum(share, 1.0), float)


def in_reach(instance: Instance, solution: Solution) -> Floats:
    """Whether a chosen option meets the standard of each demand row, full or not; shape (demand,)."""
    found: Floats = (instance.covers @ solution.chosen.astype(float)) > 0
    return found
