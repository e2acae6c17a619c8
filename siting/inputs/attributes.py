"""What is known of a plan beside its size and its cost: whether it is public, how many of its beds are for nursing, its level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import AfterValidator

from siting.errors import ScenarioError
from siting.inputs.columns import attributes, texts, unknown
from siting.kinds import Frozen
from siting.scenario.scenario import Word
from siting.texts import Text

_TAKEN: Final = (
    *("site", "site_id", "service", "action", "room", "stays", "opens", "closes", "follows"),
    *("capacity", "min_load", "capital", "operating", "area", "stops", "stops_offered", "site_capital", "site_area"),
    *("file", "name", "existing", "x", "y", "geometry"),
)


class ByColumn(Frozen):
    """A column that says it for each row."""

    column: str
    """The column."""


def _free(name: str) -> str:
    if name in _TAKEN:
        raise ScenarioError('an attribute cannot be called "{name}"; that name is taken', name=name)
    return name


Name = Annotated[Word, AfterValidator(_free)]
Plain = dict[Name, float | bool | str]
"""Attributes by name: a number, true or false, or a word."""
Attributes = dict[Name, float | bool | str | ByColumn]
"""The same, or {column: c} for what stands in a column of the file."""


def described(frame: pd.DataFrame, given: Mapping[str, float | bool | str | ByColumn]) -> tuple[dict[str, Any], list[Text]]:
    """The attributes of each row of a file, and what is wrong with them."""
    found: dict[str, Any] = {}
    problems: list[Text] = []
    for name, value in given.items():
        if not isinstance(value, ByColumn):
            found[name] = value
        elif value.column not in frame:
            problems.append(unknown(value.column, attributes(frame)))
        else:
            found[name] = _typed(frame[value.column])
    return found, problems


def _typed(column: pd.Series) -> npt.NDArray[Any]:
    """A column as numbers or truths where all of it can be read so, for tables hold text; words otherwise. A blank is 0 or false."""
    words = texts(column)
    said = words[words != ""]
    if not len(said):
        return words.to_numpy()
    if said.str.casefold().isin(["true", "false"]).all():
        return np.asarray(words.str.casefold() == "true", bool)
    values = pd.to_numeric(said, errors="coerce")
    return words.to_numpy() if values.isna().any() else values.reindex(words.index).fillna(0.0).to_numpy(float)


def filled(offers: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Offers with attributes of one type each, and something in every row: 0, false or blank where a file says nothing."""
    for name in names:
        known = offers[name].dropna()
        if known.map(lambda value: isinstance(value, (bool, np.bool_))).all():
            offers = offers.assign(**{name: offers[name].map(lambda value: value is True or value is np.True_).astype(bool)})
        elif known.map(lambda value: isinstance(value, (int, float, np.number))).all():
            offers = offers.assign(**{name: pd.to_numeric(offers[name]).fillna(0.0).astype(float)})
        else:
            offers = offers.assign(**{name: offers[name].fillna("").astype(str)})
    return offers
