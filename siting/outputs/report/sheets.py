"""A table for people: what its columns are, how their numbers are written, and its rows. The report and the workbook show the same."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal

import numpy as np
import pandas as pd

from siting.texts import Language, Text, unit

Form = Literal["text", "count", "amount", "share", "decimal", "year", "degrees", "points"]
Cell = Text | str | float | int | None
Row = tuple[Cell | tuple[Cell, Form], ...]
"""A cell a column; a cell of another form than its column is a pair (value, form)."""

FORMATS: dict[Form, str] = {
    "count": "#,##0",
    "amount": "#,##0",
    "share": "0.0%",
    "decimal": "0.00",
    "year": "0",
    "degrees": "0.000000",
    "points": '+0.0" pp";-0.0" pp";0.0" pp"',
    "text": "@",
}
"""How a workbook writes each form."""


@dataclass(frozen=True)
class Column:
    """A column: its heading with its unit, and how its values are written."""

    head: Text | str
    form: Form = "text"


@dataclass(frozen=True)
class Sheet:
    """
    A table.

    Parameters
    ----------
    title
        What it is called.
    columns, rows
        A cell a column; None where there is nothing to say.
    note
        What one must know to read it.
    """

    title: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: Text | None = None

    def cells(self, row: Row) -> list[tuple[Cell, Form]]:
        """The cells of a row, each with its form."""
        return [
            (known(cell[0]), cell[1]) if isinstance(cell, tuple) else (known(cell), column.form)
            for cell, column in zip(row, self.columns, strict=True)
        ]


def known(cell: Any) -> Cell:
    """A value as Python has it; None where it is no number."""
    if cell is None or cell is pd.NA or (isinstance(cell, (float, np.floating)) and not isfinite(cell)):
        return None
    value: Cell = cell.item() if isinstance(cell, np.generic) else cell
    return value


def shown(cell: Cell, form: Form, language: Language) -> str:
    """A cell as the report writes it."""
    if cell is None:
        return "–"
    if isinstance(cell, Text):
        return cell.said(language)
    if isinstance(cell, str):
        return cell
    if form == "share":
        return f"{cell:.1%}"
    if form == "points":
        number = f"{cell:+.1f}" if round(cell, 1) else "0.0"
        return f"{number} {unit('pp', language)}"
    if form in ("decimal", "degrees"):
        return f"{cell:,.2f}" if form == "decimal" else f"{cell:.5f}"
    return str(int(cell)) if form == "year" else f"{cell:,.0f}"
