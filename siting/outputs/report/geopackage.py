"""A plan as a GeoPackage that QGIS opens with sensible colours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as Xml

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from siting.outputs.draw.palette import RAMPS, SITES
from siting.outputs.metrics import coverage
from siting.outputs.plan import Plan

_SHAPES: Final = {
    "build": "star", "rent": "diamond", "mobile": "triangle", "home": "square", "buy": "cross_fill", "convert": "hexagon",
    "expand": "cross_fill", "keep": "circle", "close": "cross2",
}  # fmt: skip
"""QGIS's names of the shapes that the maps draw."""
_STYLES: Final = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
  f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30),
  ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))
"""
"""The table in which QGIS keeps styles beside the data."""


def geopackage(plan: Plan, path: str | Path) -> None:
    """
    Write sites, cells, catchments and areas as layers of one GeoPackage, in the projected system of the work, with styles for QGIS.

    ``catchments`` holds one polygon for each service and site: the places of which it serves most, with what is ``served`` there [unit].
    """
    plan.sites.to_file(path, layer="sites", driver="GPKG")
    plan.cells.to_file(path, layer="cells", driver="GPKG")
    if len(found := catchments(plan)):
        found.to_file(path, layer="catchments", driver="GPKG")
    for kind, areas in plan.world.areas.items():
        _with_coverage(plan, kind, areas).to_file(path, layer=kind, driver="GPKG")
    _styled(path, list(_styles(plan)))


def catchments(plan: Plan) -> gpd.GeoDataFrame:
    """``service``, ``site`` (id), ``name``, ``served`` [unit] and geometry: the places of which a site serves most."""
    cells, sites = plan.drawn.cells, plan.world.sites
    rows = []
    for service in plan.scenario.services:
        main = cells[f"site.{service}"].to_numpy(int)
        served = cells[f"need.{service}"].to_numpy(float) * np.nan_to_num(cells[f"after.{service}"].to_numpy(float))
        shapes = cells.geometry.to_numpy()
        for site, at in pd.Series(np.arange(len(main))).groupby(main).groups.items():
            if int(str(site)) < 0:
                continue
            where = at.to_numpy()
            flat = shapely.get_dimensions(shapes[where]).min() == 2
            shape = shapely.union_all(shapes[where]) if flat else shapely.MultiPoint(shapely.get_coordinates(shapes[where]))
            named = sites.iloc[int(str(site))]
            rows.append(
                {"service": service, "site": named.site, "name": named["name"], "served": float(served[where].sum()), "geometry": shape}
            )
    return gpd.GeoDataFrame(rows, columns=["service", "site", "name", "served", "geometry"], geometry="geometry", crs=plan.world.crs)


def _with_coverage(plan: Plan, kind: str, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Areas with the need and coverage of each service in columns of their own."""
    table = coverage(plan.drawn, by=kind)
    for service, rows in table.groupby("service", sort=False):
        named = rows.set_index(kind)[["need", "before_share", "after_share"]].add_suffix(f".{service}")
        areas = areas.merge(named, left_on="name", right_index=True, how="left")
    return areas


def _styles(plan: Plan) -> Iterator[tuple[str, str]]:
    """The style of each layer, by its name."""
    first = next(iter(plan.scenario.services))
    yield "sites", _by_action()
    yield "cells", _by_share(f"after.{first}", outline=False)
    for kind in plan.world.areas:
        yield kind, _by_share(f"after_share.{first}", outline=True)


def _by_action() -> str:
    """Sites by what happens to them, in the shapes and colours of the map."""
    document, renderer = _document("categorizedSymbol", {"attr": "action"})
    categories, symbols = Xml.SubElement(renderer, "categories"), Xml.SubElement(renderer, "symbols")
    for number, (action, colour) in enumerate(SITES.items()):
        Xml.SubElement(categories, "category", value=action, symbol=str(number), label=action, render="true")
        symbol = Xml.SubElement(symbols, "symbol", type="marker", name=str(number), alpha="1")
        marker = Xml.SubElement(symbol, "layer", {"class": "SimpleMarker", "enabled": "1"})
        size = "2.2" if action == "keep" else "3.6"
        for key, value in {"name": _SHAPES[action], "color": _rgb(colour), "outline_color": "255,255,255,255", "size": size}.items():
            Xml.SubElement(marker, "prop", k=key, v=value)
    return _text(document)


def _by_share(column: str, *, outline: bool) -> str:
    """Polygons by the share of the need served, in five classes."""
    document, renderer = _document("graduatedSymbol", {"attr": f'"{column}"', "graduatedMethod": "GraduatedColor"})
    ranges, symbols = Xml.SubElement(renderer, "ranges"), Xml.SubElement(renderer, "symbols")
    for number, colour in enumerate(RAMPS["newly"]):
        low, high = number / 5, (number + 1) / 5
        Xml.SubElement(
            ranges, "range", lower=f"{low:.1f}", upper=f"{high:.1f}", symbol=str(number), label=f"{low:.0%} - {high:.0%}", render="true"
        )
        symbol = Xml.SubElement(symbols, "symbol", type="fill", name=str(number), alpha="0.85")
        fill = Xml.SubElement(symbol, "layer", {"class": "SimpleFill", "enabled": "1"})
        edge = {"outline_style": "solid", "outline_color": "70,63,85,255", "outline_width": "0.3"} if outline else {"outline_style": "no"}
        for key, value in ({"color": _rgb(colour), "style": "solid"} | edge).items():
            Xml.SubElement(fill, "prop", k=key, v=value)
    return _text(document)


def _document(kind: str, settings: dict[str, str]) -> tuple[Xml.Element, Xml.Element]:
    document = Xml.Element("qgis", version="3.22.0", styleCategories="Symbology")
    return document, Xml.SubElement(document, "renderer-v2", {"type": kind, "enableorderby": "0", "forceraster": "0"} | settings)


def _text(document: Xml.Element) -> str:
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + Xml.tostring(document, encoding="unicode")


def _rgb(colour: str) -> str:
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"


def _styled(path: str | Path, styles: list[tuple[str, str]]) -> None:
    """Keep styles beside the layers, as QGIS looks for them."""
    with closing(sqlite3.connect(path)) as book, book:
        book.execute(_STYLES)
        book.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('layer_styles', 'attributes', 'layer_styles')")
        columns = dict(book.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
        rows = [("", "", layer, columns[layer], layer, qml, "", 1, "siting", "") for layer, qml in styles if layer in columns]
        book.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, "
            "useAsDefault, description, owner) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
