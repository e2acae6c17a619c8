"""The workbook that a planning bureau expects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from siting.outputs.plan import Plan
from siting.outputs.report.contents import (
    fairness_sheet,
    group_sheet,
    guidance_sheet,
    indicator_sheet,
    ledger_sheet,
    method_sheet,
    project_sheet,
    shortage_sheet,
)
from siting.outputs.report.sheets import FORMATS, Cell, Sheet
from siting.texts import Language, Text, say

_WIDEST: Final = 60
"""Columns are no wider than this [characters]; longer text is wrapped."""
_HEAD: Final = PatternFill("solid", fgColor="DCE6F1")
_LINE: Final = Border(bottom=Side("thin", color="D0D7DE"))


def workbook(plan: Plan, language: Language = "en") -> bytes:
    """
    A plan as an Excel workbook (xlsx).

    Its sheets: indicators, projects, shortages, guidance by street or township, fairness, and data and method; the header of each is
    frozen, its columns can be filtered, and numbers are numbers.
    """
    wanted: tuple[tuple[Text, list[Sheet | None]], ...] = (
        (say("Indicators"), [indicator_sheet(plan)]),
        (say("Projects"), [project_sheet(plan)]),
        (say("Shortages"), [shortage_sheet(plan)]),
        (say("Guidance"), [guidance_sheet(plan)]),
        (say("Fairness"), [fairness_sheet(plan), group_sheet(plan)]),
        (say("Data"), [ledger_sheet(plan), method_sheet(plan)]),
    )
    return bound(wanted, plan.scenario.name, language)


def bound(wanted: Iterable[tuple[Text, Sequence[Sheet | None]]], title: str, language: Language) -> bytes:
    """
    Sheets as an Excel workbook (xlsx).

    Parameters
    ----------
    wanted
        For each page its name and its tables, one below the other; a page without any is left out.
    title
        What stands on each page beside the name of its first table.
    """
    book = Workbook()
    if (first := book.active) is not None:
        book.remove(first)
    for name, sheets in wanted:
        if there := [sheet for sheet in sheets if sheet is not None]:
            _filled(book.create_sheet(name.said(language)), there, title, language)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _filled(page: Worksheet, sheets: list[Sheet], scenario: str, language: Language) -> None:
    """Write tables one below the other; the first one's header stays in sight."""
    page.sheet_view.showGridLines = False
    page.append([_safe(f"{sheets[0].title.said(language)} · {scenario}")])
    page["A1"].font = Font(bold=True, size=14)
    if sheets[0].note is not None:
        page.append([_safe(sheets[0].note.said(language))])
        page.cell(page.max_row, 1).font = Font(italic=True, color="5D6B7A")
    for number, sheet in enumerate(sheets):
        if number:
            page.append([])
            page.append([_safe(sheet.title.said(language))])
            page.cell(page.max_row, 1).font = Font(bold=True, size=12)
        head = page.max_row + 1
        _table(page, sheet, head, language)
        if not number:
            page.freeze_panes = f"A{head + 1}"
            if len(sheets) == 1 and sheet.rows:
                page.auto_filter.ref = f"A{head}:{get_column_letter(len(sheet.columns))}{head + len(sheet.rows)}"
    _widths(page, sheets, language)
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _table(page: Worksheet, sheet: Sheet, head: int, language: Language) -> None:
    for k, column in enumerate(sheet.columns, 1):
        cell = page.cell(head, k, _safe(column.head.said(language) if isinstance(column.head, Text) else column.head))
        cell.font, cell.fill = Font(bold=True), _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="left" if column.form == "text" else "right")
    for at, row in enumerate(sheet.rows, head + 1):
        for k, (value, form) in enumerate(sheet.cells(row), 1):
            cell = page.cell(at, k, _value(value, language))
            cell.border = _LINE
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(value, (int, float)):
                cell.number_format = FORMATS[form]


def _value(value: Cell, language: Language) -> str | float | int | None:
    if isinstance(value, Text):
        return _safe(value.said(language))
    return _safe(value) if isinstance(value, str) else value


def _safe(text: str) -> str:
    """Text that a spreadsheet takes for text, whatever a file of facilities holds: no formula, no sign that the format forbids."""
    plain = "".join(sign for sign in text if sign >= " " or sign in "\n\t")
    return f"'{plain}" if plain[:1] in ("=", "+", "@") or (plain[:1] == "-" and len(plain) > 1) else plain


def _widths(page: Worksheet, sheets: list[Sheet], language: Language) -> None:
    """Columns as wide as what stands in them; a Chinese character takes two."""
    widths: dict[int, int] = {}
    for sheet in sheets:
        for row in (tuple(column.head for column in sheet.columns), *sheet.rows):
            for k, cell in enumerate(row, 1):
                value = cell[0] if isinstance(cell, tuple) else cell
                text = (
                    value.said(language) if isinstance(value, Text) else f"{value:,.0f}" if isinstance(value, float) else str(value or "")
                )
                widths[k] = max(widths.get(k, 8), min(_WIDEST, sum(2 if ord(sign) > 0x2E7F else 1 for sign in text) + 2))
    for k, width in widths.items():
        page.column_dimensions[get_column_letter(k)].width = width
