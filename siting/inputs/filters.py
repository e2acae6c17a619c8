"""Rows of a file by the values of their columns: `only` these, `exclude` those."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from siting.inputs.columns import Mask, attributes, texts, unknown
from siting.texts import Text

Value = bool | int | float | str | None
Filter = dict[str, Value | tuple[Value, ...]]
"""Column -> value or values."""


def kept(frame: pd.DataFrame, *, only: Filter, exclude: Filter) -> Mask:
    """Which rows have one of the values in every column of `only`, and none in any column of `exclude`; shape (rows,)."""
    keep = np.ones(len(frame), dtype=bool)
    for column, wanted in only.items():
        keep = keep & _among(frame[column], wanted)
    for column, unwanted in exclude.items():
        keep = keep & ~_among(frame[column], unwanted)
    return keep


def missing(frame: pd.DataFrame, *filters: Mapping[str, object]) -> Iterator[Text]:
    """The columns that filters name and the file does not have."""
    for column in (column for one in filters for column in one):
        if column not in attributes(frame):
            yield unknown(column, attributes(frame))


def _among(values: pd.Series, wanted: Value | tuple[Value, ...]) -> Mask:
    """Which values are wanted: alike as text, or as numbers where a number was wanted."""
    wanted = wanted if isinstance(wanted, tuple) else (wanted,)
    found = texts(values).isin(["" if one is None else _plain(one) for one in wanted]).to_numpy(bool)
    if figures := [float(one) for one in wanted if isinstance(one, (int, float)) and not isinstance(one, bool)]:
        found = found | np.isin(np.array(pd.to_numeric(values, errors="coerce"), dtype=float), figures)
    return found


def _plain(value: bool | int | float | str) -> str:
    """A wanted value as `texts` shows it."""
    return str(texts(pd.Series([value], dtype=object)).iloc[0])
