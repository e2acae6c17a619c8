from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from siting.inputs.travel.straight_line import StraightLine
from siting.inputs.travel.travel import Ends
from siting.scenario.quantities import Standard


def test_by_hand() -> None:
    """Places at 0 m and 400 m, sites at 300 m and 1000 m, detour 1.5: 450 m, 150 m and 900 m of travel; 80 m a minute."""
    places, sites = np.array([[0.0, 0.0], [0.0, 400.0]]), np.array([[0.0, 300.0], [0.0, 1000.0]])
    pairs = StraightLine(detour=1.5).pairs(Ends.at(places), Ends.at(sites), Standard(900, "m"))
    assert pairs[["place", "site", "metres"]].to_numpy().tolist() == [[0, 0, 450], [1, 0, 150], [1, 1, 900]]
    assert pairs.minutes.tolist() == pytest.approx([450 / 80, 150 / 80, 900 / 80])
    assert pairs.dtypes.astype(str).tolist() == ["int32", "int32", "float32", "float32"]


def test_minutes_are_distance_by_speed() -> None:
    """At 60 m/min and detour 2, 5 min reach 300 m of travel, 150 m straight."""
    travel = StraightLine.model_validate({"detour": 2, "speed": "3.6 km/h"})
    pairs = travel.pairs(Ends.at(np.array([[0.0, 0.0]])), Ends.at(np.array([[0.0, 150.0], [0.0, 151.0]])), Standard(5, "min"))
    assert pairs[["site", "metres", "minutes"]].to_numpy().tolist() == [[0, 300, 5]]


@pytest.mark.parametrize("detour", [1.0, 1.1, 1.3, 1.4142135])
def test_the_edge_is_inside(detour: float) -> None:
    """500 m of travel meet a standard of 500 m, whatever rounding does to 500 / detour; and no pair exceeds the standard."""
    place, angle = np.array([[123_456.7, 4_321_000.1]]), np.linspace(0, 6, 50)
    sites = place + 500 / detour * np.column_stack([np.cos(angle), np.sin(angle)])
    pairs = StraightLine(detour=detour).pairs(Ends.at(place), Ends.at(sites), Standard(500, "m"))
    assert len(pairs) == 50
    assert pairs.metres.max() <= 500


def test_nothing_in_reach() -> None:
    far = StraightLine().pairs(Ends.at(np.zeros((2, 2))), Ends.at(np.full((3, 2), 1e6)), Standard(500, "m"))
    none = StraightLine().pairs(Ends.at(np.zeros((2, 2))), Ends.at(np.zeros((0, 2))), Standard(500, "m"))
    for pairs in (far, none):
        assert len(pairs) == 0
        assert pairs.columns.tolist() == ["place", "site", "metres", "minutes"]
        assert pairs.dtypes.astype(str).tolist() == ["int32", "int32", "float32", "float32"]


def test_many_places_are_numbered_throughout() -> None:
    """Places are looked up in parts; the last of 45,000 keeps its number."""
    places = np.column_stack([np.arange(45_000) * 10.0, np.zeros(45_000)])
    pairs = StraightLine().pairs(Ends.at(places), Ends.at(places[[44_999, 20_000]]), Standard(10, "m"))
    assert pairs[["place", "site"]].to_numpy().tolist() == [[19_999, 1], [20_000, 1], [20_001, 1], [44_998, 0], [44_999, 0]]


points = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=12)


@given(points, points, st.integers(1, 30), st.sampled_from([1.0, 1.25, 2.0]))
@settings(max_examples=60, deadline=None)
def test_against_every_pair(places: list[tuple[int, int]], sites: list[tuple[int, int]], reach: int, detour: float) -> None:
    """All pairs computed one by one give the same."""
    a, b = np.array(places) * 100.0, np.array(sites) * 100.0
    metres = np.hypot(*(a[:, None] - b[None]).transpose(2, 0, 1)) * detour
    place, site = np.nonzero(metres <= reach * 100 * (1 + 1e-12))
    pairs = StraightLine(detour=detour).pairs(Ends.at(a), Ends.at(b), Standard(reach * 100, "m"))
    assert pairs.place.tolist() == place.tolist()
    assert pairs.site.tolist() == site.tolist()
    assert pairs.metres.tolist() == pytest.approx(metres[place, site].tolist(), rel=1e-6)


def test_no_street_is_shorter_than_the_straight_line() -> None:
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        StraightLine(detour=0.9)
