"""Places: the people of all sources on one map, each place once, inside the planning area."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import CRS

from siting.errors import InputError
from siting.inputs import ledger
from siting.inputs.areas import inside
from siting.inputs.columns import Floats, Mask
from siting.inputs.faults import naming
from siting.inputs.people import Counted
from siting.inputs.shapes import centres, moved
from siting.scenario.future import ALWAYS, NEVER
from siting.texts import Text, say

_MILLIMETRES: Final = 1000.0
"""Places whose centres agree to a millimetre are one."""


@dataclass(frozen=True)
class Settled:
    """
    All places.

    Parameters
    ----------
    frame
        `id` where a source names its places ("" for those of others), `x`, `y` [m], a float column a group [people], geometry.
    groups
        The population groups.
    """

    frame: gpd.GeoDataFrame
    groups: tuple[str, ...]
    ledger: pd.DataFrame
    notes: tuple[Text, ...]


def settle(counted: Sequence[Counted], *, crs: CRS | None, boundary: gpd.GeoDataFrame | None, phases: Sequence[int] = ()) -> Settled:
    """
    Stack the people of all sources.

    A group that a source does not count is 0 there; places with the same centre are one, their people added.

    Parameters
    ----------
    crs
        The projected system of the work; None for plain metres.
    boundary
        The planning area in its own system; places with their centre outside are left out, and booked.
    phases
        The years that are planned for; where a source counts in some of them alone, each has columns of its own, ``residents.2030``.

    Raises
    ------
    InputError
        Where nobody lives inside the boundary, or coordinate systems do not fit together.
    """
    frames, books = [], []
    years = phases if any(one.since != ALWAYS or one.until != NEVER for one in counted) else ()
    groups = tuple(dict.fromkeys(str(group) for one in counted for group in one.places.columns if group not in ("geometry", "id")))
    for number, one in enumerate(counted):
        frame = _located(one, crs).assign(source=number)
        there = within(frame, boundary, crs)
        people = {group: frame[group].to_numpy(float) for group in groups if group in frame}
        books += [one.ledger, ledger.line(one.title, ledger.OUTSIDE, people, ~there)] if boundary is not None else [one.ledger]
        books.append(ledger.line(one.title, ledger.USED, people, there))
        frames.append(_timed(frame[there], one, people, years))
    stacked = pd.concat(frames, ignore_index=True)
    if stacked.empty:
        raise InputError(
            "boundary: nobody lives inside it; check that it and the population are of the same place and have the right `crs:`"
        )
    columns = {group: [f"{group}.{year}" for year in years] or [group] for group in groups}
    every = [*groups, *(column for named in columns.values() for column in named if column not in groups)]
    whole = gpd.GeoDataFrame(stacked.fillna({**dict.fromkeys(every, 0.0), "id": ""}), geometry="geometry", crs=crs)
    notes = tuple(note for one in counted for note in one.notes)
    merged, more = _merged(whole, every, columns)
    named = ["id"] if "id" in merged else []
    return Settled(merged[[*named, "x", "y", *every, "geometry"]], groups, ledger.book(books), (*notes, *more))


def _timed(frame: gpd.GeoDataFrame, one: Counted, people: Mapping[str, Floats], years: Sequence[int]) -> gpd.GeoDataFrame:
    """A source's people year by year; those of the first year are today's."""
    if not years:
        return frame
    lives = {f"{group}.{year}": frame[group] * float(one.lives(year)) for year in years for group in people}
    return frame.assign(**{group: frame[group] * float(one.lives(years[0])) for group in people}, **lives)


def _located(one: Counted, crs: CRS | None) -> gpd.GeoDataFrame:
    """People with the centres of their places [m]."""
    with naming(one.path):
        frame = moved(one.places, crs)
    at = centres(frame)
    return frame.assign(x=at[:, 0], y=at[:, 1])


def within(frame: gpd.GeoDataFrame, boundary: gpd.GeoDataFrame | None, crs: CRS | None) -> Mask:
    """Which places lie in the planning area."""
    if boundary is None:
        return np.ones(len(frame), dtype=bool)
    with naming("boundary"):
        there = moved(boundary, crs)
    return inside(frame[["x", "y"]].to_numpy(float), there)[0] >= 0


def _merged(
    frame: gpd.GeoDataFrame, columns: Sequence[str], groups: Mapping[str, Sequence[str]]
) -> tuple[gpd.GeoDataFrame, tuple[Text, ...]]:
    """Each place once; `groups` says which columns count a group, year by year."""
    keys = pd.DataFrame(np.round(frame[["x", "y"]].to_numpy(float) * _MILLIMETRES).astype(np.int64))
    again = keys.duplicated().to_numpy(bool)
    if not again.any():
        return frame, ()
    place = keys.groupby([0, 1], sort=False).ngroup().to_numpy().astype(np.int64)
    notes = (
        say("{count} places with the same centre as another were added to it", count=int(again.sum())),
        *_counted_twice(frame, place, groups),
    )
    once = frame[~again].reset_index(drop=True)
    sums = {column: np.bincount(place, weights=frame[column].to_numpy(float)) for column in columns}
    return once.assign(**sums), notes


def _counted_twice(frame: gpd.GeoDataFrame, place: npt.NDArray[np.int64], groups: Mapping[str, Sequence[str]]) -> Iterator[Text]:
    """Groups that two sources count at the same place, in the same year."""
    for group, columns in groups.items():
        counting = [frame[column].to_numpy(float) > 0 for column in columns]
        sources = [pd.DataFrame({"place": place, "source": frame.source})[some].drop_duplicates() for some in counting]
        if count := max(int(one.place.duplicated().sum()) for one in sources):
            yield say(
                "{group}: at {count} places several sources count them, and the counts are added; leave one out if it is the same people",
                group=group,
                count=count,
            )
