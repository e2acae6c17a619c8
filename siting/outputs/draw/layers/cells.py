"""The places: who lives there, what they need, and what the plan gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from siting.outputs.draw.pack import Packed, Pool, pack, pack_image
from siting.outputs.draw.palette import HATCHED, RAMPS
from siting.outputs.draw.scene import Scene

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_OWN = 127
"""So many steps is the standard; the page knows the same number."""


def layers(scene: Scene) -> Iterator[Element]:
    """The cells, as one image of ids and the columns that it points to."""
    cells, world, pool = scene.plan.cells, scene.plan.world, Pool()
    outline = outlines(cells)
    image = index_image(outline.shapes, crs=world.crs)
    services = list(scene.plan.scenario.services)
    served = {service: _served_at(scene, service) for service in services}
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
            "groups": [_group(scene, name, outline) for name in scene.groups],
            "services": {service: _service(scene, service, outline, served[service]) for service in services},
            "moments": [_moment(moment, pool, served) for moment in scene.each()],
            # after the moments, which fill the pool
            "arrays": pool.arrays,
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
    margin = max(0.06 * (high - low), 300.0)
    return float(low - margin), float(high + margin)


def _group(scene: Scene, name: str, outline: Outlines) -> dict[str, Any]:
    """A population group, and its classes, which are the same at each moment."""
    return {"key": name, "bounds": density_bounds(scene.plan.cells[name].to_numpy(float), per=outline.km2, classes=7)}


def _service(scene: Scene, service: str, outline: Outlines, served: Ints) -> dict[str, Any]:
    """A service: the sites that serve, and the classes of its colours, which are the same at each moment."""
    names = scene.plan.world.sites["name"].astype(str).to_numpy()
    longest = max(_longest(moment.cells[f"minutes.{service}"].to_numpy(float)) for moment in scene.moments)
    return {
        "sites": ["", *(str(name) for name in names[served])],
        "at": [None, *scene.positions(scene.plan.world.sites.geometry.iloc[served])],
        "bounds": density_bounds(scene.plan.cells[f"need.{service}"].to_numpy(float), per=outline.km2),
        "times": even_bounds(longest),
    }


def _served_at(scene: Scene, service: str) -> Ints:
    """Positions of the sites that serve most of some place, at one moment or another."""
    found = np.unique(np.concatenate([moment.cells[f"site.{service}"].to_numpy(np.int64) for moment in scene.moments]))
    return found[found >= 0]


def _moment(scene: Scene, pool: Pool, served: Mapping[str, Ints]) -> dict[str, Any]:
    """Who lives in each place at a moment, what they need and what they get."""
    cells, services = scene.plan.cells, list(scene.plan.scenario.services)
    return {
        "people": _people(scene, pool, people(cells, groups=scene.groups, services=services)),
        "groups": [pool.add(cells[name].to_numpy(float)) for name in scene.groups],
        "services": {service: _columns(scene, pool, service, served[service]) for service in services},
    }


def _columns(scene: Scene, pool: Pool, service: str, served: Ints) -> dict[str, Any]:
    """What each place needs and gets of one service."""
    column = {name: scene.plan.cells[f"{name}.{service}"].to_numpy() for name in ("need", "before", "after", "in_reach", "minutes", "site")}
    site = column["site"].astype(np.int64)
    return {
        "need": _people(scene, pool, column["need"].astype(float)),
        **{name: pool.add(column[name].astype(float)) for name in ("before", "after", "minutes")},
        "reach": pool.add(column["in_reach"].astype(bool)),
        # 0 stands for no site at all
        "site": pool.add(np.where(site < 0, 0, np.searchsorted(served, site) + 1)),
        "nearBefore": pool.add(_steps(scene.plan.nearest(service, before=True))),
        "nearAfter": pool.add(_steps(scene.plan.nearest(service))),
    }


def _people(scene: Scene, pool: Pool, amount: Floats) -> int | dict[str, float]:
    """An amount of each place; where it is the same share of a group everywhere, that is all that is written."""
    for number, name in enumerate(scene.groups):
        group = scene.plan.cells[name].to_numpy(float)
        rate = float(amount.sum() / group.sum()) if group.sum() else 0.0
        if rate > 0 and np.allclose(amount, rate * group, rtol=1e-9, atol=1e-12):
            return {"group": number, "rate": 1.0 if abs(rate - 1.0) < 1e-12 else rate}
    return pool.add(amount)


def _steps(near: Floats) -> npt.NDArray[np.uint8]:
    """Travel in shares of the standard, in steps of which the standard is `_OWN`, rounded up, so that who is within it stays within."""
    steps = np.ceil(np.where(np.isfinite(near), near, 0.0) * _OWN - 1e-4)
    return np.where(np.isfinite(near) & (steps <= 2 * _OWN), steps, 255).astype(np.uint8)


def _bounds(scene: Scene, outline: Outlines) -> dict[str, list[float]]:
    """Class bounds of all services together."""
    cells, services = scene.plan.cells, list(scene.plan.scenario.services)
    longest = max(_longest(moment.cells[f"minutes.{service}"].to_numpy(float)) for service in services for moment in scene.moments)
    return {"people": density_bounds(people(cells, groups=scene.groups, services=services), per=outline.km2), "times": even_bounds(longest)}


def _coded(names: pd.Series[str]) -> dict[str, list[str] | Packed]:
    """Area names as a list, and for each place its position there."""
    codes, known = pd.factorize(names.astype(str), sort=True)
    return {"names": [str(name) for name in known], "codes": pack(codes)}


def _longest(minutes: Floats) -> float:
    known = minutes[~np.isnan(minutes)]
    return float(known.max(initial=0.0))
