"""
What the tags of OpenStreetMap say a thing is.

The tags are those of https://wiki.openstreetmap.org/wiki/Key:amenity, Key:healthcare and Key:social_facility.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Tags = Mapping[str, str]

FACILITIES: Final = (
    "kindergarten",
    "childcare",
    "clinic",
    "doctors",
    "hospital",
    "nursing_home",
    "social_facility",
    "community_centre",
    "school",
)
"""The kinds of facility, as the column `kind` has them."""

_HEALTHCARE: Final = {"clinic": "clinic", "centre": "clinic", "doctor": "doctors", "hospital": "hospital"}
_CARE: Final = ("nursing_home", "assisted_living")
_WATER: Final = ("river", "canal", "stream", "dock", "riverbank")
_RAIL: Final = ("rail", "light_rail", "subway", "tram", "narrow_gauge")
_LEISURE: Final = ("park", "garden", "nature_reserve", "common")
_LANDUSE: Final = ("forest", "recreation_ground", "village_green", "grass", "meadow")

STREET_TAGS: Final = (
    "highway", "name", "oneway", "maxspeed", "junction", "access", "foot", "sidewalk", "wheelchair", "bicycle", "cycleway",
    "oneway:bicycle", "vehicle", "motor_vehicle", "motorcar", "oneway:motorcar", "motorroad", "bridge", "tunnel",
)  # fmt: skip
"""The tags that decide who may use a street, and how fast; the columns of the layer of streets."""


def facility(tags: Tags) -> str | None:
    """The kind of facility; None where it is none. Those no longer in use have other keys (disused:amenity) and are none."""
    amenity, health = tags.get("amenity", ""), tags.get("healthcare", "")
    if amenity == "nursing_home" or tags.get("social_facility") in _CARE:
        return "nursing_home"
    return amenity if amenity in FACILITIES else _HEALTHCARE.get(health)


def backdrop(tags: Tags) -> str | None:
    """What a map shows it as: water, rail or green; None where it is none of them."""
    if tags.get("natural") == "water" or tags.get("waterway") in _WATER:
        return "water"
    if tags.get("railway") in _RAIL and tags.get("service") is None:
        return "rail"
    if tags.get("leisure") in _LEISURE or tags.get("landuse") in _LANDUSE or tags.get("natural") == "wood":
        return "green"
    return None


def described(tags: Tags) -> dict[str, object]:
    """What is known of a facility, in the columns that scenarios expect."""
    return {
        "kind": facility(tags),
        "name": tags.get("name", ""),
        "name_en": tags.get("name:en", ""),
        "capacity": _count(tags, "capacity", "capacity:persons"),
        "beds": _count(tags, "beds", "capacity:beds"),
        "for": tags.get("social_facility:for", ""),
        "operator": tags.get("operator", ""),
        "operator_type": tags.get("operator:type", ""),
        "wheelchair": tags.get("wheelchair", ""),
        "address": _address(tags),
        "opening_hours": tags.get("opening_hours", ""),
    }


def _count(tags: Tags, *keys: str) -> float | None:
    """A number that stands under one of some keys; None where none is one."""
    found = (tags[key].strip() for key in keys if key in tags)
    return next((float(one) for one in found if one.isdecimal()), None)


def _address(tags: Tags) -> str:
    if whole := tags.get("addr:full"):
        return whole
    street = " ".join(tags[key] for key in ("addr:street", "addr:housenumber") if key in tags)
    city = " ".join(tags[key] for key in ("addr:postcode", "addr:city") if key in tags)
    return ", ".join(part for part in (street, city) if part)
