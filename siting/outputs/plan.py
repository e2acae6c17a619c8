"""A plan as planners read it: sites, places and what they get, as a whole or at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd

from siting.errors import InstanceError
from siting.inputs.travel.travel import Ends
from siting.instance.expand import zones
from siting.instance.instance import Floats, Instance, standing
from siting.outputs.result import Result
from siting.outputs.worth import alone, newly
from siting.scenario.future import ALWAYS, NEVER
from siting.scenario.quantities import Standard
from siting.solve.solution import Solution, Status
from siting.texts import Text, amount, say

AMOUNTS = ["capacity", "load", "utilisation", "capital", "operating", "area", "minutes", "metres", "shared_capital", "newly", "alone"]
"""The columns of numbers in `Plan.sites`."""
NOTHING = {"need": 0.0, "before": np.nan, "after": np.nan, "in_reach": False, "site": -1, "minutes": np.nan}
"""What stands in the columns of a service in `Plan.cells` where nobody needs it."""


@dataclass(frozen=True, eq=False)
class Plan(Result):
    """
    What is proposed, what it achieves, and what stood before.

    Parameters
    ----------
    moment
        The phase and projection in which it is seen, see `at`; None for the plan as a whole.
    """

    moment: tuple[int, str] | None = None

    def at(self, phase: int | None = None, projection: str | None = None) -> Plan:
        """
        The plan as it is in one phase and projection: `sites` holds what operates then, `cells` and the metrics speak of that time.

        Parameters
        ----------
        phase
            The last where absent.
        projection
            The likeliest where absent; of equally likely ones the first.

        Raises
        ------
        InstanceError
            Where there is no such phase or projection.
        """
        scenes = self.instance.scenes
        if phase is None:
            phase = scenes[-1][0]
        if projection is None:
            chance = self.instance.demand.groupby("projection", sort=False).probability.first()
            projection = str(chance.idxmax())
        if (phase, projection) not in scenes:
            known = ", ".join(_told(one) for one in scenes)
            wanted = _told((phase, projection))
            raise InstanceError("there is no phase and projection {wanted}; there are {known}", wanted=wanted, known=known)
        return replace(self, moment=(phase, projection))

    @property
    def drawn(self) -> Plan:
        """The plan in the phase and projection that a map shows."""
        return self if self.moment is not None else self.at()

    @property
    def moments(self) -> tuple[Plan, ...]:
        """The plan in each phase, in the likeliest projection; alone where it is seen at one moment."""
        return (self,) if self.moment is not None else tuple(self.at(int(phase)) for phase in self.instance.phases)

    @cached_property
    def scene(self) -> int:
        """Position in `Instance.scenes` of what `cells` and the loads in `sites` speak of: the moment, else the last phase."""
        moment = self.drawn.moment
        assert moment is not None
        return self.instance.scenes.index(moment)

    @property
    def when(self) -> str:
        """Phase and projection as a title names them; empty where there is but one."""
        return _told(self.instance.scenes[self.scene], among=self.instance.scenes)

    @cached_property
    def sites(self) -> gpd.GeoDataFrame:
        """
        One row for each plan that is chosen and each facility that closes.

        ``site`` (id), ``name``, ``service``, ``action`` (keep, expand, convert, build, rent, mobile, home, buy, close), ``existing``,
        ``capacity`` and ``load`` [unit], ``utilisation`` (0 to 1, above 1 where no constraint keeps to the capacity, NaN where none is
        known), ``capital`` [currency], ``operating`` [currency a year], ``area`` [m2], ``minutes`` and ``metres`` (mean travel of those
        served), ``shared_capital`` [currency] (what the building costs once, on one row of a site where services share it), ``newly``
        [unit] (what of its load is not served today), ``alone`` [unit] (the need that no other site of the plan has in reach), the area
        columns, geometry. With phases also ``opens`` and ``closes`` [year], blank where it stands today and goes on; ``load`` and travel
        are then those of the moment, or of the last phase.
        """
        options = self.instance.options.reset_index(names="option")
        rows = pd.concat([options[self.solution.chosen], self._closed(options)])
        rows = rows.sort_values(["site", "service", "opens"], ignore_index=True)
        if self.moment is not None:
            closed = (rows.action == "close") & (rows.opens <= self.moment[0])
            rows = rows[closed | ((rows.opens <= self.moment[0]) & (self.moment[0] < rows.closes) & (rows.action != "close"))]
            rows = rows.reset_index(drop=True)
        rows = (
            rows.merge(self._loads(), on="option", how="left").assign(shared_capital=rows.site_capital).fillna({"load": 0.0, "newly": 0.0})
        )
        if self.shares_buildings:
            # the services of a building share its cost, so all but the first of those that pay are let off
            again = rows.sort_values("site_capital", ascending=False, kind="stable").duplicated("site")
            rows["shared_capital"] = rows.site_capital.mask(again, 0.0)
        rows["utilisation"] = rows.load / rows.capacity.where(np.isfinite(rows.capacity) & (rows.capacity > 0))
        sites = self.world.sites.iloc[rows.site.to_numpy()].reset_index(drop=True)
        areas = list(self.world.areas)
        times = pd.DataFrame({name: rows[name].astype("Int64").mask(rows[name].isin([ALWAYS, NEVER])) for name in ("opens", "closes")})
        told = [times] if self.scenario.phases else []
        parts = [sites[["site", "name"]], rows[["service", "action"]], *told, sites.existing, rows[AMOUNTS], sites[areas]]
        return gpd.GeoDataFrame(pd.concat(parts, axis=1), geometry=sites.geometry, crs=self.world.crs)

    @cached_property
    def standing(self) -> pd.DataFrame:
        """What operates today, a row each of a site and service: ``service``, ``capacity`` [unit] and the area columns."""
        options = self.instance.options[self.present.chosen]
        places = self.world.sites.iloc[options.site.to_numpy()][list(self.world.areas)].reset_index(drop=True)
        standing: pd.DataFrame = pd.concat([options[["service", "capacity"]].reset_index(drop=True), places], axis=1)
        return standing

    @cached_property
    def spent(self) -> pd.DataFrame:
        """What is paid once until the moment: ``service``, ``capital`` and ``shared_capital`` [currency], a row each of `sites`."""
        rows = replace(self, moment=None).sites
        if self.moment is not None and "opens" in rows:
            rows = rows[rows.opens.fillna(ALWAYS) <= self.moment[0]]
        return pd.DataFrame(rows[["service", "capital", "shared_capital"]])

    def _closed(self, options: pd.DataFrame) -> pd.DataFrame:
        """A row for each facility of which no plan operates in the last phase, with the year from which that is so."""
        chosen, first, last = options[self.solution.chosen], self.instance.phases[0], self.instance.phases[-1]
        stood = options[standing(self.instance)]
        ends = stood.room.map(chosen.groupby("room").closes.max()).fillna(first)
        year = np.maximum(ends[ends <= last], first).astype(int)
        nothing = {"capacity": 0.0, "operating": 0.0, "capital": 0.0, "area": 0.0, "site_capital": 0.0, "option": -1}
        closed: pd.DataFrame = stood[ends <= last].assign(action="close", opens=year, closes=NEVER, **nothing)
        return closed

    @cached_property
    def cells(self) -> gpd.GeoDataFrame:
        """
        One row per place: area columns, population groups, and for each service s ``need.s`` [unit], ``before.s``, ``after.s`` (share of
        the need served, 0 to 1), ``in_reach.s`` (an open site meets the standard), ``site.s`` (position in ``world.sites`` of the site
        that serves most of it, -1 none), ``minutes.s`` (mean travel of those served), geometry. With phases all of it is that of the
        moment, or of the last phase; ``before`` is what stands today for the people of then.
        """
        phase, projection = self.instance.scenes[self.scene]
        places = self.world.places
        plain = places[[name for name in places if "." not in str(name)]]
        cells = plain.assign(**{group: self.world.people(group, phase=phase, projection=projection) for group in self.world.groups})
        demand = self.instance.demand.assign(
            before=covered(self.instance, self.present),
            after=covered(self.instance, self.solution),
            in_reach=in_reach(self.instance, self.solution),
            **self._main_site(),
        )
        for service, rows in demand[self.instance.scene == self.scene].groupby("service", sort=False):
            at = rows.place.to_numpy()
            for column, empty in NOTHING.items():
                values = np.full(len(cells), empty)
                values[at] = rows[column]
                cells[f"{column}.{service}"] = values
        return cells

    def nearest(self, service: str, *, before: bool = False) -> Floats:
        """
        How far the nearest open site is from each place, though it may be full; for what a map shows beyond the standard.

        Parameters
        ----------
        before
            Of what stands today, instead of the plan.

        Returns
        -------
        Travel as a share of the standard that holds there, known up to twice the standard and infinite beyond; shape (places,).
        """
        options, phase = self.instance.options, self.instance.scenes[self.scene][0]
        runs = self.present.chosen if before else self.solution.chosen & ((options.opens <= phase) & (phase < options.closes)).to_numpy()
        open_ = np.unique(options.site.to_numpy()[runs & (options.service == service).to_numpy()])
        starts, ends = Ends.of(self.world.places, "id", self.world.crs), Ends.of(self.world.sites, "site", self.world.crs).take(open_)
        found: Floats = np.full(len(starts), np.inf)
        for there, within, travel in zones(self.scenario, service, self.world, np.arange(len(starts))):
            pairs = travel.pairs(starts.take(there), ends, Standard(2 * within.value, within.unit))
            share = pairs["metres" if within.unit == "m" else "minutes"].to_numpy(float) / within.value
            np.minimum.at(found, there[pairs.place.to_numpy(np.int64)], share)
        return found

    def _loads(self) -> pd.DataFrame:
        """What each option serves at the moment, the mean travel to it, and what it brings that nothing else would, by ``option``."""
        instance, solution = self.instance, self.solution
        before, after = covered(instance, self.present), covered(instance, solution)
        served = solution.served.assign(newly=newly(instance, solution, before=before, after=after))
        served = served[instance.scene[served.demand.to_numpy()] == self.scene]
        amount = served.share.to_numpy(float) * instance.need[served.demand.to_numpy()]
        summed = served.assign(load=amount, minutes=served.minutes * amount, metres=served.metres * amount)
        loads: pd.DataFrame = summed.groupby("option")[["load", "minutes", "metres", "newly"]].sum()
        people = loads.load.replace(0.0, np.nan)
        loads = loads.assign(minutes=loads.minutes / people, metres=loads.metres / people)
        only = alone(instance, chosen=solution.chosen, rows=instance.scene == self.scene)
        return loads.reindex(range(len(only))).rename_axis("option").assign(alone=only).reset_index()

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
        scenes = self.instance.scenes if self.moment is None else [self.instance.scenes[self.scene]]
        lines = [self._achieved(name, self.at(*scene)) for name in self.scenario.services for scene in scenes]
        parts = [say("of which {name}: {worth:,.6g}", name=name, worth=worth) for name, worth in self.solution.parts.items()]
        short = [say("short of {target}: {missed:,.6g}", target=name, missed=missed) for name, missed in self.solution.shortfalls.items()]
        told = {"name": self.scenario.name, "quality": self.quality(), "objective": self.objective, "seconds": self.seconds}
        all_lines = [*lines, *parts, *short, *self._costs()]
        if not np.isfinite(self.bound):
            return say("{name}: {quality} (objective {objective:,.6g}, {seconds:.1f} s)\n{lines}", lines=all_lines, **told)
        return say(
            "{name}: {quality} (objective {objective:,.6g}, bound {bound:,.6g}, {seconds:.1f} s)\n{lines}",
            bound=self.bound,
            lines=all_lines,
            **told,
        )

    def _costs(self) -> list[Text]:
        """What the plan costs, where anything has a price."""
        if not self.instance.options[["capital", "operating", "site_capital"]].any(axis=None):
            return []
        once, yearly = float(self.sites[["capital", "shared_capital"]].sum().sum()), float(self.drawn.sites.operating.sum())
        currency = self.scenario.currency
        return [say("cost: {once}, and {yearly} a year", once=amount(once, currency), yearly=amount(yearly, currency))]

    def _achieved(self, service: str, then: Plan) -> Text:
        """How much of the need for a service is met at one moment."""
        named = self.scenario.services[service]
        rows = (self.instance.demand.service == service).to_numpy() & (self.instance.scene == then.scene)
        need = self.instance.need[rows]
        before, after = (float(covered(self.instance, one)[rows] @ need) for one in (self.present, self.solution))
        told = {
            "service": named.label or service,
            "before": before / need.sum() if need.sum() else 1.0,
            "after": after / need.sum() if need.sum() else 1.0,
            "served": after,
            "need": amount(float(need.sum()), named.unit),
        }
        if not then.when:
            return say("{service}: {before:.1%} served today, {after:.1%} with the plan ({served:,.0f} of {need})", **told)
        return say(
            "{service}, {when}: {before:.1%} served by what stands today, {after:.1%} with the plan ({served:,.0f} of {need})",
            when=then.when,
            **told,
        )

    def quality(self) -> Text:
        """How near the plan is to the best."""
        if self.status is Status.OPTIMAL:
            return say("proven best")
        if not np.isfinite(self.gap) or not self.objective:
            return say("how far from the best possible is not known")
        return say("at most {gap:.2%} from the best possible", gap=self.gap)

    def __str__(self) -> str:
        return str(self.summary())


def _told(scene: tuple[int, str], *, among: Sequence[tuple[int, str]] | None = None) -> str:
    """A phase and a projection in words; without what is the same in all of `among`."""
    alone = [len({one[k] for one in among}) < 2 for k in (0, 1)] if among is not None else [False, not scene[1]]
    return ", ".join(str(part) for part, same in zip(scene, alone, strict=True) if not same)


def covered(instance: Instance, solution: Solution) -> Floats:
    """The share of each demand row that is served; shape (demand,)."""
    share = np.bincount(solution.served.demand.to_numpy(np.int64), solution.served.share, len(instance.demand))
    return np.asarray(np.minimum(share, 1.0), float)


def in_reach(instance: Instance, solution: Solution) -> Floats:
    """Whether a chosen option meets the standard of each demand row, full or not; shape (demand,)."""
    found: Floats = (instance.covers @ solution.chosen.astype(float)) > 0
    return found
