"""People on a 100 m grid: residents to the person per district, and three age groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from yinchuan_city.frame import Blocks, Flags, Floats, Ints, bend, degrees
from yinchuan_city.land import Land
from yinchuan_city.layout import DISTRICTS
from yinchuan_city.units import Units, countryside

SIZE = 100.0  # [m]
GROUPS = ("residents", "age_0_2", "age_60_plus", "age_80_plus")
# Shares of all residents that the age groups are scaled to: assumptions near those of 2025.
SHARES = {"age_0_2": 0.027, "age_60_plus": 0.150, "age_80_plus": 0.019}
VILLAGERS = 1_750.0  # people in a village, in the middle


@dataclass(frozen=True)
class Cells:
    """The populated cells: middles in EPSG:4544 [m], unit (position), people by group (n, 4), age of the estates, hamlet or not."""

    metres: Floats
    unit: Ints
    people: Ints
    age: Floats
    rural: Flags


def make_cells(blocks: Blocks, land: Land, units: Units, empty: BaseGeometry, random: np.random.RandomState) -> Cells:
    """Spread the census residents over the cells."""
    metres = _grid(blocks)
    metres = metres[~shapely.contains_xy(empty, metres[:, 0], metres[:, 1])]
    cell, block = shapely.STRtree(blocks.shapes).query(shapely.points(degrees(metres)), predicate="within")
    metres = metres[cell]
    weight = land.density[block] * np.exp(random.normal(0.0, 0.22, size=len(block)))
    weight *= random.uniform(size=len(block)) > 0.04 + 0.07 * (1.0 - land.age[block])
    villagers = _villages(land, units, (metres, block), random)
    residents = _residents(weight, villagers, blocks.district[block])
    lived = residents > 0
    block, residents, rural = block[lived], residents[lived], (villagers > 0)[lived]
    people = np.column_stack([residents, _ages(residents, land, block, rural, random)])
    return Cells(metres=metres[lived], unit=units.of_block[block], people=people, age=land.age[block], rural=rural)


def _grid(blocks: Blocks) -> Floats:
    """Middles of all cells round the blocks, on whole hundreds of metres, from north-west by rows."""
    middles = bend(blocks.uv)
    (west, south), (east, north) = np.floor((middles.min(axis=0) - 1500) / SIZE), np.ceil((middles.max(axis=0) + 1500) / SIZE)
    x, y = np.meshgrid((np.arange(west, east) + 0.5) * SIZE, (np.arange(north, south, -1) - 0.5) * SIZE)
    return np.column_stack([x.ravel(), y.ravel()])


def _villages(land: Land, units: Units, cells: tuple[Floats, Ints], random: np.random.RandomState) -> Floats:
    """People per cell of the hamlets: each village has one to three, long along their lane."""
    metres, block = cells
    people = np.zeros(len(metres))
    for country in countryside(units, land):
        own = np.flatnonzero(np.isin(block, country))
        if not len(own):
            continue
        wanted = VILLAGERS * np.exp(random.normal(0.0, 0.3))
        middle = metres[own].mean(axis=0)
        hamlets = 1 + int(random.randint(0, 3))
        for _ in range(hamlets):
            heart = metres[own[int(np.abs(metres[own] - middle - random.normal(0.0, 900.0, size=2)).sum(axis=1).argmin())]]
            heading = random.choice([0.05, 1.60]) + random.normal(0.0, 0.1)
            away = metres[own] - heart
            along = away[:, 0] * np.cos(heading) + away[:, 1] * np.sin(heading)
            across = away[:, 1] * np.cos(heading) - away[:, 0] * np.sin(heading)
            near = np.hypot(along, 1.7 * across) * np.exp(random.normal(0.0, 0.18, size=len(own)))
            chosen = own[np.argsort(near, kind="stable")[: int(wanted / hamlets / 55.0) + 4]]
            share = np.exp(random.normal(0.0, 0.3, size=len(chosen)))
            people[chosen] += wanted / hamlets * share / share.sum()
    return people


def _residents(weight: Floats, villagers: Floats, district: Ints) -> Ints:
    """Whole people per cell: villagers as they are, town people scaled so that each district has its census residents."""
    residents = np.zeros(len(weight), dtype=np.int64)
    for position, entry in enumerate(DISTRICTS):
        inside = district == position
        rural = villagers[inside]
        town = weight[inside] * (rural == 0)
        residents[inside] = rounded(rural + town * (entry.residents - rural.sum()) / town.sum(), entry.residents)
    return residents


def rounded(amounts: Floats, total: int) -> Ints:
    """Whole numbers near `amounts` that sum to `total`: the largest remainders are rounded up."""
    amounts = np.round(amounts * total / amounts.sum(), 9)
    whole = np.floor(amounts).astype(np.int64)
    order = np.argsort(-(amounts - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def _ages(residents: Ints, land: Land, block: Ints, rural: Flags, random: np.random.RandomState) -> Ints:
    """People per cell under 3, of 60 and over, of 80 and over: old estates hold old people, new ones young families, campuses neither."""
    age, campus, country = land.age[block], land.campus[block], rural
    blur = np.exp(random.normal(0.0, 0.16, size=(len(land.age), 2)))[block]
    infants = np.where(country, 0.022, 0.036 - 0.020 * age) * blur[:, 0]
    elders = np.where(country, 0.215, 0.085 + 0.145 * age) * blur[:, 1]
    infants, elders = np.where(campus, 0.007, infants), np.where(campus, 0.07, elders)
    oldest = elders * np.where(country, 0.14, 0.10 + 0.05 * age)
    columns: list[Ints] = []
    for share, name in ((infants, "age_0_2"), (elders, "age_60_plus"), (oldest, "age_80_plus")):
        total = round(SHARES[name] * int(residents.sum()))
        columns.append(_drawn(share * residents, total, random))
    infant, elder, eldest = columns
    elder = np.minimum(elder, residents)
    return np.column_stack([np.minimum(infant, residents - elder), elder, np.minimum(eldest, elder)])


def _drawn(amounts: Floats, total: int, random: np.random.RandomState) -> Ints:
    """Whole numbers by chance: each cell is rounded up with the chance of its fraction, so that small cells are not all empty."""
    amounts = np.round(amounts * total / amounts.sum(), 9)
    return np.floor(amounts + random.uniform(size=len(amounts))).astype(np.int64)
