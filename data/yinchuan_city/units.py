"""Streets, communities and villages: real names on invented ground."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from yinchuan_city.frame import Blocks, Floats, Ints
from yinchuan_city.land import Land
from yinchuan_city.layout import DISTRICTS, STREETS, Street
from yinchuan_city.partition import balanced, contiguous, spread_seeds

NAMES = Path(__file__).parents[1] / "yinchuan" / "names.csv"
ENDINGS = (("村村民委员会", "村"), ("村委会", "村"), ("居委会", ""))


@dataclass(frozen=True)
class Unit:
    """A community or a village: its code, short name, street, district and kind (community or village)."""

    code: str
    name: str
    street: str
    street_code: str
    district: str
    kind: str


@dataclass(frozen=True)
class Units:
    """The units, the unit (position) of every block, and their polygons in degrees."""

    units: list[Unit]
    of_block: Ints
    shapes: NDArray[np.object_]


def read_units(path: Path = NAMES) -> list[Unit]:
    """The communities and villages of the name table, sorted by code, each under a name of its own."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["unit_code"])
    short = [_short(row["unit"]) for row in rows]
    often = Counter(short)
    names = [name if often[name] == 1 else f"{name}({re.sub('街道$', '', row['street'])})" for name, row in zip(short, rows, strict=True)]
    return [
        Unit(row["unit_code"], name, row["street"], row["street_code"], row["district"], row["kind"])
        for row, name in zip(rows, names, strict=True)
    ]


def make_units(blocks: Blocks, land: Land, random: np.random.RandomState) -> Units:
    """Cut each district into its streets, and each street into its communities and villages."""
    units = read_units()
    of_block = np.full(len(blocks.area), -1, dtype=np.int64)
    for position, district in enumerate(DISTRICTS):
        inside = np.flatnonzero(blocks.district == position)
        members = [
            [number for number, unit in enumerate(units) if unit.street_code == district.code + street.code]
            for street in STREETS[district.code]
        ]
        communities = np.array([sum(units[number].kind == "community" for number in group) for group in members])
        street = _streets(blocks, land, inside, communities, STREETS[district.code])
        for order, group in enumerate(members):
            ground = inside[street == order]
            of_block[ground] = np.array(group)[_cut(blocks, land, ground, [units[number].kind == "village" for number in group], random)]
    shapes = [shapely.coverage_union_all(blocks.shapes[of_block == i]) for i in range(len(units))]
    return Units(units=units, of_block=of_block, shapes=np.array(shapes, dtype=object))


def _short(unit: str) -> str:
    for ending, instead in ENDINGS:
        if unit.endswith(ending):
            return unit.removesuffix(ending) + instead
    return unit


def _streets(blocks: Blocks, land: Land, inside: Ints, communities: Ints, streets: tuple[Street, ...]) -> Ints:
    """The street (position) of each block of a district: its part of the town goes by its communities, of the country as sketched."""
    town = land.town[inside]
    people, area = (land.density * blocks.area)[inside], blocks.area[inside]
    country = np.array([street.country for street in streets])
    mass = communities.sum() * _shares(people + 4.0 * area * town) + country.sum() * _shares(area * ~town)
    seeds = np.array([(street.u, street.v) for street in streets])
    part = balanced(blocks.uv[inside], mass, seeds, communities + country)
    return contiguous(part, mass, _among(blocks.neighbours, inside))


def _cut(blocks: Blocks, land: Land, inside: Ints, village: list[bool], random: np.random.RandomState) -> Ints:
    """The unit (position in the street) of each block: communities share the town by people, villages the country by area.

    Where too little country is left, a village is a small quarter of the town.
    """
    villages, town = np.array(village), land.town[inside]
    people, area = (land.density * blocks.area)[inside], blocks.area[inside]
    mass = people + people.sum() / area.sum() * area * np.where(town, 0.2, 0.02) + 1e-6
    wild = area * (1.0 + 1.5 * town)
    result = np.zeros(len(inside), dtype=np.int64)
    if villages.all() or not villages.any() or area[~town].sum() < 0.7 * villages.sum():
        size = np.where(villages & ~villages.all(), 0.25, 1.0)
        result = _parts(blocks.uv[inside], wild if villages.all() else mass, size, random)
    else:
        result[town] = np.flatnonzero(~villages)[_parts(blocks.uv[inside][town], mass[town], np.ones((~villages).sum()), random)]
        result[~town] = np.flatnonzero(villages)[_parts(blocks.uv[inside][~town], wild[~town], np.ones(villages.sum()), random)]
    return contiguous(result, mass, _among(blocks.neighbours, inside))


def _parts(uv: Floats, mass: Floats, size: Floats, random: np.random.RandomState) -> Ints:
    """Compact parts of about the given relative sizes, no two quite alike."""
    targets = size * np.exp(random.normal(0.0, 0.22, size=len(size)))
    return balanced(uv, mass, spread_seeds(uv, mass, len(size), random), targets, settle=0.25)


def _shares(mass: Floats) -> Floats:
    total = mass.sum()
    return mass / total if total > 0 else mass


def _among(neighbours: Ints, inside: Ints) -> Ints:
    """The neighbour pairs within a selection of blocks, as positions in it."""
    place = np.full(int(neighbours.max()) + 1, -1, dtype=np.int64)
    place[inside] = np.arange(len(inside))
    pairs = place[neighbours]
    return pairs[(pairs >= 0).all(axis=1)]


def countryside(units: Units, land: Land) -> Iterator[Ints]:
    """For each village that has country left, the blocks of it."""
    for number, unit in enumerate(units.units):
        country = np.flatnonzero((units.of_block == number) & ~land.town)
        if unit.kind == "village" and len(country):
            yield country
