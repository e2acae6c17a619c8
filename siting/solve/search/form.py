"""
What the search needs to know of a program, read from its matrices.

No piece is known by name here: rows that tie plans alone (budgets, counts, one plan a room) are side rows, floors on coverage are floors,
rows that hold what an outlet serves below what is open are capacities. What fits none of these is left to the solver, so a bound from this
form is a bound for the whole problem, and a plan from it is only a proposal until it is checked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from siting.instance.instance import Floats, Ints
from siting.model.model import Model
from siting.model.program import Block

TIES = ("served", "covered", "site_open")
"""Rows that only say how the families hang together."""


@dataclass(frozen=True, eq=False)
class Form:
    """
    max  worth @ y - cost @ x - site_cost @ v   subject to   side @ x + side_sites @ v <= limit,   ties @ (x, v) <= 0,   floors @ y >= floor

    Parameters
    ----------
    worth
        Of covering each demand row whole; shape (demand,).
    need
        a_i; shape (demand,).
    reach
        1 where an outlet reaches a demand row; shape (outlets, demand).
    outlet, room, place, building
        Of each option, numbered from 0; shape (options,). `place` is its site; `building` is -1 for options that open none that costs.
    capacity
        q_j, infinite where nothing limits it; shape (options,).
    whole
        Whether no row of the program is left out, so that a plan of the form is one of the program.
    """

    worth: Floats
    need: Floats
    reach: sparse.csr_array
    outlet: Ints
    room: Ints
    place: Ints
    building: Ints
    capacity: Floats
    cost: Floats
    site_cost: Floats
    side: sparse.csr_array
    side_sites: sparse.csr_array
    limit: Floats
    ties: sparse.csr_array
    floors: sparse.csr_array
    floor: Floats
    whole: bool

    @property
    def capacitated(self) -> bool:
        """Whether any option has a limit."""
        return bool(np.isfinite(self.capacity).any())


def form(model: Model) -> Form | None:
    """The form of a program; None where it is about something else than plans and coverage, or about several phases or projections."""
    if len(model.instance.scenes) > 1 or len(model.instance.outlets.option) < len(model.instance.options):
        return None
    for family in model.families:
        if family not in ("open", "covered", "site_open") and model.coefficients(model.objective, family).nnz:
            return None
    inst = model.instance
    blocks = [block for name, block in model.blocks.items() if name not in TIES]
    side = [block for block in blocks if touches(model, block) <= {"open", "site_open"}]
    floors = [block for block in blocks if touches(model, block) == {"covered"} and block.rows.sense == ">="]
    known = [*side, *floors, *(block for block in blocks if holds_load(model, block) or block.name == "served_open")]
    n, sites = len(inst.options), len(model.families["site_open"].labels) if "site_open" in model.families else 0
    return Form(
        worth=-_row(model, "covered", len(inst.demand)),
        need=inst.need,
        reach=_outlet_reach(model),
        outlet=inst.outlets.outlet,
        room=pd.factorize(inst.options.room)[0].astype(np.int64),
        place=pd.factorize(inst.options.site)[0].astype(np.int64),
        building=_buildings(model),
        capacity=_capacity(model, blocks),
        cost=_row(model, "open", n),
        site_cost=_row(model, "site_open", sites),
        side=_stack([at_most(model, b, "open") for b in side], n),
        side_sites=_stack([at_most(model, b, "site_open") for b in side], sites),
        limit=np.concatenate([np.zeros(0), *(limits(b) for b in side)]),
        ties=_building_ties(model, n + sites),
        floors=_stack([model.coefficients(b.rows.linear, "covered") for b in floors], len(inst.demand)),
        floor=np.concatenate([np.zeros(0), *(-b.rows.linear.constant for b in floors)]),
        whole=len(known) == len(blocks),
    )


def touches(model: Model, block: Block) -> set[str]:
    """The families that a block's rows are about."""
    return {name for name in model.families if model.coefficients(block.rows.linear, name).nnz}


def _row(model: Model, family: str, size: int) -> Floats:
    """The objective's coefficients of a family; shape (size,)."""
    found = model.coefficients(model.objective, family).toarray().ravel()
    return found if found.size else np.zeros(size)


def _outlet_reach(model: Model) -> sparse.csr_array:
    """The reach of each outlet: that of any of its options."""
    outlets = model.instance.outlets
    return model.instance.covers.T.tocsr()[outlets.option[outlets.first]]


def _buildings(model: Model) -> Ints:
    """The number of the building that an option opens, -1 where it opens none that is counted."""
    options = model.instance.options
    if "site_open" not in model.families:
        return np.full(len(options), -1)
    opens = np.isin(options.site, model.sites) & (options.site_capital > 0)
    return np.where(opens, np.searchsorted(model.sites, options.site.to_numpy()), -1)


def holds_load(model: Model, block: Block) -> bool:
    """Whether rows have the shape  load <= q @ x: what an outlet serves is held below what is open there."""
    if block.rows.sense != "<=" or touches(model, block) != {"served", "open"} or block.name == "served_open":
        return False
    loads, allowed = model.coefficients(block.rows.linear, "served"), model.coefficients(block.rows.linear, "open")
    return bool(loads.data.min() >= 0 and allowed.data.max() <= 0)


def _capacity(model: Model, blocks: list[Block]) -> Floats:
    """The least of what rows of the shape  load <= q @ x  allow each option."""
    capacity = np.full(len(model.instance.options), np.inf)
    for block in blocks:
        if holds_load(model, block):
            allowed = (-model.coefficients(block.rows.linear, "open")).tocoo()
            # an option without an entry is one that may serve nobody
            held = np.zeros(len(capacity))
            held[allowed.col] = allowed.data
            capacity = np.minimum(capacity, held)
    return capacity


def _building_ties(model: Model, width: int) -> sparse.csr_array:
    """The rows by which what is open opens its building."""
    if "site_open" not in model.families:
        return sparse.csr_array((0, width))
    linear = model.blocks["site_open"].rows.linear
    return sparse.csr_array(sparse.hstack([model.coefficients(linear, "open"), model.coefficients(linear, "site_open")]))


def at_most(model: Model, block: Block, family: str) -> sparse.csr_array:
    """The coefficients of a family with every row turned to <=; a row of equality stands twice."""
    a = model.coefficients(block.rows.linear, family)
    return sparse.csr_array({"<=": a, ">=": -a, "==": sparse.vstack([a, -a])}[block.rows.sense])


def limits(block: Block) -> Floats:
    """The right-hand sides that go with `at_most`."""
    b = -block.rows.linear.constant
    return {"<=": b, ">=": -b, "==": np.concatenate([b, -b])}[block.rows.sense]


def _stack(parts: list[sparse.csr_array], width: int) -> sparse.csr_array:
    """Matrices on top of one another; none of them is a matrix without rows."""
    return sparse.vstack(parts, format="csr") if parts else sparse.csr_array((0, width))
