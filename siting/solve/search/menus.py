"""
What each site can offer as a whole.

Rows about a single site (one plan a room, what a floor holds, buildings to pay for) leave a linear program free to open a third of this
and half of that. Where the combinations that a site allows are few they are listed instead, so that the relaxation chooses among whole
ones: convexification of the kept rows, Geoffrion (1974), Lagrangean relaxation for integer programming, Mathematical Programming Study 2,
82-114.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from siting.instance.instance import Floats, Ints
from siting.solve.search.choice import Choice
from siting.solve.search.draft import TOLERANCE, Bools, groups
from siting.solve.search.form import Form

MOST = 300
"""A site with more combinations keeps its rows."""


@dataclass(frozen=True, eq=False)
class Chosen:
    """
    What the relaxation chooses at given profits.

    Parameters
    ----------
    value
        No choice that keeps the side rows brings more.
    regret
        How far that falls where an option has to be chosen, not above 0; minus infinity for what no site can offer; shape (options,).
    share
        How far each option is chosen; shape (options,).
    """

    value: float
    regret: Floats
    share: Floats


class Menus:
    """The menus of all sites, and the linear program that chooses among them under the rows that sites share."""

    def __init__(self, form: Form) -> None:
        rows = sparse.csr_array(sparse.vstack([sparse.hstack([form.side, form.side_sites]), form.ties], format="csr"))
        limit = np.concatenate([form.limit, np.zeros(form.ties.shape[0])])
        sites = list(_sites(form, rows, limit))
        self.options = len(form.cost)
        # 1 where a menu has an option, or opens a building
        self.offers = _offers(sites, rows.shape[1])
        self._entries = self.offers.nonzero()
        self.site = np.repeat(np.arange(len(sites)), [len(one.menus) for one in sites])
        self.must = np.array([one.must for one in sites], bool)
        shared = np.setdiff1d(np.arange(len(limit)), np.concatenate([np.zeros(0, np.int64), *(one.rows for one in sites)]))
        self.rows, self.limit = sparse.csr_array(rows[shared] @ self.offers.T), limit[shared]
        at_most = sparse.csr_array((np.ones(len(self.site)), (self.site, np.arange(len(self.site)))), shape=(len(sites), len(self.site)))
        self._choice = Choice(
            sparse.csr_array(sparse.vstack([self.rows, at_most, -at_most[np.flatnonzero(self.must)]])),
            np.concatenate([self.limit, np.ones(len(sites)), -np.ones(self.must.sum())]),
        )

    def choose(self, profit: Floats) -> Chosen | None:
        """What to choose where options and buildings bring so much, shape (options + site_open,); None where the side rows clash."""
        brings = self.offers @ profit
        solved = self._choice.solve(brings)
        if solved is None:
            return None
        share, dual = solved[0], solved[1][: len(self.limit)]
        # from the duals and not from the program's own value: so it is a bound however exactly the program was solved
        left = brings - self.rows.T @ dual
        best = np.where(self.must, -np.inf, 0.0)
        np.maximum.at(best, self.site, left)
        regret = np.full(self.offers.shape[1], -np.inf)
        menu, option = self._entries
        np.maximum.at(regret, option, (left - best[self.site])[menu])
        return Chosen(float(dual @ self.limit + best.sum()), regret[: self.options], (self.offers.T @ share)[: self.options])


@dataclass(frozen=True, eq=False)
class _Site:
    """
    Columns (options, then buildings) that are chosen together.

    Parameters
    ----------
    menus
        Which of the columns each menu has; shape (menus, columns).
    must
        Whether one of the menus has to be chosen.
    rows
        The rows that the menus keep.
    """

    columns: Ints
    menus: Bools
    must: bool
    rows: Ints


def _sites(form: Form, rows: sparse.csr_array, limit: Floats) -> Iterator[_Site]:
    """The sites that have rows of their own; each option and building alone where there are none, or too many combinations."""
    place = _places(form)
    count = int(place.max(initial=-1)) + 1
    rising, known = _rising(form), dict[bytes, Bools]()
    for columns, own in zip(groups(place, count), groups(_owners(rows, place), count + 1)[:count], strict=True):
        menus = np.zeros((0, len(columns)), bool)
        if own.size and rising[columns].all():
            question = rows[own][:, columns].toarray(), limit[own], _opens(form, columns)
            key = b"".join([bytes(str(question[0].shape), "ascii"), *(part.tobytes() for part in question)])
            if key not in known:
                known[key] = _combinations(*question)
            menus = known[key]
        if not len(menus):
            yield from (_Site(columns[[k]], np.ones((1, 1), bool), False, own[:0]) for k in range(len(columns)))
        elif menus.any():
            some = menus.any(axis=1)
            yield _Site(columns, menus[some], bool(some.all()), own)


def _combinations(rows: Floats, limit: Floats, opens: Bools) -> Bools:
    """
    All choices of options, with the buildings that they open, that keep a site's own rows; none where they are too many.

    Parameters
    ----------
    rows, limit
        Shapes (rows, options + buildings) and (rows,).
    opens
        Which building each option opens; shape (options, buildings).

    Returns
    -------
    Shape (menus, options + buildings).
    """
    ends = limit + TOLERANCE * np.maximum(1.0, np.abs(limit))
    rising = (rows >= 0).all(axis=1)
    found = np.zeros((1, len(opens)), bool)
    for option in range(len(opens)):
        more = found.copy()
        more[:, option] = True
        # what is too much for a row stays so, whatever else is chosen
        more = more[(_with_buildings(more, opens) @ rows[rising].T <= ends[rising]).all(axis=1)]
        found = np.concatenate([found, more])
        if len(found) > MOST:
            return np.zeros((0, rows.shape[1]), bool)
    menus = _with_buildings(found, opens)
    kept: Bools = menus[(menus @ rows.T <= ends).all(axis=1)]
    return kept


def _with_buildings(chosen: Bools, opens: Bools) -> Bools:
    """Choices of options, and the buildings that they open."""
    return np.concatenate([chosen, (chosen[:, :, None] & opens).any(axis=1)], axis=1)


def _places(form: Form) -> Ints:
    """The site of each option, then of each building; shape (options + site_open,)."""
    empty = int(form.place.max(initial=-1)) + 1
    buildings = empty + np.arange(len(form.site_cost))
    option, building = form.buildings.nonzero()
    buildings[building] = form.place[option]
    return np.unique(np.concatenate([form.place, buildings]), return_inverse=True)[1]


def _owners(rows: sparse.csr_array, place: Ints) -> Ints:
    """The one site that each row is about, or a number beyond them all; shape (rows,)."""
    entries = rows.tocoo()
    beyond = int(place.max(initial=-1)) + 1
    first, last = np.full(rows.shape[0], beyond), np.full(rows.shape[0], -1)
    np.minimum.at(first, entries.row, place[entries.col])
    np.maximum.at(last, entries.row, place[entries.col])
    return np.where(first == last, first, beyond)


def _rising(form: Form) -> Bools:
    """Whether opening it for nothing can do no good, as it is with every option; shape (options + site_open,)."""
    entries = form.side_sites.tocoo()
    rising: Bools = form.site_cost >= 0
    rising[entries.col[entries.data < 0]] = False
    return np.concatenate([np.ones(len(form.cost), bool), rising])


def _opens(form: Form, columns: Ints) -> Bools:
    """Which of a site's buildings each of its options opens; shape (options, buildings)."""
    options, buildings = columns[columns < len(form.cost)], columns[columns >= len(form.cost)] - len(form.cost)
    opens: Bools = form.buildings[options][:, buildings].toarray() > 0
    return opens


def _offers(sites: list[_Site], width: int) -> sparse.csr_array:
    """1 where a menu has a column; shape (menus, columns)."""
    columns = np.concatenate([np.zeros(0, np.int64), *(np.tile(one.columns, len(one.menus)) for one in sites)])
    has = np.concatenate([np.zeros(0, bool), *(one.menus.ravel() for one in sites)])
    sizes = np.array([one.menus.shape for one in sites], np.int64).reshape(-1, 2)
    menu = np.repeat(np.arange(sizes[:, 0].sum()), np.repeat(sizes[:, 1], sizes[:, 0]))
    return sparse.csr_array((np.ones(has.sum()), (menu[has], columns[has])), shape=(int(sizes[:, 0].sum()), width))
