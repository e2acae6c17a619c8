"""Questions of middling size, whose optimum the textbook's own program knows; with and without the search before the solver."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from math import ceil

import numpy as np
import pandas as pd
import pytest

from siting.model.problem import Problem
from siting.solve.solution import Status
from siting.solve.solve import solve
from tests.model.brute import Question, Rule
from tests.model.textbook import Plans, Town, times

ROOM: Rule = {"kind": "one_plan_per_site"}
Known = tuple[Problem, float]


def asked(town: Town, objective: Rule, *rules: Rule) -> Problem:
    return Question(objective, (ROOM, *rules)).problem(town.instance())


def sizes_and_single_source(seed: int) -> Known:
    """Steps of capacity, nobody divided, a budget."""
    town = Town(seed, places=30, sites=5, sizes=3)
    book = Plans(town, whole=True)
    book.one_a_room()
    book.capacities()
    book.row(book.total("capital"), high=24.0)
    rules: list[Rule] = [{"kind": "capacity"}, {"kind": "single_source"}, {"kind": "budget", "total": 24.0}]
    return asked(town, {"kind": "max_coverage"}, *rules), book.best(book.served(), most=True)


def filled_to_the_brim(seed: int) -> Known:
    """The same with few and large places: what fits when people are divided is far from what fits when they are not."""
    town = Town([45, 46, 47][seed], places=12, sites=6, sizes=2, within=12)
    town.options["capacity"] = town.rng.integers(30, 120, len(town.options)).astype(float)
    book = Plans(town, whole=True)
    book.one_a_room()
    book.capacities()
    book.row(book.total("capital"), high=21.0)
    rules: list[Rule] = [{"kind": "capacity"}, {"kind": "single_source"}, {"kind": "budget", "total": 21.0}]
    return asked(town, {"kind": "max_coverage"}, *rules), book.best(book.served(), most=True)


def sizes_and_travel(seed: int) -> Known:
    """Of a site's two plans the dearer is nearer to everybody, as one with a lift may be."""
    town = Town(seed, places=20, sites=5, sizes=2, within=40)
    town.minutes += 4.0
    town.options["saves"] = np.where(town.options["size"] == 2, 3.0, 0.0)
    book = Plans(town)
    book.one_a_room()
    book.row(book.total("capital"), high=22.0)
    each = {(i, j): book.some(1.0) for (i, _), plans in book.reached.items() for j in plans}
    worth = {v: book.demand[i]["need"] * town.way(book.demand[i], book.options[j]) for (i, j), v in each.items()}
    for i in range(len(book.demand)):
        book.row({v: 1.0 for (k, _), v in each.items() if k == i}, low=1.0, high=1.0)
    for (_, j), v in each.items():
        book.row({v: 1.0, book.x[j]: -1.0}, high=0.0)
    return asked(town, {"kind": "min_travel"}, {"kind": "budget", "total": 22.0}), book.best(worth, most=False)


def phases_and_closing(seed: int) -> Known:
    """What stands is kept for good, or closed in 2030, when something larger may follow; new ones open now or then."""
    town = Town(seed, places=25, sites=6, sizes=2)
    rng, one = town.rng, town.demand
    town.demand = pd.concat(
        [one.assign(phase=2026), one.assign(phase=2030, need=rng.integers(0, 80, len(one)).astype(float))], ignore_index=True
    )
    stands = town.options.site < 2
    town.options["action"] = np.where(stands & (town.options["size"] == 1), "keep", "build")
    late = rng.choice([2026, 2030], len(town.options))
    town.options["opens"] = np.where(stands, np.where(town.options["size"] == 1, 0, 2030), late)
    town.options["closes"] = np.where(stands & (town.options["size"] == 1), rng.choice([2030, 9999], len(town.options)), 9999)
    town.options["capital"] = np.where(town.options.action == "keep", 0.0, town.options.capital)
    book = Plans(town)
    for phase in (2026, 2030):
        for room in set(town.options.room):
            there = [(j, p) for j, p in enumerate(book.options) if p["room"] == room and p["opens"] <= phase < p["closes"]]
            book.row({book.x[j]: 1.0 for j, _ in there}, high=1.0)
    book.capacities()
    book.row(book.total("capital"), high=20.0)
    rules: list[Rule] = [{"kind": "capacity"}, {"kind": "budget", "total": 20.0}]
    return asked(town, {"kind": "max_coverage"}, *rules), book.best(book.served(), most=True)


def communities(seed: int) -> Known:
    """As many people as the budget serves, and in eight of ten communities at least half of them."""
    town = Town(seed, places=42, sites=10, sizes=1, within=7)
    book = Plans(town)
    book.one_a_room()
    budget = 0.55 * town.options.capital.sum()
    book.row(book.total("capital"), high=budget)
    have = {name: book.yes() for name in set(town.demand.community)}
    for name, v in have.items():
        rows = [i for i, row in enumerate(book.demand) if row["community"] == name]
        inside = [(book.z[link], book.demand[link[0]]["need"]) for link in book.z if link[0] in rows]
        book.row(times([*inside, (v, -0.5 * sum(book.demand[i]["need"] for i in rows))]), low=0.0)
    book.row(dict.fromkeys(have.values(), 1.0), low=ceil(0.8 * len(have)))
    rules: list[Rule] = [{"kind": "budget", "total": budget}, {"kind": "communities_with", "service": "clinic", "share": 0.8}]
    return asked(town, {"kind": "max_coverage"}, *rules), book.best(book.served(), most=True)


def center_with_capacity(seed: int) -> Known:
    """Everybody is served by four of the sites, and nobody goes far."""
    town = Town(seed, places=30, sites=8, sizes=1, within=40)
    town.options["capacity"] = np.ceil(town.demand.need.sum() / 3.2 * town.rng.uniform(0.8, 1.2, len(town.options)))
    book = Plans(town)
    book.capacities()
    book.row(dict.fromkeys(book.x, 1.0), low=4, high=4)
    worst = book.some()
    for i in range(len(book.demand)):
        book.row(book.of(i), low=1.0)
    for link, v in book.z.items():
        goes = book.yes()
        book.row({v: 1.0, goes: -1.0}, high=0.0)
        book.row({worst: 1.0, goes: -book.way[link]}, low=0.0)
    rules: list[Rule] = [{"kind": "capacity"}, {"kind": "count", "exactly": 4}]
    return asked(town, {"kind": "min_worst"}, *rules), book.best({worst: 1.0}, most=False)


def closest_with_capacity(seed: int) -> Known:
    """Nobody is served beyond the nearest open site; of those as near as one another any may serve."""
    town = Town(seed, places=30, sites=8, sizes=1, within=11)
    book = Plans(town)
    book.capacities()
    book.row(dict.fromkeys(book.x, 1.0), high=5)
    for (i, s), v in book.z.items():
        for (k, nearer), plans in book.reached.items():
            if k == i and book.way[k, nearer] < book.way[i, s]:
                book.row({v: 1.0, book.x[plans[0]]: 1.0}, high=1.0)
    rules: list[Rule] = [{"kind": "capacity"}, {"kind": "closest"}, {"kind": "count", "at_most": 5}]
    return asked(town, {"kind": "max_coverage"}, *rules), book.best(book.served(), most=True)


def gradual(seed: int) -> Known:
    """Coverage fades from 3 to 12 minutes; a budget."""
    town = Town(seed, places=50, sites=14, sizes=1, within=14)
    book = Plans(town)
    book.row(book.total("capital"), high=30.0)
    fades = {link: min(max((12.0 - way) / 9.0, 0.0), 1.0) for link, way in book.way.items()}
    worth = {v: book.demand[i]["need"] * fades[i, s] for (i, s), v in book.z.items()}
    objective = {"kind": "gradual_coverage", "full": "3 min", "none": "12 min"}
    return asked(town, objective, {"kind": "budget", "total": 30.0}), book.best(worth, most=True)


def _within(book: Plans, i: int) -> list[tuple[int, float]]:
    """The sites within reach of a demand row; each has one plan."""
    return [(book.x[plans[0]], 1.0) for (k, _), plans in book.reached.items() if k == i]


def backup(seed: int) -> Known:
    """The second cover counts more than the first."""
    town = Town(seed, places=45, sites=14, sizes=1)
    book = Plans(town)
    book.row(dict.fromkeys(book.x, 1.0), high=5)
    worth: dict[int, float] = {}
    for i, row in enumerate(book.demand):
        once, twice = book.yes(), book.yes()
        book.row(times([(once, 1.0), (twice, 1.0), *((v, -1.0) for v, _ in _within(book, i))]), high=0.0)
        book.row({twice: 1.0, once: -1.0}, high=0.0)
        worth |= {once: 0.3 * row["need"], twice: 0.7 * row["need"]}
    return asked(town, {"kind": "backup_coverage", "weight": 0.7}, {"kind": "count", "at_most": 5}), book.best(worth, most=True)


def expected(seed: int) -> Known:
    """Each site works with 0.7; the variable y_k is 1 where exactly k are open."""
    town = Town(seed, places=40, sites=12, sizes=1)
    book = Plans(town)
    book.row(book.total("capital"), high=35.0)
    worth: dict[int, float] = {}
    for i, row in enumerate(book.demand):
        sites = _within(book, i)
        exactly = [book.yes() for _ in range(len(sites) + 1)]
        book.row(dict.fromkeys(exactly, 1.0), low=1.0, high=1.0)
        book.row(times([*((v, float(k)) for k, v in enumerate(exactly)), *((v, -1.0) for v, _ in sites)]), low=0.0, high=0.0)
        worth |= {v: row["need"] * (1 - 0.3**k) for k, v in enumerate(exactly)}
    objective = {"kind": "expected_coverage", "works": 0.7}
    return asked(town, objective, {"kind": "budget", "total": 35.0}), book.best(worth, most=True)


def three_steps(seed: int) -> Known:
    """Clinics for as many as possible, then schools with a tenth of that given up, then money; needs so large that one person is little."""
    town = Town(seed, places=16, sites=6, sizes=1, services=("clinic", "school"))
    town.demand["need"] = town.rng.integers(1, 60_000, len(town.demand)).astype(float)
    town.options["capacity"] = np.round(town.demand.need.sum() / 14 * town.rng.uniform(0.6, 1.5, len(town.options)))
    book = Plans(town)
    book.capacities()
    book.row(book.total("capital"), high=40.0)
    first = book.best(book.served("clinic"), most=True)
    book.row(book.served("clinic"), low=0.9 * first - 1e-6)
    second = book.best(book.served("school"), most=True)
    book.row(book.served("school"), low=second - 1e-3)
    steps: list[Rule] = [
        {"objective": {"kind": "max_coverage", "service": "clinic"}, "tolerance": 0.1},
        {"objective": {"kind": "max_coverage", "service": "school"}},
        {"objective": {"kind": "min_cost"}},
    ]
    problem = asked(town, {"kind": "lexicographic", "steps": steps}, {"kind": "capacity"}, {"kind": "budget", "total": 40.0})
    return problem, book.best(book.total("capital"), most=False)


def regret(seed: int) -> Known:
    """Three futures; the plan that is never far from the best for the future that comes."""
    town = Town(seed, places=20, sites=9, sizes=1)
    chances, one = {"low": 0.2, "middle": 0.5, "high": 0.3}, town.demand
    needs = {name: town.rng.integers(0, 90, len(one)).astype(float) for name in chances}
    rows = [one.assign(projection=name, probability=chances[name], priority=chances[name], need=needs[name]) for name in chances]
    town.demand = pd.concat(rows, ignore_index=True)
    book = Plans(town)
    book.row(dict.fromkeys(book.x, 1.0), high=3)
    served = {name: {v: book.demand[i]["need"] for (i, _), v in book.z.items() if book.demand[i]["projection"] == name} for name in chances}
    best = {name: book.best(worth, most=True) for name, worth in served.items()}
    worst = book.some()
    for name, worth in served.items():
        book.row({**worth, worst: 1.0}, low=best[name])
    objective = {"kind": "min_regret", "objective": {"kind": "max_coverage"}}
    return asked(town, objective, {"kind": "count", "at_most": 3}), book.best({worst: 1.0}, most=False)


def hubs(seed: int) -> Known:
    """A fifth of whom a station serves goes on to one hospital near it, which holds only so much."""
    town = Town(seed, places=30, sites=7, sizes=1, services=("station", "hospital"))
    town.demand = town.demand[town.demand.service == "station"].reset_index(drop=True)
    town.options["referral_capacity"] = town.rng.integers(20, 90, len(town.options)).astype(float)
    book = Plans(town)
    book.row(book.total("capital"), high=45.0)
    plan = {(p["site"], p["service"]): j for j, p in enumerate(book.options)}
    near = [(s, h) for s in range(7) for h in range(7) if town.apart[s, h] <= 10]
    to = {link: book.yes() for link in near}
    gone = {link: book.some() for link in near}
    for s in range(7):
        ours = [link for link in near if link[0] == s]
        book.row(times([(book.x[plan[s, "station"]], 1.0), *((to[link], -1.0) for link in ours)]), high=0.0)
        book.row({to[link]: 1.0 for link in ours}, high=1.0)
        sent = [(v, -0.2 * need) for v, need in book.load((s, "station", 0)).items()]
        book.row(times([*sent, *((gone[link], 1.0) for link in ours)]), low=0.0, high=0.0)
    for link in near:
        book.row({to[link]: 1.0, book.x[plan[link[1], "hospital"]]: -1.0}, high=0.0)
        book.row({gone[link]: 1.0, to[link]: -1e4}, high=0.0)
    for h in range(7):
        j = plan[h, "hospital"]
        book.row(
            times([*((gone[link], 1.0) for link in near if link[1] == h), (book.x[j], -book.options[j]["referral_capacity"])]), high=0.0
        )
    rule = {"kind": "referral", "service": "station", "to": "hospital", "within": "10 min", "share": 0.2}
    return asked(town, {"kind": "max_coverage"}, rule, {"kind": "budget", "total": 45.0}), book.best(book.served(), most=True)


def shared_buildings(seed: int) -> Known:
    """Two services in steps of capacity share buildings and floors, and each must be worth running."""
    town = Town(seed, places=16, sites=5, sizes=2, services=("clinic", "school"))
    town.options["min_load"] = np.floor(0.7 * town.options.capacity)
    town.options["site_capital"] = 4.0 + town.options.site % 3
    town.options["area"], town.options["site_area"] = 50.0 * town.options["size"], 150.0
    book = Plans(town)
    book.one_a_room()
    book.capacities()
    building = {s: book.yes() for s in range(5)}
    for j, option in enumerate(book.options):
        book.row({book.x[j]: 1.0, building[option["site"]]: -1.0}, high=0.0)
    for s in range(5):
        book.row({book.x[j]: option["area"] for j, option in enumerate(book.options) if option["site"] == s}, high=150.0)
    for outlet, plans in book.outlets().items():
        book.row(times([*book.load(outlet).items(), *((book.x[j], -book.options[j]["min_load"]) for j in plans)]), low=0.0)
    book.row(book.total("capital") | {v: 4.0 + s % 3 for s, v in building.items()}, high=45.0)
    rules: list[Rule] = [{"kind": "capacity"}, {"kind": "min_load"}, {"kind": "together"}, {"kind": "budget", "total": 45.0}]
    return asked(town, {"kind": "max_coverage"}, *rules), book.best(book.served(), most=True)


CASES: list[Callable[[int], Known]] = [
    sizes_and_single_source, filled_to_the_brim, sizes_and_travel, phases_and_closing, communities, center_with_capacity,
    closest_with_capacity, gradual, backup, expected, three_steps, regret, hubs, shared_buildings,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_known(case: Callable[[int], Known], seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem, best = case(seed)
    for small in (0, 3_000) if seed == 0 else (0,):  # small questions skip the search and the relaxation, unless they are told not to
        monkeypatch.setattr(import_module("siting.solve.propose"), "SMALL", small)
        found = solve(problem)
        assert found.objective == pytest.approx(best, rel=1e-6, abs=1e-6)
        assert found.bound == pytest.approx(best, rel=2e-6, abs=2e-6)
        assert found.status is Status.OPTIMAL
