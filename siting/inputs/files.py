"""Map layers in files, of any format that GDAL reads, and GeoParquet."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from siting.errors import InputError, readable
from siting.scenario.words import close
from siting.texts import Text, say


def features(path: Path, *, layer: str | None, encoding: str | None) -> tuple[gpd.GeoDataFrame, tuple[Text, ...]]:
    """
    The rows of a map layer, indexed by their number in the file from 1, and how its text was read where the file does not say.

    Parameters
    ----------
    layer
        Which layer; may be None where the file has one.
    encoding
        How text is stored; where None, what the file says, else UTF-8 or GB18030.

    Raises
    ------
    InputError
        Where the file cannot be read as a map layer.
    """
    flat = path.suffix.lower() in (".parquet", ".geoparquet")
    frame, notes = (_parquet(path), ()) if flat else _layer(path, layer, encoding)
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        raise InputError("{path}: has no geometry; a table with coordinates in columns is `kind: table`", path=path)
    if frame.active_geometry_name != "geometry":
        frame = frame.rename_geometry("geometry")
    return frame.set_axis(pd.RangeIndex(1, len(frame) + 1), axis=0), notes


def _parquet(path: Path) -> gpd.GeoDataFrame:
    with readable(path, say("Parquet")):
        try:
            return gpd.read_parquet(path)
        except ValueError as error:
            if "geo" not in str(error).lower():
                raise
            raise InputError("{path}: has no geometry; a table with coordinates in columns is `kind: table`", path=path) from None


def _layer(path: Path, layer: str | None, encoding: str | None) -> tuple[pd.DataFrame, tuple[Text, ...]]:
    with readable(path, say("a map layer")), warnings.catch_warnings():
        # GDAL warns of measures and mixed types, which are dropped or named below, and before it gives up
        warnings.simplefilter("ignore")
        name = _chosen(path, layer)
        stored = encoding or _unsaid(path)
        try:
            frame: pd.DataFrame = gpd.read_file(path, layer=name, encoding=stored)
            return frame, _said(path, stored, frame) if encoding is None else ()
        except UnicodeDecodeError:
            frame = gpd.read_file(path, layer=name, encoding="GB18030")
            return frame, _said(path, "GB18030", frame)


def _said(path: Path, stored: str | None, frame: pd.DataFrame) -> tuple[Text, ...]:
    """How text was read, where the file does not say and it matters."""
    if stored is None or all(text.isascii() for text in _words(frame)):
        return ()
    return (
        say(
            "{where}: does not say how its text is stored, or says it wrongly; read as {stored}. If it is garbled, give `encoding:`",
            where=path.name,
            stored=stored,
        ),
    )


def _words(frame: pd.DataFrame) -> Iterator[str]:
    """All text of a table, headings included."""
    yield from map(str, frame.columns)
    for name in frame.select_dtypes(include=["object", "str"]).columns.difference(["geometry"]):
        yield from frame[name].dropna().astype(str)


def _chosen(path: Path, layer: str | None) -> str:
    """The layer to read."""
    layers = {str(name): kind for name, kind in pyogrio.list_layers(path)}
    if layer is not None and layer not in layers:
        if near := close(layer, list(layers)):
            raise InputError('{path}: no layer "{layer}"; did you mean "{near}"?', path=path, layer=layer, near=near)
        raise InputError('{path}: no layer "{layer}"; the layers are {known}', path=path, layer=layer, known=", ".join(layers))
    drawn = [name for name, kind in layers.items() if kind is not None] or list(layers)
    if not drawn:
        raise InputError("{path}: holds no layer", path=path)
    if layer is None and len(drawn) > 1:
        raise InputError("{path}: holds several layers ({known}); say which with `layer:`", path=path, known=", ".join(drawn))
    return layer or drawn[0]


def _unsaid(path: Path) -> str | None:
    """How text is stored in a shapefile that does not say: tried as UTF-8 first, as most programs write it today."""
    return "UTF-8" if path.suffix.lower() == ".shp" and not path.with_suffix(".cpg").exists() else None
