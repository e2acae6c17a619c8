"""A small town as an OpenStreetMap file: two rows of streets, a river between them, one bridge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pyproj import CRS, Transformer

WORK = CRS(32648)
"""The system in which the town is drawn, near Yinchuan [m]."""
ORIGIN = (608_000.0, 4_258_000.0)
_DEGREES = Transformer.from_crs(WORK, 4326, always_xy=True)

Way = tuple[Sequence[int], Mapping[str, str]]


def written(path: Path, nodes: Mapping[int, tuple[float, float]], ways: Sequence[Way]) -> Path:
    """
    An .osm file.

    Parameters
    ----------
    nodes
        By number, metres east and north of the origin.
    ways
        The numbers of the nodes, and the tags.
    """
    lines = ["<?xml version='1.0' encoding='UTF-8'?>", '<osm version="0.6" generator="tests">']
    for number, (east, north) in nodes.items():
        lon, lat = _DEGREES.transform(ORIGIN[0] + east, ORIGIN[1] + north)
        lines.append(f'<node id="{number}" version="1" lat="{lat:.9f}" lon="{lon:.9f}"/>')
    for number, (refs, tags) in enumerate(ways, 1):
        inside = "".join(f'<nd ref="{ref}"/>' for ref in refs) + "".join(f'<tag k="{k}" v="{v}"/>' for k, v in tags.items())
        lines.append(f'<way id="{number}" version="1">{inside}</way>')
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


NODES = {
    1: (0, 0), 2: (1000, 0), 3: (2000, 0),  # the south bank, west to east
    4: (0, 200), 5: (1000, 200), 6: (2000, 200),  # the north bank
    7: (2500, 0), 8: (2500, 200),  # an expressway over the river, in the east
    9: (5000, 5000), 10: (5300, 5000),  # a bit of street alone
    11: (1500, 100), 12: (1600, 100),  # stairs and a lane nobody may use
}  # fmt: skip
WAYS: list[Way] = [
    ([1, 2, 3], {"highway": "residential", "oneway": "yes"}),
    ([4, 5, 6], {"highway": "residential"}),
    ([2, 5], {"highway": "footway", "bridge": "yes"}),
    ([3, 7, 8, 6], {"highway": "trunk", "maxspeed": "60"}),
    ([9, 10], {"highway": "service"}),
    ([2, 11], {"highway": "steps"}),
    ([11, 12], {"highway": "service", "access": "private"}),
    ([4, 12], {"highway": "construction"}),
]


def town(folder: Path) -> Path:
    return written(folder / "town.osm", NODES, WAYS)
