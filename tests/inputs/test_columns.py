from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from siting.inputs.columns import numbers, rows, texts
from siting.inputs.filters import Value, kept


def frame(values: list[object]) -> pd.DataFrame:
    return pd.DataFrame({"a": values}, index=range(1, len(values) + 1))


def test_text_becomes_numbers() -> None:
    found = numbers(frame(["1", " 2.5 ", "", None, "1e3"]), "a")
    np.testing.assert_array_equal(found.values, [1, 2.5, np.nan, np.nan, 1000])
    assert found.problems == ()
    assert found.blank.tolist() == [False, False, True, True, False]


def test_codes_are_unknown_and_not_blank() -> None:
    found = numbers(frame([99, 1, -1]), "a", codes=(99, -1), low=0)
    np.testing.assert_array_equal(found.values, [np.nan, 1, np.nan])
    assert found.coded.tolist() == [True, False, True]
    assert not found.blank.any()
    assert found.problems == ()


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (["1", "many", "x"], 'column "a": text where a number is needed, such as "many", in rows 2, 3'),
        ([1.0, np.inf], 'column "a": infinite numbers in row 2'),
        ([5, -2, -7], 'column "a": below 0 in rows 2, 3 (the smallest is -7); if that means unknown, write no_data: [-7]'),
    ],
)
def test_what_is_no_number(values: list[object], says: str) -> None:
    assert [str(one) for one in numbers(frame(values), "a", low=0).problems] == [says]


def test_a_missing_column_names_the_nearest() -> None:
    table = pd.DataFrame({"population": [1], "name": ["x"]})
    assert str(numbers(table, "popluation").problems[0]) == 'no column "popluation"; did you mean "population"?'
    assert str(numbers(table, "zzz").problems[0]) == 'no column "zzz"; the columns are population, name'


def test_rows_are_named_up_to_five() -> None:
    assert str(rows([3])) == "row 3"
    assert str(rows(range(1, 6))) == "rows 1, 2, 3, 4, 5"
    assert str(rows(range(1, 11))) == "rows 1, 2, 3, 4, 5 and 5 more"
    assert rows(range(1, 11)).said("zh") == "第 1, 2, 3, 4, 5 行及另外 5 行"


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([1.0, 2.5, np.nan], ["1", "2.5", ""]),
        ([True, False], ["true", "false"]),
        ([" a ", None], ["a", ""]),
        ([7, "07", 3.0], ["7", "07", "3"]),
    ],
)
def test_values_as_text(values: list[object], shown: list[str]) -> None:
    assert texts(pd.Series(values)).tolist() == shown


@pytest.mark.parametrize(
    ("values", "wanted", "found"),
    [
        (["a", "b", "a"], "a", [True, False, True]),
        (["a", "b", "c"], ("a", "c"), [True, False, True]),
        ([1, 2, 1], 1, [True, False, True]),
        ([1, 2, 1], "1", [True, False, True]),
        (["1.0", "2", "01"], 1, [True, False, True]),
        (["1.0", "2", "01"], "01", [False, False, True]),
        ([1.0, 2.5, np.nan], 2.5, [False, True, False]),
        ([True, False], True, [True, False]),
        (["true", "false"], True, [True, False]),
        (["a", None, ""], None, [False, True, True]),
    ],
)
def test_filters_compare_as_text_and_as_numbers(values: list[object], wanted: Value | tuple[Value, ...], found: list[bool]) -> None:
    assert kept(frame(values), only={"a": wanted}, exclude={}).tolist() == found
    assert kept(frame(values), only={}, exclude={"a": wanted}).tolist() == [not one for one in found]
