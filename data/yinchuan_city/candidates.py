"""What could be: kindergartens with empty rooms, idle buildings, vacant plots."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from yinchuan_city.frame import Blocks, Floats, bend, lonlat
from yinchuan_city.land import Land
from yinchuan_city.supply import City, Row, draw_sites, numbered, place
from yinchuan_city.units import Units

KINDERGARTENS = 270
PLOTS = 60
# Idle buildings by kind: how many, floor area from and to [m2], what they are called.
BUILDINGS = {
    "idle_school": (25, 600, 1600, "原{}小学"),
    "idle_office": (60, 300, 1200, "{}闲置办公楼"),
    "community_room": (85, 150, 500, "{}便民服务用房"),
    "shop": (60, 150, 450, "{}临街商铺"),
}
RENT = {"shop": (280.0, 560.0), "idle_office": (140.0, 300.0)}  # [yuan/m2 a year]
COMMON_PART = 0.35  # of the floor: entrance, stairs, yard, fire safety; paid once however many services share the building


def kindergartens(city: City, random: np.random.RandomState) -> list[Row]:
    """Kindergartens with room for daycare: spare places, their floor [m2], the cost shared by all sizes [yuan]."""
    chosen = draw_sites(city, city.people("residents"), KINDERGARTENS, random, apart=220.0)
    names = numbered("{}幼儿园", [_bare(city, cell) for cell in chosen])
    rows: list[Row] = []
    for number, (cell, name) in enumerate(zip(chosen, names, strict=True), start=1):
        # Births fell first in the old estates, so there the rooms stand empty.
        spare = 5 * int(np.clip(round(random.normal(7.0 + 3.0 * city.cells.age[cell], 2.6)), 3, 16))
        floor = 10 * round(spare * random.uniform(0.8, 1.0))
        cost = 10_000 * round(6 + 0.028 * floor * random.uniform(0.8, 1.3))
        row: Row = {"id": f"K{number:03d}", "name": name, "spare_places": spare, "floor_m2": floor, "fixed_cost": cost}
        rows.append(row | place(city.cells.metres[cell], random))
    return rows


def buildings(city: City, random: np.random.RandomState) -> list[Row]:
    """Idle buildings and community rooms: kind, floor [m2], cost of the common part [yuan], rent [yuan/year; 0 if owned by the public]."""
    chosen = draw_sites(city, city.people("residents") ** 0.8, sum(entry[0] for entry in BUILDINGS.values()), random, apart=180.0)
    kinds = random.permutation(np.repeat(list(BUILDINGS), [entry[0] for entry in BUILDINGS.values()]))
    bases = np.array([_bare(city, cell) for cell in chosen], dtype=object)
    names = np.empty_like(bases)
    for kind, (*_, pattern) in BUILDINGS.items():
        names[kinds == kind] = numbered(pattern, bases[kinds == kind].tolist())
    rows: list[Row] = []
    for number, (cell, kind, name) in enumerate(zip(chosen, kinds.tolist(), names.tolist(), strict=True), start=1):
        _, least, most, _ = BUILDINGS[kind]
        floor = 10 * round((least + (most - least) * random.beta(1.3, 2.2)) / 10.0)
        cost = 10_000 * round(floor * COMMON_PART * random.uniform(800.0, 1500.0) / 10_000)
        rented = kind == "shop" or (kind == "idle_office" and random.uniform() < 0.6)
        rent = 1000 * round(floor * random.uniform(*RENT[kind]) / 1000) if rented else 0
        row: Row = {"id": f"B{number:03d}", "name": name, "kind": kind, "floor_m2": floor, "fixed_cost": cost, "rent": rent}
        rows.append(row | place(city.cells.metres[cell], random))
    return rows


def plots(city: City, ground: tuple[Blocks, Land, Units], empty: BaseGeometry, random: np.random.RandomState) -> list[Row]:
    """Vacant plots where one may build: floor that fits [m2], cost of site and shell [yuan]. They lie on unbuilt blocks beside homes."""
    blocks, land, units = ground
    middles = bend(blocks.uv)
    free = np.flatnonzero(land.vacant & ~shapely.contains_xy(empty, middles[:, 0], middles[:, 1]))
    near = _people_near(middles[free], city)
    wanted = near * (1.2 - land.age[free]) * (near > 300.0)
    chosen = random.choice(free, size=PLOTS, replace=False, p=wanted / wanted.sum())
    names = numbered("{}地块", [units.units[units.of_block[block]].name for block in chosen])
    rows: list[Row] = []
    for number, (block, name) in enumerate(zip(chosen, names, strict=True), start=1):
        floor = 50 * int(random.randint(12, 61))
        cost = 10_000 * round(floor * COMMON_PART * random.uniform(2800.0, 3800.0) / 10_000)
        lon, lat = lonlat(middles[[block]])[0]
        rows.append({"id": f"P{number:03d}", "name": name, "floor_m2": floor, "fixed_cost": cost, "lon": float(lon), "lat": float(lat)})
    return rows


def _bare(city: City, cell: int) -> str:
    """The community's name without the word for community."""
    return city.base(cell).removesuffix("社区")


def _people_near(points: Floats, city: City) -> Floats:
    """Residents within 400 m of each point (n, 2) [m]."""
    residents = city.people("residents")
    return np.array([residents[np.hypot(*(city.cells.metres - point).T) < 400.0].sum() for point in points])
