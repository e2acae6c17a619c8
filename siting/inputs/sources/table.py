"""A table with coordinates in two columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import geopandas as gpd
import pandas as pd

from siting.errors import InputError
from siting.inputs import headings
from siting.inputs.columns import Numbers, attributes, numbers, rows
from siting.inputs.faults import raise_all
from siting.inputs.features import Rows, chosen
from siting.inputs.shapes import shaped
from siting.inputs.sources.source import Reading, Scope, Source
from siting.inputs.tables import table
from siting.texts import Text, say


class Table(Rows, Source):
    """A table: text with separators (CSV, TSV), Excel workbook (xlsx) or Parquet. It states no coordinate system, so give `crs`."""

    kind: Literal["table"] = "table"
    x: str | None = None
    """Column of the easting [m] or longitude [degrees]; found by its heading (x, lon, 经度, ...) when absent."""
    y: str | None = None
    """Column of the northing [m] or latitude [degrees]; found by its heading (y, lat, 纬度, ...) when absent."""
    sheet: str | None = None
    """Which sheet of a workbook; the first when absent."""

    def read(self, scope: Scope) -> Reading:
        """Read and check the rows."""
        frame, said = table(self.path, sheet=self.sheet, encoding=self.encoding)
        keep = chosen(frame, self)
        taken = frame[keep]
        x, y = (numbers(taken, name, codes=self.codes(name)) for name in self._axes(frame))
        raise_all(_coordinates(taken, x, y), where=self.path)
        points = gpd.GeoDataFrame(taken, geometry=gpd.points_from_xy(x.values, y.values))
        found = shaped(points, path=self.path, kind="points", crs=self.crs, scope=scope)
        return Reading(found.frame, frame[~keep], (*said, *found.notes))

    def _axes(self, frame: pd.DataFrame) -> tuple[str, str]:
        """The columns of the coordinates."""
        columns = attributes(frame)
        x, y = self.x or headings.found("x", columns), self.y or headings.found("y", columns)
        if x is None or y is None:
            raise InputError(
                "{path}: say which columns hold the coordinates with `x:` and `y:`; the columns are {known}",
                path=self.path,
                known=", ".join(columns),
            )
        return x, y


def _coordinates(taken: pd.DataFrame, x: Numbers, y: Numbers) -> Iterator[Text]:
    """What is wrong with the coordinates."""
    if x.problems or y.problems:
        yield from (*x.problems, *y.problems)
    elif (blank := pd.isna(x.values) | pd.isna(y.values)).any():
        yield say("no coordinates in {rows}", rows=rows(taken.index[blank]))
