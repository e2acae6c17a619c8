"""How many people live in each place in later years, phase by phase and projection by projection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from siting.errors import InputError
from siting.inputs.columns import Floats, numbers, texts, unknown
from siting.inputs.faults import Faults, raise_all
from siting.inputs.tables import table
from siting.scenario.future import Growth
from siting.scenario.scenario import Scenario
from siting.scenario.words import close
from siting.texts import Text, say


def column(places: pd.DataFrame, group: str, *, phase: int, projection: str) -> str:
    """The column that holds a group in a phase and projection: one of its own where it differs, else the group's."""
    named = (f"{group}.{phase}.{projection}", f"{group}.{phase}", group)
    return next(name for name in named if name in places)


def grown(places: gpd.GeoDataFrame, scenario: Scenario, groups: Sequence[str]) -> gpd.GeoDataFrame:
    """
    Places with the people of later years in columns ``group.2030`` and ``group.2030.high``, where they are not those of today.

    Raises
    ------
    InputError
        Where growth speaks of a group or an area that is not there, or a table is wrong; lists all of it.
    """
    raise_all(_unknown(scenario, groups), where="growth")
    faults = Faults()
    found: dict[str, Floats] = {}
    named = {"": scenario.growth, **{name: one.growth for name, one in scenario.projections.items()}}
    for projection, growth in named.items():
        for group, course in growth.items():
            with faults.kept():
                found |= _course(places, group, course, scenario, projection)
    faults.stop()
    return places.assign(**found)


def _course(places: gpd.GeoDataFrame, group: str, growth: Growth, scenario: Scenario, projection: str) -> dict[str, Floats]:
    """The columns of one group in one future; the plain one of a phase stands for all futures that say nothing else."""
    base = scenario.base_year or scenario.phases[0]
    known = _Table.read(growth, places) if growth.path is not None else None
    found = {}
    for phase in scenario.phases:
        name = f"{group}.{phase}.{projection}" if projection else f"{group}.{phase}"
        now = {one: places[column(places, one, phase=phase, projection="")].to_numpy(float) for one in (group, *growth.sources)}
        if phase <= base:
            found[name] = now[group]
            continue
        people = np.sum([now[one] for one in growth.sources or (group,)], axis=0)
        found[name] = people * (known.factors(phase, base, people) if known is not None else _factors(growth, places, phase, base))
    return found


def _factors(growth: Growth, places: pd.DataFrame, year: int, base: int) -> Floats:
    """By how much people grow from the base year to another, by a rate or a factor; shape (places,)."""
    if growth.factor is not None:
        known = growth.factor if growth.sources else {base: 1.0, **growth.factor}
        return np.full(len(places), _between(year, known))
    if not isinstance(growth.rate, dict):
        return np.full(len(places), (1.0 + float(growth.rate or 0.0)) ** (year - base))
    areas = places[growth.by].astype(str)
    raise_all(_missing(areas, growth.rate), where="growth")
    return np.asarray((1.0 + areas.map(growth.rate).fillna(0.0)) ** (year - base), float)


def _between(year: int, known: Mapping[int, float]) -> float:
    """The value of a year on straight lines between those that are known."""
    years = sorted(known)
    return float(np.interp(year, years, [known[one] for one in years]))


class _Table:
    """A table of growth: for each place the row of its area (-1 for none), and the values by year."""

    def __init__(self, growth: Growth, row: pd.Index, at: np.ndarray, years: list[int], values: Floats) -> None:
        self.growth, self.names, self.at, self.years, self.values = growth, row, at, years, values

    @classmethod
    def read(cls, growth: Growth, places: pd.DataFrame) -> _Table:
        """
        Read the table and find each place's row.

        Raises
        ------
        InputError
            Where the table has no column of areas or of years, an area stands twice or is missing, or a number is wrong.
        """
        assert growth.path is not None
        assert growth.by is not None
        path, (frame, _) = growth.path, table(growth.path, sheet=None, encoding=None)
        if growth.by not in frame:
            raise InputError("{where}: {problem}", where=path, problem=unknown(growth.by, list(map(str, frame.columns))))
        named = [str(name) for name in frame if str(name).isdigit()]
        if not named:
            raise InputError("{where}: no column is a year, such as 2030", where=path)
        read = {name: numbers(frame, name, low=0.0) for name in named}
        blank = {name: one.blank for name, one in read.items() if not one.problems and one.blank.any()}
        names = pd.Index(texts(frame[growth.by]))
        raise_all(
            [
                *(problem for one in read.values() for problem in one.problems),
                *(say('column "{column}": {n} rows are blank', column=name, n=int(rows.sum())) for name, rows in blank.items()),
                *(say('"{area}" stands more than once', area=area) for area in names[names.duplicated()].unique()),
                *_missing(places[growth.by].astype(str), names),
            ],
            where=path,
        )
        order = sorted(named, key=int)
        at = names.get_indexer(places[growth.by].astype(str))
        return cls(growth, names, at, [int(name) for name in order], np.column_stack([read[name].values for name in order]))

    def factors(self, year: int, base: int, people: Floats) -> Floats:
        """By how much the people of each place grow from the base year to another; 1 outside all areas; shape (places,)."""
        inside = self.at >= 0
        whole = np.bincount(self.at[inside], people[inside], len(self.names))
        start = np.ones(len(self.names)) if self.growth.holds == "factor" else whole
        known = not self.growth.sources and base not in self.years
        years, values = ([base, *self.years], np.column_stack([start, self.values])) if known else (self.years, self.values)
        then = np.array([np.interp(year, years, row) for row in values])
        if self.growth.holds == "people":
            lived = np.bincount(self.at[inside], minlength=len(self.names)) > 0
            if (empty := self.names[lived & (whole == 0) & (then > 0)]).size:
                raise InputError(
                    '{where}: "{area}" is to have people in {year}, but nobody lives there who could be scaled to them',
                    where=self.growth.path,
                    area=empty[0],
                    year=year,
                )
            then = np.divide(then, whole, out=np.zeros(len(then)), where=whole > 0)
        return np.where(inside, then[self.at], 1.0)


def _missing(areas: pd.Series, known: object) -> Iterator[Text]:
    """Areas where somebody lives and of which nothing is said."""
    for area in sorted(set(areas) - {""} - set(known)):  # type: ignore[call-overload]  # a mapping or an index of names
        yield say('nothing is said of "{area}", where people live', area=area)


def _unknown(scenario: Scenario, groups: Sequence[str]) -> Iterator[Text]:
    """Groups and kinds of area that growth names and nobody has read."""
    every = [*scenario.growth.items(), *(item for one in scenario.projections.values() for item in one.growth.items())]
    for group, growth in every:
        yield from (_no_group(name, groups) for name in (group, *growth.sources) if name not in groups)
        if growth.by is not None and growth.by not in scenario.areas:
            yield say(
                '{group}: by: no kind of area is called "{by}"; there are {known}',
                group=group,
                by=growth.by,
                known=", ".join(scenario.areas) or "-",
            )


def _no_group(name: str, groups: Sequence[str]) -> Text:
    if near := close(name, groups):
        return say('no population group "{group}"; did you mean "{near}"?', group=name, near=near)
    return say('no population group "{group}"; the groups are {known}', group=name, known=", ".join(groups))
