"""
A street of ten cells with two services, one of each thing that can happen to a site, and its plan worked out by hand.

Cell k (from 0) holds 10 (k + 1) people; a site in the middle of a cell reaches it and its neighbours, 0 or 100 m away. A tenth of all need
daycare: 1, 2, ... 10, together 55. A fifth of the old need eldercare: 2, 4, 6, 0, 10, ... 20, together 102, for nobody in cell 3 is old.

=======  ====  ===============================  ==========================================
site     cell  today                            planned
=======  ====  ===============================  ==========================================
kept     1     daycare for 3 of 6, 10 a year    keep
grown    4     daycare for 4 of 15, 20 a year   expand by 6 for 100, 5 a year more
turned   7     daycare for 5 of 24, 30 a year   convert to eldercare for 20, 200, 40 a year
shut     9     daycare for 7 of 19, 50 a year   close
elder    0     eldercare without limit, of 6    keep
house    5     -                                build daycare for 2, 300, 3 a year, and eldercare for 8, 400, 4 a year; the house 1000
=======  ====  ===============================  ==========================================
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from shapely import box

import siting
from siting.api import problem
from siting.outputs.plan import Plan
from tests.inputs.asked import METRES, ORIGIN, at, raster, table
from tests.project import rewritten

PEOPLE = [10.0 * k for k in range(1, 11)]
OLD = [0.0 if k == 3 else one for k, one in enumerate(PEOPLE)]
PLACE = {"kind": "table", "x": "x", "y": "y", "crs": METRES, "id": "id"}
STOOD = {**PLACE, "service": "daycare", "capacity": "places", "operating": "cost"}
SERVICES = {
    "daycare": {"within": "100 m", "demand": {"share": 0.1}, "unit": "places", "label": "托育"},
    "eldercare": {"within": "100 m", "demand": {"share": 0.2, "of": "old"}},
}
FACILITIES = [
    {
        **STOOD,
        "path": "facilities.csv",
        "expand": [{"add": 6, "capital": 100, "operating": 5}],
        "convert": [{"service": "eldercare", "capacity": 20, "capital": 200, "operating": 40}],
    },
    {**STOOD, "path": "closing.csv", "may_close": True},
    {**PLACE, "path": "elder.csv", "service": "eldercare"},
]
HOUSE = {
    **PLACE,
    "path": "house.csv",
    "site_capital": 1000,
    "options": [
        {"service": "daycare", "capacity": 2, "capital": 300, "operating": 3},
        {"service": "eldercare", "capacity": 8, "capital": 400, "operating": 4},
    ],
}
CAPACITY = {"kind": "capacity"}
TOGETHER = {"kind": "together"}
CHOSEN = {("kept", "keep"), ("grown", "expand"), ("turned", "convert"), ("elder", "keep"), ("house", "build")}
"""What the plan by hand chooses; of the house both services."""


def street(folder: Path, *, constraints: tuple[dict[str, Any], ...] = (CAPACITY, TOGETHER)) -> Plan:
    """The plan by hand, evaluated as a plan that a solver found."""
    study = siting.prepare(written(folder, constraints=constraints))
    asked, options = problem(study), study.instance.options
    chosen = np.array([pair in CHOSEN for pair in zip(options.site_id, options.action, strict=True)])
    today = (options.action == "keep").to_numpy()
    return Plan(study, asked, siting.evaluate(asked, chosen), siting.evaluate(asked, today))


def raised(plan: Plan, **changes: Any) -> Plan:
    """The plan with something else known of its quality."""
    return replace(plan, solution=replace(plan.solution, **changes))


def written(folder: Path, *, constraints: tuple[dict[str, Any], ...]) -> Path:
    """The street as files; the scenario's path."""
    raster(folder / "people.tif", [PEOPLE], [OLD])
    stand = [("kept", *mid(1), 3, 10), ("grown", *mid(4), 4, 20), ("turned", *mid(7), 5, 30)]
    table(folder / "facilities.csv", stand, "id,x,y,places,cost")
    table(folder / "closing.csv", [("shut", *mid(9), 7, 50)], "id,x,y,places,cost")
    table(folder / "elder.csv", [("elder", *mid(0))], "id,x,y")
    table(folder / "house.csv", [("house", *mid(5))], "id,x,y")
    west, north = ORIGIN
    halves = [box(west, north - 100, west + 500, north), box(west + 500, north - 100, west + 900, north)]
    gpd.GeoDataFrame({"name": ["西", "east"]}, geometry=halves, crs=METRES).to_file(folder / "halves.gpkg")
    return rewritten(
        folder / "street.yaml",
        name="Street",
        currency="CNY",
        services=SERVICES,
        travel={"kind": "straight_line", "speed": "80 m/min"},
        population=[{"kind": "raster", "path": "people.tif", "bands": {"residents": 1, "old": 2}}],
        facilities=FACILITIES,
        candidates=[HOUSE],
        areas={"half": {"kind": "polygons", "path": "halves.gpkg"}},
        constraints=list(constraints),
    )


def mid(cell: int) -> tuple[float, float]:
    """The middle of a cell [m]."""
    return at(100 * cell + 50, -50)
