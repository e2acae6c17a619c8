"""From the world to the three tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from siting.errors import InputError
from siting.inputs.travel import Travel
from siting.inputs.travel.travel import Ends
from siting.inputs.world import World
from siting.instance.instance import Floats, Instance, Ints
from siting.scenario.quantities import Standard
from siting.scenario.scenario import Scenario, Service
from siting.texts import Text

Scene = tuple[int, str]
"""A phase and a projection."""


def expand(scenario: Scenario, world: World) -> Instance:
    """
    Turn places, sites and travel into demand, options and reach, and say which sites lie near one another where a constraint asks.

    Raises
    ------
    InputError
        Where no place needs a service at all.
    """
    scenes = [(phase, name) for phase in scenario.phases or (0,) for name in scenario.projections or ("",)]
    demand = pd.concat([_demand(name, service, scenario, world, scenes) for name, service in scenario.services.items()], ignore_index=True)
    areas = world.sites[list(world.areas)].iloc[world.offers.site.to_numpy()].reset_index(drop=True)
    ids = world.sites.site.to_numpy()[world.offers.site.to_numpy()]
    options = pd.concat([world.offers.reset_index(drop=True).assign(site_id=ids), areas], axis=1)
    reach = pd.concat([_reach(scenario, name, demand, options, world) for name in scenario.services], ignore_index=True)
    looks = [constraint.looks for constraint in scenario.constraints if constraint.looks is not None]
    return Instance(demand, options, reach, _near(scenario.travel, world, looks))


def zones(scenario: Scenario, name: str, world: World, places: Ints) -> list[tuple[Ints, Standard, Travel]]:
    """
    Some places by what holds for them: the places, the standard, the travel; first those for whom the service's own holds.

    Raises
    ------
    InputError
        Where a zone names an area that is not there.
    """
    service = scenario.services[name]
    travel = service.travel or scenario.travel
    if service.zones is None:
        return [(places, service.within, travel)]
    area = world.places[service.zones.by].to_numpy()[places]
    known = sorted(world.areas[service.zones.by].name)
    if lost := [one for one in service.zones.where if one not in known]:
        where = f"services.{name}.zones"
        told = {"by": service.zones.by, "lost": ", ".join(lost), "known": ", ".join(known)}
        raise InputError("{where}: no {by} is called {lost}; they are {known}", where=where, **told)
    own = places[~np.isin(area, list(service.zones.where))]
    other = [(places[area == one], zone.within or service.within, zone.travel or travel) for one, zone in service.zones.where.items()]
    return [(own, service.within, travel), *other]


def travelled(scenario: Scenario, world: World) -> tuple[Text, ...]:
    """What a planner should know about how places and sites are reached."""
    places, sites = Ends.of(world.places, "id", world.crs), Ends.of(world.sites, "site", world.crs)
    everywhere = np.arange(len(world.places))
    used = [travel for name in scenario.services for _, _, travel in zones(scenario, name, world, everywhere)]
    said = [note for travel in dict.fromkeys(used) for note in travel.notes(places, sites)]
    return tuple({str(note): note for note in said}.values())


def _demand(name: str, service: Service, scenario: Scenario, world: World, scenes: Sequence[Scene]) -> pd.DataFrame:
    """The places that need a service, and how much of it, in each phase and projection."""
    chances = {"": 1.0} if not scenario.projections else {key: one.probability for key, one in scenario.projections.items()}
    parts = []
    for phase, projection in scenes:
        need = _need(service, world, phase, projection)
        rows = np.flatnonzero(need > 0)
        chance = chances[projection] / sum(chances.values())
        given = service.priority
        priority = world.people(given, phase=phase, projection=projection)[rows] if isinstance(given, str) else np.full(len(rows), given)
        areas = {kind: world.places[kind].to_numpy()[rows] for kind in world.areas}
        when = {"phase": phase, "projection": projection, "probability": chance}
        parts.append(pd.DataFrame({"place": rows, "service": name} | when | {"need": need[rows], "priority": priority * chance} | areas))
    demand = pd.concat(parts, ignore_index=True)
    if demand.empty:
        raise InputError("service {service}: no place needs it; the demand adds up to 0", service=name)
    return demand


def _need(service: Service, world: World, phase: int, projection: str) -> Floats:
    """How much of the service each place needs in a phase and projection [unit of the service]."""
    demand = service.demand
    people = world.people(demand.column or demand.of, phase=phase, projection=projection)
    rate = demand.per_1000 / 1000.0 if demand.per_1000 is not None else demand.share
    return people * float(rate if rate is not None else 1.0)


def _reach(scenario: Scenario, name: str, demand: pd.DataFrame, options: pd.DataFrame, world: World) -> pd.DataFrame:
    """Who can reach which option of a service within its standard, while it operates."""
    rows, offers = demand[demand.service == name], options[options.service == name]
    places, sites = np.unique(rows.place), np.unique(offers.site)
    starts, ends = Ends.of(world.places, "id", world.crs), Ends.of(world.sites, "site", world.crs).take(sites)
    found = []
    for there, within, travel in zones(scenario, name, world, places):
        pairs = travel.pairs(starts.take(there), ends, within)
        found.append(pairs.assign(place=there[pairs.place.to_numpy()], site=sites[pairs.site.to_numpy()]))
    pairs = pd.concat(found, ignore_index=True)
    parts = []
    for phase in np.unique(rows.phase):
        # every size that a site offers reaches whom the site reaches, in every projection
        here = offers[(offers.opens <= phase) & (phase < offers.closes)]
        sizes = pd.DataFrame({"site": here.site, "option": here.index})
        needs = pd.DataFrame({"place": rows.place[rows.phase == phase], "demand": rows.index[rows.phase == phase]})
        parts.append(pairs.merge(sizes, on="site").merge(needs, on="place"))
    reach: pd.DataFrame = pd.concat(parts)[["demand", "option", "metres", "minutes"]]
    return reach.sort_values(["demand", "option"], ignore_index=True)


def _near(travel: Travel, world: World, looks: Sequence[Standard]) -> pd.DataFrame:
    """The pairs of different sites within the farthest that any constraint looks, from each to the other."""
    at = Ends.of(world.sites, "site", world.crs)
    farthest = {one.unit: one for one in sorted(looks, key=lambda one: one.value)}
    empty = {"place": np.zeros(0, np.int64), "site": np.zeros(0, np.int64), "metres": np.zeros(0), "minutes": np.zeros(0)}
    found = pd.concat([pd.DataFrame(empty), *(travel.pairs(at, at, standard) for standard in farthest.values())])
    once = found[found.place != found.site].drop_duplicates(["place", "site"]).sort_values(["place", "site"], ignore_index=True)
    named = once.rename(columns={"place": "site", "site": "other"})
    return named.astype({"site": np.int64, "other": np.int64})
