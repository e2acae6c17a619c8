"""A grid of people per cell."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Literal, Self

import geopandas as gpd
import pandas as pd
from pydantic import model_validator
from pyproj import CRS
from rasterio.errors import NotGeoreferencedWarning
from rasterio.windows import Window

from siting.errors import InputError, ScenarioError
from siting.inputs.faults import naming
from siting.inputs.geo.crs import declared, misfit
from siting.inputs.geo.shifted import straightener
from siting.inputs.grid import MOST_POLYGONS, Grid, Part
from siting.inputs.sources.source import Reading, Scope, Source
from siting.scenario.paths import ScenarioPath
from siting.texts import say


class Raster(Source):
    """People per cell, in GeoTIFF or any other raster format that GDAL reads. Cells that hold nobody are left out."""

    kind: Literal["raster"] = "raster"
    path: ScenarioPath | None = None
    """The file; or give `files`."""
    bands: dict[str, int | str | tuple[int | str, ...]] = {}
    """The bands of `path` by group, {residents: 1, age_0_2: 2}: number or description, several are summed; {residents: 1} when absent."""
    files: dict[str, ScenarioPath | tuple[ScenarioPath, ...]] = {}
    """Instead of `path`, files by group, {residents: a.tif, age_0_4: [f.tif, m.tif]}: several are summed; all on the same grid."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.path is None) != bool(self.files):
            raise ScenarioError("a raster needs either path or files")
        if self.files and self.bands:
            raise ScenarioError("bands goes with path; with files each file gives its first band")
        return self

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that are read."""
        return tuple(dict.fromkeys(path for parts in self._parts().values() for path, _ in parts))

    @property
    def counted(self) -> tuple[str, ...]:
        """The groups."""
        return tuple(self._parts())

    def read(self, scope: Scope) -> Reading:
        """Read the populated cells, of the whole file or around the boundary."""
        with warnings.catch_warnings():
            # a file without a georeference is refused with a message of our own
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            grid = Grid(self._parts())
        with grid:
            with naming(self.paths[0]):
                if straightener(self.crs) is not None:
                    raise InputError("cells cannot be shifted one by one; warp the raster to EPSG:4326, and give that as `crs:`")
                crs, said = declared(grid.crs, self.crs or ("local" if scope.local and grid.crs is None else None), grid.bounds)
                if wrong := misfit(grid.bounds, crs):
                    raise InputError("{problem}", problem=wrong)
            notes = tuple(say("{where}: {note}", where=self.title, note=note) for note in said)
            window = _window(grid, crs, scope)
            cells = grid.cells(window, {group: self.codes(group) for group in self.counted})
            rows = gpd.GeoDataFrame(dict(cells.people), geometry=gpd.GeoSeries(grid.shapes(cells), crs=crs))
        if window is not None:
            notes = (*notes, say("{where}: only the part around the boundary was read", where=self.title))
        if len(rows) > MOST_POLYGONS:
            notes = (
                *notes,
                say("{where}: {count:,} cells are kept as points, too many to draw as squares", where=self.title, count=len(rows)),
            )
        return Reading(rows.set_axis(pd.RangeIndex(1, len(rows) + 1), axis=0), pd.DataFrame(), notes, cells.unknown)

    def _parts(self) -> dict[str, tuple[Part, ...]]:
        """Files and bands by group."""
        if self.path is None:
            return {
                group: tuple((path, 1) for path in (paths if isinstance(paths, tuple) else (paths,))) for group, paths in self.files.items()
            }
        bands = self.bands or {"residents": 1}
        path = self.path
        return {group: tuple((path, one) for one in (band if isinstance(band, tuple) else (band,))) for group, band in bands.items()}


def _window(grid: Grid, crs: CRS | None, scope: Scope) -> Window | None:
    """The part of a grid that the boundary needs."""
    boundary = scope.boundary
    if boundary is None or (boundary.crs is None) != (crs is None):
        return None
    there = boundary if crs is None else boundary.to_crs(crs)
    return grid.window(there.total_bounds)
