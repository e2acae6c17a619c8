"""
Questions in which everybody is served and travel is what counts, read from a program's matrices: p-median, and facilities with a price
each, with and without capacities, with people divided or not.

No piece is known by name here, as in `siting.solve.search.form`; what fits none of the rows below is left to the solver.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from siting.instance.instance import Floats, Instance, Ints, Outlets
from siting.model.model import Model
from siting.model.program import Block, positions
from siting.solve.search.draft import Bools
from siting.solve.search.filled import Takers
from siting.solve.search.form import at_most, holds_load, limits, touches

MOST = 20_000_000
"""More demand rows times options than this are left to the solver."""


@dataclass(frozen=True, eq=False)
class Median:
    """
    min  cost @ x + sum_io way_io z_io   subject to   sum_o z_io = 1,   z_io <= sum_{j in o} x_j,   side @ x <= limit,
    sum_i a_i z_io <= sum_{j in o} holds_jo x_j

    Parameters
    ----------
    way
        What it costs that an outlet serves a demand row; shape (ways,).
    at
        The position of each way in `Instance.pairs`; shape (ways,). They are those of the demand rows that must be served.
    rows, outlet
        The demand row, numbered among those that must be served, and the outlet of each way; shape (ways,), by demand row.
    need
        a_i of those that must be served; shape (whole,).
    members
        Which options belong to which outlet.
    holds
        How much each member has room for, infinite where nothing limits it; shape (members,).
    undivided
        Whether all people of a demand row go to one outlet.
    alone
        Outlets that have one plan at most and no other outlet beside them, so that ways may be left out on their own; shape (outlets,).
    """

    cost: Floats
    way: Floats
    at: Ints
    rows: Ints
    outlet: Ints
    need: Floats
    members: Outlets
    holds: Floats
    side: sparse.csr_array
    limit: Floats
    constant: float
    undivided: bool
    alone: Bools

    @property
    def capacitated(self) -> bool:
        """Whether any outlet has a limit."""
        return self.takers.limited

    @cached_property
    def whole(self) -> bool:
        """Whether every plan costs a whole number: all prices and ways do, and nobody need be divided."""
        amounts = np.concatenate([self.cost, self.way])
        return (self.undivided or not self.capacitated) and bool(np.allclose(amounts, np.round(amounts), rtol=0.0, atol=1e-9))

    def above(self, known: float) -> float:
        """What is clearly more than a plan may cost that is better than the one in hand."""
        return known - 1.0 + self._slack(known) if self.whole else known + 1e-7 * max(1.0, abs(known))

    def at_least(self, bound: float) -> float:
        """What no plan costs less than where a bound is known: the next whole number where costs are whole."""
        return float(np.ceil(bound - self._slack(bound))) if self.whole and np.isfinite(bound) else bound

    def _slack(self, amount: float) -> float:
        """How far a sum of whole numbers may be from a whole number."""
        return 1e-6 + 1e-9 * abs(amount) if np.isfinite(amount) else 0.0

    @cached_property
    def takers(self) -> Takers:
        """The members, each with the queue of its outlet."""
        return Takers(self.members.outlet, self.holds, self.members.count)

    @cached_property
    def by_member(self) -> tuple[Ints, Ints]:
        """Each way with each member of its outlet; two arrays, ordered by way."""
        order = np.argsort(self.members.outlet, kind="stable")
        size = np.bincount(self.members.outlet, minlength=self.members.count)
        first = np.cumsum(size) - size
        each = size[self.outlet]
        inside = np.arange(each.sum()) - np.repeat(np.cumsum(each) - each, each)
        return np.repeat(np.arange(len(each)), each), order[np.repeat(first[self.outlet], each) + inside]

    def of_options(self, values: Floats) -> Floats:
        """Values of the members added up over each option; shape (options,)."""
        return np.asarray(np.bincount(self.members.option, values, len(self.cost)), float)

    def keeps_to(self, chosen: Bools) -> bool:
        """Whether a plan keeps to the side rows."""
        return bool((self.side @ chosen <= self.limit + 1e-9 * np.maximum(1.0, np.abs(self.limit))).all())


def median(model: Model) -> Median | None:
    """The question in this form; None where it is another."""
    inst = model.instance
    if set(model.families) != {"open", "served"} or len(inst.demand) * len(inst.options) > MOST:
        return None
    blocks = [block for name, block in model.blocks.items() if name not in ("served", "served_open")]
    everyone = [block for block in blocks if block.rows.sense == "==" and touches(model, block) == {"served"}]
    loads = [block for block in blocks if holds_load(model, block)]
    side = [block for block in blocks if touches(model, block) == {"open"}]
    if len(everyone) != 1 or len(side) + len(loads) + 1 < len(blocks) or not all(_of_outlets(model, block) for block in loads):
        return None
    must = _must_be_served(model, everyone[0])
    if must is None:
        return None
    ways, asked = model.coefficients(model.objective, "served").toarray().ravel(), np.isin(inst.pairs[0], must)
    if (ways < 0).any() or ways[~asked].any():
        return None
    at, none = np.flatnonzero(asked), sparse.csr_array((0, len(inst.options)))
    rows, outlet, holds = np.searchsorted(must, inst.pairs[0][at]), inst.pairs[1][at], _holds(model, loads)
    enough, least = _enough(inst, rows, outlet, inst.need[must], holds)
    sides = sparse.vstack([none, *(at_most(model, block, "open") for block in side)], format="csr")
    return Median(
        cost=model.coefficients(model.objective, "open").toarray().ravel(),
        way=ways[at],
        at=at,
        rows=rows,
        outlet=outlet,
        need=inst.need[must],
        members=inst.outlets,
        holds=holds,
        side=sparse.vstack([sides, enough], format="csr"),
        limit=np.concatenate([*(limits(block) for block in side), least]),
        constant=float(model.objective.constant[0]),
        undivided=model.families["served"].integer,
        alone=_alone(inst, sides, np.concatenate([np.zeros(0), *(limits(block) for block in side)])),
    )


def _must_be_served(model: Model, everyone: Block) -> Ints | None:
    """The demand rows of which rows  sum_o z_io = 1  ask that they be served; None where the rows say something else."""
    inst, asked = model.instance, model.coefficients(everyone.rows.linear, "served")
    must = np.flatnonzero(np.isin(np.arange(len(inst.demand)), inst.pairs[0][asked.indices]))
    capped = model.coefficients(model.blocks["served"].rows.linear, "served")
    same = asked.shape[0] == len(must) and not abs(asked - capped[must]).nnz
    return must if same and (everyone.rows.linear.constant == -1.0).all() else None


def _of_outlets(model: Model, block: Block) -> bool:
    """Whether rows hold just what each outlet serves:  sum_i a_i z_io <= q @ x,  a row for each outlet and with its own options."""
    (rows, outlets), members = model.instance.pairs, model.instance.outlets
    load, held = model.coefficients(block.rows.linear, "served").tocoo(), model.coefficients(block.rows.linear, "open").tocoo()
    own = members.matrix(np.ones(len(members.option)), options=len(model.instance.options))
    complete = load.nnz == np.count_nonzero(model.instance.need[rows]) and (load.row == outlets[load.col]).all()
    weighed = complete and (load.data == model.instance.need[rows[load.col]]).all()
    return bool(weighed and not block.rows.linear.constant.any() and (own[held.row, held.col] > 0).all())


def _holds(model: Model, loads: list[Block]) -> Floats:
    """The least that these rows leave each member of an outlet; shape (members,)."""
    members = model.instance.outlets
    holds = np.full(len(members.option), np.inf)
    for block in loads:
        held = -model.coefficients(block.rows.linear, "open")
        holds = np.minimum(holds, np.asarray(held[members.outlet, members.option], float).ravel())
    return holds


def _enough(inst: Instance, rows: Ints, outlet: Ints, need: Floats, holds: Floats) -> tuple[sparse.csr_array, Floats]:
    """
    Rows that follow from the others and make the relaxation better: among all that can stand in for one another there is room for all,
    and so many are open as that takes of the largest.

        - sum_j q_j x_j <= - sum_i a_i,      - sum_j x_j <= - k
    """
    options, members = len(inst.options), inst.outlets
    meet = sparse.coo_array((np.ones(len(rows)), (rows, len(need) + outlet)), shape=(len(need) + members.count,) * 2)
    part = connected_components(meet, directed=False)[1]
    found, least = [sparse.csr_array((0, options))], [np.zeros(0)]
    for one in np.unique(part[: len(need)]).tolist():
        mine = part[len(need) + members.outlet] == one
        room, asked = np.bincount(members.option[mine], holds[mine], options), float(need[part[: len(need)] == one].sum())
        if not np.isfinite(room).all():
            continue
        # a little less than is asked, as solvers take a row for kept that is broken by a little
        fewest = int(np.searchsorted(np.cumsum(-np.sort(-room)), asked * (1.0 - 1e-6))) + 1
        found.append(sparse.csr_array(np.vstack([-room, -(room > 0).astype(float)])))
        least.append(np.array([-asked * (1.0 - 1e-6), -float(fewest)]))
    return sparse.vstack(found, format="csr"), np.concatenate(least)


def _alone(inst: Instance, side: sparse.csr_array, limit: Floats) -> Bools:
    """Which outlets have one plan at most, by some row  sum_j x_j <= 1, and no other outlet of their service beside them."""
    members = inst.outlets
    cliques = side[(limit == 1.0) & (side.min(axis=1).toarray().ravel() >= 0.0) & (side.max(axis=1).toarray().ravel() == 1.0)]
    cliques.data = (cliques.data == 1.0).astype(float)
    own = members.matrix(np.ones(len(members.option)), options=len(inst.options))
    size = np.bincount(members.outlet, minlength=members.count)
    together = (cliques @ own.T).max(axis=0).toarray().ravel() if cliques.shape[0] else np.zeros(members.count)
    of = inst.options.iloc[members.option[members.first]]
    beside = pd.DataFrame({"scene": members.scene[members.first], "site": of.site.to_numpy(), "service": of.service.to_numpy()})
    return np.asarray(((size == 1) | (together == size)) & ~beside.duplicated(keep=False), bool)


def shortest(form: Median) -> Floats:
    """The second shortest way of everybody, or the only one: prices to begin with; shape (demand,)."""
    order = np.lexsort((form.way, form.rows))
    first, count = np.unique(form.rows[order], return_index=True, return_counts=True)[1:]
    return np.asarray(form.way[order[first + np.minimum(count - 1, 1)]])


def with_flows(model: Model, form: Median, chosen: Bools, flows: Floats) -> Floats:
    """The values of all variables where a plan serves everybody by these shares of the ways; shape (variables,)."""
    values = np.zeros(len(model))
    values[positions(model.families["open"])] = chosen
    values[positions(model.families["served"])[form.at]] = flows
    return values
