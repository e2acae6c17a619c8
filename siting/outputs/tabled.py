"""Tables on a screen, in a language, with columns that line up where names are Chinese."""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Words

from siting.texts import Language, Text

Cell = Text | str | int | float | None


@dataclass(frozen=True, init=False)
class Tabled(Text):
    """
    A table that is told as a sentence is.

    Parameters
    ----------
    heads
        The headings; columns whose cells are numbers stand to the right.
    rows
        One tuple a row, a cell a heading.
    """

    heads: tuple[Text, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()

    def __init__(self, heads: Sequence[Text], rows: Sequence[Sequence[Cell]]) -> None:
        super().__init__("", {})
        object.__setattr__(self, "heads", tuple(heads))
        object.__setattr__(self, "rows", tuple(tuple(row) for row in rows))

    def said(self, language: Language = "en") -> str:
        """The table in a language, as wide as the screen, or 120 characters where there is none."""
        shown = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for k, head in enumerate(self.heads):
            number = any(isinstance(row[k], (int, float)) for row in self.rows)
            shown.add_column(head.said(language), justify="right" if number else "left", overflow="fold", no_wrap=number)
        for row in self.rows:
            shown.add_row(*(Words(plain(cell, language)) for cell in row))
        out = io.StringIO()
        Console(file=out, width=max(shutil.get_terminal_size((120, 40)).columns, 80), no_color=True).print(shown)
        return "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines())


def plain(cell: Cell, language: Language) -> str:
    """A cell as it is shown: numbers with thousands, nothing for None."""
    if cell is None:
        return ""
    if isinstance(cell, (int, float)):
        return f"{cell:,.0f}"
    return cell.said(language) if isinstance(cell, Text) else cell
