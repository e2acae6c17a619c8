"""A table with coordinates in two columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import geopandas as gpd
import pandas as pd

from siting.inputs.columns import Numbers, numbers, rows
from siting.inputs.faults import raise_all
from siting.inputs.features import Rows, chosen
from siting.inputs.shapes import shaped
from siting.inputs.sources.source import Reading, Scope, Source
from siting.inputs.tables import table
from siting.texts import Text, say


class Table(Rows, Source):
    """A table: text with separators (CSV, TSV), Excel workbook (xlsx) or Parquet. It states no coordinate system, so give `crs`."""

    kind: Literal["table"] = "table"
    x: str = "x"
    """Column of the easting [m] or longitude [degrees]."""
    y: str = "y"
    """Column of the northing [m] or latitude [degrees]."""
    sheet: str | None = None
    """Which sheet of a workbook; the first when absent."""

    def read(self, scope: Scope) -> Reading:
        """Read and check the rows."""
        frame = table(self.path, sheet=self.sheet, encoding=self.encoding)
        keep = chosen(frame, self)
        taken = frame[keep]
        x, y = numbers(taken, self.x, codes=self.codes(self.x)), numbers(taken, self.y, codes=self.codes(self.y))
        raise_all(_coordinates(taken, x, y), where=self.path)
        points = gpd.GeoDataFrame(taken, geometry=gpd.points_from_xy(x.values, y.values))
        found = shaped(points, path=self.path, kind="points", crs=self.crs, scope=scope)
        return Reading(found.frame, frame[~keep], found.notes)


def _coordinates(taken: pd.DataFrame, x: Numbers, y: Numbers) -> Iterator[Text]:
    """What is wrong with the coordinates."""
    if x.problems or y.problems:
        yield from (*x.problems, *y.problems)
    elif (blank := pd.isna(x.values) | pd.isna(y.values)).any():
        yield say("no coordinates in {rows}", rows=rows(taken.index[blank]))
