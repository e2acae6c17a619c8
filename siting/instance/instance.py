"""What must be served, what could stand, and who can reach what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from siting.errors import InstanceError
from siting.instance.tables import TABLES, Column
from siting.texts import Text, say

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Instance:
    """
    The three tables; see `siting.instance.tables` for their columns.

    Columns with a default may be left out and are filled in. Ids are positions: row k of a table is number k.

    Parameters
    ----------
    demand
        One row per place and service.
    options
        One row per plan for one site.
    reach
        One row per demand row and option that meet the service's standard.

    Raises
    ------
    InstanceError
        Where a column is missing, of the wrong type, out of range, or points past the end of another table.
    """

    demand: pd.DataFrame
    options: pd.DataFrame
    reach: pd.DataFrame

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", _identified(self.options))
        for name, columns in TABLES.items():
            table = _filled(getattr(self, name), columns)
            if problems := list(_problems(table, columns)):
                raise InstanceError.of(problems, where=name)
            object.__setattr__(self, name, table)
        if problems := list(self._dangling()):
            raise InstanceError.of(problems, where="reach")

    def _dangling(self) -> Iterator[Text]:
        for column, table in (("demand", self.demand), ("option", self.options)):
            if past := int(((self.reach[column] >= len(table)) | (self.reach[column] < 0)).sum()):
                yield say(
                    "{past} rows point past the end of the table of {column} ({rows} rows)", past=past, column=column, rows=len(table)
                )
        if twice := int(self.reach.duplicated(["demand", "option"]).sum()):
            yield say("{twice} pairs of demand and option stand more than once; keep one row for each", twice=twice)

    @cached_property
    def covers(self) -> sparse.csr_array:
        """N_i of Church and ReVelle (1974): 1 where an option meets the standard of a demand row; shape (demand, options)."""
        ones = np.ones(len(self.reach))
        return sparse.csr_array(
            (ones, (self.reach.demand.to_numpy(), self.reach.option.to_numpy())), shape=(len(self.demand), len(self.options))
        )

    @cached_property
    def need(self) -> Floats:
        """a_i [unit of the service]; shape (demand,)."""
        return self.demand.need.to_numpy(float)

    @cached_property
    def outlets(self) -> Ints:
        """
        For each option the outlet it belongs to, numbered from 0; shape (options,).

        The sizes and actions that one site offers for one service reach the same people. Flows need to know the outlet alone, so they are
        counted once and not once a size. Options whose reach differs are never put together.
        """
        reached = self.covers.tocsc()
        reached.sort_indices()
        rows = [reached.indices[a:b].tobytes() for a, b in zip(reached.indptr[:-1], reached.indptr[1:], strict=True)]
        keys = pd.DataFrame({"site": self.options.site, "service": self.options.service, "reached": rows})
        return np.asarray(keys.groupby(["site", "service", "reached"], sort=False).ngroup(), np.int64)

    @cached_property
    def pairs(self) -> tuple[Ints, Ints]:
        """The demand row and the outlet of each flow that is possible; two arrays of shape (pairs,), by demand row."""
        outlet = self.outlets[self.reach.option.to_numpy()]
        both = np.unique(np.column_stack([self.reach.demand.to_numpy(np.int64), outlet]), axis=0)
        return both[:, 0], both[:, 1]


def _identified(options: pd.DataFrame) -> pd.DataFrame:
    """Options with a room each, and their sites' numbers for names, where none are given."""
    missing: dict[str, Any] = {} if "room" in options else {"room": np.arange(len(options))}
    if "site_id" not in options and "site" in options:
        missing["site_id"] = options.site.astype(str)
    return options.assign(**missing)


def _filled(table: pd.DataFrame, columns: tuple[Column, ...]) -> pd.DataFrame:
    """The table with defaults in place and plain row numbers."""
    missing = {c.name: c.default for c in columns if c.name not in table and c.default is not None}
    filled = table.assign(**missing).reset_index(drop=True)
    return filled.astype({c.name: float for c in columns if c.dtype == "float" and _is_number(filled.get(c.name))})


def _is_number(values: Any) -> bool:
    return values is not None and pd.api.types.is_numeric_dtype(values)


def _problems(table: pd.DataFrame, columns: tuple[Column, ...]) -> Iterator[Text]:
    """What is wrong with a table, column by column."""
    for column in columns:
        if column.name not in table:
            yield say("column {column} is missing ({meaning})", column=column.name, meaning=column.meaning)
            continue
        values = table[column.name]
        if column.dtype in ("int", "float") and not _is_number(values):
            yield say("column {column} must hold numbers", column=column.name)
        elif column.dtype == "int" and not pd.api.types.is_integer_dtype(values) and len(values):
            yield say("column {column} must hold whole numbers", column=column.name)
        elif column.low is not None and (below := np.flatnonzero(values.to_numpy(float) < column.low)).size:
            yield say("column {column}: rows {rows} are below {low}", column=column.name, rows=_some(below), low=column.low)
        # capacity may be unknown: the constraint that reads it says for which sites
        if column.dtype == "float" and column.name != "capacity" and _is_number(values) and (blank := np.flatnonzero(values.isna())).size:
            yield say("column {column}: rows {rows} are blank", column=column.name, rows=_some(blank))


def _some(rows: Ints, most: int = 5) -> str:
    """The first few row numbers in words."""
    return ", ".join(map(str, rows[:most].tolist())) + (f" ... ({len(rows)})" if len(rows) > most else "")
