from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.outputs.draw.classes import density_bounds, even_bounds, rounded

ONE_KM2 = np.ones(1)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.sampled_from([5, 7]))
def test_bounds_rise_and_are_one_fewer_than_classes(amounts: list[float], classes: int) -> None:
    amount = np.array(amounts)
    bounds = density_bounds(amount, per=np.ones(len(amount)), classes=classes)
    assert len(bounds) == classes - 1
    assert (np.diff(bounds) > 0).all()


def test_empty_countryside_shares_the_palest_class() -> None:
    amount = np.r_[np.full(10_000, 0.1), np.full(100, 500.0)]
    bounds = density_bounds(amount, per=np.full(len(amount), 0.01), classes=5)
    assert bounds[0] > 10


@pytest.mark.parametrize(("value", "near"), [(97, 100), (0.0123, 0.01), (1234, 1000), (1300, 1500), (7, 6), (72, 80)])
def test_round_numbers(value: float, near: float) -> None:
    assert rounded(value) == near


def test_times_are_evenly_spaced() -> None:
    assert even_bounds(15.0) == [3, 6, 9, 12]
    assert even_bounds(6.25) == [1, 2, 3, 4]
    assert even_bounds(0.0) == [1, 2, 3, 4]
