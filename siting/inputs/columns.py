"""Columns of files: found by name, read as numbers or text, with what is wrong in the rows of the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.inputs.headings import alike, cut
from siting.scenario.words import close
from siting.texts import Text, say

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_LISTED = 5
"""How many rows a message names before it only counts them."""


def rows(numbers: Iterable[object]) -> Text:
    """Row numbers as a message names them."""
    listed = [str(one) for one in numbers]
    named = ", ".join(listed[:_LISTED])
    if len(listed) > _LISTED:
        return say("rows {rows} and {more} more", rows=named, more=len(listed) - _LISTED)
    return say("row {rows}", rows=named) if len(listed) == 1 else say("rows {rows}", rows=named)


def unknown(name: str, known: Sequence[str]) -> Text:
    """That a column is not there, and which one was meant."""
    if short := cut(name, known):
        return say('no column "{column}"; a shapefile keeps ten bytes of a name, so write "{near}"', column=name, near=short)
    if near := alike(name, known) or close(name, known):
        return say('no column "{column}"; did you mean "{near}"?', column=name, near=near)
    return say('no column "{column}"; the columns are {known}', column=name, known=", ".join(known) or "-")


def attributes(frame: pd.DataFrame) -> list[str]:
    """The names of all columns but the geometry."""
    return [str(name) for name in frame.columns if name != "geometry"]


def texts(values: pd.Series) -> pd.Series:
    """Values as text without a needless .0; blanks as ""."""
    if pd.api.types.is_float_dtype(values):
        whole = (values % 1 == 0).fillna(False).to_numpy(bool)
        shown = values.astype(str).mask(whole, values.where(whole, 0).astype("int64").astype(str))
    elif pd.api.types.is_bool_dtype(values):
        shown = values.map({True: "true", False: "false"})
    else:
        shown = values.map(_text, na_action="ignore")
    return shown.where(values.notna(), "").astype(str).str.strip()


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


@dataclass(frozen=True)
class Numbers:
    """
    A column as numbers.

    Parameters
    ----------
    values
        NaN where blank or unknown; shape (rows,).
    coded
        Where a code for unknown stood; shape (rows,).
    problems
        What is wrong with the column, in words.
    """

    values: Floats
    coded: Mask
    problems: tuple[Text, ...] = ()

    @property
    def blank(self) -> Mask:
        """Where nothing stood at all."""
        return np.isnan(self.values) & ~self.coded


def numbers(frame: pd.DataFrame, column: str, *, codes: Sequence[float] = (), low: float | None = None) -> Numbers:
    """
    Read a column as numbers.

    Parameters
    ----------
    codes
        Values that mean unknown.
    low
        Smallest value that makes sense.
    """
    if column not in attributes(frame):
        nothing = np.zeros(len(frame), dtype=bool)
        return Numbers(np.full(len(frame), np.nan), nothing, (unknown(column, attributes(frame)),))
    raw = frame[column]
    if not pd.api.types.is_numeric_dtype(raw):
        raw = texts(raw)
    values = np.array(pd.to_numeric(raw, errors="coerce"), dtype=float)
    coded = np.isin(values, codes)
    values[coded] = np.nan
    wrong = tuple(_wrong(frame[column], raw, values, low, coded))
    return Numbers(values, coded, wrong)


def _wrong(original: pd.Series, raw: pd.Series, values: Floats, low: float | None, coded: Mask) -> Iterator[Text]:
    """What is wrong with the numbers of a column."""
    name = original.name
    words = np.isnan(values) & ~coded & raw.notna().to_numpy(bool) & (raw != "").to_numpy(bool)
    if not pd.api.types.is_numeric_dtype(raw) and words.any():
        said = raw[words].iloc[0]
        yield say(
            'column "{column}": text where a number is needed, such as "{value}", in {rows}',
            column=name,
            rows=rows(raw.index[words]),
            value=said,
        )
    if (endless := np.isinf(values)).any():
        yield say('column "{column}": infinite numbers in {rows}', column=name, rows=rows(raw.index[endless]))
    if low is not None and (below := values < low).any():
        yield say(
            'column "{column}": below {low:g} in {rows} (the smallest is {least:g}); if that means unknown, write no_data: [{least:g}]',
            column=name,
            rows=rows(raw.index[below]),
            low=low,
            least=values[below].min(),
        )
