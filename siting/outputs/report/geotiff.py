"""Coverage as a raster on the grid that the population came in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from pyproj import Transformer
from rasterio.transform import Affine

from siting.outputs.plan import Plan


def geotiff(plan: Plan, path: str | Path) -> bool:
    """
    Write which share of the need is served, today and under the plan, on the grid of the first population raster.

    Two bands a service, ``before.<service>`` and ``after.<service>`` (0 to 1; no data where nobody needs it), cut to the cells in use.

    Returns
    -------
    Whether there is such a raster; nothing is written where there is none.
    """
    source = next((one for one in plan.scenario.population if one.kind == "raster"), None)
    if source is None:
        return False
    with rasterio.open(source.paths[0]) as grid:
        work = grid.crs if source.crs is None or grid.crs is not None else source.crs
        return _written(plan, Path(path), grid.transform, work, (grid.height, grid.width))


def _written(plan: Plan, path: Path, transform: Affine, crs: Any, shape: tuple[int, int]) -> bool:
    cells = plan.drawn.cells
    x, y = cells.x.to_numpy(float), cells.y.to_numpy(float)
    if crs is not None:
        x, y = Transformer.from_crs(plan.world.crs, crs, always_xy=True).transform(x, y)
    back = ~transform
    column = np.floor(back.a * x + back.b * y + back.c + 1e-6).astype(int)
    row = np.floor(back.d * x + back.e * y + back.f + 1e-6).astype(int)
    # places of other sources may lie beyond the grid
    inside = (row >= 0) & (row < shape[0]) & (column >= 0) & (column < shape[1])
    if not inside.any():
        return False
    top, left = int(row[inside].min()), int(column[inside].min())
    height, width = int(row[inside].max()) - top + 1, int(column[inside].max()) - left + 1
    names = [f"{when}.{service}" for service in plan.scenario.services for when in ("before", "after")]
    with rasterio.open(
        path, "w", driver="GTiff", height=height, width=width, count=len(names), dtype="float32", nodata=np.nan, crs=crs,
        transform=_from(transform, left, top), compress="deflate", tiled=height > 256 and width > 256,
    ) as out:  # fmt: skip
        for number, name in enumerate(names, 1):
            band = np.full((height, width), np.nan, np.float32)
            band[row[inside] - top, column[inside] - left] = cells[name].to_numpy(np.float32)[inside]
            out.write(band, number)
            out.set_band_description(number, name)
    return True


def _from(to: Affine, column: int, row: int) -> Affine:
    """The same grid, counted from another of its cells."""
    return Affine(to.a, to.b, to.a * column + to.b * row + to.c, to.d, to.e, to.d * column + to.e * row + to.f)
