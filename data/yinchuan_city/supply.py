"""What stands today: daycare, day-care for elders, clinics; thick in the old core, thin in the new parts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np

from yinchuan_city.frame import Flags, Floats, Ints, lonlat
from yinchuan_city.people import GROUPS, Cells
from yinchuan_city.units import Unit

Row = dict[str, str | int | float]

# Sizes of the 55 daycare institutions: together 2,900 places, about 1.5 per 1,000 residents.
DAYCARE_SIZES = {20: 7, 30: 10, 40: 11, 50: 7, 60: 8, 80: 5, 100: 4, 120: 2, 150: 1}
ELDER_STATIONS, ELDER_SIZES = 110, (15, 20, 25, 30, 35, 40)
CLINIC_STATIONS, CLINIC_CENTRES = 48, 27
BRANDS = ("阳光", "启蒙", "小树苗", "童馨", "向日葵", "萌芽", "安心", "小海豚", "七彩", "春芽", "宝贝家", "小脚丫")


@dataclass(frozen=True)
class City:
    """What a draw of sites looks at: the cells and the units they lie in."""

    cells: Cells
    units: list[Unit]

    def people(self, group: str) -> Floats:
        """People of a group per cell."""
        return self.cells.people[:, GROUPS.index(group)].astype(float)

    def base(self, cell: int) -> str:
        """The name of the cell's community without its bracket."""
        return re.sub(r"\(.*\)$", "", self.units[self.cells.unit[cell]].name)

    def in_villages(self) -> Flags:
        """Which cells lie in villages."""
        village = np.array([unit.kind == "village" for unit in self.units])
        return village[self.cells.unit]


def facilities(city: City, random: np.random.RandomState) -> list[Row]:
    """All facilities of today: id, name, type, capacity, operating cost [yuan/year], position."""
    return _daycare(city, random) + _elder_stations(city, random) + _clinics(city, random)


def draw_sites(city: City, weight: Floats, count: int, random: np.random.RandomState, *, apart: float, sole: bool = False) -> Ints:
    """`count` cells drawn by weight, no two nearer than `apart` [m] to one another; if `sole`, no two in one community."""
    cells, weight, chosen = city.cells, weight.copy(), []
    for _ in range(count):
        cell = int(np.searchsorted(np.cumsum(weight), random.uniform() * weight.sum()))
        chosen.append(cell)
        weight[np.hypot(*(cells.metres - cells.metres[cell]).T) < apart] = 0.0
        if sole:
            weight[cells.unit == cells.unit[cell]] = 0.0
    return np.array(chosen)


def place(metres: Floats, random: np.random.RandomState) -> Row:
    """Columns lon and lat of a site somewhere within its cell (2,) [m]."""
    lon, lat = lonlat(metres[None, :] + random.uniform(-40.0, 40.0, size=(1, 2)))[0]
    return {"lon": float(lon), "lat": float(lat)}


def numbered(pattern: str, bases: list[str]) -> list[str]:
    """Names made of a pattern and bases, each unique: the second of a base is its 第二, and so on."""
    seen: Counter[str] = Counter()
    names = []
    for base in bases:
        seen[base] += 1
        names.append(pattern.format(base if seen[base] == 1 else f"{base}第{' 一二三四五六七八九'[seen[base]]}"))
    return names


def _daycare(city: City, random: np.random.RandomState) -> list[Row]:
    weight = city.people("age_0_2") * (0.02 + city.cells.age**1.5) * ~city.in_villages()
    sizes = random.permutation(np.repeat(list(DAYCARE_SIZES), list(DAYCARE_SIZES.values())))
    chosen = draw_sites(city, weight, len(sizes), random, apart=350.0, sole=True)
    names = [f"{city.base(cell)}{BRANDS[random.randint(len(BRANDS))]}托育中心" for cell in chosen]
    return [
        {
            "id": f"D{number:03d}",
            "name": name,
            "type": "daycare",
            "capacity": int(size),
            "operating": int(size * random.uniform(20.0, 27.0)) * 1000,
            **place(city.cells.metres[cell], random),
        }
        for number, (cell, name, size) in enumerate(zip(chosen, names, sizes, strict=True), start=1)
    ]


def _elder_stations(city: City, random: np.random.RandomState) -> list[Row]:
    weight = city.people("age_60_plus") * (0.08 + city.cells.age)
    chosen = draw_sites(city, weight, ELDER_STATIONS, random, apart=300.0, sole=True)
    names = [f"{city.base(cell)}老年人日间照料中心" for cell in chosen]
    sizes = random.choice(ELDER_SIZES, size=ELDER_STATIONS, p=(0.2, 0.25, 0.2, 0.2, 0.05, 0.1))
    return [
        {
            "id": f"E{number:03d}",
            "name": name,
            "type": "eldercare",
            "capacity": int(size),
            "operating": int(90 + size * random.uniform(6.0, 9.0)) * 1000,
            **place(city.cells.metres[cell], random),
        }
        for number, (cell, name, size) in enumerate(zip(chosen, names, sizes, strict=True), start=1)
    ]


def _clinics(city: City, random: np.random.RandomState) -> list[Row]:
    """Centres in the most populous and oldest subdistricts and towns, stations between them."""
    weight = city.people("residents") * (0.15 + city.cells.age) * ~city.in_villages()
    streets = np.array([city.units[unit].street for unit in city.cells.unit])
    held = sorted(((float(weight[streets == street].sum()), str(street)) for street in np.unique(streets)), reverse=True)
    sites = []
    for _, street in held[:CLINIC_CENTRES]:
        cell = int(draw_sites(city, weight**2 * (streets == street), 1, random, apart=0.0)[0])
        town = not street.endswith("街道")
        capacity = 30_000 if town else int(random.randint(6, 13)) * 5_000
        name = f"{street}卫生院" if town else f"{street.removesuffix('街道')}社区卫生服务中心"
        sites.append((cell, name, capacity, random.uniform(135.0, 165.0)))
        weight = weight * (np.hypot(*(city.cells.metres - city.cells.metres[cell]).T) > 600.0)
    for cell in draw_sites(city, weight, CLINIC_STATIONS, random, apart=600.0, sole=True):
        sites.append((int(cell), f"{city.base(cell)}卫生服务站", int(random.randint(12, 25)) * 500, random.uniform(95.0, 120.0)))
    return [
        {
            "id": f"C{number:03d}",
            "name": name,
            "type": "clinic",
            "capacity": capacity,
            "operating": int(capacity * rate / 10_000) * 10_000,
            **place(city.cells.metres[cell], random),
        }
        for number, (cell, name, capacity, rate) in enumerate(sites, start=1)
    ]
