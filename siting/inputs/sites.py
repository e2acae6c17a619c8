"""Sites and what they offer, gathered from all files of facilities and candidates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from pydantic import Field
from pyproj import CRS

from siting.inputs import headings
from siting.inputs.attributes import filled
from siting.inputs.columns import Floats, Numbers, attributes, numbers, rows, texts, unknown
from siting.inputs.faults import naming, raise_all
from siting.inputs.shapes import centres, moved
from siting.inputs.sources.source import Source
from siting.scenario.quantities import Money
from siting.scenario.words import close
from siting.texts import Text, say

Amount = float | str
"""A number, or the name of a column that holds it."""
Price = Annotated[Money | str, Field(union_mode="left_to_right")]
"""Money [currency], or the name of a column that holds it."""

OFFERS: Final = (
    "site",
    "service",
    "action",
    "room",
    "stays",
    "opens",
    "closes",
    "follows",
    "capacity",
    "min_load",
    "capital",
    "operating",
    "area",
    "stops",
    "stops_offered",
    "site_capital",
    "site_area",
)
_SAME: Final = 1.0
"""How far apart two rows with the same id may lie and still be one site [m]."""


@dataclass(frozen=True)
class Part:
    """
    The sites of one file.

    Parameters
    ----------
    path
        The file.
    sites
        `site`, `name`, `existing`, geometry, in the coordinate system of the file, indexed by row of the file.
    offers
        As in the world, but `site` is a position in `sites`, and `room` any value that tells rooms of this file apart.
    notes
        What a planner should know.
    one_per
        Side of the squares of which each keeps one site [m]; None where all are kept.
    left_out
        How many rows a filter left out.
    """

    path: Path
    sites: gpd.GeoDataFrame
    offers: pd.DataFrame
    notes: tuple[Text, ...] = ()
    one_per: float | None = None
    left_out: int = 0


def identified(frame: gpd.GeoDataFrame, source: Source, *, id: str | None, name: str | None) -> tuple[gpd.GeoDataFrame, list[Text]]:
    """
    The sites of a file, and what is wrong with their ids.

    Parameters
    ----------
    id
        Column of the id; file and row where None.
    name
        Column of the name; found by its heading where None, else the id.
    """
    problems = [unknown(column, attributes(frame)) for column in (id, name) if column is not None and column not in frame]
    if problems:
        return frame, problems
    stem = source.paths[0].stem
    ids = texts(frame[id]) if id is not None else pd.Series([f"{stem}-{row}" for row in frame.index], index=frame.index, dtype=str)
    if (blank := (ids == "").to_numpy(bool)).any():
        problems.append(say('column "{column}": {rows} are blank; every site needs an id', column=id, rows=rows(frame.index[blank])))
    twice = ids[(ids != "") & ids.duplicated(keep=False)]
    for one, same in list(twice.groupby(twice, sort=False))[:5]:
        problems.append(
            say('column "{column}": {rows} share the id "{id}"; give each row its own', column=id, rows=rows(same.index), id=one)
        )
    name = name or headings.found("name", attributes(frame))
    names = texts(frame[name]) if name is not None else ids
    return gpd.GeoDataFrame({"site": ids, "name": names.where(names != "", ids)}, geometry=frame.geometry), problems


class Amounts:
    """Numbers for each row of a file, given once or by column; keeps what is wrong with them."""

    def __init__(self, frame: pd.DataFrame, source: Source) -> None:
        self._frame = frame
        self._source = source
        self.problems: dict[str, Text] = {}

    def read(self, what: str, amount: float | str, *, blank: bool = False) -> Floats:
        """
        The amounts; shape (rows,).

        Parameters
        ----------
        what
            The key that gives the amount, for messages.
        blank
            Whether a row may leave it open.
        """
        if not isinstance(amount, str):
            found = Numbers(np.full(len(self._frame), float(amount)), np.zeros(len(self._frame), dtype=bool))
            if amount < 0:
                self._tell(say("{what}: {amount:g} is below 0", what=what, amount=amount))
            return found.values
        found = numbers(self._frame, amount, codes=self._source.codes(amount), low=0)
        for problem in found.problems:
            self._tell(say("{what}: {problem}", what=what, problem=problem))
        if not blank and not found.problems and (empty := np.isnan(found.values)).any():
            where = rows(self._frame.index[empty])
            self._tell(
                say('{what}: column "{column}": {rows} are blank; write 0 where it is nothing', what=what, column=amount, rows=where)
            )
        return found.values

    def _tell(self, problem: Text) -> None:
        self.problems[str(problem)] = problem


def gather(parts: Sequence[Part], crs: CRS | None) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """
    All sites and offers, with positions and rooms numbered throughout. Rows of several files with the same id are one site.

    Raises
    ------
    InputError
        Where rows with the same id lie apart, or a facility is listed twice.
    """
    sites = pd.concat([_placed(part, number, crs) for number, part in enumerate(parts)])
    first = sites.groupby("site", sort=False)[["x", "y"]].transform("first")
    apart = np.hypot((sites.x - first.x).to_numpy(float), (sites.y - first.y).to_numpy(float)) > _SAME
    raise_all(_apart(sites[apart], parts), where=say("sites"))
    position = np.split(pd.factorize(sites.site)[0], np.cumsum([len(part.sites) for part in parts])[:-1])
    offers = pd.concat(
        [part.offers.assign(site=position[number][part.offers.site.to_numpy(int)], file=number) for number, part in enumerate(parts)],
        ignore_index=True,
    )
    stands = sites.groupby("site", sort=False).existing.any().to_numpy(bool)
    once = sites.drop_duplicates("site").assign(existing=stands).reset_index(drop=True)
    raise_all(_twice(offers, once, parts), where=say("facilities"))
    shown = ["site", "name", "existing", "x", "y"]
    return gpd.GeoDataFrame(once[shown], geometry=gpd.points_from_xy(once.x, once.y), crs=crs), _numbered(offers)


def _placed(part: Part, number: int, crs: CRS | None) -> pd.DataFrame:
    """The sites of a file where they are in the system of the work [m]."""
    with naming(part.path):
        there = moved(part.sites, crs)
    at = centres(there)
    return pd.DataFrame(there.drop(columns="geometry")).assign(x=at[:, 0], y=at[:, 1], file=number)


def _numbered(offers: pd.DataFrame) -> pd.DataFrame:
    """Offers with rooms numbered: those of a facility by file and row, those of candidates by site and service."""
    facility = "f" + offers.file.astype(str) + " " + offers.room.astype(str)
    candidate = "c" + offers.site.astype(str) + " " + offers.service.astype(str)
    keys = facility.where(offers.room >= 0, candidate)
    more = [str(column) for column in offers if column not in {*OFFERS, "file"}]
    return filled(offers.assign(room=pd.factorize(keys)[0])[[*OFFERS, *more]], more)


def _apart(sites: pd.DataFrame, parts: Sequence[Part]) -> Iterator[Text]:
    """Ids that stand for different places in different files."""
    for number in sites.file.unique().tolist():
        same = sites[sites.file == number]
        yield say(
            "{path}: {rows} have ids that another file gives to another place, such as {id}",
            path=parts[number].path,
            rows=rows(same.index),
            id=same.site.iloc[0],
        )


def _twice(offers: pd.DataFrame, sites: pd.DataFrame, parts: Sequence[Part]) -> Iterator[Text]:
    """Facilities that two entries list."""
    # one that is kept until some year or other is still listed once
    kept = offers[offers.action == "keep"].drop_duplicates(["file", "room"])
    again = kept[kept.duplicated(["site", "service"])]
    for number in again.file.unique().tolist():
        same = again.site[again.file == number]
        yield say(
            "{path}: {count} facilities are listed by another entry, too, such as {id}; list each once",
            path=parts[number].path,
            count=len(same),
            id=sites.site.iloc[int(same.iloc[0])],
        )


def check_services(named: pd.Series, services: Sequence[str], column: str) -> Iterator[Text]:
    """What is wrong with a column that names services."""
    for value, same in named[~named.isin(services)].groupby(named, sort=False):
        if near := close(str(value), services):
            yield say(
                'column "{column}": {rows} hold "{value}", which is no service; did you mean "{near}"?',
                column=column,
                rows=rows(same.index),
                value=value,
                near=near,
            )
        else:
            yield say(
                'column "{column}": {rows} hold "{value}", which is no service ({services}); take only rows of these services with `only`',
                column=column,
                rows=rows(same.index),
                value=value,
                services=", ".join(services),
            )
