"""What all sources of places have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd

from siting.kinds import Kind
from siting.texts import Text

Codes = tuple[float, ...]


@dataclass(frozen=True)
class Scope:
    """
    What a source may know of the whole study.

    Parameters
    ----------
    local
        Whether all data are plain metres, so that a file without a coordinate system need not say so.
    boundary
        The planning area; a source that can read a part of its file reads what lies around it.
    phases
        The years to plan for; none where there is but today.
    """

    local: bool = False
    boundary: gpd.GeoDataFrame | None = None
    phases: tuple[int, ...] = ()


@dataclass(frozen=True)
class Reading:
    """
    What was read from a source.

    Parameters
    ----------
    rows
        The rows in use, with geometry in the coordinate system of the source (None for plain metres), indexed by their number in
        the file from 1.
    left_out
        The rows that a filter left out, without geometry.
    notes
        What a planner should know about it.
    unknown
        How many cells of a raster hold a code for unknown, by column; they are no rows.
    """

    rows: gpd.GeoDataFrame
    left_out: pd.DataFrame
    notes: tuple[Text, ...] = ()
    unknown: Mapping[str, int] = field(default_factory=dict)


class Source(Kind):
    """Where rows with a place on the map come from."""

    crs: str | None = None
    """Coordinate system of the file: EPSG:4326, gcj02 or bd09 (Chinese web maps), local for plain metres; what it says when absent."""
    no_data: Codes | dict[str, Codes] = ()
    """Values that mean unknown in columns of numbers, such as [99] or [-1, -9]; or by column, {age_0_9: [99]}."""

    @property
    @abstractmethod
    def paths(self) -> tuple[Path, ...]:
        """The files that are read."""

    @abstractmethod
    def read(self, scope: Scope) -> Reading:
        """
        Read and check the rows.

        Raises
        ------
        InputError
            With everything that is wrong with the file.
        """

    @property
    def title(self) -> str:
        """What ledgers and notes call it."""
        return self.paths[0].name

    @property
    def counted(self) -> tuple[str, ...]:
        """The columns that hold people, where a scenario does not say."""
        return ("residents",)

    def codes(self, column: str) -> Codes:
        """The values that mean unknown in a column."""
        return self.no_data.get(column, ()) if isinstance(self.no_data, dict) else self.no_data
