"""Rows that no piece can tell apart become one, others do not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from siting.instance.instance import Instance
from siting.solve.reductions import Answer
from siting.solve.reductions.merge_alike import merge_alike

READ = frozenset({"demand.need", "reach"})


def street(**columns: object) -> Instance:
    """Rows 0, 2 and 4 see both options, row 1 the first alone, rows 3 and 5 none."""
    demand = pd.DataFrame({"place": range(6), "service": "x", "need": [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]}).assign(**columns)  # type: ignore[arg-type]  # any column
    reach = pd.DataFrame({"demand": [0, 0, 1, 2, 2, 4, 4], "option": [0, 1, 0, 1, 0, 0, 1], "minutes": [5.0, 6.0, 5.0, 6.0, 5.0, 5.0, 7.0]})
    return Instance(demand, pd.DataFrame({"site": [0, 1], "service": "x"}), reach)


def merged(instance: Instance, *more: str) -> list[float]:
    """The needs of the rows that are left."""
    left: list[float] = merge_alike(instance, READ | set(more))[0].need.tolist()
    return left


def test_who_sees_the_same_is_one() -> None:
    assert merged(street()) == [1 + 4 + 16, 2, 8 + 32]


@pytest.mark.parametrize(
    ("column", "values"), [("priority", [1.0, 1, 1, 1, 2, 1]), ("community", list("aaaaba")), ("service", list("xxxxyx"))]
)
def test_what_is_read_keeps_rows_apart(column: str, values: object) -> None:
    apart = street(**{column: values})
    assert merged(apart) == [21, 2, 40]
    assert merged(apart, f"demand.{column}") == [1 + 4, 2, 8 + 32, 16]


def test_blank_groups_are_of_one_kind() -> None:
    blank = street(community=[None, "a", None, "a", "b", "a"])
    assert merged(blank, "demand.community") == [1 + 4, 2, 8 + 32, 16]


def test_travel_keeps_rows_apart_where_it_is_read() -> None:
    """Rows 0 and 2 travel alike, written in another order; row 4 a minute more to the second option."""
    assert merged(street(), "reach.minutes") == [1 + 4, 2, 8 + 32, 16]


def test_the_way_back() -> None:
    """Whoever was merged is served alike, by share."""
    smaller, lift = merge_alike(street(), READ)
    served = pd.DataFrame({"demand": [0, 0, 1], "option": [0, 1, 0], "share": [0.5, 0.25, 1.0]})
    back = lift(Answer(np.array([True, True]), served))
    assert sorted(back.served.itertuples(index=False, name=None)) == [
        (0, 0, 0.5),
        (0, 1, 0.25),
        (1, 0, 1.0),
        (2, 0, 0.5),
        (2, 1, 0.25),
        (4, 0, 0.5),
        (4, 1, 0.25),
    ]
    assert len(smaller.reach) == 3


def test_many_rows() -> None:
    """A thousand rows of every pattern over ten options: as many are left as there are patterns, and no need is lost."""
    rng = np.random.default_rng(0)
    covers = rng.random((1000, 10)) < 0.2
    rows, options = np.nonzero(covers)
    demand = pd.DataFrame({"place": range(1000), "service": "x", "need": rng.integers(1, 9, 1000).astype(float)})
    instance = Instance(demand, pd.DataFrame({"site": range(10), "service": "x"}), pd.DataFrame({"demand": rows, "option": options}))
    smaller, _ = merge_alike(instance, READ)
    assert len(smaller.demand) == len(np.unique(covers, axis=0))
    assert smaller.covers.T @ smaller.need == pytest.approx(instance.covers.T @ instance.need)
    assert smaller.need.sum() == instance.need.sum()
