"""The three tables: what is filled in, what is refused, and what is derived from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from siting.errors import InputError, InstanceError
from siting.instance.instance import Instance
from siting.instance.store import load, save
from siting.instance.tables import TABLES
from tests.village import village

DEMAND = pd.DataFrame({"place": [0, 1], "service": "x", "need": [3.0, 4.0]})
OPTIONS = pd.DataFrame({"site": [0, 0, 1], "service": "x"})
REACH = pd.DataFrame({"demand": [0, 0, 1], "option": [0, 1, 2]})


def test_what_may_be_left_out_is_filled_in() -> None:
    instance = Instance(DEMAND, OPTIONS, REACH)
    assert all(column.name in getattr(instance, name) for name, columns in TABLES.items() for column in columns)
    assert instance.options.room.tolist() == [0, 1, 2]
    assert instance.options.site_id.tolist() == ["0", "0", "1"]
    assert np.isinf(instance.options.capacity).all()
    assert "priority" not in DEMAND  # what was given is left as it was


@pytest.mark.parametrize(
    ("table", "columns", "said"),
    [
        ("demand", {"need": [3.0, -4.0]}, "demand: column need: rows 1 are below 0"),
        ("demand", {"need": [3.0, np.nan]}, "demand: column need: rows 1 are blank"),
        ("demand", {"need": ["a", "b"]}, "demand: column need must hold numbers"),
        ("demand", {"need": None}, "demand: column need is missing"),
        ("options", {"site": [0.5, 1.0, 2.0]}, "options: column site must hold whole numbers"),
        ("options", {"capital": [1.0, -1.0, 2.0]}, "options: column capital: rows 1 are below 0"),
        ("reach", {"option": [0, 1, 3]}, "reach: 1 rows point past the end of the table of option (3 rows)"),
        ("reach", {"demand": [-1, 0, 1]}, "reach: 1 rows point past the end of the table of demand (2 rows)"),
        ("reach", {"demand": [0, 0, 1], "option": [1, 1, 2]}, "reach: 1 pairs of demand and option stand more than once"),
    ],
)
def test_what_is_refused(table: str, columns: dict[str, Any], said: str) -> None:
    tables = {"demand": DEMAND, "options": OPTIONS, "reach": REACH}
    for name, values in columns.items():
        tables[table] = tables[table].drop(columns=name) if values is None else tables[table].assign(**{name: values})
    with pytest.raises(InstanceError) as caught:
        Instance(**tables)
    assert str(caught.value).startswith(said)
    assert caught.value.said("zh") != str(caught.value)


def test_an_outlet_is_what_a_site_offers_for_a_service() -> None:
    """Options 0 and 1 of the village are two sizes of one outlet, 3 and 4 too; the others stand alone."""
    instance = village()
    assert instance.outlets.outlet.tolist() == [0, 0, 1, 2, 2, 3, 4]
    rows, outlets = instance.pairs
    assert list(zip(rows.tolist(), outlets.tolist(), strict=True)) == [
        (0, 0), (1, 0), (1, 2), (2, 2), (2, 3), (3, 3), (4, 1), (5, 1), (5, 4), (6, 4)
    ]  # fmt: skip


def test_sizes_that_reach_others_are_no_outlet() -> None:
    assert Instance(DEMAND, OPTIONS, pd.DataFrame({"demand": [0, 1], "option": [0, 1]})).outlets.outlet.tolist() == [0, 1, 2]


def test_there_and_back(tmp_path: Path) -> None:
    instance = village()
    save(instance, tmp_path / "tables")
    back = load(tmp_path / "tables")
    for name in TABLES:
        assert_frame_equal(getattr(back, name), getattr(instance, name), check_dtype=False)


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    save(village(), tmp_path)
    (tmp_path / "reach.parquet").unlink()
    with pytest.raises(InputError, match=r"reach\.parquet not found"):
        load(tmp_path)
