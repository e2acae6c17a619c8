"""Fields and reading shared by the sources whose files hold rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from siting.inputs.columns import Mask
from siting.inputs.faults import raise_all
from siting.inputs.files import features
from siting.inputs.filters import Filter, kept, missing
from siting.inputs.shapes import shaped
from siting.inputs.sources.source import Reading, Scope
from siting.kinds import Frozen
from siting.scenario.paths import ScenarioPath


class Rows(Frozen):
    """A file of rows, some of which may be left out."""

    path: ScenarioPath
    """The file."""
    only: Filter = {}
    """Take only the rows with these values: column -> value or values."""
    exclude: Filter = {}
    """Leave out the rows with these values: column -> value or values."""
    encoding: str | None = None
    """How text is stored, such as UTF-8 or GB18030; found out when absent."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that are read."""
        return (self.path,)


class Layer(Rows):
    """A map layer."""

    layer: str | None = None
    """Which layer, where the file holds several."""


def read_layer(source: Layer, *, kind: str, crs: str | None, scope: Scope) -> Reading:
    """
    The rows of a map layer with geometry of one kind: points, lines or polygons.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    frame, said = features(source.path, layer=source.layer, encoding=source.encoding)
    keep = chosen(frame, source)
    found = shaped(frame[keep], path=source.path, kind=kind, crs=crs, scope=scope, chosen=hasattr(source, "kind"))
    return Reading(found.frame, frame[~keep].drop(columns="geometry"), (*said, *found.notes))


def chosen(frame: pd.DataFrame, source: Rows) -> Mask:
    """
    Which rows the scenario takes; shape (rows,).

    Raises
    ------
    InputError
        Where a filter names a column that is not there.
    """
    raise_all(missing(frame, source.only, source.exclude), where=source.path)
    return kept(frame, only=source.only, exclude=source.exclude)
