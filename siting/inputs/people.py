"""Where people live: the population groups of a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from pydantic import Field

from siting.errors import InputError
from siting.inputs import headings, ledger
from siting.inputs.ages import Range, Shares, rule, split
from siting.inputs.columns import Floats, Numbers, attributes, numbers, texts, unknown
from siting.inputs.faults import raise_all
from siting.inputs.sources.source import Reading, Scope, Source
from siting.inputs.suspicions import odd, registered
from siting.inputs.totals import Totals, brought
from siting.scenario.future import ALWAYS, NEVER, Year
from siting.texts import Text, say

_RESERVED: Final = ("x", "y", "id", "geometry", "geom", "fid")


@dataclass(frozen=True)
class Counted:
    """
    The people counted in a source.

    Parameters
    ----------
    path, title
        The file, and what the ledger calls it.
    places
        One float column a group [people], `id` (text) where the scenario names a column for it, and geometry, in the coordinate system
        of the source; only rows where somebody lives.
    ledger
        What was read, left out and not known.
    notes
        What a planner should know.
    since, until
        The first year in which they live there, and the first in which they no longer do.
    """

    path: Path
    title: str
    places: gpd.GeoDataFrame
    ledger: pd.DataFrame
    notes: tuple[Text, ...]
    since: int = ALWAYS
    until: int = NEVER

    def lives(self, phase: int) -> bool:
        """Whether these people live there in a phase."""
        return self.since <= phase < self.until


class People(Source):
    """One source of people. Several are stacked; places with the same centre become one."""

    groups: dict[str, str | tuple[str, ...]] = {}
    """The columns by population group, {residents: POP, age_0_9: [A0_4, A5_9]}: several are summed; {residents: residents} when absent."""

    ages: dict[str, Range] = {}
    """Population groups by their ages, {under_3: 0-2, elderly: 65+}, made of `age_bands`; people are spread evenly over a band's years."""
    age_bands: dict[Range, str | tuple[str, ...]] = {}
    """The columns by the ages that they count, {0: [f_0, m_0], 1-4: [f_1, m_1], 80+: [f_80, m_80]}."""
    totals: Totals | None = None
    """Counts by area, such as those of a census by street, to which the places are brought."""
    id: str | None = None
    """Column of the name of each place, by which tables of travel times know it."""
    from_: Year | None = Field(default=None, alias="from")
    """The first of the years in which they live there, such as that of planned housing; from the beginning when absent."""
    until: Year | None = None
    """The first year in which they no longer do, such as one from which another file counts; never when absent."""

    def count(self, scope: Scope) -> Counted:
        """
        Count the people of this source.

        Raises
        ------
        InputError
            With everything that is wrong with the file, in one message.
        """
        areas = None if self.totals is None else self.totals.areas(scope)
        reading = self.read(_around(scope, areas))
        columns = self._columns(reading.rows)
        read = {name: numbers(reading.rows, name, codes=self.codes(name), low=0) for shares in columns.values() for name, _ in shares}
        raise_all(self._problems(read, reading), where=self.paths[0])
        counts = {group: _sum(read, shares) for group, shares in columns.items()}
        if not any(values.any() for values in counts.values()):
            raise InputError("{where}: nobody lives in any of its {count} rows", where=self.paths[0], count=len(reading.rows))
        hidden = {group: int(np.any([read[name].coded for name, _ in shares], axis=0).sum()) for group, shares in columns.items()}
        missed = {group: count + reading.unknown.get(group, 0) for group, count in hidden.items()}
        lines = [*self._lines(reading, counts, columns), ledger.unknown(self.title, missed)]
        said = [*odd(read, counts, missed, reading.rows), *registered(read, reading.rows)]
        said += [note for group in self.ages for note in rule(group, columns[group])]
        if self.totals is not None and areas is not None:
            scaled = brought(counts, reading.rows, self.totals, areas)
            lines.append(ledger.change(self.title, ledger.SCALED, counts, scaled.counts))
            counts, said = scaled.counts, [*said, *scaled.notes]
        notes = (*reading.notes, *(say("{where}: {note}", where=self.title, note=note) for note in said))
        lived = np.any([values > 0 for values in counts.values()], axis=0)
        names = {} if self.id is None else {"id": texts(reading.rows[self.id])}
        places = gpd.GeoDataFrame({**counts, **names}, index=reading.rows.index, geometry=reading.rows.geometry)[lived]
        since, until = ALWAYS if self.from_ is None else self.from_, NEVER if self.until is None else self.until
        return Counted(self.paths[0], self.title, places, ledger.book(lines), notes, since, until)

    def _columns(self, frame: pd.DataFrame) -> dict[str, Shares]:
        """The columns that make up each group, with the share of each."""
        if self.ages and not self.age_bands:
            raise InputError(
                "ages: say which columns count which ages with `age_bands: {example}`", example="{0: [f_0, m_0], 1-4: [f_1, m_1]}"
            )
        given = {group: (named,) if isinstance(named, str) else named for group, named in self.groups.items()}
        if not given:
            given = {group: (self._heading(group, frame),) for group in self.counted}
            # who asks for ages need not have a column of residents
            given = {group: names for group, names in given.items() if not self.ages or (group == "residents" and names[0] in frame)}
        whole = {group: tuple((name, 1.0) for name in names) for group, names in given.items()}
        return whole | split(self.ages, self.age_bands)

    def _heading(self, group: str, frame: pd.DataFrame) -> str:
        """The column of a group that the scenario does not name."""
        meant = headings.found("residents", attributes(frame)) if group == "residents" and group not in frame else None
        return meant or group

    def _problems(self, read: Mapping[str, Numbers], reading: Reading) -> Iterator[Text]:
        """What is wrong with the columns of people."""
        yield from (
            say('a population group cannot be called "{group}"; that name is taken', group=name)
            for name in (*self.groups, *self.ages, *self.counted)
            if name.casefold() in _RESERVED
        )
        if reading.rows.empty:
            yield (
                say("no row is left to read")
                if reading.left_out.empty
                else say("`only` and `exclude` leave no row of {count}", count=len(reading.left_out))
            )
        elif not self.groups and not self.ages and "residents" in read and "residents" not in reading.rows:
            known = ", ".join(attributes(reading.rows))
            yield say(
                "say which column holds the residents with `groups: {example}`; the columns are {known}",
                example="{residents: column}",
                known=known,
            )
        elif self.id is not None and self.id not in reading.rows:
            yield unknown(self.id, attributes(reading.rows))
        else:
            yield from (problem for one in read.values() for problem in one.problems)
            coded = self.no_data if isinstance(self.no_data, dict) else {}
            yield from (unknown(column, list(read)) for column in coded if column not in read)

    def _lines(self, reading: Reading, counts: Mapping[str, Floats], columns: Mapping[str, Shares]) -> Iterator[pd.DataFrame]:
        """The ledger of what was read and what a filter left out."""
        out = {group: np.zeros(len(reading.left_out)) for group in columns}
        if len(reading.left_out):
            names = {name for shares in columns.values() for name, _ in shares}
            gone = {name: numbers(reading.left_out, name, codes=self.codes(name)) for name in names}
            out = {group: _sum(gone, shares) for group, shares in columns.items()}
        yield ledger.line(self.title, ledger.READ, {group: np.concatenate([values, out[group]]) for group, values in counts.items()})
        if len(reading.left_out):
            yield ledger.line(self.title, ledger.FILTERED, out)


def _sum(read: Mapping[str, Numbers], shares: Shares) -> Floats:
    """People of a group; unknown ones count as nobody."""
    return np.asarray(np.sum([np.nan_to_num(read[name].values, nan=0.0) * share for name, share in shares], axis=0))


def _around(scope: Scope, areas: gpd.GeoDataFrame | None) -> Scope:
    """What to read where people are brought to totals: all of every area, wherever the boundary runs."""
    boundary = scope.boundary
    if areas is None or boundary is None or (areas.crs is None) != (boundary.crs is None):
        return scope
    there = areas.geometry if areas.crs is None else areas.geometry.to_crs(boundary.crs)
    return replace(scope, boundary=gpd.GeoDataFrame(geometry=[*boundary.geometry, *there], crs=boundary.crs))
