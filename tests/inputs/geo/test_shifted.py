"""Coordinates of Chinese web maps against published pairs, and the inverse against the function."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from siting.inputs.geo.shifted import bd09, from_bd09, from_gcj02, gcj02, straightener

GCJ = {
    # WGS 84 and GCJ-02, as the tests of several open implementations have them
    "Shanghai": ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    "Shenzhen": ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    "Beijing": ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
}
BAIDU = (121.0917077, 30.6107779), (121.09626927850977, 30.608604368560773), (121.10271724622564, 30.61484575976839)
"""One place in WGS 84, GCJ-02 and BD-09."""


def _apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """How far places lie apart [m]."""
    return np.asarray(Geod(ellps="WGS84").inv(one[:, 0], one[:, 1], other[:, 0], other[:, 1])[2])


@pytest.mark.parametrize(("true", "shown"), GCJ.values(), ids=GCJ.keys())
def test_published_pairs(true: tuple[float, float], shown: tuple[float, float]) -> None:
    assert gcj02(np.array([true])) == pytest.approx(np.array([shown]), abs=1e-9)
    assert _apart(from_gcj02(np.array([shown])), np.array([true])) < 0.001


def test_baidu() -> None:
    true, amap, baidu = (np.array([one]) for one in BAIDU)
    assert gcj02(true) == pytest.approx(amap, abs=1e-9)
    assert bd09(true) == pytest.approx(baidu, abs=1e-9)
    assert _apart(from_bd09(baidu), true) < 0.001


places = st.tuples(st.floats(73.6, 135.0), st.floats(18.2, 53.5))


@given(st.lists(places, min_size=1, max_size=20))
def test_the_inverse_is_true_to_a_millimetre_all_over_china(at: list[tuple[float, float]]) -> None:
    true = np.array(at)
    assert (_apart(from_gcj02(gcj02(true)), true) < 0.001).all()
    assert (_apart(from_bd09(bd09(true)), true) < 0.001).all()
    # the shift is what it is known for: some fifty to a thousand metres
    assert ((_apart(gcj02(true), true) > 20) & (_apart(gcj02(true), true) < 1200)).all()


def test_nothing_is_shifted_abroad() -> None:
    abroad = np.array([[8.69, 49.41], [-51.2, -30.03], [151.2, -33.9]])
    for turn in (gcj02, bd09, from_gcj02, from_bd09):
        assert turn(abroad) == pytest.approx(abroad, abs=1e-12)


@pytest.mark.parametrize(("name", "known"), [("gcj02", True), (" GCJ-02", True), ("BD09", True), ("bd-09", True), ("EPSG:4326", False)])
def test_names(name: str, known: bool) -> None:
    assert (straightener(name) is not None) == known
    assert straightener(None) is None
