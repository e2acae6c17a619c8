"""Scenarios and sources as the tests ask for them, and errors as people read them."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pytest
import rasterio
from pydantic import TypeAdapter
from rasterio.transform import Affine
from shapely import box

from siting.errors import InputError
from siting.inputs import ENTRIES, World, read_world
from siting.inputs.sources import Reading, Scope, Source
from siting.scenario.future import Growth, Projection
from siting.scenario.scenario import Demand, Scenario
from siting.texts import Text

Entry = Mapping[str, Any]
METRES = "EPSG:32650"
ORIGIN = (500_000.0, 4_000_000.0)
"""A place in China [m, UTM zone 50]."""


def entry(kind: str, fields: Entry) -> Any:
    return TypeAdapter(ENTRIES[kind]).validate_python(fields)


def asked(population: Sequence[Entry], facilities: Sequence[Entry] = (), candidates: Sequence[Entry] = (), **more: Any) -> Scenario:
    """A scenario of one service, daycare, unless `services` says otherwise."""
    services = more.get("services", {"daycare": SimpleNamespace(demand=Demand(share=1.0), priority=1.0)})
    made = SimpleNamespace(
        crs=more.get("crs"),
        services=services,
        population=tuple(entry("AnyPeople", one) for one in population),
        facilities=tuple(entry("AnyFacilities", one) for one in facilities),
        candidates=tuple(entry("AnyCandidates", one) for one in candidates),
        areas={kind: entry("AnyArea", one) for kind, one in more.get("areas", {}).items()},
        boundary=entry("AnyArea", more["boundary"]) if "boundary" in more else None,
        backdrop=tuple(entry("AnyBackdrop", one) for one in more.get("backdrop", ())),
        phases=tuple(more.get("phases", ())),
        base_year=more.get("base_year"),
        growth={group: Growth.model_validate(one) for group, one in more.get("growth", {}).items()},
        projections={name: Projection.model_validate(one) for name, one in more.get("projections", {}).items()},
    )
    return cast(Scenario, made)


def world(population: Sequence[Entry], facilities: Sequence[Entry] = (), candidates: Sequence[Entry] = (), **more: Any) -> World:
    return read_world(asked(population, facilities, candidates, **more))


def read(kind: str, scope: Scope | None = None, **fields: Any) -> Reading:
    source = Source.registry[kind].model_validate(fields)
    assert isinstance(source, Source)
    return source.read(scope or Scope())


@contextmanager
def refused(*parts: str) -> Iterator[None]:
    """An error of input that says all of `parts`, in English and, translated, in Chinese."""
    with pytest.raises(InputError) as raised:
        yield
    text = str(raised.value)
    for part in parts:
        assert part in text, text
    assert re.search("[\u4e00-\u9fff]", raised.value.said("zh")), "no Chinese"


def notes(found: World | Reading) -> str:
    """All notes, and that each can be said in Chinese."""
    assert all(re.search("[\u4e00-\u9fff]", chinese(note)) for note in found.notes)
    return "\n".join(map(str, found.notes))


def chinese(text: Text) -> str:
    return text.said("zh")


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def squares(path: Path, columns: Mapping[str, Any], crs: str | None = METRES, size: float = 100.0) -> Path:
    """A row of square cells from `ORIGIN` eastward."""
    west, south = ORIGIN
    count = len(next(iter(columns.values())))
    cells = [box(west + size * k, south, west + size * (k + 1), south + size) for k in range(count)]
    frame = gpd.GeoDataFrame(dict(columns), geometry=cells, crs=crs)
    with warnings.catch_warnings():
        # that a file says nothing of its coordinate system is what some tests are about
        warnings.filterwarnings("ignore", "'crs' was not provided")
        frame.to_file(path)
    return path


def raster(path: Path, *bands: npt.ArrayLike, crs: str | None = METRES, nodata: float | None = None, **more: Any) -> Path:
    """A GeoTIFF of 100 m cells whose upper left corner is `ORIGIN`; `descriptions` name its bands."""
    values = np.stack([np.asarray(band) for band in bands])
    transform = more.get("transform", Affine(100, 0, ORIGIN[0], 0, -100, ORIGIN[1]))
    shape = {"count": len(values), "height": values.shape[1], "width": values.shape[2]}
    with rasterio.open(path, "w", driver="GTiff", dtype=values.dtype, crs=crs, transform=transform, nodata=nodata, **shape) as file:
        file.write(values)
        for number, name in enumerate(more.get("descriptions", ()), start=1):
            file.set_band_description(number, name)
    return path


def at(east: float, north: float) -> tuple[float, float]:
    """A point some metres from `ORIGIN`."""
    return ORIGIN[0] + east, ORIGIN[1] + north


def table(path: Path, rows: Sequence[Sequence[Any]], header: str) -> Path:
    """A CSV table."""
    return write(path, "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")
