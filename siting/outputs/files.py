"""The folder that a run leaves behind: map, tables, layers, and a record of how they were made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from siting.errors import InputError
from siting.instance import store
from siting.instance.study import Study
from siting.instance.tables import TABLES
from siting.outputs.draw import draw
from siting.outputs.frontier import Frontier
from siting.outputs.frontier_files import frontier_files
from siting.outputs.metrics import cost, coverage, projects, straight
from siting.outputs.pages import reported
from siting.outputs.plan import Plan
from siting.outputs.report.geopackage import geopackage
from siting.outputs.report.geotiff import geotiff
from siting.outputs.report.workbook import workbook
from siting.texts import Language

MANIFEST = "manifest.json"
"""By which a folder that a run wrote is known."""


def write(plan: Plan, folder: str | Path, *, language: Language = "en", tiles: str | None = None, frontier: Frontier | None = None) -> Path:
    """
    Write everything about a plan into a folder; one that an earlier run left is replaced as a whole once all of it is there.

    ``map.html``; ``report.html``, to read and to print; ``plan.xlsx``, the workbook; ``plan.gpkg`` with the layers sites, cells,
    catchments and each kind of area; ``coverage.tif`` where the population came as a raster; ``sites.csv``, ``projects.csv``,
    ``coverage.csv``, ``coverage_by_<area>.csv``, ``cost.csv`` and ``ledger.csv``, in UTF-8 with the mark that Excel needs;
    ``instance/`` with the tables of the question; ``manifest.json``. `language` and `tiles`, the online base map, are as `draw` takes them.

    Parameters
    ----------
    frontier
        What more money and less would bring: then the report tells it, and ``frontier.html``, ``.csv`` and ``.xlsx`` lie beside it.

    Returns
    -------
    The path of the map.

    Raises
    ------
    InputError
        Where the folder cannot be written, or holds something that no run wrote.
    """
    folder = writable(folder)
    with _said(folder), _whole(folder) as draft:
        draw(plan, language=language, tiles=tiles).save(draft / "map.html")
        (draft / "report.html").write_text(reported(plan, language, frontier), "utf-8")
        if frontier is not None:
            frontier_files(frontier, draft, language)
        (draft / "plan.xlsx").write_bytes(workbook(plan, language))
        geopackage(plan, draft / "plan.gpkg")
        geotiff(plan, draft / "coverage.tif")
        _tables(plan, draft)
        record = json.dumps(manifest(plan), ensure_ascii=False, indent=2, allow_nan=False)
        (draft / MANIFEST).write_text(record + "\n", "utf-8")
    return folder / "map.html"


def writable(folder: str | Path) -> Path:
    """
    The folder, if a run may write it: asked before a long run, so that none is in vain.

    Raises
    ------
    InputError
        Where it cannot be written, or holds something that no run wrote.
    """
    folder = Path(folder).resolve()
    if folder.exists() and not folder.is_dir():
        raise InputError("{path} is a file; give a folder", path=folder)
    with _said(folder):
        if folder.exists() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
            raise InputError("{path} holds other files, which would be lost; give a new or an empty folder", path=folder)
        above = next(one for one in folder.parents if one.exists())
        with TemporaryDirectory(prefix=f".{folder.name}-", dir=above):
            pass
    return folder


def write_page(path: str | Path, page: str) -> None:
    """
    Write a page as one file; one of the same name is replaced once all of it is there.

    Raises
    ------
    InputError
        Where the file cannot be written.
    """
    path = Path(path).resolve()
    with _said(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.new")
        draft.write_text(page, "utf-8")
        draft.replace(path)


def asked(study: Study) -> dict[str, Any]:
    """What was asked, of what data, when and with which versions."""
    return {
        "scenario": json.loads(study.scenario.model_dump_json()),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {name: version(name) for name in ("siting", "pulp", "highspy", "geopandas", "numpy", "scipy")},
        "crs": study.world.crs.to_string(),
        "tables": {name: rows for name in TABLES if (rows := len(getattr(study.instance, name))) or name != "near"},
    }


def manifest(plan: Plan) -> dict[str, Any]:
    """How a plan came about: scenario, settings, versions, and what is known of its quality."""
    return {
        **asked(plan.study),
        "status": plan.status.value,
        **{name: value if np.isfinite(value := getattr(plan, name)) else None for name in ("objective", "bound", "gap")},
        "seconds": round(plan.seconds, 2),
        "proved_by": plan.solution.method,
        "notes": [str(note) for note in plan.world.notes],
    }


def _tables(plan: Plan, folder: Path) -> None:
    """The tables as CSV and the instance as Parquet."""
    sites = plan.sites.to_crs(4326)
    places = {"longitude": sites.geometry.x.round(6), "latitude": sites.geometry.y.round(6)}
    tables = {
        "sites": sites.drop(columns="geometry").assign(**places),
        "coverage": coverage(plan),
        "cost": cost(plan, by="service"),
        "projects": projects(plan),
        "ledger": plan.world.ledger,
    }
    if len(direct := straight(plan)):
        tables["straight_line"] = direct
    tables |= {f"coverage_by_{kind}": coverage(plan, by=kind) for kind in plan.world.areas}
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, encoding="utf-8-sig", float_format="%.12g")
    store.save(plan.instance, folder / "instance")


@contextmanager
def replaced(folder: str | Path) -> Iterator[Path]:
    """
    An empty folder to write into, which takes the place of `folder` once all of it is there.

    Raises
    ------
    InputError
        As `writable`.
    """
    folder = writable(folder)
    with _said(folder), _whole(folder) as draft:
        yield draft


@contextmanager
def _said(folder: Path) -> Iterator[None]:
    """What the system refuses, in the words of this project."""
    try:
        yield
    except OSError as error:
        raise InputError("{path} cannot be written: {reason}", path=folder, reason=error.strerror or error) from None


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """A folder that takes the place of `folder` if all goes well, and is gone if not: nothing is left half-written."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent, ignore_cleanup_errors=True) as beside:
        draft, old = Path(beside, "new"), Path(beside, "old")
        draft.mkdir()
        yield draft
        if folder.exists():
            folder.rename(old)
        draft.rename(folder)
