"""
The map's colours.

Orange for what is missing, blue for what the plan adds and grey for what was there already stay apart for people with the common
colour-vision deficiencies; the kinds of site differ in shape as well as in colour.
"""

from __future__ import annotations

from typing import Final

RAMPS: Final = {
    "covered": ("#f1f3f5", "#dde2e7", "#c1cad3", "#9dabb8", "#748696"),
    "newly": ("#e3f0f8", "#b7d9ee", "#72b4dc", "#2f86c1", "#0c5791"),
    "uncovered": ("#fdf2e4", "#fbdab4", "#f6a95f", "#e36d25", "#a93808"),
    "lost": ("#f7edf5", "#e7cbe1", "#cf95c2", "#a85697", "#722468"),
    "population": ("#f3f5ec", "#dbead3", "#aed8c8", "#74bab5", "#40928f", "#2b5f7f", "#1f3059"),
    "need": ("#dbead3", "#aed8c8", "#74bab5", "#40928f", "#2b5f7f"),
    "catchment": ("#8fb8de", "#f2b880", "#a5cfa0", "#d9a3c7", "#e6d48a", "#9fd3cf", "#c0b2e0", "#d8b49c"),
    "minutes": ("#e8f3ec", "#b9dfd0", "#7fc0bf", "#44899f", "#28496f"),
}
"""Light to dark, for classes from few to many."""

HATCHED: Final = "uncovered"
"""The ramp whose dense classes are hatched as well, so that a print without colour still shows the gap."""

SITES: Final = {
    "build": "#c2185b",
    "rent": "#9a5b00",
    "mobile": "#2e7d32",
    "home": "#b3402a",
    "buy": "#3f51b5",
    "convert": "#6a3d9a",
    "expand": "#00796b",
    "keep": "#2f3e4d",
    "close": "#78828c",
}
"""By what happens to the site, most notable first."""

BACKDROP: Final[dict[str, dict[str, list[dict[str, object]]]]] = {
    "green": {
        "polygon": [{"stroke": False, "fillColor": "#dcebd2", "fillOpacity": 1}],
        "line": [{"color": "#c4dcb5", "weight": 3, "opacity": 1}],
    },
    "water": {
        "polygon": [{"color": "#a3c4d8", "weight": 0.8, "fillColor": "#c7dde9", "fillOpacity": 1}],
        "line": [{"color": "#a9c9dc", "weight": 2.4, "opacity": 1}],
    },
    "road": {
        "polygon": [{"stroke": False, "fillColor": "#ffffff", "fillOpacity": 0.9}],
        "line": [{"color": "#8b96a2", "weight": 2.8, "opacity": 0.6}, {"color": "#ffffff", "weight": 1.7, "opacity": 1}],
    },
    "rail": {
        "polygon": [{"stroke": False, "fillColor": "#b7b3bd", "fillOpacity": 0.9}],
        "line": [
            {"color": "#6f6b78", "weight": 2.6, "opacity": 0.9},
            {"color": "#ffffff", "weight": 1.4, "opacity": 1, "dashArray": "7 7"},
        ],
    },
}
"""Strokes and fills of the backdrop, drawn one above the other."""

BORDERS: Final[tuple[list[dict[str, object]], ...]] = (
    [{"color": "#ffffff", "weight": 4, "opacity": 0.65}, {"color": "#463f55", "weight": 1.6, "opacity": 0.95, "dashArray": "9 3 2 3"}],
    [{"color": "#ffffff", "weight": 2.6, "opacity": 0.5}, {"color": "#6f677e", "weight": 1.1, "opacity": 0.9}],
    [{"color": "#837b92", "weight": 0.7, "opacity": 0.85, "dashArray": "3 2"}],
)
"""Of the largest areas, of those within them, and of all finer ones."""

SERVICE_AREA: Final = "#0c5791"
