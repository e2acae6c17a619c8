"""Rows of a table by what stands in a column."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from siting.instance.instance import Floats
from siting.texts import Text, say


def incidence(groups: npt.ArrayLike, size: int) -> sparse.csr_array:
    """1 where a row belongs to a group numbered from 0; shape (size, rows)."""
    groups = np.asarray(groups)
    return sparse.csr_array((np.ones(len(groups)), (groups, np.arange(len(groups)))), shape=(size, len(groups)))


def by(column: pd.Series) -> tuple[sparse.csr_array, list[object]]:
    """The incidence of the values of a column, and the values, sorted; rows with none (blank) belong nowhere."""
    codes, values = pd.factorize(column.where(column.astype(str) != ""), sort=True)
    rows = np.flatnonzero(codes >= 0)
    matrix = sparse.csr_array((np.ones(len(rows)), (codes[rows], rows)), shape=(len(values), len(column)))
    return matrix, list(values)


def of_service(table: pd.DataFrame, service: str | None) -> Floats:
    """1 for the rows of a service, for all rows where it is None; shape (rows,)."""
    return np.ones(len(table)) if service is None else np.asarray(table.service == service, float)


def unknown(what: str, name: object, known: Iterable[object]) -> Text:
    """A message that nothing of this kind has this name, with the nearest name or all names."""
    names = sorted({str(one) for one in known})
    near = get_close_matches(str(name), names, 1)
    if near:
        return say('no {what} is called "{name}"; did you mean "{near}"?', what=what, name=name, near=near[0])
    return say('no {what} is called "{name}"; known: {names}', what=what, name=name, names=", ".join(names[:12]) or "-")
