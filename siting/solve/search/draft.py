"""A plan while it is being drawn: what is open, who is served, what is left of each limit."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from siting.instance.instance import Floats, Ints
from siting.solve.search.form import Form

Bools = npt.NDArray[np.bool_]
TOLERANCE = 1e-9


class Board:
    """The parts of a form that every draft of it looks up."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.unit = np.divide(form.worth, form.need, out=np.zeros(len(form.need)), where=form.need > 0)
        self.outlets_of = form.reach.T.tocsr()
        self.columns = form.side.tocsc()
        self.takers_of = groups(form.option, len(form.room))
        self.buildings_of = [form.buildings.indices[a:b] for a, b in pairwise(form.buildings.indptr.tolist())]
        self.site_columns = form.side_sites.tocsc()
        self.scale = np.maximum(1.0, np.abs(form.limit))
        entries = form.side.tocoo()
        self.entries = (entries.row, entries.col, entries.data)
        # what the plan of one room takes of one row goes when another plan takes its place
        self.slot = np.unique(entries.row * (form.room.max(initial=0) + 1) + form.room[entries.col], return_inverse=True)[1]

    @cached_property
    def queue(self) -> list[Ints]:
        """For each outlet the demand rows it reaches, most worth first, then those with the fewest other outlets."""
        others = np.diff(self.outlets_of.indptr)
        reach = self.form.reach
        rows = [reach.indices[a:b].astype(np.int64) for a, b in zip(reach.indptr[:-1], reach.indptr[1:], strict=True)]
        return [row[np.lexsort((others[row], -self.unit[row]))] for row in rows]

    @cached_property
    def wide(self) -> Ints:
        """Side rows that tie several sites together: budgets and counts, which every choice uses up."""
        side = self.form.side
        sites = [np.unique(self.form.place[side.indices[a:b]]).size for a, b in zip(side.indptr[:-1], side.indptr[1:], strict=True)]
        return np.flatnonzero(np.array(sites, int) > 1)

    @cached_property
    def wide_side(self) -> Floats:
        """The coefficients of the wide rows; shape (wide, options)."""
        return self.form.side[self.wide].toarray()

    @cached_property
    def opens(self) -> Ints:
        """The buildings that each option opens, as many as any does, filled up with -1; shape (options, most)."""
        most = max([1, *(len(one) for one in self.buildings_of)])
        return np.array([[*one, *[-1] * (most - len(one))] for one in self.buildings_of], np.int64).reshape(-1, most)

    @cached_property
    def wide_sites(self) -> Floats:
        """The coefficients of the buildings in the wide rows, and 0 for none; shape (wide, site_open + 1)."""
        return np.hstack([self.form.side_sites[self.wide].toarray(), np.zeros((len(self.wide), 1))])

    @cached_property
    def taker_at(self) -> Ints:
        """The taker of each option in each scene, -1 where it does not operate; shape (options, scenes)."""
        at = np.full((len(self.form.room), int(self.form.scene.max(initial=0)) + 1), -1)
        at[self.form.option, self.form.scene] = np.arange(len(self.form.option))
        return at


class Draft:
    """A plan under way; changed in place by `open` and `close`, copied before a trial."""

    def __init__(self, board: Board) -> None:
        self.board = board
        form = board.form
        self.chosen: Bools = np.zeros(len(form.room), bool)
        self.in_room: Ints = np.full(int(form.room.max(initial=-1)) + 1, -1)
        self.left: Floats = form.need.copy()
        self.load: Floats = np.zeros(len(form.option))
        self.slack: Floats = form.limit.copy()
        self.buildings: Ints = np.zeros(len(form.site_cost), np.int64)
        self.fills: dict[int, tuple[Ints, Floats]] = {}

    def copy(self) -> Self:
        """The same plan, to be changed on its own."""
        other = object.__new__(type(self))
        other.board, other.fills = self.board, dict(self.fills)
        for name in ("chosen", "in_room", "left", "load", "slack", "buildings"):
            setattr(other, name, getattr(self, name).copy())
        return other

    def open(self, option: int) -> None:
        """Choose an option, in place of what its room holds."""
        form = self.board.form
        before = int(self.in_room[form.room[option]])
        if before >= 0:
            self._remove(before)
        self.chosen[option], self.in_room[form.room[option]] = True, option
        self._count(option, 1)
        for taker in self.board.takers_of[option].tolist():
            self._fill(taker)
        if before >= 0:
            self._offer(before)

    def close(self, option: int) -> None:
        """Choose an option no longer; whom it served is offered to the others."""
        self.in_room[self.board.form.room[option]] = -1
        self._remove(option)
        self._offer(option)

    def change(self, option: int) -> Floats:
        """What choosing an option would take from each side row; shape (rows,)."""
        before = int(self.in_room[self.board.form.room[option]])
        taken = _column(self.board.columns, option)
        opened, left = self.board.buildings_of[option], self.board.buildings_of[before] if before >= 0 else ()
        if before >= 0:
            taken = taken - _column(self.board.columns, before)
        for site in opened:
            if self.buildings[site] == 0:
                taken = taken + _column(self.board.site_columns, int(site))
        for site in left:
            if self.buildings[site] == 1 and site not in opened:
                taken = taken - _column(self.board.site_columns, int(site))
        return taken

    @property
    def fitting(self) -> Bools:
        """Which options may fit, what buildings take left aside; shape (options,)."""
        row, option, taken = self.board.entries
        used = np.bincount(self.board.slot, taken * self.chosen[option])
        limit = np.maximum(self.slack, 0.0) + TOLERANCE * self.board.scale
        too_much = option[taken - used[self.board.slot] > limit[row]] if row.size else option
        fitting: Bools = np.ones(len(self.chosen), bool)
        fitting[too_much] = False
        return fitting

    def fits(self, option: int) -> bool:
        """Whether an option can be chosen without breaking a row, or breaking one further."""
        return bool((self.change(option) <= np.maximum(self.slack, 0.0) + TOLERANCE * self.board.scale).all())

    @property
    def holds(self) -> bool:
        """Whether every side row holds."""
        return bool((self.slack >= -TOLERANCE * self.board.scale).all())

    @property
    def covered(self) -> Floats:
        """y: the share of each demand row that is served; shape (demand,)."""
        need = self.board.form.need
        return np.divide(need - self.left, need, out=np.zeros(len(need)), where=need > 0)

    @property
    def shortfall(self) -> Floats:
        """How far each floor is from being met, 0 where it is; shape (floors,)."""
        form = self.board.form
        missing = form.floor - form.floors @ self.covered
        return np.where(missing > TOLERANCE * np.maximum(1.0, form.floor), missing, 0.0)

    @property
    def objective(self) -> float:
        """worth @ y - cost @ x - site_cost @ v."""
        form = self.board.form
        spent = form.cost @ self.chosen + form.site_cost @ (self.buildings > 0)
        return float(form.worth @ self.covered - spent)

    def _remove(self, option: int) -> None:
        self.chosen[option] = False
        self._count(option, -1)
        for taker in self.board.takers_of[option].tolist():
            rows, amounts = self.fills.get(taker, (np.zeros(0, np.int64), np.zeros(0)))
            np.add.at(self.left, rows, amounts)  # a row may stand twice: served in part, and then some more
            self.load[taker] = 0.0

    def _count(self, option: int, by: int) -> None:
        """Take an option's part of the side rows, or give it back."""
        self.slack -= by * _column(self.board.columns, option)
        for site in self.board.buildings_of[option]:
            was = self.buildings[site] > 0
            self.buildings[site] += by
            if was != (self.buildings[site] > 0):
                self.slack -= by * _column(self.board.site_columns, int(site))

    def _fill(self, taker: int) -> None:
        """Let an option serve whom it reaches in one scene, as far as it holds."""
        form = self.board.form
        queue = self.board.queue[form.outlet[taker]]
        rows = queue[self.left[queue] > 0]
        amounts = self.left[rows]
        spare = form.capacity[taker] - self.load[taker]
        if spare < amounts.sum():
            amounts = np.clip(spare - (np.cumsum(amounts) - amounts), 0.0, amounts)
            rows, amounts = rows[amounts > 0], amounts[amounts > 0]
        if not rows.size:
            self.fills.setdefault(taker, (rows, amounts))
            return
        self.left[rows] -= amounts
        self.load[taker] += amounts.sum()
        if taker in self.fills and self.load[taker] > amounts.sum():
            old = self.fills[taker]
            rows, amounts = np.concatenate([old[0], rows]), np.concatenate([old[1], amounts])
        self.fills[taker] = (rows, amounts)

    def _offer(self, option: int) -> None:
        """Offer whom an option served to the open ones that reach them and have room."""
        form = self.board.form
        gone = [self.fills.pop(taker, (np.zeros(0, np.int64),))[0] for taker in self.board.takers_of[option].tolist()]
        rows = np.concatenate([np.zeros(0, np.int64), *gone])
        rows = rows[self.left[rows] > 0]
        if not rows.size:
            return
        near = np.zeros(form.reach.shape[0], bool)
        near[self.board.outlets_of[rows].indices] = True
        for other in np.flatnonzero(self.chosen[form.option] & near[form.outlet] & (self.load < form.capacity)).tolist():
            self._fill(other)


def groups(of: Ints, size: int) -> list[Ints]:
    """The members of each of `size` groups."""
    order = np.argsort(of, kind="stable")
    ends = np.cumsum(np.bincount(of, minlength=size))
    return np.split(order, ends[:-1]) if size else []


def _column(matrix: sparse.csc_array, number: int) -> Floats:
    """A column as a plain vector."""
    column = np.zeros(matrix.shape[0])
    start, stop = matrix.indptr[number], matrix.indptr[number + 1]
    column[matrix.indices[start:stop]] = matrix.data[start:stop]
    return column
