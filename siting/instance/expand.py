"""From the world to the three tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from siting.errors import InputError
from siting.inputs.travel import Travel
from siting.inputs.world import World
from siting.instance.instance import Floats, Instance
from siting.scenario.quantities import Standard
from siting.scenario.scenario import Scenario, Service


def expand(scenario: Scenario, world: World) -> Instance:
    """
    Turn places, sites and travel into demand, options and reach, and say which sites lie near one another where a constraint asks.

    Raises
    ------
    InputError
        Where no place needs a service at all.
    """
    demand = pd.concat([_demand(name, service, world) for name, service in scenario.services.items()], ignore_index=True)
    areas = world.sites[list(world.areas)].iloc[world.offers.site.to_numpy()].reset_index(drop=True)
    ids = world.sites.site.to_numpy()[world.offers.site.to_numpy()]
    options = pd.concat([world.offers.reset_index(drop=True).assign(site_id=ids), areas], axis=1)
    reach = pd.concat([_reach(scenario, name, demand, options, world) for name in scenario.services], ignore_index=True)
    looks = [constraint.looks for constraint in scenario.constraints if constraint.looks is not None]
    return Instance(demand, options, reach, _near(scenario.travel, world, looks))


def _demand(name: str, service: Service, world: World) -> pd.DataFrame:
    """The places that need a service, and how much of it."""
    need = _need(service, world)
    rows = np.flatnonzero(need > 0)
    if not rows.size:
        raise InputError("service {service}: no place needs it; the demand adds up to 0", service=name)
    priority = world.places[service.priority].to_numpy(float) if isinstance(service.priority, str) else np.full(len(need), service.priority)
    areas = {kind: world.places[kind].to_numpy()[rows] for kind in world.areas}
    return pd.DataFrame({"place": rows, "service": name, "need": need[rows], "priority": priority[rows]} | areas)


def _need(service: Service, world: World) -> Floats:
    """How much of the service each place needs [unit of the service]."""
    demand = service.demand
    if demand.column is not None:
        return np.asarray(world.places[demand.column], float)
    rate = demand.per_1000 / 1000.0 if demand.per_1000 is not None else demand.share
    return np.asarray(world.places[demand.of], float) * float(rate if rate is not None else 1.0)


def _reach(scenario: Scenario, name: str, demand: pd.DataFrame, options: pd.DataFrame, world: World) -> pd.DataFrame:
    """Who can reach which option of a service within its standard."""
    service = scenario.services[name]
    travel = service.travel or scenario.travel
    rows, offers = np.flatnonzero(demand.service == name), np.flatnonzero(options.service == name)
    sites, at = np.unique(options.site.to_numpy()[offers], return_inverse=True)
    places = world.places[["x", "y"]].to_numpy(float)[demand.place.to_numpy()[rows]]
    pairs = travel.pairs(places, world.sites[["x", "y"]].to_numpy(float)[sites], service.within)
    # every size that a site offers reaches whom the site reaches
    sizes = pd.DataFrame({"site": at, "option": offers})
    joined = pairs.merge(sizes, on="site")
    return pd.DataFrame(
        {"demand": rows[joined.place.to_numpy()], "option": joined.option.to_numpy(), "metres": joined.metres, "minutes": joined.minutes}
    ).sort_values(["demand", "option"], ignore_index=True)


def _near(travel: Travel, world: World, looks: Sequence[Standard]) -> pd.DataFrame:
    """The pairs of different sites within the farthest that any constraint looks, from each to the other."""
    at = world.sites[["x", "y"]].to_numpy(float)
    farthest = {one.unit: one for one in sorted(looks, key=lambda one: one.value)}
    empty = {"place": np.zeros(0, np.int64), "site": np.zeros(0, np.int64), "metres": np.zeros(0), "minutes": np.zeros(0)}
    found = pd.concat([pd.DataFrame(empty), *(travel.pairs(at, at, standard) for standard in farthest.values())])
    once = found[found.place != found.site].drop_duplicates(["place", "site"]).sort_values(["place", "site"], ignore_index=True)
    named = once.rename(columns={"place": "site", "site": "other"})
    return named.astype({"site": np.int64, "other": np.int64})
