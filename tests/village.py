"""Small instances: a village to solve by hand, and villages at random to solve by trying everything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from siting.instance.instance import Instance

Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def village(**columns: Any) -> Instance:
    """
    Five places, three sites, two services.

        daycare: 40 at place 0, 30 at 1, 20 at 2, 10 at 3 (100 in all)       clinic: 10 at place 0, 30 at 2, 20 at 4 (60 in all)
        communities: north holds places 0 and 1, south 2 and 3; place 4 lies outside

        option              reaches          capacity  capital  operating  building  floor area
        0 mill daycare      0 1   (70)       40        4        1          3         100
        1   the same, large 0 1   (70)       70        7        2          3         200     the mill has 250
        2 mill clinic       0 2   (40)       30        3        1          3         100
        3 school daycare    1 2   (50)       20        0        1          -         -       stands today, may not close
        4   the same, more  1 2   (50)       50        2        2          -         -
        5 bridge daycare    2 3   (30)       30        3        1          2         50
        6 bridge clinic     2 4   (50)       40        5        1          2         50

    Mill and school are 400 m or 5 min apart, school and bridge 640 m or 8 min, mill and bridge 960 m or 12 min. A vehicle calls at the
    bridge, for daycare three times a week and for the clinic twice; the larger school has a vehicle that makes four stops. To the mill's
    clinic 8 can be referred, to the bridge's any number. The mill lies in the community north, school and bridge in south; the bridge is
    private. The attribute `max_load` is 10 below the capacity.

    Parameters
    ----------
    columns
        Columns of options to put in place of these.
    """
    options = pd.DataFrame(
        {
            "site": [0, 0, 0, 1, 1, 2, 2],
            "site_id": ["mill", "mill", "mill", "school", "school", "bridge", "bridge"],
            "service": ["daycare", "daycare", "clinic", "daycare", "daycare", "daycare", "clinic"],
            "action": ["build", "build", "build", "keep", "expand", "rent", "rent"],
            "room": [0, 0, 1, 2, 2, 3, 4],
            "stays": [False, False, False, True, True, False, False],
            "capacity": [40.0, 70.0, 30.0, 20.0, 50.0, 30.0, 40.0],
            "min_load": [20.0, 60.0, 10.0, 0.0, 30.0, 25.0, 45.0],
            "capital": [4.0, 7.0, 3.0, 0.0, 2.0, 3.0, 5.0],
            "operating": [1.0, 2.0, 1.0, 1.0, 2.0, 1.0, 1.0],
            "area": [100.0, 200.0, 100.0, 0.0, 0.0, 50.0, 50.0],
            "stops": [0.0, 0.0, 0.0, 0.0, 0.0, 3.0, 2.0],
            "stops_offered": [0.0, 0.0, 0.0, 0.0, 4.0, 0.0, 0.0],
            "referral_capacity": [0.0, 0.0, 8.0, 0.0, 0.0, 0.0, np.inf],
            "max_load": [30.0, 60.0, 20.0, 10.0, 40.0, 20.0, 30.0],
            "public": [True, True, True, True, True, False, False],
            "site_capital": [3.0, 3.0, 3.0, 0.0, 0.0, 2.0, 2.0],
            "site_area": [250.0, 250.0, 250.0, np.inf, np.inf, np.inf, np.inf],
            "district": ["north", "north", "north", "south", "south", "south", "south"],
            "community": ["north", "north", "north", "south", "south", "south", "south"],
        }
    )
    demand = pd.DataFrame(
        {
            "place": [0, 1, 2, 3, 0, 2, 4],
            "service": ["daycare"] * 4 + ["clinic"] * 3,
            "need": [40.0, 30.0, 20.0, 10.0, 10.0, 30.0, 20.0],
            "priority": 1.0,
            "community": ["north", "north", "south", "south", "north", "south", ""],
        }
    )
    near = {0: {0: 5, 1: 9}, 1: {0: 5, 1: 9}, 2: {4: 5, 5: 12}, 3: {1: 6, 2: 4}, 4: {1: 6, 2: 4}, 5: {2: 11, 3: 3}, 6: {5: 11, 6: 8}}
    reach = pd.DataFrame([{"demand": i, "option": j, "minutes": float(t)} for j, rows in near.items() for i, t in rows.items()])
    return Instance(demand, options.assign(**columns), reach.assign(metres=80.0 * reach.minutes), _near(VILLAGE_SITES))


VILLAGE_SITES = {(0, 1): 5.0, (1, 2): 8.0, (0, 2): 12.0}
"""How far the sites of the village are from one another [min]."""


def _near(minutes: dict[tuple[int, int], float]) -> pd.DataFrame:
    """Pairs of sites, from each to the other."""
    both = [{"site": a, "other": b, "minutes": t, "metres": 80.0 * t} for pair, t in minutes.items() for a, b in (pair, pair[::-1])]
    return pd.DataFrame(both).sort_values(["site", "other"], ignore_index=True)


def random_instance(seed: int, *, services: int = 2, places: int = 4, sites: int = 4, most: int = 9) -> Instance:
    """
    Several services, sizes, rooms and groups at random, all in small whole numbers, so that sums are exact.

    Parameters
    ----------
    most
        Most options: each one doubles the plans to try.
    """
    return Instance(*random_tables(seed, services=services, places=places, sites=sites, most=most))


def random_tables(seed: int, *, services: int = 2, places: int = 4, sites: int = 4, most: int = 9) -> Tables:
    """The three tables of `random_instance`."""
    rng = np.random.default_rng(seed)
    names = ["daycare", "clinic", "eldercare"][:services]
    demand = pd.DataFrame([{"place": p, "service": s} for s in names for p in range(places)])
    demand = demand.assign(
        need=rng.integers(0, 10, len(demand)).astype(float),
        priority=rng.integers(1, 4, len(demand)).astype(float),
        community=rng.choice(["a", "b", ""], len(demand), p=[0.5, 0.4, 0.1]),
    )
    plans: list[dict[str, Any]] = []
    for site in range(sites):
        plans += _existing(rng, site, names) if site == 0 or rng.random() < 0.2 else _candidate(rng, site, names)
    options = pd.DataFrame(plans[:most])
    options["room"] = pd.factorize(options.room)[0]
    options["site_id"] = [f"s{site}" for site in options.site]
    options["referral_capacity"] = options.capacity
    options["max_load"] = np.ceil(0.75 * options.capacity)
    options["public"] = options.site % 2 == 0
    options["community"] = options.district.map({"x": "a", "y": "b"})
    options["min_load"] = np.minimum(options.capacity, rng.integers(0, 8, len(options))).astype(float)
    return demand, options, pd.DataFrame(_reach(rng, demand, options), columns=["demand", "option", "metres", "minutes"])


def _existing(rng: np.random.Generator, site: int, names: list[str]) -> list[dict[str, Any]]:
    """A facility that may be kept, expanded or converted: one room."""
    service, other = rng.permutation(names)[:2] if len(names) > 1 else (names[0], names[0])
    capacity, stays = int(rng.integers(2, 9)), bool(rng.random() < 0.6)
    shared = {
        "site": site,
        "room": f"{site}",
        "stays": stays,
        "site_capital": 0.0,
        "site_area": np.inf,
        "district": str(rng.choice(["x", "y"])),
    }
    return [
        {**shared, **_plan(rng, service, "keep", capacity), "capital": 0.0},
        {**shared, **_plan(rng, service, "expand", capacity + int(rng.integers(1, 9)))},
        {**shared, **_plan(rng, other, "convert", capacity)},
    ]


def _candidate(rng: np.random.Generator, site: int, names: list[str]) -> list[dict[str, Any]]:
    """A building in which several services may stand, each in one size of some."""
    building = {"site_capital": float(rng.choice([0, 2, 4])), "site_area": float(rng.choice([np.inf, 4, 6]))}
    shared = {"site": site, "stays": False, "district": str(rng.choice(["x", "y"])), **building}
    offered = [service for service in names if rng.random() < 0.75] or names[:1]
    return [
        {**shared, "room": f"{site} {service}", **_plan(rng, service, "build", int(rng.integers(2, 16)))}
        for service in offered
        for _size in range(int(rng.integers(1, 3)))
    ]


def _plan(rng: np.random.Generator, service: str, action: str, capacity: int) -> dict[str, Any]:
    return {
        "service": str(service),
        "action": action,
        "capacity": np.inf if rng.random() < 0.15 else float(capacity),
        "capital": float(rng.integers(0, 7)),
        "operating": float(rng.integers(0, 4)),
        "area": float(rng.integers(0, 5)),
    }


def _reach(rng: np.random.Generator, demand: pd.DataFrame, options: pd.DataFrame) -> Iterable[dict[str, Any]]:
    """Sizes reach whom their site reaches; now and then one is an exception, which its outlet must not hide."""
    minutes = rng.integers(1, 20, (int(demand.place.max()) + 1, int(options.site.max()) + 1))
    for j, option in enumerate(options.to_dict("records")):
        within = 10 if rng.random() < 0.85 else int(rng.integers(1, 20))
        for i, row in enumerate(demand.to_dict("records")):
            if row["service"] == option["service"] and (t := float(minutes[row["place"], option["site"]])) <= within:
                yield {"demand": i, "option": j, "metres": 80.0 * t, "minutes": t}
