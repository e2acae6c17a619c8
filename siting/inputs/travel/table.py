"""Travel that somebody else has computed: a table of times or distances, such as those of public transport."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from siting.errors import InputError
from siting.inputs.columns import attributes, numbers, texts, unknown
from siting.inputs.faults import raise_all
from siting.inputs.tables import table
from siting.inputs.travel.travel import EDGE, Ends, Travel
from siting.scenario.paths import ScenarioPath
from siting.scenario.quantities import Speed, Standard
from siting.texts import Text, say

Unit = Literal["s", "min", "h", "m", "km"]
SIZE: Final[dict[Unit, float]] = {"s": 1 / 60, "min": 1.0, "h": 60.0, "m": 1.0, "km": 1000.0}
"""How many minutes, or metres, each unit is."""


class TravelTable(Travel):
    """
    A matrix of travel from places to sites, by their names, long (a row a pair) or wide (a row a place, a column a site).

    Pairs that are not in it, are blank, or hold one of `unreachable` cannot be travelled. It comes from r5py, OSRM, ArcGIS, or a
    timetable; people are read with `id:`, so that their places have the names that stand in the table.
    """

    kind: Literal["table"] = "table"
    path: ScenarioPath
    """CSV, TSV, Excel workbook or Parquet."""
    sheet: str | None = None
    """Which sheet of a workbook; the first when absent."""
    from_: str = Field(default="from_id", alias="from")
    """Column with the names of places."""
    to: str | None = "to_id"
    """Column with the names of sites; null for a wide table, whose other columns are the sites."""
    value: str = "travel_time"
    """Column with the travel, of a long table."""
    unit: Unit = "min"
    """What the travel is given in: s, min, h, m or km."""
    unreachable: tuple[float, ...] = (-1.0,)
    """Values that mean that there is no way."""
    speed: Annotated[Speed, Field(description="How fast people travel, to show times as distances and distances as times [m/min].")] = 80.0

    @property
    def _by(self) -> str:
        return "metres" if self.unit in ("m", "km") else "minutes"

    def pairs(self, places: Ends, sites: Ends, standard: Standard) -> pd.DataFrame:
        """The pairs of place and site that meet a standard; see `Travel.pairs`."""
        limit = standard.value
        if (standard.unit == "m") != (self._by == "metres"):
            limit = limit * self.speed if self._by == "metres" else limit / self.speed
        found = self._read()
        found = found[found.travel <= limit * (1 + EDGE)].assign(travel=lambda rows: rows.travel.clip(upper=limit))
        for end, names in (("place", places.names), ("site", sites.names)):
            known = pd.DataFrame({"name": names, end: np.arange(len(names))})
            found = found.merge(known[known.name != ""], left_on=f"of_{end}", right_on="name").drop(columns="name")
        found = found.sort_values(["place", "site", "travel"]).drop_duplicates(["place", "site"])
        travel = found.travel.to_numpy(float)
        metres, minutes = (travel, travel / self.speed) if self._by == "metres" else (travel * self.speed, travel)
        table = {"place": found.place.to_numpy(np.int32), "site": found.site.to_numpy(np.int32)}
        return pd.DataFrame(table | {"metres": metres.astype(np.float32), "minutes": minutes.astype(np.float32)})

    def notes(self, places: Ends, sites: Ends) -> tuple[Text, ...]:
        """
        Which places and sites do not stand in the table; see `Travel.notes`.

        Raises
        ------
        InputError
            Where none of them does.
        """
        found, said = self._read(), []
        for end, ends, word in (("place", places, say("places")), ("site", sites, say("sites"))):
            listed = found[f"of_{end}"].unique()
            there = np.isin(ends.names.astype(str), listed.astype(str))
            if not there.any():
                raise InputError(
                    "{path}: none of the {word} stands in it; it names {named}, the scenario {known}; give people and sites their `id:`",
                    path=self.path, word=word, named=_some(listed), known=_some(ends.names),
                )  # fmt: skip
            if lost := int((~there).sum()):
                said.append(
                    say(
                        "{where}: {lost:,} of {all:,} {word} do not stand in it, such as {some}; they reach nothing",
                        where=self.path.name, lost=lost, all=len(there), word=word, some=_some(ends.names[~there]),
                    )
                )  # fmt: skip
        return tuple(said)

    def _read(self) -> pd.DataFrame:
        """`of_place`, `of_site` (names) and `travel` [min or m] of the pairs that have a way."""
        frame, _ = table(self.path, sheet=self.sheet, encoding=None)
        raise_all(self._missing(frame), where=self.path)
        if self.to is None:
            frame = frame.melt(id_vars=[self.from_], var_name="_to", value_name="_value")
        to, value = (self.to, self.value) if self.to is not None else ("_to", "_value")
        read = numbers(frame, value, codes=self.unreachable, low=0)
        raise_all(read.problems, where=self.path)
        found = pd.DataFrame({"of_place": texts(frame[self.from_]), "of_site": texts(frame[to]), "travel": read.values * SIZE[self.unit]})
        return found[found.travel.notna()]

    def _missing(self, frame: pd.DataFrame) -> Iterator[Text]:
        for column in (self.from_, *((self.to, self.value) if self.to is not None else ())):
            if column not in frame:
                yield unknown(column, attributes(frame))


def _some(names: np.ndarray[tuple[int, ...], np.dtype[np.object_]]) -> str:
    """A few names, as examples."""
    shown = [str(name) or '""' for name in names[:3]]
    return ", ".join(shown) + (" ..." if len(names) > 3 else "") if shown else "-"
