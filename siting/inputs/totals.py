"""
Control totals: counts by area, such as those of a census by street, to which the places of a grid are brought.

Each place keeps its share of its area. Whole people are made of the shares by largest remainders (Hamilton's method; Balinski, M. L. and
Young, H. P. (1982), Fair Representation, Yale University Press), so the places of an area add up to its total exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from siting.errors import InputError
from siting.inputs import headings
from siting.inputs.areas import Positions, inside
from siting.inputs.columns import Floats, attributes, numbers, rows, texts, unknown
from siting.inputs.faults import naming, raise_all
from siting.inputs.features import Layer, read_layer
from siting.inputs.shapes import centres, moved
from siting.inputs.sources.source import Scope
from siting.inputs.tables import table
from siting.scenario.paths import ScenarioPath
from siting.texts import Text, say

_LISTED: Final = 3


class Totals(Layer):
    """Counts by area, to which the places of a source are brought: a map layer of areas that holds the counts, or a table beside it."""

    crs: str | None = None
    """Coordinate system of the layer; what it says when absent."""
    name: str | None = None
    """Column of the area's name in the layer; found by its heading (name, 名称, ...) when absent."""
    groups: dict[str, str] = Field(min_length=1)
    """The columns of the counts by population group, {residents: 常住人口}; groups not named go along with the first that is."""
    table: ScenarioPath | None = None
    """A table that holds the counts, one row an area, where the layer does not."""
    table_name: str | None = None
    """Column of the area's name in the table; found by its heading when absent."""
    sheet: str | None = None
    """Which sheet of a workbook; the first when absent."""

    def areas(self, scope: Scope) -> gpd.GeoDataFrame:
        """
        The areas, `name`, a float column a group [people] and geometry, one row a name, in the coordinate system of the layer.

        Raises
        ------
        InputError
            Where a file is wrong, an area has no count, or a count is no whole number.
        """
        frame = read_layer(self, kind="polygons", crs=self.crs, scope=scope).rows
        if frame.empty:
            raise InputError("{where}: holds no area", where=self.path)
        names = _names(frame, self.name, self.path)
        shapes = gpd.GeoDataFrame({"name": names}, geometry=frame.geometry).dissolve("name", as_index=False, sort=False)
        if self.table is None:
            counts = self._counts(frame, names, self.path)
        else:
            listed, _ = table(self.table, sheet=self.sheet, encoding=self.encoding)
            counts = self._counts(listed, _names(listed, self.table_name, self.table), self.table)
            raise_all(_strangers(set(shapes["name"]), set(counts.index), self), where=self.table)
        return gpd.GeoDataFrame(shapes[["name", "geometry"]].join(counts, on="name"), geometry="geometry")

    def _counts(self, frame: pd.DataFrame, names: pd.Series, path: object) -> pd.DataFrame:
        """The counts by area and group."""
        read = {group: numbers(frame, column, low=0) for group, column in self.groups.items()}
        wrong = [problem for one in read.values() for problem in one.problems]
        for group, one in read.items():
            if not one.problems and (blank := np.isnan(one.values)).any():
                wrong.append(say('column "{column}": {rows} are blank', column=self.groups[group], rows=rows(frame.index[blank])))
            elif not one.problems and (parts := one.values % 1 != 0).any():
                wrong.append(
                    say(
                        'column "{column}": {rows} hold no whole people, such as {value:g}; are they counted in thousands?',
                        column=self.groups[group], rows=rows(frame.index[parts]), value=one.values[parts][0],
                    )
                )  # fmt: skip
        wrong += [say('"{area}" stands more than once', area=area) for area in names[names.duplicated()].unique()[:_LISTED]]
        raise_all(wrong, where=path)
        return pd.DataFrame({group: one.values for group, one in read.items()}, index=pd.Index(names))


@dataclass(frozen=True)
class Brought:
    """
    People brought to totals.

    Parameters
    ----------
    counts
        By group [people]; shape (places,).
    notes
        What a planner should know.
    """

    counts: dict[str, Floats]
    notes: tuple[Text, ...]


def brought(counts: Mapping[str, Floats], places: gpd.GeoDataFrame, totals: Totals, areas: gpd.GeoDataFrame) -> Brought:
    """
    Bring the people of places to the totals of the areas that their centres lie in. Those outside all areas stay as they are.

    Parameters
    ----------
    counts
        By group [people]; shape (places,).

    Raises
    ------
    InputError
        Where an area is to have people and no place in it has any, or a group is not counted.
    """
    with naming(totals.path):
        at, _ = inside(centres(places), moved(areas, places.crs))
    known = set(counts)
    raise_all((unknown(group, sorted(known)) for group in totals.groups if group not in known), where=say("totals"))
    raise_all(_empty(counts, at, totals, areas), where=say("totals"))
    first = next(iter(totals.groups))
    factor = _factor(counts[first], at, areas[first].to_numpy(float))
    new = {
        group: _shared_out(people, at, areas[group].to_numpy(float)) if group in totals.groups else people * factor
        for group, people in counts.items()
    }
    return Brought(new, tuple(_told(counts, new, at, totals, areas)))


def _factor(people: Floats, at: Positions, totals: Floats) -> Floats:
    """By how much each place grows; 1 outside all areas."""
    sums = np.bincount(at[at >= 0], people[at >= 0], len(totals))
    grown = np.divide(totals, sums, out=np.ones(len(totals)), where=sums > 0)
    return np.where(at >= 0, grown[at], 1.0)


def _shared_out(people: Floats, at: Positions, totals: Floats) -> Floats:
    """Whole people whose sum in each area is its total, by largest remainders."""
    share = people * _factor(people, at, totals)
    here = np.flatnonzero((at >= 0) & (people > 0))
    # products that miss a whole number by rounding alone are that number
    near = np.rint(share[here])
    exact = np.where(np.abs(share[here] - near) < 1e-9 * np.maximum(near, 1.0), near, share[here])
    whole = np.floor(exact)
    left = np.rint(totals - np.bincount(at[here], whole, len(totals))).astype(np.int64)
    order = np.lexsort((np.arange(len(here)), -(exact - whole), at[here]))
    # the place of each in its area, by remainder
    area = at[here][order]
    rank = np.arange(len(order)) - np.searchsorted(area, area)
    whole[order] += rank < left[area]
    result = share.copy()
    result[here] = whole
    return result


def _names(frame: pd.DataFrame, given: str | None, path: object) -> pd.Series:
    """The names of areas."""
    column = given or headings.found("name", attributes(frame)) or "name"
    if column not in frame:
        raise InputError(
            "{where}: {problem}; say which column holds the names with `{key}:`",
            where=path, problem=unknown(column, attributes(frame)), key="name",
        )  # fmt: skip
    return texts(frame[column])


def _strangers(drawn: set[str], counted: set[str], totals: Totals) -> Iterator[Text]:
    """Areas that only the layer, or only the table, knows."""
    if lost := sorted(drawn - counted):
        yield say("no counts for {areas}, which {layer} draws", areas=_some(lost), layer=totals.path.name)
    if lost := sorted(counted - drawn):
        yield say("counts for {areas}, which {layer} does not draw", areas=_some(lost), layer=totals.path.name)


def _empty(counts: Mapping[str, Floats], at: Positions, totals: Totals, areas: gpd.GeoDataFrame) -> Iterator[Text]:
    """Areas that are to have people of a group, and have none who could be scaled."""
    for group in totals.groups:
        sums = np.bincount(at[at >= 0], counts[group][at >= 0], len(areas))
        if (lost := areas[(sums == 0) & (areas[group].to_numpy(float) > 0)]).shape[0]:
            yield say(
                "{group}: the totals of {areas} are {people:,.0f} together, but the grid has nobody there who could be scaled to them; "
                "leave these areas out with `exclude`, or give the grid people there",
                group=group, areas=_some(lost["name"].tolist()), people=float(lost[group].sum()),
            )  # fmt: skip


def _told(
    old: Mapping[str, Floats], new: Mapping[str, Floats], at: npt.NDArray[np.int64], totals: Totals, areas: gpd.GeoDataFrame
) -> Iterator[Text]:
    """What the totals changed."""
    for group, people in new.items():
        before, after, kind = float(old[group].sum()), float(people.sum()), say("scaled along")
        if group in totals.groups:
            kind = say("in {count} areas", count=len(areas))
        yield say(
            "{group}: brought from {before:,.0f} to {after:,.0f} by the totals of {path} ({kind})",
            group=group, before=before, after=after, path=totals.path.name, kind=kind,
        )  # fmt: skip
    if outside := float(next(iter(old.values()))[at < 0].sum()):
        yield say("{people:,.0f} {group} live outside the areas of {path} and stay as they are",
                  people=outside, group=next(iter(old)), path=totals.path.name)  # fmt: skip


def _some(names: list[str]) -> str:
    return ", ".join(names[:_LISTED]) + (f" + {len(names) - _LISTED}" if len(names) > _LISTED else "")
