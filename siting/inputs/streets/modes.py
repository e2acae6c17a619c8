"""
Who may use which street, and how fast: a mode is told by the tags of OpenStreetMap.

The rules follow the access defaults of https://wiki.openstreetmap.org/wiki/OSM_tags_for_routing/Access_restrictions, with expressways
closed to people on foot unless a tag says otherwise. Ferries, turn restrictions, slopes and traffic lights are not known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

ModeName = Literal["walk", "slow_walk", "wheelchair", "cycle", "drive"]

_YES: Final = frozenset({"yes", "designated", "permissive", "destination", "official"})
_NO: Final = frozenset({"no", "private", "use_sidepath", "agricultural", "forestry", "delivery", "military"})
_UNBUILT: Final = "construction proposed planned abandoned razed disused raceway escape rest_area services platform corridor bus_guideway"
_EXPRESS: Final = "motorway motorway_link trunk trunk_link"
_KM_H: Final = 1000.0 / 60.0

CITY: Final[Mapping[str, float]] = {
    "motorway": 90, "motorway_link": 45, "trunk": 60, "trunk_link": 40, "primary": 40, "primary_link": 30, "secondary": 35,
    "secondary_link": 30, "tertiary": 30, "tertiary_link": 25, "unclassified": 25, "residential": 20, "road": 20, "living_street": 8,
    "service": 12, "track": 8,
}  # fmt: skip
"""How fast one drives through a city by class of street, stops at junctions included [km/h]: assumed, not measured."""
_STOPS: Final = 0.75
"""Mean speed over the speed that a sign allows, assumed [-]."""


@dataclass(frozen=True)
class Mode:
    """
    One way of moving.

    Parameters
    ----------
    speed
        How fast [m/min]; of a driver, at most.
    closed
        Classes of street that are closed unless a tag of `keys` opens them.
    keys
        The tags that allow or forbid this mode, the most special first.
    signs
        Whether one-way signs and speed limits matter.
    """

    name: ModeName
    speed: float
    closed: frozenset[str]
    keys: tuple[str, ...]
    oneway: str = ""
    signs: bool = False

    def speeds(self, tags: Mapping[str, str]) -> tuple[float, float]:
        """How fast the mode moves along a street and against its direction [m/min], 0 where it may not."""
        kind = tags.get("highway", "")
        if kind in _UNBUILT.split() or not self._open(kind, tags):
            return 0.0, 0.0
        return self._by_direction(kind, tags, min(self.speed, _driven(kind, tags)) if self.signs else self.speed)

    def _open(self, kind: str, tags: Mapping[str, str]) -> bool:
        given = next((tags[key] for key in self.keys if key in tags), "")
        if given in _NO:
            return False
        if given in _YES:
            return True
        if tags.get("motorroad") == "yes" and not self.signs:
            return False
        walked = "foot" in self.keys and kind in ("trunk", "trunk_link") and tags.get("sidewalk") in ("both", "left", "right", "yes")
        return kind not in self.closed or walked

    def _by_direction(self, kind: str, tags: Mapping[str, str], speed: float) -> tuple[float, float]:
        if not self.oneway:
            return speed, speed
        sign = tags.get(self.oneway) or tags.get("oneway") or ""
        if "opposite" in tags.get("cycleway", "") and self.name == "cycle":
            sign = "no"
        if sign in ("-1", "reverse"):
            return 0.0, speed
        implied = not sign and (tags.get("junction") in ("roundabout", "circular") or kind == "motorway")
        return speed, 0.0 if sign in ("yes", "1", "true") or implied else speed


def _driven(kind: str, tags: Mapping[str, str]) -> float:
    """How fast one drives along a street [m/min]."""
    sign = re.fullmatch(r"(\d+)( ?mph)?", tags.get("maxspeed", "").strip())
    if not sign or not int(sign[1]):
        return CITY.get(kind, 15.0) * _KM_H
    return int(sign[1]) * (1.609344 if sign[2] else 1.0) * _STOPS * _KM_H


_ON_FOOT: Final = frozenset(f"{_EXPRESS} cycleway bridleway".split())
MODES: Final[Mapping[str, Mode]] = {
    mode.name: mode
    for mode in (
        Mode("walk", 80.0, _ON_FOOT, ("foot", "access")),
        Mode("slow_walk", 40.0, _ON_FOOT, ("foot", "access")),
        Mode("wheelchair", 40.0, _ON_FOOT | {"steps"}, ("wheelchair", "foot", "access")),
        Mode(
            "cycle", 250.0, frozenset(f"{_EXPRESS} steps footway pedestrian bridleway".split()), ("bicycle", "vehicle", "access"),
            oneway="oneway:bicycle",
        ),
        Mode(
            "drive", 2000.0, frozenset(["footway", "path", "pedestrian", "steps", "cycleway", "bridleway", "elevator"]),
            ("motorcar", "motor_vehicle", "vehicle", "access"), oneway="oneway:motorcar", signs=True,
        ),
    )
}  # fmt: skip
"""The modes by name: 4.8 km/h on foot, 2.4 km/h slowly or in a wheelchair, 15 km/h by bicycle, as streets allow by car."""
