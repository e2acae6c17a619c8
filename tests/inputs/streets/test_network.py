"""Travel along the streets of a small town, worked out by hand, and along random streets, against every way there is."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.errors import InputError
from siting.inputs.streets.modes import MODES
from siting.inputs.streets.routes import joined, ways
from siting.inputs.streets.snapping import snapped
from siting.inputs.streets.streets import Streets
from siting.inputs.travel.network import Network
from siting.inputs.travel.travel import Ends
from siting.scenario.quantities import Standard
from tests.inputs.streets.town import NODES, ORIGIN, WAYS, WORK, town, written


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITING_CACHE", "off")


def here(*points: tuple[float, float]) -> Ends:
    """Points of the town."""
    return Ends.at(np.array(points, float) + ORIGIN, WORK)


def asked(path: Path, place: tuple[float, float], site: tuple[float, float], within: str = "20 km", **given: object) -> pd.DataFrame:
    travel = Network.model_validate({"path": str(path), **given})
    return travel.pairs(here(place), here(site), Standard.parse(within))


@pytest.mark.parametrize(
    ("mode", "metres", "minutes"),
    [
        # over the footbridge: 400 west along the bank, 200 over, 700 east; and 10 from the door to the street
        ("walk", 410 + 200 + 700, 1310 / 80),
        ("wheelchair", 410 + 200 + 700, 1310 / 40),
        # by the expressway in the east, with the one-way street: 600 + 500 + 200 + 500 + 300
        ("drive", 610 + 500 + 200 + 500 + 300, 10 / 80 + 900 / (20e3 / 60) + 1200 / (60e3 * 0.75 / 60)),
    ],
)
def test_over_the_river(tmp_path: Path, mode: str, metres: float, minutes: float) -> None:
    """From the south bank, 10 m beside the street, to the north bank just opposite, 300 m farther east: 200 m away, and yet far."""
    found = asked(town(tmp_path), (1400, -10), (1700, 200), mode=mode)
    assert found.metres.tolist() == pytest.approx([metres], abs=0.5)
    assert found.minutes.tolist() == pytest.approx([minutes], abs=0.01)


def test_one_way(tmp_path: Path) -> None:
    """Westwards along the one-way street a car has no way, a walker has."""
    path = town(tmp_path)
    assert asked(path, (1400, 0), (600, 0), mode="drive").empty
    assert asked(path, (600, 0), (1400, 0), mode="drive").metres.tolist() == pytest.approx([800], abs=0.5)
    assert asked(path, (1400, 0), (600, 0)).metres.tolist() == pytest.approx([800], abs=0.5)
    # the same from the side with fewer ends: three places, one site
    travel = Network.model_validate({"path": str(path), "mode": "drive"})
    found = travel.pairs(here((1400, 0), (100, 0), (600, 0)), here((800, 0)), Standard(5000, "m"))
    assert found.place.tolist() == [1, 2]
    assert found.metres.tolist() == pytest.approx([700, 200], abs=0.5)


def test_on_one_piece(tmp_path: Path) -> None:
    """Two doors on the same piece of street, and one door twice."""
    assert asked(town(tmp_path), (300, 200), (900, 200)).metres.tolist() == pytest.approx([600], abs=0.5)
    assert asked(town(tmp_path), (300, 200), (300, 200)).metres.tolist() == pytest.approx([0], abs=0.01)


@pytest.mark.parametrize(("within", "reached"), [("800 m", True), ("799 m", False), ("10 min", True), ("9.9 min", False)])
def test_the_standard(tmp_path: Path, within: str, *, reached: bool) -> None:
    assert asked(town(tmp_path), (100, 200), (899.9, 200), within).empty != reached


def test_what_is_told(tmp_path: Path) -> None:
    """Farther than the limit from a street; on a bit of street that leads nowhere; stairs end in nothing a walker may use."""
    travel = Network.model_validate({"path": str(town(tmp_path)), "snap": "50 m"})
    said = [str(note) for note in travel.notes(here((0, 0), (0, 300), (5100, 5000)), here((1000, 210)))]
    assert said == [
        "town.osm: 2 of 3 places lie more than 50 m from every street open to walk; they reach nothing",
        "town.osm: 1 bits of street, 0.3 of 5 km, hang together with nothing and are left out",
    ]


def test_an_island(tmp_path: Path) -> None:
    """Streets that are long enough to be meant, with no way to the others."""
    ways_ = [*WAYS[:2], ([9, 10], {"highway": "service"})]
    path = written(tmp_path / "isles.osm", {**NODES, 10: (7000, 5000)}, ways_)
    travel = Network.model_validate({"path": str(path)})
    places, sites = here((0, 0), (5100, 5000)), here((100, 0), (6000, 5000))
    assert travel.pairs(places, sites, Standard(100_000, "m"))[["place", "site"]].to_numpy().tolist() == [[0, 0], [1, 1]]
    said = [str(note) for note in travel.notes(places, sites)]
    assert said == [f"isles.osm: 1 of 2 {those} lie on streets that are not connected with most others" for those in ("places", "sites")]


def test_lines_as_streets(tmp_path: Path) -> None:
    """The same town as a layer of lines; one ends on another without a common point, and a bridge that merely crosses joins nothing."""
    lines: dict[str, list[list[tuple[float, float]]]] = {
        "residential": [[(0, 0), (2000, 0)], [(1000, 0.2), (1000, 300)]],
        "footway": [[(500, -1500), (500, 100)]],
    }
    rows = [(kind, shapely.LineString(np.array(one) + ORIGIN)) for kind, all_ in lines.items() for one in all_]
    layer = gpd.GeoDataFrame({"fclass": [kind for kind, _ in rows]}, geometry=[line for _, line in rows], crs=WORK)
    for name in ("streets.gpkg", "streets.geojson", "streets.shp"):
        (layer.to_crs(4326) if name.endswith("json") else layer).to_file(tmp_path / name)
        assert asked(tmp_path / name, (0, 0), (1000, 300)).metres.tolist() == pytest.approx([1300], abs=1)
        assert asked(tmp_path / name, (0, 0), (500, 100)).empty


def test_service_areas(tmp_path: Path) -> None:
    """300 m around a site on the south bank: along its street alone; 700 m: over the bridge, too, and from there to both sides."""
    travel = Network.model_validate({"path": str(town(tmp_path))})
    sites = here((1400, 0), (1400, 1000))
    near, none = travel.areas(sites, Standard(300, "m"))
    assert none.is_empty  # too far from any street
    assert near.bounds == pytest.approx((ORIGIN[0] + 1060, ORIGIN[1] - 40, ORIGIN[0] + 1740, ORIGIN[1] + 40), abs=10)
    far = travel.areas(sites, Standard(700, "m"))[0]
    inside_and_out = [(1000, 100, True), (905, 200, True), (1090, 200, True), (1150, 200, False), (850, 200, False), (705, 0, True)]
    for east, north, inside in inside_and_out:
        assert far.covers(shapely.Point(ORIGIN[0] + east, ORIGIN[1] + north)) == inside
    minutes = travel.areas(sites, Standard(700 / 80, "min"))[0]
    assert minutes.symmetric_difference(far).area < 0.01 * far.area


def test_service_areas_against_ways(tmp_path: Path) -> None:
    """Of doors on the streets, those within a site's area are those that have a way to it, also where streets are one-way."""
    travel = Network.model_validate({"path": str(town(tmp_path)), "mode": "drive"})
    site = here((1400, 0))
    doors = [(float(east), 0.0) for east in range(0, 2001, 50)] + [(float(east), 200.0) for east in range(0, 2001, 50)]
    area = travel.areas(site, Standard(900, "m"))[0]
    reached = set(travel.pairs(here(*doors), site, Standard(900, "m")).place)
    for number, (east, north) in enumerate(doors):
        if area.buffer(-45).covers(shapely.Point(ORIGIN[0] + east, ORIGIN[1] + north)):
            assert number in reached
        elif not area.buffer(10).covers(shapely.Point(ORIGIN[0] + east, ORIGIN[1] + north)):
            assert number not in reached


def test_wrong_files(tmp_path: Path) -> None:
    wrong = {"empty.osm": b"<osm version='0.6'></osm>", "torn.osm.pbf": b"\x00\x00\x00\x0d\x0a", "text.osm": b"no map"}
    for name, content in wrong.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError, match=name):
            asked(tmp_path / name, (0, 0), (1, 1))
    motorway = written(tmp_path / "fast.osm", NODES, [([1, 2], {"highway": "motorway"})])
    with pytest.raises(InputError, match="holds no street that is open to walk"):
        asked(motorway, (0, 0), (1, 1))


def test_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was computed is not computed again; another file of the same name is; a spoilt file in the cache does no harm."""
    kept = tmp_path / "kept"
    monkeypatch.setenv("SITING_CACHE", str(kept))
    path = town(tmp_path)
    first = asked(path, (0, 0), (800, 0))
    (only,) = kept.iterdir()
    with monkeypatch.context() as patch:
        patch.setattr("siting.inputs.travel.network.ways", None)  # would fail if it were called
        pd.testing.assert_frame_equal(asked(path, (0, 0), (800, 0)), first)
    only.write_bytes(b"spoilt")
    pd.testing.assert_frame_equal(asked(path, (0, 0), (800, 0)), first)
    written(path, NODES, [([4, 5], {"highway": "residential"})])
    assert asked(path, (0, 200), (800, 200)).metres.tolist() == pytest.approx([800], abs=0.5)


@given(st.integers(0, 10_000), st.booleans())
@settings(max_examples=40, deadline=None)
def test_against_every_way(seed: int, by_time: bool) -> None:
    """Random streets, some of them one-way, and doors on them: Floyd and Warshall (1962) between all points give the same."""
    rng = np.random.default_rng(seed)
    n, pieces = 7, 10
    streets = Streets(
        rng.uniform(0, 1000, (n, 2)), rng.integers(0, n, pieces), rng.integers(0, n, pieces),
        rng.choice([0.0, 60.0, 120.0], pieces), rng.choice([0.0, 60.0], pieces),
    )  # fmt: skip
    doors = rng.uniform(0, 1000, (6, 2))
    met = snapped(streets, doors, within=1e6, pieces=np.arange(pieces))
    graph = joined(streets, met)
    weight = graph.minutes if by_time else graph.metres
    far = np.full((graph.size, graph.size), np.inf)
    np.minimum.at(far, (graph.tail, graph.head), np.maximum(weight, 1e-9))
    np.fill_diagonal(far, 0.0)
    for via in range(graph.size):
        far = np.minimum(far, far[:, [via]] + far[[via], :])
    starts, ends = n + np.arange(4), n + np.arange(4, 6)
    for a, b in ((starts, ends), (ends, starts)):
        by = "minutes" if by_time else "metres"
        found = ways(graph, a, b, limit=1e9, by=by)
        truth = far[np.ix_(a, b)]
        assert list(zip(found.start, found.end, strict=True)) == list(zip(*np.nonzero(np.isfinite(truth)), strict=True))
        assert found[by].tolist() == pytest.approx(truth[np.isfinite(truth)].tolist(), rel=1e-9, abs=1e-6)
        # the other measure is that of the same way: never less than the least, and at the speeds there are
        assert (found.metres <= found.minutes * 120 + 1e-5).all()
        assert (found.metres >= found.minutes * 60 - 1e-5).all()


@pytest.mark.parametrize(
    ("mode", "tags", "speeds"),
    [
        ("walk", {"highway": "motorway"}, (0, 0)),
        ("walk", {"highway": "trunk"}, (0, 0)),
        ("walk", {"highway": "trunk", "sidewalk": "both"}, (80, 80)),
        ("walk", {"highway": "primary", "motorroad": "yes"}, (0, 0)),
        ("walk", {"highway": "service", "access": "private"}, (0, 0)),
        ("walk", {"highway": "service", "access": "private", "foot": "yes"}, (80, 80)),
        ("walk", {"highway": "cycleway"}, (0, 0)),
        ("walk", {"highway": "cycleway", "foot": "designated"}, (80, 80)),
        ("wheelchair", {"highway": "steps"}, (0, 0)),
        ("wheelchair", {"highway": "footway", "wheelchair": "no"}, (0, 0)),
        ("cycle", {"highway": "residential", "oneway": "yes"}, (250, 0)),
        ("cycle", {"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}, (250, 250)),
        ("cycle", {"highway": "footway"}, (0, 0)),
        ("drive", {"highway": "residential", "oneway": "-1"}, (0, 20e3 / 60)),
        ("drive", {"highway": "tertiary", "junction": "roundabout"}, (30e3 / 60, 0)),
        ("drive", {"highway": "primary", "maxspeed": "80"}, (1000, 1000)),
        ("drive", {"highway": "primary", "maxspeed": "20 mph"}, (20 * 1609.344 * 0.75 / 60,) * 2),
        ("drive", {"highway": "footway"}, (0, 0)),
        ("drive", {"highway": "construction"}, (0, 0)),
    ],
)
def test_who_may(mode: str, tags: dict[str, str], speeds: tuple[float, float]) -> None:
    assert MODES[mode].speeds(tags) == pytest.approx(speeds)
