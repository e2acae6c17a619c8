"""Tables in text files, Excel workbooks and Parquet."""

from __future__ import annotations

import csv
import io
import re
import warnings
from pathlib import Path
from typing import Final

import pandas as pd

from siting.errors import InputError, readable
from siting.scenario.words import close
from siting.texts import Text, say

_DELIMITERS: Final = ",;\t|"


def table(path: Path, *, sheet: str | None, encoding: str | None) -> tuple[pd.DataFrame, tuple[Text, ...]]:
    """
    The rows of a table, indexed by their number in the file from 1, and how its text was read where that is in doubt.

    Text files keep every value as text.

    Parameters
    ----------
    sheet
        Which sheet of a workbook; the first where None.
    encoding
        How a text file is stored; where None, UTF-8, or GB18030 where it is not UTF-8.

    Raises
    ------
    InputError
        Where the file cannot be read as a table.
    """
    suffix = path.suffix.lower()
    notes: tuple[Text, ...] = ()
    if suffix in (".parquet", ".geoparquet"):
        frame = _parquet(path)
    elif suffix in (".xlsx", ".xlsm"):
        frame = _workbook(path, sheet)
    elif suffix == ".xls":
        raise InputError("{path}: workbooks in the old .xls format are not read; save it as .xlsx or .csv", path=path)
    else:
        frame, notes = _text(path, encoding)
    frame = frame.set_axis([str(name).strip() for name in frame.columns], axis=1).set_axis(pd.RangeIndex(1, len(frame) + 1), axis=0)
    # separators at the end of the rows make columns without name or values
    frame = frame.loc[:, (frame.columns != "") | frame.notna().any().to_numpy(bool)]
    frame = frame.set_axis(_named(path, list(frame.columns)), axis=1)
    if twice := frame.columns[frame.columns.duplicated()].tolist():
        raise InputError("{path}: several columns are called {names}; give each its own name", path=path, names=", ".join(map(repr, twice)))
    return frame.dropna(how="all"), notes


def _named(path: Path, names: list[str]) -> list[str]:
    """The names of columns, those without one by their position; a header without most of them is a title."""
    if not names:
        raise InputError("{path}: the file is empty", path=path)
    if names.count("") * 2 > len(names):
        raise InputError(
            '{path}: the first row must hold the names of the columns, but most have none there (it begins with "{first}"); '
            "take out titles and blank rows above the names, and merged cells",
            path=path,
            first=names[0],
        )
    return [name or f"column {position}" for position, name in enumerate(names, start=1)]


def _parquet(path: Path) -> pd.DataFrame:
    with readable(path, say("Parquet")):
        return pd.read_parquet(path).reset_index(drop=True)


def _workbook(path: Path, sheet: str | None) -> pd.DataFrame:
    with readable(path, say("a workbook")), warnings.catch_warnings():
        # openpyxl warns of decorations that it does not read
        warnings.simplefilter("ignore")
        with pd.ExcelFile(path, engine="openpyxl") as book:
            names = [str(name) for name in book.sheet_names]
            if sheet is not None and sheet not in names:
                near = close(sheet, names) or ", ".join(names)
                raise InputError('{path}: no sheet "{sheet}"; did you mean "{near}"?', path=path, sheet=sheet, near=near)
            found = book.parse(sheet or names[0], dtype=object)
            # what pandas calls a column whose name is blank
            return found.set_axis([re.sub(r"^Unnamed: \d+$", "", str(name)) for name in found.columns], axis=1)


def _text(path: Path, encoding: str | None) -> tuple[pd.DataFrame, tuple[Text, ...]]:
    decoded, stored = _decoded(path, encoding)
    text = decoded.lstrip("\r\n")
    if not text.strip():
        raise InputError("{path}: the file is empty", path=path)
    with readable(path, say("a table")):
        header, delimiter = _header(text)
    with readable(path, say("a table")):
        try:
            frame = pd.read_csv(io.StringIO(text), sep=delimiter, header=0, names=_apart(header), dtype=str, skip_blank_lines=False)
        except pd.errors.ParserError as error:
            if long := re.search(r"in line (\d+), saw (\d+)", str(error)):
                raise _overlong(path, row=int(long[1]) - 1, values=int(long[2]), names=len(header)) from None
            raise
    if not isinstance(frame.index, pd.RangeIndex):
        # pandas takes the first columns for an index where the rows are longer than the header
        raise _overlong(path, row=1, values=len(header) + frame.index.nlevels, names=len(header))
    guessed = encoding is None and stored == "gb18030"
    notes = (say("{where}: its text is no UTF-8; read as GB18030. If it is garbled, give `encoding:`", where=path.name),) if guessed else ()
    return frame.set_axis(header, axis=1), notes


def _overlong(path: Path, *, row: int, values: int, names: int) -> InputError:
    return InputError(
        "{path}: row {row} has {values} values, but the header has {names} names; put values that hold the separator in quotes",
        path=path,
        row=row,
        values=values,
        names=names,
    )


def _decoded(path: Path, encoding: str | None) -> tuple[str, str]:
    """The text of a file, and how it is stored."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError("{path}: cannot be read: {reason}", path=path, reason=error.strerror) from None
    marked = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else None
    for name in [encoding or marked] if encoding or marked else ["utf-8-sig", "gb18030"]:
        try:
            return raw.decode(str(name)), str(name)
        except (UnicodeDecodeError, LookupError):
            continue
    raise InputError("{path}: the text is neither UTF-8 nor GB18030; say how it is stored with `encoding:`, such as latin-1", path=path)


def _header(text: str) -> tuple[list[str], str]:
    """The names in the first row, and the delimiter that tells most of them apart."""
    split = {delimiter: next(csv.reader(io.StringIO(text), delimiter=delimiter)) for delimiter in _DELIMITERS}
    delimiter = max(_DELIMITERS, key=lambda one: len(split[one]))
    return split[delimiter], delimiter


def _apart(header: list[str]) -> list[str]:
    """Names that differ, as pandas wants them; names that stand twice are reported by the caller."""
    return [f"{position} {name}" for position, name in enumerate(header)]
