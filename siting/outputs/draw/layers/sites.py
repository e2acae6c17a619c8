"""The sites that stand before or after: what happens to them and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import Any

import pandas as pd
from branca.element import Element

from siting.outputs.draw.elements import Script
from siting.outputs.draw.palette import SERVICE_AREA, SITES
from siting.outputs.draw.reach import areas, circle
from siting.outputs.draw.scene import Scene

_NUMBERS = ("capacity", "load", "utilisation", "newly", "alone", "capital", "operating", "area", "minutes", "metres", "opens")


def layers(scene: Scene) -> Iterator[Element]:
    """All sites of each moment, each with one row for every service that it offers."""
    services = scene.plan.scenario.services
    circles = {key: circle(scene.plan.scenario, key) for key in services}
    outlines = {key: areas(scene.moments, key) for key in services}
    streets = {key: {site: scene.geojson([shape]) for site, shape in found.items()} for key, found in outlines.items()}
    moments = [_sites(moment) for moment in scene.each()]
    yield Script("siting.sites", {"moments": moments, "colours": SITES, "circles": circles, "outlines": streets, "circle": SERVICE_AREA})


def _sites(scene: Scene) -> list[dict[str, Any]]:
    """The sites of a moment."""
    sites = scene.plan.sites
    first = ~sites["site"].duplicated()
    at = dict(zip(sites["site"][first], scene.positions(sites.geometry[first]), strict=True))
    kinds = [kind for kind in reversed(scene.kinds) if kind in sites]
    return [
        {
            "id": str(site),
            "name": str(rows["name"].iloc[0]),
            "at": at[site],
            "areas": [str(rows[kind].iloc[0]) for kind in kinds if rows[kind].iloc[0]],
            "shared": _number(rows["shared_capital"].sum()),
            "rows": [_row(row) for row in rows.to_dict("records")],
        }
        for site, rows in sites.groupby("site", sort=False)
    ]


def _row(row: dict[Any, Any]) -> dict[str, Any]:
    """One service of a site, without the numbers that are not known or without limit."""
    known = {name: _number(row[name]) for name in _NUMBERS if name in row}
    return {"service": str(row["service"]), "action": str(row["action"]), **{name: n for name, n in known.items() if n is not None}}


def _number(value: Any) -> float | None:
    return float(value) if not pd.isna(value) and isfinite(value) else None
