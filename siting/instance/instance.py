"""What must be served, what could stand, and who can reach what."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from siting.errors import InstanceError
from siting.instance.tables import TABLES, Column
from siting.texts import Text, say

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Travel = Literal["metres", "minutes"]
"""What travel is measured in [m or min]."""


@dataclass(frozen=True)
class Instance:
    """
    The three tables; see `siting.instance.tables` for their columns.

    Columns with a default may be left out and are filled in. Ids are positions: row k of a table is number k.

    Parameters
    ----------
    demand
        One row per place and service.
    options
        One row per plan for one site.
    reach
        One row per demand row and option that meet the service's standard. Rows of an option that does not operate in the phase of the
        demand are left out.
    near
        One row per pair of sites that some piece asks about; empty where absent.

    Raises
    ------
    InstanceError
        Where a column is missing, of the wrong type, out of range, or points past the end of another table.
    """

    demand: pd.DataFrame
    options: pd.DataFrame
    reach: pd.DataFrame
    near: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"site": np.zeros(0, np.int64), "other": np.zeros(0, np.int64)}))

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", _identified(self.options))
        for name, columns in TABLES.items():
            table = _filled(getattr(self, name), columns)
            if problems := list(_problems(table, columns)):
                raise InstanceError.of(problems, where=name)
            object.__setattr__(self, name, table)
        if problems := list(self._dangling()):
            raise InstanceError.of(problems, where="reach")
        phase = np.searchsorted(self.phases, self.demand.phase.to_numpy())
        idle = ~self.operates[self.reach.option.to_numpy(), phase[self.reach.demand.to_numpy()]]
        if idle.any():
            object.__setattr__(self, "reach", self.reach[~idle].reset_index(drop=True))

    def _dangling(self) -> Iterator[Text]:
        for column, table in (("demand", self.demand), ("option", self.options)):
            if past := int(((self.reach[column] >= len(table)) | (self.reach[column] < 0)).sum()):
                yield say(
                    "{past} rows point past the end of the table of {column} ({rows} rows)", past=past, column=column, rows=len(table)
                )
        if twice := int(self.reach.duplicated(["demand", "option"]).sum()):
            yield say("{twice} pairs of demand and option stand more than once; keep one row for each", twice=twice)

    @cached_property
    def covers(self) -> sparse.csr_array:
        """N_i of Church and ReVelle (1974): 1 where an option meets the standard of a demand row; shape (demand, options)."""
        ones = np.ones(len(self.reach))
        return sparse.csr_array(
            (ones, (self.reach.demand.to_numpy(), self.reach.option.to_numpy())), shape=(len(self.demand), len(self.options))
        )

    @cached_property
    def need(self) -> Floats:
        """a_i [unit of the service]; shape (demand,)."""
        return self.demand.need.to_numpy(float)

    def with_demand(self, *, need: Floats, priority: Floats) -> Instance:
        """The same with other needs a_i and weights w_i; shape (demand,) each."""
        # a copy, and not another instance, so that what was worked out of reach is not worked out again
        other = copy(self)
        object.__setattr__(other, "demand", self.demand.assign(need=need, priority=priority))
        other.__dict__.pop("need", None)
        return other

    @cached_property
    def phases(self) -> Ints:
        """The phases in which anything is needed, in order; shape (phases,)."""
        return np.unique(self.demand.phase.to_numpy(np.int64))

    @cached_property
    def operates(self) -> npt.NDArray[np.bool_]:
        """Whether an option, once chosen, operates in a phase; shape (options, phases)."""
        return _operates(self.options, self.phases)

    @cached_property
    def scene(self) -> Ints:
        """For each demand row its phase and projection together, numbered from 0; shape (demand,)."""
        keys = pd.MultiIndex.from_arrays([self.demand.phase, self.demand.projection.astype(str)])
        return np.asarray(pd.factorize(keys, sort=True)[0], np.int64)

    @cached_property
    def scenes(self) -> list[tuple[int, str]]:
        """Phase and projection of each scene."""
        _, first = np.unique(self.scene, return_index=True)
        rows = self.demand.iloc[first]
        return list(zip(rows.phase.tolist(), rows.projection.astype(str).tolist(), strict=True))

    def by_phase(self, column: str) -> Floats:
        """
        A column of options phase by phase; shape (options, phases).

        ``column.2030`` counts where it is given. Else ``capital`` is spent in the first phase in which an option operates. Everything else
        holds in each phase in which it does and is 0 in the others, whatever is given for them.
        """
        plain = self.options[column].to_numpy(float)[:, None]
        when = _first(self.operates) if column in ("capital", "site_capital") else self.operates
        values = np.where(when, plain, 0.0)
        for k, phase in enumerate(self.phases.tolist()):
            if (named := f"{column}.{phase}") in self.options:
                given = self.options[named].to_numpy(float)
                # what is paid once may be paid before the plan operates; nothing else counts when it does not
                values[:, k] = given if column in ("capital", "site_capital") else np.where(self.operates[:, k], given, 0.0)
        return values

    @cached_property
    def outlets(self) -> Outlets:
        """
        What each site offers for each service in each phase and projection.

        The sizes and actions that one site offers for one service reach the same people. Flows need to know the outlet alone, so they are
        counted once and not once a size. Options whose reach or travel differs are never put together.
        """
        # both kinds of travel in one number, so that the options of an outlet are as far from everybody
        way = self.reach.metres.to_numpy(float) + 1j * self.reach.minutes.to_numpy(float)
        ways = sparse.csr_array((way, (self.reach.demand.to_numpy(), self.reach.option.to_numpy())), shape=self.covers.shape)
        parts = []
        for k, (phase, _) in enumerate(self.scenes):
            at = int(np.searchsorted(self.phases, phase))
            here = np.flatnonzero(self.operates[:, at])
            reached = ways[self.scene == k].tocsc()[:, here]
            reached.sort_indices()
            spans = zip(reached.indptr[:-1], reached.indptr[1:], strict=True)
            rows = [reached.indices[a:b].tobytes() + reached.data[a:b].tobytes() for a, b in spans]
            of = self.options.iloc[here]
            parts.append(pd.DataFrame({"scene": k, "phase": at, "option": here, "site": of.site, "service": of.service, "reached": rows}))
        members = pd.concat(parts, ignore_index=True)
        outlet = members.groupby(["scene", "site", "service", "reached"], sort=False).ngroup().to_numpy(np.int64)
        option, scene, at_phase = (members[name].to_numpy(np.int64) for name in ("option", "scene", "phase"))
        return Outlets(option, np.asarray(outlet, np.int64), scene, at_phase)

    @cached_property
    def outlet_of_reach(self) -> Ints:
        """The outlet that each row of reach belongs to; shape (reach,)."""
        number = np.full((len(self.options), len(self.scenes)), -1)
        number[self.outlets.option, self.outlets.scene] = self.outlets.outlet
        return np.asarray(number[self.reach.option.to_numpy(), self.scene[self.reach.demand.to_numpy()]], np.int64)

    @cached_property
    def pairs(self) -> tuple[Ints, Ints]:
        """The demand row and the outlet of each flow that is possible; two arrays of shape (pairs,), by demand row."""
        both = np.unique(np.column_stack([self.reach.demand.to_numpy(np.int64), self.outlet_of_reach]), axis=0)
        return both[:, 0], both[:, 1]

    def travel(self, unit: Travel) -> Floats:
        """t_io: the travel of each flow of `pairs`, metres [m] or minutes [min]; shape (pairs,)."""
        rows, outlets = self.pairs
        shortest = self.reach.assign(outlet=self.outlet_of_reach).groupby(["demand", "outlet"])[unit].min()
        return np.asarray(shortest.reindex(pd.MultiIndex.from_arrays([rows, outlets])), float)


@dataclass(frozen=True, eq=False)
class Outlets:
    """
    Which options belong to which outlet: one entry for each option and scene in which it operates.

    Parameters
    ----------
    option, outlet
        Positions; shape (members,).
    scene
        Position in `Instance.scenes`; shape (members,).
    phase
        Position in `Instance.phases`; shape (members,).
    """

    option: Ints
    outlet: Ints
    scene: Ints
    phase: Ints

    @cached_property
    def count(self) -> int:
        """How many outlets there are."""
        return int(self.outlet.max(initial=-1)) + 1

    @cached_property
    def first(self) -> Ints:
        """For each outlet its first member; shape (outlets,)."""
        return np.asarray(np.unique(self.outlet, return_index=True)[1], np.int64)

    def matrix(self, values: Floats, *, options: int) -> sparse.csr_array:
        """A value of each member, to be added up over the options of an outlet; shape (outlets, options)."""
        return sparse.csr_array((values, (self.outlet, self.option)), shape=(self.count, options))


def standing(instance: Instance) -> npt.NDArray[np.bool_]:
    """Today's facilities if nothing is done: of the plans that keep one, that which does so longest; shape (options,)."""
    keep = instance.options[instance.options.action == "keep"]
    longest = keep.sort_values("closes", ascending=False, kind="stable").drop_duplicates("room")
    return np.isin(np.arange(len(instance.options)), longest.index)


def _operates(options: pd.DataFrame, phases: Ints) -> npt.NDArray[np.bool_]:
    opens, closes = options.opens.to_numpy()[:, None], options.closes.to_numpy()[:, None]
    return np.asarray((opens <= phases) & (phases < closes), bool)


def _first(operates: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """True in the first phase of those that are true; shape as given."""
    return np.asarray(operates & (np.cumsum(operates, axis=1) == 1), bool)


def _identified(options: pd.DataFrame) -> pd.DataFrame:
    """Options with a room each, and their sites' numbers for names, where none are given."""
    missing: dict[str, Any] = {} if "room" in options else {"room": np.arange(len(options))}
    if "site_id" not in options and "site" in options:
        missing["site_id"] = options.site.astype(str)
    return options.assign(**missing)


def _filled(table: pd.DataFrame, columns: tuple[Column, ...]) -> pd.DataFrame:
    """The table with defaults in place and plain row numbers."""
    missing = {c.name: c.default for c in columns if c.name not in table and c.default is not None}
    filled = table.assign(**missing).reset_index(drop=True)
    return filled.astype({c.name: float for c in columns if c.dtype == "float" and _is_number(filled.get(c.name))})


def _is_number(values: Any) -> bool:
    return values is not None and pd.api.types.is_numeric_dtype(values)


def _problems(table: pd.DataFrame, columns: tuple[Column, ...]) -> Iterator[Text]:
    """What is wrong with a table, column by column."""
    for column in columns:
        if column.name not in table:
            yield say("column {column} is missing ({meaning})", column=column.name, meaning=column.meaning)
            continue
        values = table[column.name]
        if column.dtype in ("int", "float") and not _is_number(values):
            yield say("column {column} must hold numbers", column=column.name)
        elif column.dtype == "int" and not pd.api.types.is_integer_dtype(values) and len(values):
            yield say("column {column} must hold whole numbers", column=column.name)
        elif column.low is not None and (below := np.flatnonzero(values.to_numpy(float) < column.low)).size:
            yield say("column {column}: rows {rows} are below {low}", column=column.name, rows=_some(below), low=column.low)
        # capacity may be unknown: the constraint that reads it says for which sites
        if column.dtype == "float" and column.name != "capacity" and _is_number(values) and (blank := np.flatnonzero(values.isna())).size:
            yield say("column {column}: rows {rows} are blank", column=column.name, rows=_some(blank))


def _some(rows: Ints, most: int = 5) -> str:
    """The first few row numbers in words."""
    return ", ".join(map(str, rows[:most].tolist())) + (f" ... ({len(rows)})" if len(rows) > most else "")
