"""The ledger of counts: what was read, what was left out and why, and what is in use. Nothing is lost between its lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import pandas as pd

from siting.inputs.columns import Floats, Mask

COLUMNS: Final = ("source", "step", "rows", "column", "total")
READ, FILTERED, UNKNOWN = "read", "left out by filter", "no data"
SCALED, OUTSIDE, USED = "brought to totals", "outside boundary", "in use"
SCALED, OUTSIDE, USED = "brought to totals", "outside boundary", "in use"
"""The steps: read + brought to totals = left out by filter + outside boundary + in use. No data counts rows whose
people are not known, and nobody."""


def line(source: str, step: str, people: Mapping[str, Floats], where: Mask | None = None) -> pd.DataFrame:
    """
    One step of a source, one row a population group.

    Parameters
    ----------
    people
        By group [people]; shape (rows,).
    where
        Which rows the step is about; all where None.
    """
    taken = {group: values if where is None else values[where] for group, values in people.items()}
    return pd.DataFrame([(source, step, len(values), group, float(values.sum())) for group, values in taken.items()], columns=COLUMNS)


def change(source: str, step: str, before: Mapping[str, Floats], after: Mapping[str, Floats]) -> pd.DataFrame:
    """By how many people a step changes each group, in how many rows."""
    rows = [(source, step, int((after[group] != old).sum()), group, float((after[group] - old).sum())) for group, old in before.items()]
    return pd.DataFrame(rows, columns=COLUMNS)


def unknown(source: str, rows: Mapping[str, int]) -> pd.DataFrame:
    """How many rows of a source hold no people that are known, by group."""
    return pd.DataFrame([(source, UNKNOWN, count, group, 0.0) for group, count in rows.items() if count], columns=COLUMNS)


def book(lines: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """All steps of all sources: source, step, rows, column, total [people]."""
    filled = [one for one in lines if len(one)]
    whole = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=COLUMNS)
    return whole.astype({"rows": np.int64, "total": float})
