"""Water, green, roads and rail behind the plan."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from branca.element import Element

from siting.outputs.draw.elements import Script
from siting.outputs.draw.palette import BACKDROP
from siting.outputs.draw.scene import Scene


def layers(scene: Scene) -> Iterator[Element]:
    """One overlay for each theme that the backdrop holds."""
    backdrop = scene.plan.world.backdrop
    for theme, styles in BACKDROP.items():
        shapes = np.array(backdrop.geometry[backdrop["as"] == theme], object)
        parts = shapely.get_parts(shapes)
        flat = shapely.get_dimensions(parts) == 2
        strokes = [
            {"shape": scene.geojson(parts[chosen]), "styles": styles[form]}
            for form, chosen in (("polygon", flat), ("line", ~flat))
            if chosen.any()
        ]
        if strokes:
            row = {"group": "backdrop", "key": theme}
            yield Script("siting.overlay", {"row": row, "pane": theme, "strokes": strokes})
