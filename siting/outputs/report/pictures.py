"""Small maps as pictures, for pages that are printed."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgba_array
from matplotlib.figure import Figure

from siting.outputs.draw.classes import density_bounds, rounded
from siting.outputs.draw.palette import RAMPS, SITES
from siting.outputs.plan import Plan

MARKERS: Final = {
    "build": "*", "rent": "D", "mobile": "^", "home": "s", "buy": "P", "convert": "h", "expand": "P", "keep": "o", "close": "X",
}  # fmt: skip
"""Shapes of the sites by what happens to them."""
NOTABLE: Final = 0.1
"""By how much the share served of a place must change to be seen, as a share of its need."""
_SQUARES: Final = 60_000
"""More cells than this are drawn as dots."""
_PIXELS: Final = 150
"""Of an inch."""
_SIZE: Final = (7.2, 5.4)
"""Width and height [inches]."""
_SMALL: Final = 0.4
"""Size of a small picture, as a share of that of a whole one."""


def picture(plan: Plan, service: str, *, small: bool = False) -> str:
    """
    What a service reaches under the plan: cells still unserved, newly served and served already, and its sites; as a data address.

    Parameters
    ----------
    small
        As one of many side by side, without scale and arrow.
    """
    drawn = plan.drawn
    cells = drawn.cells
    before, after = (np.nan_to_num(cells[f"{when}.{service}"].to_numpy(float)) for when in ("before", "after"))
    kinds = np.where(after < 0.5, "uncovered", np.where(before >= 0.5, "covered", "newly"))
    return _painted(drawn, service, kinds, small=small)


def difference(first: Plan, second: Plan, service: str) -> str:
    """
    Where a service reaches more under the second plan than under the first, and where less; as a data address.

    A place gains or loses where the share of its need that is served changes by `NOTABLE` at least. The sites are the second plan's.
    """
    one, other = (np.nan_to_num(plan.drawn.cells[f"after.{service}"].to_numpy(float)) for plan in (first, second))
    same = np.where(other >= 0.5, "covered", "uncovered")
    kinds = np.where(other - one >= NOTABLE, "newly", np.where(one - other >= NOTABLE, "lost", same))
    return _painted(second.drawn, service, kinds, small=False)


def _painted(drawn: Plan, service: str, kinds: npt.NDArray[np.str_], *, small: bool) -> str:
    """Each place in the ramp that `kinds` names, on the backdrop."""
    size = _SMALL if small else 1.0
    figure = Figure(figsize=(_SIZE[0] * size, _SIZE[1] * size), dpi=_PIXELS)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_aspect("equal")
    _backdrop(axes, drawn)
    _cells(axes, drawn, service, kinds, dot=size**2)
    _borders(axes, drawn)
    _sites(axes, drawn, service, dot=size)
    (west, east), (south, north) = _window(drawn)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    if not small:
        _scale(axes, east - west)
    out = BytesIO()
    figure.savefig(out, format="png", facecolor="#f6f5f1")
    return f"data:image/png;base64,{b64encode(out.getvalue()).decode()}"


def _window(drawn: Plan) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where nearly all of the need stands, in the shape of the picture, with a margin."""
    cells = drawn.cells
    # each service counts alike, so that all pictures show the same part
    needs = [cells[f"need.{service}"].to_numpy(float) for service in drawn.scenario.services]
    need = np.sum([one / max(one.sum(), 1e-12) for one in needs], axis=0)
    spans = []
    for name in ("x", "y"):
        at = cells[name].to_numpy(float)
        order = np.argsort(at)
        share = np.cumsum(need[order]) / max(need.sum(), 1e-12)
        low, high = (float(at[order][min(int(np.searchsorted(share, one)), len(at) - 1)]) for one in (0.01, 0.99))
        spans.append((low, high))
    (west, east), (south, north) = spans
    half = 0.56 * max((east - west) / _SIZE[0], (north - south) / _SIZE[1], 100.0 / _SIZE[0])
    x, y = (west + east) / 2, (south + north) / 2
    return (x - half * _SIZE[0], x + half * _SIZE[0]), (y - half * _SIZE[1], y + half * _SIZE[1])


def _cells(axes: Axes, drawn: Plan, service: str, kinds: npt.NDArray[np.str_], *, dot: float) -> None:
    """Each place in the colour of what happens there, darker where more is needed."""
    cells = drawn.cells
    need = cells[f"need.{service}"].to_numpy(float)
    there = need > 0
    shapes = cells.geometry.to_numpy()[there]
    size = shapely.area(shapes) / 1e6
    size = np.where(size > 0, size, 0.01)
    shade = np.digitize(need[there] / size, density_bounds(need[there], per=size))
    names, ramp = np.unique(kinds[there], return_inverse=True)
    colours = np.stack([to_rgba_array(RAMPS[str(name)]) for name in names])[ramp, shade] if len(names) else np.zeros((0, 4))
    polygons = shapely.get_type_id(shapes) == 3
    if polygons.all() and len(shapes) <= _SQUARES:
        axes.add_collection(PolyCollection(_rings(shapes), facecolors=colours, edgecolors="none", antialiaseds=False))
    else:
        at = shapely.get_coordinates(shapely.centroid(shapes))
        axes.scatter(at[:, 0], at[:, 1], c=colours, s=dot * (3.0 if len(at) > 5000 else 14.0), marker="s", linewidths=0)


def _rings(shapes: npt.NDArray[np.object_]) -> list[npt.NDArray[np.float64]]:
    return [shapely.get_coordinates(ring) for ring in shapely.get_exterior_ring(shapes)]


def _backdrop(axes: Axes, drawn: Plan) -> None:
    colours = {"water": "#c7dde9", "green": "#dcebd2"}
    for kind, colour in colours.items():
        shapes = drawn.world.backdrop.geometry[drawn.world.backdrop["as"] == kind].to_numpy()
        parts = shapely.get_parts(shapes)
        flat = parts[shapely.get_type_id(parts) == 3]
        if len(flat):
            axes.add_collection(PolyCollection(_rings(flat), facecolors=colour, edgecolors="none"))


def _borders(axes: Axes, drawn: Plan) -> None:
    """The borders of the largest areas."""
    kinds = sorted((kind for kind, areas in drawn.world.areas.items() if len(areas)), key=lambda kind: len(drawn.world.areas[kind]))
    for kind in kinds[:1]:
        rings = shapely.get_parts(shapely.boundary(drawn.world.areas[kind].geometry.to_numpy()))
        lines = [shapely.get_coordinates(ring) for ring in rings]
        axes.add_collection(LineCollection(lines, colors="#463f55", linewidths=0.9, alpha=0.8))


def _sites(axes: Axes, drawn: Plan, service: str, *, dot: float) -> None:
    sites = drawn.sites[drawn.sites.service == service]
    for action in reversed(SITES):
        rows = sites[sites.action == action]
        if len(rows):
            large = dot * (90.0 if action == "build" else 14.0 if action == "keep" else 30.0)
            at, line = rows.geometry, 0.6 * dot
            axes.scatter(at.x, at.y, c=SITES[action], marker=MARKERS[action], s=large, linewidths=line, edgecolors="#ffffff", zorder=5)


def _scale(axes: Axes, width: float) -> None:
    """A scale bar and an arrow to the north."""
    length = rounded(width / 5)
    left, right = axes.get_xlim()
    low, high = axes.get_ylim()
    x, y, tall = left + 0.03 * (right - left), low + 0.04 * (high - low), 0.008 * (high - low)
    axes.plot([x, x, x + length, x + length], [y + tall, y, y, y + tall], color="#1d2733", lw=1.2, zorder=6)
    shown = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    axes.text(x + length / 2, y + 1.4 * tall, shown, ha="center", va="bottom", fontsize=8, color="#1d2733", zorder=6)
    x, y = right - 0.04 * (right - left), high - 0.04 * (high - low)
    arrow = {"arrowstyle": "-|>", "color": "#1d2733"}
    axes.annotate("", (x, y), (x, y - 0.07 * (high - low)), arrowprops=arrow, zorder=6)
    axes.text(x, y - 0.08 * (high - low), "N", ha="center", va="top", fontsize=9, color="#1d2733", zorder=6)
