"""Online base maps: by name, or by the address of any server of tiles. The only thing that a map may fetch, and only where asked to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal
from urllib.parse import quote, urlsplit

from siting.errors import SitingError
from siting.texts import Text, say

KEY: Final = "SITING_TIANDITU_KEY"
"""The environment variable that may hold the key of Tianditu."""

_EXAMPLE: Final = "https://server/{z}/{x}/{y}.png"
_PLACES: Final = ("{z}", "{x}", "{y}")


@dataclass(frozen=True)
class Tiles:
    """
    The pictures of a base map, in the tiles of Web Mercator.

    Parameters
    ----------
    layers
        Addresses from the ground up, each with {z}, {x} and {y}, and {s} for one of the `subdomains`.
    credit
        Whom the map names as their maker.
    subdomains
        Characters that {s} may be.
    datum
        The system in which the tiles lie: those of "gcj02" are some hundred metres beside their true place, and the page moves them back.
    max_zoom
        The closest that there are tiles for; closer ones are enlarged.
    imagery
        Whether they are photographs, on which light colours cannot be laid as on paper.
    """

    layers: tuple[str, ...]
    credit: str
    subdomains: str = "abc"
    datum: Literal["wgs84", "gcj02"] = "wgs84"
    max_zoom: int = 19
    imagery: bool = False

    @property
    def servers(self) -> tuple[str, ...]:
        """All servers that are asked, each as scheme and host."""
        found = [urlsplit(one)._replace(path="", query="", fragment="").geturl() for one in self.layers]
        return tuple(dict.fromkeys(one.replace("{s}", sign) for one in found for sign in self.subdomains))


def _tianditu(*names: str, imagery: bool = False) -> Tiles:
    """Layers of Tianditu. It keeps to CGCS2000, which a map cannot tell from WGS 84."""
    asked = "service=WMTS&request=GetTile&version=1.0.0&style=default&tilematrixset=w&format=tiles"
    at = "tilematrix={z}&tilecol={x}&tilerow={y}&tk={key}"
    layers = tuple(f"https://t{{s}}.tianditu.gov.cn/{name}_w/wmts?{asked}&layer={name}&{at}" for name in names)
    return Tiles(layers, "天地图", subdomains="01234567", max_zoom=18, imagery=imagery)


def _amap(*asked: str, imagery: bool = False) -> Tiles:
    """Layers of Amap, by server and style."""
    layers = tuple(f"https://{one}&x={{x}}&y={{y}}&z={{z}}" for one in asked)
    return Tiles(layers, "高德地图", subdomains="1234", datum="gcj02", max_zoom=18, imagery=imagery)


BASE_MAPS: Final[Mapping[str, Tiles]] = {
    "osm": Tiles(("https://tile.openstreetmap.org/{z}/{x}/{y}.png",), "© OpenStreetMap contributors"),
    "tianditu": _tianditu("vec", "cva"),
    "tianditu-imagery": _tianditu("img", "cia", imagery=True),
    "amap": _amap("webrd0{s}.is.autonavi.com/appmaptile?lang=zh_cn&size=1&scale=1&style=8"),
    "amap-imagery": _amap(
        "webst0{s}.is.autonavi.com/appmaptile?style=6",
        "webst0{s}.is.autonavi.com/appmaptile?lang=zh_cn&size=1&scale=1&style=8",
        imagery=True,
    ),
}
"""What is known by name; where an address has {key}, the user's own belongs there."""


def base_map(given: str) -> Tiles:
    """
    The base map that is meant by a name (``osm``, ``tianditu:KEY``) or by an address (``https://server/{z}/{x}/{y}.png``).

    Raises
    ------
    SitingError
        Where it is neither, or lacks its key.
    """
    if "/" in given:
        return _at(given)
    name, _, key = (part.strip() for part in given.partition(":"))
    if name not in BASE_MAPS:
        # what follows the colon may be a key, which is nothing for a screen
        raise SitingError(
            "tiles: there is no base map {name!r}; give one of {known}, or an address such as {example}",
            name=name,
            known=", ".join(BASE_MAPS),
            example=_EXAMPLE,
        )
    found = BASE_MAPS[name]
    if not _keyed(name):
        if key:
            raise SitingError("tiles: {name} takes no key; write {name} alone", name=name)
        return found
    key = key or os.environ.get(KEY, "").strip()
    if not key:
        raise SitingError(
            "tiles: {name} needs a key: write {name}:KEY, or put it into the environment variable {variable}; "
            "whoever has the saved map can read it there",
            name=name,
            variable=KEY,
        )
    return replace(found, layers=tuple(one.replace("{key}", quote(key, safe="")) for one in found.layers))


def told(given: str) -> Iterator[Text]:
    """What whoever saves a map with a base map should know of it."""
    hosts = dict.fromkeys(urlsplit(one).netloc.replace("{s}", "*") for one in base_map(given).layers)
    yield say("base map: whenever it is open, the map will ask {servers} for pictures", servers=", ".join(hosts))
    name = given.partition(":")[0].strip()
    if _keyed(name):
        yield say("base map: your key stands in the saved map, where everyone who has the file can read it")
    if name == "osm":
        yield say("base map: OpenStreetMap's server refuses maps that are opened as files; put the map on a web server")


def _keyed(name: str) -> bool:
    return name in BASE_MAPS and any("{key}" in one for one in BASE_MAPS[name].layers)


def _at(address: str) -> Tiles:
    """The tiles at an address, if it is one."""
    # the server's name becomes part of the page's policy, so it must be no more than a name
    if not re.fullmatch(r"https?://(?:[\w.:-]|\{s\})+/\S*", address) or not all(part in address for part in _PLACES):
        raise SitingError("tiles: must be an address such as {example}, got {tiles!r}", tiles=address, example=_EXAMPLE)
    return Tiles((address,), urlsplit(address).netloc)
