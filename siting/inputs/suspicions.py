"""What looks odd about counts of people: codes taken for counts, heaps, blanks, the registered taken for the residents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import geopandas as gpd
import numpy as np

from siting.inputs import headings
from siting.inputs.columns import Floats, Numbers, attributes, rows
from siting.texts import Text, say

_HIDDEN: Final = (99.0, 999.0, 9999.0, 99999.0)
"""Values that offices write where they hide a small count."""
_SUSPECT: Final = 0.1
"""Share of rows that one such value fills before it is pointed out."""


def odd(read: Mapping[str, Numbers], counts: Mapping[str, Floats], missed: Mapping[str, int], frame: gpd.GeoDataFrame) -> Iterator[Text]:
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


def registered(columns: Iterable[str], frame: gpd.GeoDataFrame) -> Iterator[Text]:
    """Columns that count the registered, where the residents are meant."""
    known = attributes(frame)
    for name in columns:
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
