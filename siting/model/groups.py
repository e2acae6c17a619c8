"""Rows of a table by what stands in a column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from siting.instance.instance import Floats, Instance, Ints
from siting.texts import Text, say


def incidence(groups: npt.ArrayLike, size: int) -> sparse.csr_array:
    """1 where a row belongs to a group numbered from 0; shape (size, rows)."""
    groups = np.asarray(groups)
    return sparse.csr_array((np.ones(len(groups)), (groups, np.arange(len(groups)))), shape=(size, len(groups)))


@dataclass(frozen=True, eq=False)
class Groups:
    """
    Demand rows by service, phase, projection and, where asked for, the value of a column.

    Parameters
    ----------
    matrix
        1 where a row belongs to a group; shape (groups, rows).
    labels
        For the rows of a program: ``daycare``, ``daycare,north``, ``daycare,north,2030``.
    names
        The value of the column that each group has; "" without one.
    kinds
        A number for each group, the same for all groups of one service, phase and projection.
    """

    matrix: sparse.csr_array
    labels: list[str]
    names: list[str]
    kinds: list[int]


def groups(demand: pd.DataFrame, *, group: str | None, service: str | None = None, by: int | None = None) -> Groups:
    """
    The groups of demand rows that a rule holds for, each service, phase and projection on its own.

    Parameters
    ----------
    group
        A column, such as `community`; rows with none (blank) belong nowhere. All rows of a service where None.
    service
        One service only; all where None.
    by
        The phase from which the rule holds; from the first where None.
    """
    wanted = (of_service(demand, service) > 0) & (demand.phase.to_numpy() >= (-np.inf if by is None else by))
    if group is not None:
        wanted &= (demand[group].notna() & (demand[group].astype(str) != "")).to_numpy()
    rows = demand[wanted]
    keys = pd.DataFrame({"service": rows.service, "phase": rows.phase, "projection": rows.projection.astype(str)})
    keys["name"] = rows[group].astype(str) if group is not None else ""
    keys["order"] = rows.service.map({name: k for k, name in enumerate(dict.fromkeys(demand.service))})
    each = keys.drop_duplicates().sort_values(["order", "name", "phase", "projection"], ignore_index=True)
    number = pd.MultiIndex.from_frame(each).get_indexer(pd.MultiIndex.from_frame(keys))
    matrix = sparse.csr_array((np.ones(len(rows)), (number, np.flatnonzero(wanted))), shape=(len(each), len(demand)))
    told = {
        "service": True,
        "name": group is not None,
        "phase": len(set(demand.phase)) > 1,
        "projection": len(set(demand.projection)) > 1,
    }
    shown = each[[column for column, needed in told.items() if needed]].astype(str)
    kinds = pd.factorize(pd.MultiIndex.from_frame(each[["service", "phase", "projection"]]))[0]
    return Groups(matrix, [",".join(row) for row in shown.itertuples(index=False)], each["name"].tolist(), kinds.tolist())


@dataclass(frozen=True, eq=False)
class Shares:
    """
    The covered share of each group that needs anything, as rows over y.

    Parameters
    ----------
    matrix
        Shape (groups, demand).
    need
        What each group needs in all, above 0; shape (groups,).
    labels
        As in `Groups`.
    kinds, kind
        The numbers of services, phases and projections, and for each group the position of its own among them.
    """

    matrix: sparse.csr_array
    need: Floats
    labels: list[str]
    kinds: list[int]
    kind: Ints


def shares(instance: Instance, *, group: str, service: str | None, by: int | None) -> Shares:
    """The covered shares of the `groups` that a rule holds for."""
    parts = groups(instance.demand, group=group, service=service, by=by)
    weight = parts.matrix @ sparse.diags_array(instance.need)
    total = np.asarray(weight.sum(axis=1), float).ravel()
    needed = np.flatnonzero(total > 0)
    kinds, kind = np.unique(np.array(parts.kinds, int)[needed], return_inverse=True)
    matrix = sparse.csr_array(sparse.diags_array(1.0 / total[needed]) @ weight[needed])
    return Shares(matrix, total[needed], [parts.labels[g] for g in needed.tolist()], kinds.tolist(), kind)


def late(by: int | None, instance: Instance) -> Iterable[Text]:
    """What is wrong with a phase from which a rule should hold."""
    if by is not None and len(instance.phases) and by > instance.phases[-1]:
        yield say("by: no phase is as late as {by}; the last is {last}", by=by, last=int(instance.phases.max()))


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
