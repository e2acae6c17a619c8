"""A made-up town near Yinchuan, with a plan for two services, to be drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS
from scipy.spatial import cKDTree

from siting.inputs.travel.straight_line import StraightLine
from siting.scenario.quantities import Standard

Floats = npt.NDArray[np.float64]

WEST, SOUTH, CELL = 606_000.0, 4_259_000.0, 100.0
TOWN: Final = CRS.from_user_input("EPSG:4544")
OWN: Final[dict[str, object]] = {"travel": None, "zones": None, "elsewhere": {}, "doubtful": False}
PLACES: Final = SimpleNamespace(of="age_0_2", column=None, share=0.8, per_1000=None)
USERS: Final = SimpleNamespace(of="age_60_plus", column=None, share=None, per_1000=120.0)
SERVICES: Final = {
    "daycare": SimpleNamespace(label="托育", unit="places", within=Standard(500, "m"), **OWN, demand=PLACES),
    "eldercare": SimpleNamespace(label="Elder care", unit="people", within=Standard(15, "min"), **OWN, demand=USERS),
}
STRAIGHT: Final = StraightLine(detour=1.3)
BUDGET: Final = SimpleNamespace(named="budget", total=30_000_000.0, of="capital")


@dataclass(frozen=True, eq=False)
class FakeWorld:
    crs: CRS
    sites: gpd.GeoDataFrame
    areas: Mapping[str, gpd.GeoDataFrame]
    backdrop: gpd.GeoDataFrame


@dataclass(frozen=True, eq=False)
class FakePlan:
    """As much of a plan as a map reads."""

    scenario: Any
    world: FakeWorld
    cells: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    status: str = "feasible"
    gap: float = 0.0083
    when: str = ""
    earlier: tuple[FakePlan, ...] = ()

    @property
    def moments(self) -> tuple[FakePlan, ...]:
        return (*self.earlier, self)

    @property
    def standing(self) -> pd.DataFrame:
        return pd.DataFrame(self.sites[self.sites["action"].isin(["keep", "expand", "close"])])

    @property
    def spent(self) -> pd.DataFrame:
        return pd.DataFrame(self.sites[["service", "capital", "shared_capital"]])

    def nearest(self, service: str, *, before: bool = False) -> Floats:
        """By the straight line, as `_assign` serves."""
        terms = SERVICES[service]
        reach = (terms.within.value if terms.within.unit == "m" else terms.within.value * STRAIGHT.speed) / STRAIGHT.detour
        gone = ["convert", "build", "rent", "mobile", "home", "buy"] if before else ["close"]
        rows = self.sites[(self.sites["service"] == service) & ~self.sites["action"].isin(gone)]
        far, _ = cKDTree(shapely.get_coordinates(rows.geometry.to_numpy())).query(centres(self))
        return np.where(np.asarray(far) <= 2 * reach, np.asarray(far) / reach, np.inf)


def town(columns: int = 90, rows: int = 70, *, seed: int = 4) -> FakePlan:
    """The town with square cells."""
    draw = np.random.default_rng(seed)
    centre = _places(columns, rows)
    people = _people(centre, draw)
    areas = _areas(columns, rows)
    sites = _sites(centre, people, draw)
    cells = gpd.GeoDataFrame(
        {
            "residents": people,
            "age_0_2": people * draw.uniform(0.02, 0.04, len(people)),
            "age_60_plus": people * draw.uniform(0.1, 0.3, len(people)),
        },
        geometry=_squares(centre),
        crs=TOWN,
    )
    for kind, frame in areas.items():
        cells[kind], sites[kind] = _area_of(centre, frame), _area_of(np.column_stack([sites.geometry.x, sites.geometry.y]), frame)
    cells, sites = _assign(cells, sites, centre)
    at = sites.drop_duplicates("site").reset_index(drop=True)
    world = FakeWorld(TOWN, at[["site", "name", "geometry"]], areas, _backdrop(columns, rows))
    scenario = SimpleNamespace(
        name="兴庆新城 childcare and elder care 2026–2030",
        description="Which kindergarten rooms and shop fronts should take toddlers and older people?",
        currency="CNY",
        services=SERVICES,
        travel=STRAIGHT,
        constraints=(SimpleNamespace(named="capacity"), BUDGET),
    )
    return FakePlan(scenario, world, cells, sites)


def in_years(plan: FakePlan) -> FakePlan:
    """The plan in three years: first without what is built, then with fewer people, then as it is."""
    centre, cells, sites = centres(plan), plan.cells, plan.sites
    fewer = cells.assign(**{group: cells[group] * 0.75 for group in ("residents", "age_0_2", "age_60_plus")})
    parts = [(cells, sites[sites["action"] != "build"].reset_index(drop=True)), (fewer, sites)]
    years = [
        replace(plan, cells=given, sites=found, when=when)
        for when, (given, found) in zip(("2026", "2030"), [_assign(*part, centre) for part in parts], strict=True)
    ]
    return replace(plan, when="2035", earlier=tuple(years))


def with_shapes(plan: FakePlan, shapes: Any) -> FakePlan:
    """The plan with its cells drawn as other shapes."""
    return replace(plan, cells=plan.cells.set_geometry(gpd.GeoSeries(shapes, crs=TOWN)))


def renamed(plan: FakePlan, name: str) -> FakePlan:
    """The plan with a name in place of each name that a person gave."""
    rename = {key: SimpleNamespace(**{**vars(service), "label": name, "unit": name}) for key, service in plan.scenario.services.items()}
    scenario = SimpleNamespace(**{**vars(plan.scenario), "name": name, "description": name, "currency": name, "services": rename})
    areas = {kind: frame.assign(name=[f"{name}{k}" for k in range(len(frame))]) for kind, frame in plan.world.areas.items()}
    world = replace(plan.world, areas=areas, sites=plan.world.sites.assign(name=name))
    columns = dict.fromkeys(areas, f"{name}0")
    return replace(plan, scenario=scenario, world=world, cells=plan.cells.assign(**columns), sites=plan.sites.assign(name=name, **columns))


def centres(plan: FakePlan) -> Floats:
    return np.asarray(shapely.get_coordinates(shapely.centroid(plan.cells.geometry.to_numpy())))


def staggered(plan: FakePlan) -> Floats:
    """The places moved to where hexagons without gaps have their centres."""
    x, y = centres(plan).T
    row = np.round((y - y.min()) / CELL)
    return np.column_stack([x + row % 2 * CELL / 2, y.min() + row * CELL * np.sqrt(3) / 2])


def hexagons(centre: Floats, radius: float) -> npt.NDArray[Any]:
    angle = np.arange(7) * np.pi / 3 + np.pi / 6
    ring = np.stack([np.cos(angle), np.sin(angle)], 1) * radius
    return np.asarray(shapely.polygons(centre[:, None, :] + ring))


def _places(columns: int, rows: int) -> Floats:
    column, row = np.meshgrid(np.arange(columns), np.arange(rows))
    centre = np.stack([WEST + (column.ravel() + 0.5) * CELL, SOUTH + (row.ravel() + 0.5) * CELL], 1)
    u, v = (2 * (column.ravel() + 0.5) / columns - 1), (2 * (row.ravel() + 0.5) / rows - 1)
    ring = 0.78 + 0.16 * np.sin(3 * np.arctan2(v, u) + 0.6) + 0.07 * np.cos(7 * np.arctan2(v, u))
    river = np.abs(centre[:, 1] - _river(centre[:, 0], rows)) < 140
    return np.asarray(centre[(np.hypot(u, v) < ring) & ~river])


def _river(x: Floats, rows: int) -> Floats:
    return SOUTH + rows * CELL * 0.36 + 500 * np.sin((x - WEST) / 1900)


def _people(centre: Floats, draw: np.random.Generator) -> Floats:
    hubs = np.array([[0.48, 0.6, 9.0], [0.28, 0.3, 5.0], [0.72, 0.66, 5.0], [0.66, 0.2, 3.5], [0.2, 0.7, 3.0]])
    middle = centre.min(axis=0) + hubs[:, :2] * np.ptp(centre, axis=0)
    near = np.exp(-(((centre[:, None, :] - middle) / 1100) ** 2).sum(axis=2)) @ hubs[:, 2]
    return np.asarray((4 + 28 * near * draw.gamma(2.2, 0.5, len(centre))) * (draw.random(len(centre)) > 0.08))


def _squares(centre: Floats) -> npt.NDArray[Any]:
    return np.asarray(shapely.box(*(centre - CELL / 2).T, *(centre + CELL / 2).T))


def _areas(columns: int, rows: int) -> dict[str, gpd.GeoDataFrame]:
    east, north = WEST + columns * CELL, SOUTH + rows * CELL
    middle, upper = WEST + columns * CELL * 0.5, SOUTH + rows * CELL * 0.52
    wedge = [
        ("兴庆区", shapely.Polygon([(WEST, upper), (middle, upper - 300), (middle + 400, north), (WEST, north)])),
        ("金凤区", shapely.Polygon([(middle + 400, north), (middle, upper - 300), (east, upper + 600), (east, north)])),
        ("西夏区", shapely.Polygon([(WEST, SOUTH), (middle - 500, SOUTH), (middle, upper - 300), (WEST, upper)])),
        ("Helan County", shapely.Polygon([(middle - 500, SOUTH), (east, SOUTH), (east, upper + 600), (middle, upper - 300)])),
    ]
    district = gpd.GeoDataFrame({"name": [n for n, _ in wedge]}, geometry=[g for _, g in wedge], crs=TOWN)
    x, y = np.linspace(WEST, east, 9), np.linspace(SOUTH, north, 7)
    blocks = [(f"{chr(0x4E00 + 37 * (i * 6 + j))}民社区", shapely.box(x[i], y[j], x[i + 1], y[j + 1])) for i in range(8) for j in range(6)]
    community = gpd.GeoDataFrame({"name": [n for n, _ in blocks]}, geometry=[g for _, g in blocks], crs=TOWN)
    return {"community": community, "district": district}


def _area_of(points: Floats, areas: gpd.GeoDataFrame) -> list[str]:
    tree = shapely.STRtree(areas.geometry.to_numpy())
    point, area = tree.query(shapely.points(points), predicate="intersects")
    found = pd.Series(areas["name"].to_numpy()[area], index=point)
    return [str(name) for name in found[~found.index.duplicated()].reindex(range(len(points)), fill_value="")]


def _sites(centre: Floats, people: Floats, draw: np.random.Generator) -> gpd.GeoDataFrame:
    kinds = ["keep"] * 22 + ["expand"] * 5 + ["convert"] * 7 + ["build"] * 6
    kinds += ["rent"] * 2 + ["home", "buy"] + ["mobile"] * 2 + ["close"] * 2
    chance = people * (1 + 2 * (centre[:, 0] > np.median(centre[:, 0])))
    at = centre[draw.choice(len(centre), len(kinds), replace=False, p=chance / chance.sum())] + draw.uniform(-40, 40, (len(kinds), 2))
    rows = []
    for k, action in enumerate(kinds):
        offered = ["daycare", "eldercare"] if k % 5 == 0 else [["daycare", "eldercare"][k % 2]]
        for n, service in enumerate(offered):
            new = action in ("build", "rent", "mobile", "home", "buy", "convert")
            rows.append(
                {
                    "site": f"s{k}",
                    "name": f"第{k + 1}幼儿园 No. {k + 1}",
                    "service": service,
                    "action": action,
                    "existing": not new or action == "convert",
                    "capacity": np.inf if k == 3 else float(draw.integers(3, 9) * (20 if service == "daycare" else 60)),
                    "capital": float(draw.integers(2, 14) * 100_000) if new or action == "expand" else 0.0,
                    "operating": float(draw.integers(5, 40) * 10_000),
                    "area": float(draw.integers(15, 60) * 10) if new else np.nan,
                    "shared_capital": 300_000.0 if new and n == 0 else 0.0,
                    "geometry": shapely.Point(at[k]),
                }
            )
    return gpd.GeoDataFrame(rows, crs=TOWN)


def _assign(cells: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, centre: Floats) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    cells, sites = cells.copy(), sites.assign(load=0.0, utilisation=np.nan, minutes=np.nan, metres=np.nan, newly=0.0, alone=0.0)
    # sites are numbered as in all years together
    position = {f"s{k}": k for k in range(100)}
    for service, terms in SERVICES.items():
        need = (cells["age_0_2"] * 0.8 if service == "daycare" else cells["age_60_plus"] * 0.12).to_numpy()
        reach = (terms.within.value if terms.within.unit == "m" else terms.within.value * STRAIGHT.speed) / STRAIGHT.detour
        cells[f"need.{service}"] = need
        for when, gone in (("before", ["convert", "build", "rent", "mobile", "home", "buy"]), ("after", ["close"])):
            open_rows = sites[(sites["service"] == service) & ~sites["action"].isin(gone)]
            found = cKDTree(shapely.get_coordinates(open_rows.geometry.to_numpy())).query(centre)
            far, nearest = np.asarray(found[0]), np.asarray(found[1])
            share = np.where(far <= reach, 1.0, 0.0)
            load = np.bincount(nearest, need * share, len(open_rows))
            part = np.minimum(1.0, open_rows["capacity"].to_numpy() / np.maximum(load, 1e-9))
            share = np.where(need > 0, share * part[nearest], np.nan)
            cells[f"{when}.{service}"] = share
        served = share > 0
        gained = np.nan_to_num(np.maximum(share - cells[f"before.{service}"].to_numpy(), 0.0))
        sites.loc[open_rows.index, "newly"] = np.bincount(nearest, need * gained, len(open_rows))
        found_in = cKDTree(shapely.get_coordinates(open_rows.geometry.to_numpy())).query_ball_point(centre, reach)
        single = np.array([one[0] if len(one) == 1 else -1 for one in found_in])
        sites.loc[open_rows.index, "alone"] = np.bincount(single[single >= 0], need[single >= 0], len(open_rows))
        cells[f"in_reach.{service}"] = far <= reach
        cells[f"minutes.{service}"] = np.where(served, far * STRAIGHT.detour / STRAIGHT.speed, np.nan)
        cells[f"site.{service}"] = np.where(served, open_rows["site"].map(position).to_numpy()[nearest], -1)
        load = np.minimum(load, open_rows["capacity"])
        sites.loc[open_rows.index, "load"] = load
        sites.loc[open_rows.index, "utilisation"] = np.where(np.isinf(open_rows["capacity"]), np.nan, load / open_rows["capacity"])
        weight = np.bincount(nearest[served], (need * share)[served], len(open_rows))
        minutes = np.bincount(nearest[served], (need * share * far * STRAIGHT.detour / STRAIGHT.speed)[served], len(open_rows))
        sites.loc[open_rows.index, "minutes"] = minutes / np.where(weight > 0, weight, np.nan)
        sites.loc[open_rows.index, "metres"] = sites.loc[open_rows.index, "minutes"] * STRAIGHT.speed
    return cells, sites


def _backdrop(columns: int, rows: int) -> gpd.GeoDataFrame:
    x = np.linspace(WEST - 1500, WEST + columns * CELL + 1500, 80)
    river = shapely.LineString(np.column_stack([x, _river(x, rows)])).buffer(120)
    middle = SOUTH + rows * CELL * 0.55
    roads = [shapely.LineString([(WEST + k * 1300, SOUTH), (WEST + k * 1300 + 500, SOUTH + rows * CELL)]) for k in range(1, 7)]
    roads += [shapely.LineString([(WEST, middle + k * 1100), (WEST + columns * CELL, middle + k * 1100 + 300)]) for k in (-2, -1, 0, 1, 2)]
    rail = shapely.LineString([(WEST - 1000, SOUTH + 500), (WEST + 3000, SOUTH + 2800), (WEST + columns * CELL, SOUTH + rows * CELL * 0.9)])
    park = shapely.Point(WEST + columns * CELL * 0.3, SOUTH + rows * CELL * 0.78).buffer(450)
    shapes = [river, park, rail, *roads]
    return gpd.GeoDataFrame({"as": ["water", "green", "rail"] + ["road"] * len(roads)}, geometry=shapes, crs=TOWN)
