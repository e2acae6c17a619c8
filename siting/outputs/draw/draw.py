"""From a plan to its map."""

from __future__ import annotations

from siting.outputs.draw.drawable import Drawable
from siting.outputs.draw.elements import Script
from siting.outputs.draw.layers import all_layers
from siting.outputs.draw.page import PlanMap
from siting.outputs.draw.panel import panel
from siting.outputs.draw.scene import Scene
from siting.outputs.draw.words import words
from siting.texts import LANGUAGES, Language, units


def draw(plan: Drawable, *, language: Language = "en", tiles: str | None = None) -> PlanMap:
    """
    The map of a plan.

    Parameters
    ----------
    plan
        A solved plan; where it has several phases the map leads through them, and `plan.at(2030)` is drawn as it is then.
    language
        In which the map opens: "en" or "zh"; the page can be turned to the other. Names stay as they are in the data.
    tiles
        An online base map behind the plan: ``osm``, ``tianditu:KEY``, ``tianditu-imagery:KEY`` (the key may also stand in the environment
        variable SITING_TIANDITU_KEY; it can be read in the saved map), ``amap``, ``amap-imagery``, or the address of any server of tiles,
        such as https://server/{z}/{x}/{y}.png. Without it the map needs no network.

    Returns
    -------
    PlanMap
        A `folium.Map`; its `save` writes one self-contained HTML file.

    Raises
    ------
    SitingError
        Where `tiles` is no base map, or lacks its key.
    """
    scene = Scene.of(plan)
    picture = PlanMap(plan.scenario.name, language=language, tiles=tiles)
    for layer in all_layers(scene):
        picture.add_child(layer)
    told = {
        "words": {one: {**words(one), **{f"unit.{name}": word for name, word in units(one).items()}} for one in LANGUAGES},
        "language": language,
        "panel": panel(scene),
    }
    picture.add_child(Script("siting.start", told))
    return picture
