"""Make the demo city: `python data/make_yinchuan.py [--out folder]`. The same bytes every time; see data/README.md."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from yinchuan_city.backdrop import Feature, empty_land, make_backdrop
from yinchuan_city.candidates import buildings, kindergartens, plots
from yinchuan_city.frame import make_blocks, to_lonlat
from yinchuan_city.land import make_land
from yinchuan_city.layout import DISTRICTS
from yinchuan_city.people import make_cells
from yinchuan_city.supply import City, facilities
from yinchuan_city.units import Units, make_units
from yinchuan_city.writing import NOTICE, write_csv, write_geojson, write_population

SEED = 20_250_302
FOLDER = Path(__file__).parent / "yinchuan"


def make(out: Path) -> None:
    """Draw the city and write its files into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    blocks = make_blocks(_random("blocks"))
    backdrop = make_backdrop(blocks, _random("backdrop"))
    empty = empty_land(backdrop)
    land = make_land(blocks, empty, _random("land"))
    units = make_units(blocks, land, _random("units"))
    cells = make_cells(blocks, land, units, empty, _random("people"))
    city = City(cells, units.units)
    write_population(out / "population.tif", cells)
    write_units(out, units)
    write_backdrop(out, backdrop)
    write_csv(out / "facilities.csv", facilities(city, _random("facilities")))
    write_csv(out / "kindergartens.csv", kindergartens(city, _random("kindergartens")))
    write_csv(out / "buildings.csv", buildings(city, _random("buildings")))
    write_csv(out / "plots.csv", plots(city, (blocks, land, units), empty, _random("plots")))
    (out / "SYNTHETIC").write_text(NOTICE + "\n", encoding="utf-8", newline="\n")


def write_units(out: Path, units: Units) -> None:
    """Write communities and districts."""
    write_geojson(
        out / "communities.geojson",
        [
            ({"code": unit.code, "name": unit.name, "street": unit.street, "district": unit.district, "kind": unit.kind}, shape)
            for unit, shape in zip(units.units, units.shapes, strict=True)
        ],
    )
    write_geojson(
        out / "districts.geojson",
        [({"name": d.name, "name_en": d.name_en, "code": d.code}, _joined(units, d.name)) for d in DISTRICTS],
    )


def _joined(units: Units, district: str) -> BaseGeometry:
    return shapely.coverage_union_all([shape for unit, shape in zip(units.units, units.shapes, strict=True) if unit.district == district])


def write_backdrop(out: Path, backdrop: list[Feature]) -> None:
    """Write what is drawn below the plan."""
    write_geojson(out / "base.geojson", [({"class": feature.kind, "name": feature.name}, to_lonlat(feature.shape)) for feature in backdrop])


def checksums(folder: Path) -> list[str]:
    """A line of the table in data/README.md for each file: name, size in bytes, SHA-256."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return [f"| `{path.name}` | {path.stat().st_size:,} | `{hashlib.sha256(path.read_bytes()).hexdigest()}` |" for path in files]


def _random(stage: str) -> np.random.RandomState:
    """Chance of its own for each stage, so that a change in one leaves the others as they are. Its stream is frozen by NumPy."""
    return np.random.RandomState([SEED, *stage.encode()])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make the files of the demo city.")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder to write to (default: data/yinchuan)")
    chosen = parser.parse_args().out
    make(chosen)
    print("\n".join(checksums(chosen)))
