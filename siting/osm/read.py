"""The rows of an OpenStreetMap extract, by what they become."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import osmium
import shapely

from siting.errors import readable
from siting.osm.kinds import STREET_TAGS, backdrop, described, facility
from siting.texts import say

_AREAS: Final = ("amenity", "healthcare", "social_facility", "boundary", "natural", "waterway", "leisure", "landuse")
_LINES: Final = ("highway", "railway", "waterway")

Row = dict[str, Any]


@dataclass
class Found:
    """
    What an extract holds; each row has a `geometry` in longitude and latitude.

    Parameters
    ----------
    facilities
        Points, with what `described` tells; `shape` is the polygon of those that are drawn as one.
    streets, boundaries, backdrop
        Lines; polygons; lines and polygons with `as`.
    cut
        How many boundaries the edge of the extract cuts, so that they cannot be put together.
    """

    facilities: list[Row] = field(default_factory=list)
    streets: list[Row] = field(default_factory=list)
    boundaries: list[Row] = field(default_factory=list)
    backdrop: list[Row] = field(default_factory=list)
    cut: int = 0


def read(path: Path) -> Found:
    """
    Read an extract (.osm.pbf, .osm).

    Raises
    ------
    InputError
        Where it cannot be read.
    """
    found, relations = Found(), 0
    for one in _tagged(path):
        tags = {tag.k: tag.v for tag in one.tags}
        if isinstance(one, osmium.osm.Node) and facility(tags) and one.location.valid():
            found.facilities.append(_facility(f"n{one.id}", tags, shapely.Point(one.location.lon, one.location.lat)))
        elif isinstance(one, osmium.osm.Way):
            _way(one, tags, found)
        elif isinstance(one, osmium.osm.Area):
            _area(one, tags, found)
        elif isinstance(one, osmium.osm.Relation) and _is_boundary(tags):
            relations += 1
    whole = sum(row["id"].startswith("r") for row in found.boundaries)
    found.cut = max(relations - whole, 0)
    return found


def _tagged(path: Path) -> Iterator[Any]:
    """What has tags that matter: nodes, ways, relations, and the polygons that these draw."""
    with readable(path, say("an OpenStreetMap extract")):
        every = osmium.FileProcessor(str(path)).with_areas(osmium.filter.KeyFilter(*_AREAS))
        yield from every.with_filter(osmium.filter.KeyFilter(*_AREAS, *_LINES))


_SHAPES: Final = osmium.geom.WKBFactory()


def _way(way: osmium.osm.Way, tags: dict[str, str], found: Found) -> None:
    """A way as a street or as a line behind a map."""
    street = "highway" in tags and tags.get("area") != "yes"
    behind = None if way.is_closed() and "railway" not in tags else backdrop(tags)
    if not street and behind is None:
        return
    known = [node.location for node in way.nodes if node.location.valid()]
    line = shapely.LineString([(one.lon, one.lat) for one in known]) if len(known) > 1 else None
    if line is None or line.length == 0:
        return
    if street:
        found.streets.append({"id": f"w{way.id}", **{key: tags.get(key) for key in STREET_TAGS}, "geometry": line})
    else:
        found.backdrop.append({"id": f"w{way.id}", "as": behind, "name": tags.get("name", ""), "geometry": line})


def _area(area: osmium.osm.Area, tags: dict[str, str], found: Found) -> None:
    """A polygon as a facility, a boundary, or a surface behind a map."""
    kind, behind, border = facility(tags), backdrop(tags), _is_boundary(tags)
    if not kind and not behind and not border:
        return
    number = f"{'w' if area.from_way() else 'r'}{area.orig_id()}"
    try:
        shape = shapely.from_wkb(_SHAPES.create_multipolygon(area))
    except RuntimeError:
        # rings that the edge of the extract leaves open
        return
    if shape.is_empty:
        return
    if kind:
        found.facilities.append(_facility(number, tags, shape.representative_point()) | {"shape": shape})
    elif border:
        told = {"name": tags["name"], "name_en": tags.get("name:en", ""), "admin_level": int(tags["admin_level"])}
        found.boundaries.append({"id": number, **told, "geometry": shape})
    else:
        found.backdrop.append({"id": number, "as": behind, "name": tags.get("name", ""), "geometry": shape})


def _facility(number: str, tags: dict[str, str], point: shapely.Point) -> Row:
    return {"id": number, **described(tags), "shape": None, "geometry": point}


def _is_boundary(tags: dict[str, str]) -> bool:
    return tags.get("boundary") == "administrative" and "name" in tags and tags.get("admin_level", "").isdecimal()
