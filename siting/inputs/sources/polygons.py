"""A map layer of polygons."""

from __future__ import annotations

from typing import Literal

from siting.inputs.features import Layer, read_layer
from siting.inputs.sources.source import Reading, Scope, Source


class Polygons(Layer, Source):
    """Polygons in GeoPackage, GeoJSON, shapefile, FlatGeobuf, GeoParquet or any other format that GDAL reads."""

    kind: Literal["polygons"] = "polygons"

    def read(self, scope: Scope) -> Reading:
        """Read and check the rows."""
        return read_layer(self, kind=self.kind, crs=self.crs, scope=scope)
