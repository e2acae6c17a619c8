"""
The populated cells of rasters on one grid, read strip by strip.

Most cells of a country are empty, so only those that hold people are kept, and memory grows with them and not with the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import rasterio
import shapely
from pyproj import CRS
from rasterio.errors import RasterioIOError
from rasterio.windows import Window

from siting.errors import InputError, readable
from siting.inputs.columns import Floats
from siting.inputs.faults import raise_all
from siting.inputs.geo.crs import Bounds
from siting.texts import Text, say

MOST_POLYGONS: Final = 300_000
"""Above this number cells become their centres: as polygons they would take more memory than everything else, and no map can show them."""
_STRIP: Final = 1 << 22
"""How many cells are read at once."""
_ABSURD: Final = 1e30
"""Larger values stand for missing ones, whatever the file declares: no cell holds so many people."""

Part = tuple[Path, int | str]
"""A file and a band of it, by number or description."""


@dataclass(frozen=True)
class Cells:
    """
    The cells that hold people.

    Parameters
    ----------
    column, row
        Where in the grid; shape (cells,).
    people
        By group [people]; shape (cells,).
    unknown
        By group, how many cells hold a code for unknown.
    """

    column: npt.NDArray[np.int64]
    row: npt.NDArray[np.int64]
    people: Mapping[str, Floats]
    unknown: Mapping[str, int]


class Grid:
    """Open rasters on one grid; leave with `close` or a with statement."""

    def __init__(self, groups: Mapping[str, Sequence[Part]]) -> None:
        self._files = ExitStack()
        with ExitStack() as undo:
            undo.callback(self._files.close)
            paths = dict.fromkeys(path for parts in groups.values() for path, _ in parts)
            self._open = {path: self._files.enter_context(_opened(path)) for path in paths}
            self.first: Any = next(iter(self._open.values()))
            raise_all(self._misaligned(), where=self.first.name)
            self._groups = {
                group: [(self._open[path], _band(self._open[path], band)) for path, band in parts] for group, parts in groups.items()
            }
            undo.pop_all()

    def __enter__(self) -> Grid:
        return self

    def __exit__(self, *reason: object) -> None:
        self._files.close()

    @property
    def crs(self) -> CRS | None:
        """What the files say of their coordinate system."""
        return None if self.first.crs is None else CRS.from_user_input(self.first.crs.to_wkt())

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north in the coordinate system of the files."""
        corners = self._at(np.array([0, 1, 0, 1]) * self.first.width, np.array([0, 0, 1, 1]) * self.first.height)
        return np.concatenate([corners.min(axis=0), corners.max(axis=0)])

    def window(self, around: Bounds) -> Window:
        """The part of the grid that covers some bounds, with a cell to spare; may be empty."""
        west, south, east, north = around
        at = _through(~self.first.transform, np.array([west, west, east, east]), np.array([south, north, south, north]))
        size = np.array([self.first.width, self.first.height])
        low = np.clip(np.floor(at.min(axis=0)).astype(int) - 1, 0, size)
        high = np.clip(np.ceil(at.max(axis=0)).astype(int) + 1, 0, size)
        return Window(*low.tolist(), *(high - low).tolist())

    def cells(self, window: Window | None, codes: Mapping[str, Sequence[float]]) -> Cells:
        """
        The cells of a window that hold people.

        Parameters
        ----------
        window
            Which part of the grid; all of it where None.
        codes
            By group, the values that mean unknown.

        Raises
        ------
        InputError
            Where cells are negative, or none holds anyone.
        """
        tally = _Tally(codes)
        whole = window or Window(0, 0, self.first.width, self.first.height)
        strips = [self._strip(one, tally) for one in _strips(whole, self.first.block_shapes[0][0])]
        raise_all(tally.problems(), where=self.first.name)
        if not any(column.size for column, _, _ in strips):
            raise InputError(
                "{where}: no cell holds anyone{here}", where=self.first.name, here=say(" around the boundary") if window else ""
            )
        column, row = (np.concatenate([strip[part] for strip in strips]) for part in (0, 1))
        people = {group: np.concatenate([strip[2][number] for strip in strips]) for number, group in enumerate(self._groups)}
        return Cells(column, row, people, tally.unknown)

    def shapes(self, cells: Cells) -> npt.NDArray[np.object_]:
        """Polygons of the cells; their centres where there are more than `MOST_POLYGONS`."""
        if len(cells.column) > MOST_POLYGONS:
            return np.array(shapely.points(self._at(cells.column + 0.5, cells.row + 0.5)))
        around = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
        return np.array(shapely.polygons(np.stack([self._at(cells.column + right, cells.row + down) for right, down in around], axis=1)))

    def _at(self, column: npt.NDArray[Any], row: npt.NDArray[Any]) -> Floats:
        """Coordinates of grid positions; shape (positions, 2)."""
        return _through(self.first.transform, column, row)

    def _strip(self, window: Window, tally: _Tally) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], list[Floats]]:
        """Columns, rows and people of the populated cells of a strip."""
        people = [
            np.sum([tally.known(group, _read(file, band, window)) for file, band in parts], axis=0) for group, parts in self._groups.items()
        ]
        row, column = np.nonzero(np.any(np.stack(people), axis=0))
        return column + int(window.col_off), row + int(window.row_off), [values[row, column] for values in people]

    def _misaligned(self) -> Iterator[Text]:
        """Files on another grid than the first."""
        first = self.first
        for path, other in self._open.items():
            alike = first.shape == other.shape and first.crs == other.crs
            if not (alike and first.transform.almost_equals(other.transform, abs(first.transform.a) * 1e-3)):
                yield say(
                    "{other} is on another grid ({width} x {height} cells); the files of one source must share one; "
                    "write another entry of `population` for it, and cells with the same centre are put together",
                    other=path,
                    width=other.width,
                    height=other.height,
                )


class _Tally:
    """What the strips of a raster hold beside people."""

    def __init__(self, codes: Mapping[str, Sequence[float]]) -> None:
        self._codes = codes
        self.unknown = dict.fromkeys(codes, 0)
        self._negative: dict[str, tuple[int, float]] = {}

    def known(self, group: str, read: np.ma.MaskedArray[Any, Any]) -> Floats:
        """People of a strip, 0 where missing or unknown."""
        values: Floats = np.ma.filled(read.astype(float), 0.0)
        values[~(np.abs(values) < _ABSURD)] = 0.0
        if self._codes[group]:
            coded = np.isin(values, self._codes[group]) & (values != 0)
            self.unknown[group] += int(coded.sum())
            values[coded] = 0.0
        if (below := values[values < 0]).size:
            count, least = self._negative.get(group, (0, 0.0))
            self._negative[group] = (count + below.size, min(least, float(below.min())))
            values = np.maximum(values, 0.0)
        return values

    def problems(self) -> Iterator[Text]:
        """Groups with negative cells."""
        for group, (count, least) in self._negative.items():
            yield say(
                "{group}: negative in {count:,} of the cells, the smallest {least:g}; if that means unknown, write no_data: [{least:g}]",
                group=group,
                count=count,
                least=least,
            )


def _through(to: Any, x: npt.NDArray[Any], y: npt.NDArray[Any]) -> Floats:
    """Positions through an affine transformation; shape (positions, 2)."""
    return np.column_stack([to.a * x + to.b * y + to.c, to.d * x + to.e * y + to.f])


def _opened(path: Path) -> Any:
    with readable(path, say("a raster")):
        file = rasterio.open(path)
    if file.transform.is_identity:
        file.close()
        raise InputError("{path}: does not say where it lies; a raster needs a georeference, such as a GeoTIFF has", path=path)
    return file


def _read(file: Any, band: int, window: Window) -> np.ma.MaskedArray[Any, Any]:
    try:
        return np.ma.asanyarray(file.read(band, window=window, masked=True))
    except RasterioIOError as error:
        # what went wrong with the bytes stands in the error behind this one
        reason = error.__cause__ or error
        raise InputError("{path}: is damaged or cut short ({reason}); copy or download it again", path=file.name, reason=reason) from None


def _band(file: Any, wanted: int | str) -> int:
    """The number of a band by its number or description."""
    names = [str(name or "") for name in file.descriptions]
    number = wanted if isinstance(wanted, int) else names.index(wanted) + 1 if wanted in names else 0
    if not 1 <= number <= file.count:
        described = ", ".join(f"{position} {name}".strip() for position, name in enumerate(names, start=1))
        raise InputError('{path}: no band "{band}"; the bands are {known}', path=file.name, band=wanted, known=described)
    return number


def _strips(whole: Window, block: int) -> Iterator[Window]:
    """A window in strips of whole blocks that fit in memory."""
    if not whole.width or not whole.height:
        return
    height = max(block, _STRIP // int(whole.width) // block * block)
    for top in range(0, int(whole.height), height):
        yield Window(whole.col_off, whole.row_off + top, whole.width, min(height, whole.height - top))
