"""The places: who lives there, what they need, and what the plan gives them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from branca.element import Element
from shapely import Point

from siting.outputs.draw.classes import density_bounds, even_bounds
from siting.outputs.draw.combined import people
from siting.outputs.draw.elements import Script
from siting.outputs.draw.index_image import index_image
from siting.outputs.draw.outlines import Outlines, outlines
from siting.outputs.draw.pack import Packed, pack, pack_image
from siting.outputs.draw.palette import HATCHED, RAMPS
from siting.outputs.draw.scene import Scene

Floats = npt.NDArray[np.float64]

_OWN = 127
"""So many steps is the standard; the page knows the same number."""


def layers(scene: Scene) -> Iterator[Element]:
    """The cells, as one image of ids and the columns that it points to."""
    cells, world = scene.plan.cells, scene.plan.world
    outline = outlines(cells)
    image = index_image(outline.shapes, crs=world.crs)
    services = list(scene.plan.scenario.services)
    yield Script(
        "siting.cells",
        {
            "count": len(cells),
            "box": image.box,
            "core": core(scene),
            "hidden": image.hidden,
            "image": {
                **{name: getattr(image, name) for name in ("west", "north", "pixel", "cell")},
                "height": image.ids.shape[0],
                "width": image.ids.shape[1],
                "ids": pack_image(image.ids),
            },
            "points": outline.points,
            "km2": pack(outline.km2 if np.ptp(outline.km2) > 1e-3 * outline.km2.mean() else outline.km2[:1].round(9)),
            "people": _people(scene, people(cells, groups=scene.groups, services=services)),
            "groups": [_group(scene, name, outline) for name in scene.groups],
            "services": {service: _service(scene, service, outline) for service in services},
            "areas": [{"kind": kind, **_coded(cells[kind])} for kind in reversed(scene.kinds) if kind in cells],
            "bounds": _bounds(scene, outline),
            "ramps": RAMPS,
            "hatched": HATCHED,
        },
    )


def core(scene: Scene) -> list[list[float]]:
    """
    South-west and north-east corner [degrees] of where nearly all people live, which is what the map shows first.

    A city's districts often reach far into the country; a view of all of it would show the city as a spot.
    """
    cells = scene.plan.cells
    weight = people(cells, groups=scene.groups, services=list(scene.plan.scenario.services))
    middle = cells.geometry.centroid
    west, east = _spread(middle.x.to_numpy(), weight)
    south, north = _spread(middle.y.to_numpy(), weight)
    return scene.positions([Point(west, south), Point(east, north)])


def _spread(at: Floats, weight: Floats) -> tuple[float, float]:
    """The range that leaves out a little of the weight at either end, with a margin that takes in all of an evenly spread town."""
    order = np.argsort(at)
    reached = np.cumsum(weight[order])
    low, high = at[order][np.searchsorted(reached, np.array([0.04, 0.96]) * reached[-1]).clip(0, len(at) - 1)]
    margin = max(0.12 * (high - low), 300.0)
    return float(low - margin), float(high + margin)


def _group(scene: Scene, name: str, outline: Outlines) -> dict[str, Any]:
    """One population group."""
    amount = scene.plan.cells[name].to_numpy(float)
    return {"key": name, "amount": pack(amount), "bounds": density_bounds(amount, per=outline.km2, classes=7)}


def _service(scene: Scene, service: str, outline: Outlines) -> dict[str, Any]:
    """What each place needs and gets of one service."""
    column = {name: scene.plan.cells[f"{name}.{service}"].to_numpy() for name in ("need", "before", "after", "in_reach", "minutes", "site")}
    names = scene.plan.world.sites["name"].astype(str).to_numpy()
    used, code = np.unique(column["site"].astype(np.int64), return_inverse=True)
    # the first name stands for no site at all, whether or not some place has none
    nobody = 0 if len(used) and used[0] < 0 else 1
    return {
        "need": _people(scene, column["need"].astype(float)),
        "before": pack(column["before"].astype(float)),
        "after": pack(column["after"].astype(float)),
        "minutes": pack(column["minutes"].astype(float)),
        "reach": pack(column["in_reach"].astype(bool)),
        "site": pack(code + nobody),
        "nearBefore": _steps(scene.plan.nearest(service, before=True)),
        "nearAfter": _steps(scene.plan.nearest(service)),
        "sites": ["", *(str(names[position]) for position in used if position >= 0)],
        "at": [None, *scene.positions(scene.plan.world.sites.geometry.iloc[used[used >= 0]])],
        "bounds": density_bounds(column["need"].astype(float), per=outline.km2),
        "times": even_bounds(_longest(column["minutes"].astype(float))),
    }


def _people(scene: Scene, amount: Floats) -> Packed | dict[str, float]:
    """An amount of each place; where it is the same share of a group everywhere, that is all that is written."""
    for number, name in enumerate(scene.groups):
        group = scene.plan.cells[name].to_numpy(float)
        rate = float(amount.sum() / group.sum()) if group.sum() else 0.0
        if rate > 0 and np.allclose(amount, rate * group, rtol=1e-9, atol=1e-12):
            return {"group": number, "rate": 1.0 if abs(rate - 1.0) < 1e-12 else rate}
    return pack(amount)


def _steps(near: Floats) -> Packed:
    """Travel in shares of the standard, in steps of which the standard is `_OWN`, rounded up, so that who is within it stays within."""
    steps = np.ceil(np.where(np.isfinite(near), near, 0.0) * _OWN - 1e-4)
    return pack(np.where(np.isfinite(near) & (steps <= 2 * _OWN), steps, 255).astype(np.uint8))


def _bounds(scene: Scene, outline: Outlines) -> dict[str, list[float]]:
    """Class bounds of all services together."""
    cells, services = scene.plan.cells, list(scene.plan.scenario.services)
    return {
        "people": density_bounds(people(cells, groups=scene.groups, services=services), per=outline.km2),
        "times": even_bounds(max(_longest(cells[f"minutes.{service}"].to_numpy(float)) for service in services)),
    }


def _coded(names: pd.Series[str]) -> dict[str, list[str] | Packed]:
    """Area names as a list, and for each place its position there."""
    codes, known = pd.factorize(names.astype(str), sort=True)
    return {"names": [str(name) for name in known], "codes": pack(codes)}


def _longest(minutes: Floats) -> float:
    known = minutes[~np.isnan(minutes)]
    return float(known.max(initial=0.0))
