"""What stands on each block: how many people per hectare, how old the estates, town or country."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from yinchuan_city.backdrop import within
from yinchuan_city.frame import Blocks, Flags, Floats, bend
from yinchuan_city.layout import CAMPUSES, CENTRES, EAST_WEST, INDUSTRY, NORTH_SOUTH, Zone

BUILT_FROM = 32.0  # people per hectare that make a block part of the town


@dataclass(frozen=True)
class Land:
    """Per block: `density` [people/ha before scaling], `age` (0 new .. 1 old estates), and whether it is `town`, `campus`, `vacant`."""

    density: Floats
    age: Floats
    town: Flags
    campus: Flags
    vacant: Flags


def make_land(blocks: Blocks, empty: BaseGeometry, random: np.random.RandomState) -> Land:
    """The use of every block."""
    expected, age = _centres(blocks.uv)
    waves = _waves(blocks.uv, random)
    town = expected * (1.0 + 0.14 * waves) > BUILT_FROM
    expected *= 1.0 + 0.05 * waves
    campus, industry = (_any_zone(zones, blocks.uv) for zones in (CAMPUSES, INDUSTRY))
    # New and outer parts have more blocks of offices, malls, fields not yet built on.
    reserve = _waves(blocks.uv, random) > 1.5
    chance = 0.08 + 0.14 * (1.0 - age) + 0.20 * (expected < 55.0) + 0.45 * reserve * (1.0 - age) + 0.85 * industry
    middles = bend(blocks.uv)
    vacant = town & (shapely.contains_xy(empty, middles[:, 0], middles[:, 1]) | ~campus & (random.uniform(size=len(expected)) < chance))
    uneven = np.exp(random.normal(0.0, 0.20 + 0.22 * (1.0 - age)).clip(-0.9, 0.4))
    density = expected * uneven * (1.0 + 0.35 * np.exp(-_street_distance(blocks.uv) / 0.3))
    density = np.where(campus, 0.9 * expected, density)
    renewed = random.uniform(size=len(age)) < 0.14
    estates = np.clip(age + random.normal(0.0, 0.10, size=len(age)) - 0.45 * renewed * age, 0.0, 1.0)
    return Land(density=np.where(town & ~vacant, density, 0.0), age=estates, town=town, campus=campus, vacant=vacant)


def _centres(uv: Floats) -> tuple[Floats, Floats]:
    """People per hectare [people/ha] and age, from the centres: plateaus with soft edges, the strongest one rules."""
    humps = np.zeros((len(CENTRES), len(uv)))
    for row, centre in enumerate(CENTRES):
        away = np.abs((uv[:, 0] - centre.u) / centre.half_u) ** 3 + np.abs((uv[:, 1] - centre.v) / centre.half_v) ** 3
        humps[row] = centre.peak * np.exp(-0.75 * away)
    total = humps.sum(axis=0)
    age = (humps * np.array([centre.age for centre in CENTRES])[:, None]).sum(axis=0) / np.maximum(total, 1e-9)
    return 0.65 * humps.max(axis=0) + 0.35 * total, age


def _waves(uv: Floats, random: np.random.RandomState) -> Floats:
    """Slow ups and downs between about -2 and 2, so that the town's edge is ragged."""
    waves = np.zeros(len(uv))
    for length in (1.1, 1.6, 2.3, 3.4, 5.0):
        heading, phase = random.uniform(0.0, 2.0 * np.pi, size=2)
        waves += np.sin((uv[:, 0] * np.cos(heading) + uv[:, 1] * np.sin(heading)) * 2.0 * np.pi / length + phase)
    return waves


def _any_zone(zones: tuple[Zone, ...], uv: Floats) -> Flags:
    inside: NDArray[np.bool_] = np.any([within(zone, uv) for zone in zones], axis=0)
    return inside


def _street_distance(uv: Floats) -> Floats:
    """Distance [km] to the nearest main street; towns along main streets are denser."""
    nearest = np.full(len(uv), np.inf)
    for along, lines in ((0, NORTH_SOUTH), (1, EAST_WEST)):
        for line in (line for line in lines if line.kind == "road"):
            beside = (uv[:, 1 - along] > line.over[0]) & (uv[:, 1 - along] < line.over[1])
            nearest = np.where(beside, np.minimum(nearest, np.abs(uv[:, along] - line.at)), nearest)
    return nearest
