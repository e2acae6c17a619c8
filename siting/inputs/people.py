"""Where people live: the population groups of a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from pydantic import Field

from siting.errors import InputError
from siting.inputs import headings, ledger
from siting.inputs.columns import Floats, Numbers, attributes, numbers, rows, texts, unknown
from siting.inputs.faults import raise_all
from siting.inputs.sources.source import Reading, Scope, Source
from siting.scenario.future import ALWAYS, NEVER, Year
from siting.texts import Text, say

_HIDDEN: Final = (99.0, 999.0, 9999.0, 99999.0)
"""Values that offices write where they hide a small count."""
_SUSPECT: Final = 0.1
"""Share of rows that one such value fills before it is pointed out."""
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
        reading = self.read(scope)
        columns = {group: (named,) if isinstance(named, str) else named for group, named in self.groups.items()}
        columns = columns or {group: (self._heading(group, reading.rows),) for group in self.counted}
        read = {name: numbers(reading.rows, name, codes=self.codes(name), low=0) for names in columns.values() for name in names}
        raise_all(self._problems(read, reading), where=self.paths[0])
        counts = {group: _sum(read[name] for name in names) for group, names in columns.items()}
        if not any(values.any() for values in counts.values()):
            raise InputError("{where}: nobody lives in any of its {count} rows", where=self.paths[0], count=len(reading.rows))
        hidden = {group: int(np.any([read[name].coded for name in names], axis=0).sum()) for group, names in columns.items()}
        missed = {group: count + reading.unknown.get(group, 0) for group, count in hidden.items()}
        lines = [*self._lines(reading, counts, columns), ledger.unknown(self.title, missed)]
        notes = (
            *reading.notes,
            *(say("{where}: {note}", where=self.title, note=note) for note in _notes(read, counts, missed, reading.rows)),
            *(say("{where}: {note}", where=self.title, note=note) for note in _registered(columns, reading.rows)),
        )
        lived = np.any([values > 0 for values in counts.values()], axis=0)
        names = {} if self.id is None else {"id": texts(reading.rows[self.id])}
        places = gpd.GeoDataFrame({**counts, **names}, index=reading.rows.index, geometry=reading.rows.geometry)[lived]
        since, until = ALWAYS if self.from_ is None else self.from_, NEVER if self.until is None else self.until
        return Counted(self.paths[0], self.title, places, ledger.book(lines), notes, since, until)

    def _heading(self, group: str, frame: pd.DataFrame) -> str:
        """The column of a group that the scenario does not name."""
        meant = headings.found("residents", attributes(frame)) if group == "residents" and group not in frame else None
        return meant or group

    def _problems(self, read: Mapping[str, Numbers], reading: Reading) -> Iterator[Text]:
        """What is wrong with the columns of people."""
        yield from (
            say('a population group cannot be called "{group}"; that name is taken', group=name)
            for name in (*self.groups, *self.counted)
            if name.casefold() in _RESERVED
        )
        if reading.rows.empty:
            yield (
                say("no row is left to read")
                if reading.left_out.empty
                else say("`only` and `exclude` leave no row of {count}", count=len(reading.left_out))
            )
        elif not self.groups and "residents" in read and "residents" not in reading.rows:
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

    def _lines(self, reading: Reading, counts: Mapping[str, Floats], columns: Mapping[str, tuple[str, ...]]) -> Iterator[pd.DataFrame]:
        """The ledger of what was read and what a filter left out."""
        out = {group: np.zeros(len(reading.left_out)) for group in columns}
        if len(reading.left_out):
            out = {
                group: _sum(numbers(reading.left_out, name, codes=self.codes(name)) for name in names) for group, names in columns.items()
            }
        yield ledger.line(self.title, ledger.READ, {group: np.concatenate([values, out[group]]) for group, values in counts.items()})
        if len(reading.left_out):
            yield ledger.line(self.title, ledger.FILTERED, out)


def _sum(parts: Iterator[Numbers]) -> Floats:
    """People of a group; unknown ones count as nobody."""
    return np.asarray(np.sum([np.nan_to_num(part.values, nan=0.0) for part in parts], axis=0))


def _notes(read: Mapping[str, Numbers], counts: Mapping[str, Floats], missed: Mapping[str, int], frame: gpd.GeoDataFrame) -> Iterator[Text]:
    """What looks odd about the people of a source."""
    for group, count in missed.items():
        if count:
            yield say("{group}: {count} rows hold a value of no_data and count as nobody", group=group, count=count)
    for name, column in read.items():
        if column.blank.any():
            yield say('column "{column}": {rows} are blank and count as nobody', column=name, rows=rows(frame.index[column.blank]))
        yield from _codes(name, column.values)
    for group, values in counts.items():
        yield from _heap(group, values, frame)
        whole = counts.get("residents", values)
        if (more := (values > whole * 1.000001) & (whole > 0)).any():
            yield say("{rows} hold more {group} than residents", rows=rows(frame.index[more]), group=group)


def _registered(columns: Mapping[str, Sequence[str]], frame: gpd.GeoDataFrame) -> Iterator[Text]:
    """Columns that count the registered, where the residents are meant."""
    known = attributes(frame)
    for name in dict.fromkeys(name for names in columns.values() for name in names):
        if headings.plain(name) in headings.HEADINGS["registered"] and (residents := headings.found("residents", known)):
            yield say(
                'column "{column}" counts the registered, and "{residents}" the residents; services are planned for the residents',
                column=name,
                residents=residents,
            )
        elif headings.plain(name) in headings.HEADINGS["registered"]:
            yield say(
                'column "{column}" counts the registered; services are planned for the residents, who may be more or fewer', column=name
            )


def _codes(column: str, values: Floats) -> Iterator[Text]:
    """Values that stand so often that they look like a code."""
    for value in _HIDDEN:
        share = float((values == value).mean())
        if share > _SUSPECT and len(values) >= 20:
            yield say(
                'column "{column}": {share:.0%} of all rows hold {value:g}; if that means unknown, write no_data: [{value:g}]',
                column=column,
                share=share,
                value=value,
            )


def _heap(group: str, values: Floats, frame: gpd.GeoDataFrame) -> Iterator[Text]:
    """A row that holds far more people than any other."""
    if len(values) < 100:
        return
    second, most = np.partition(values, -2)[-2:]
    if most > values.sum() / 100 and most > 5 * second:
        yield say(
            "row {row} holds {most:.0f} of {total:.0f} {group}, far more than any other; "
            "leave it out with `exclude` if their address is unknown",
            row=frame.index[int(values.argmax())],
            most=most,
            total=values.sum(),
            group=group,
        )
