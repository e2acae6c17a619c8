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
    room, place
        Of each option, numbered from 0; shape (options,). `place` is its site.
    buildings
        1 where an option opens a building that costs something, in the phases from which it does; shape (options, site_open).
    option, outlet, scene
        Of each taker: an option takes people in each phase and projection in which it operates, at the outlet that it has there; shape
        (takers,).
    capacity
        q_jp, infinite where nothing limits it; shape (takers,).
    whole
        Whether no row of the program is left out, so that a plan of the form is one of the program.
    """

    worth: Floats
    need: Floats
    reach: sparse.csr_array
    room: Ints
    place: Ints
    buildings: sparse.csr_array
    option: Ints
    outlet: Ints
    scene: Ints
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
    """The form of a program; None where it is about something else than plans and coverage."""
    for family in model.families:
        if family not in ("open", "covered", "site_open") and model.coefficients(model.objective, family).nnz:
            return None
    inst = model.instance
    if not inst.outlets.count:
        return None
    blocks = [block for name, block in model.blocks.items() if name not in TIES]
    side = [block for block in blocks if touches(model, block) <= {"open", "site_open"}]
    floors = [block for block in blocks if touches(model, block) == {"covered"} and block.rows.sense == ">="]
    known = [*side, *floors, *(block for block in blocks if holds_load(model, block) or block.name == "served_open")]
    n, sites = len(inst.options), len(model.families["site_open"].labels) if "site_open" in model.families else 0
    return Form(
        worth=-_row(model, "covered", len(inst.demand)),
        need=inst.need,
        reach=_outlet_reach(model),
        room=pd.factorize(inst.options.room)[0].astype(np.int64),
        place=pd.factorize(inst.options.site)[0].astype(np.int64),
        buildings=_buildings(model, n, sites),
        option=inst.outlets.option,
        outlet=inst.outlets.outlet,
        scene=inst.outlets.scene,
        capacity=_capacity(model, blocks),
        cost=_row(model, "open", n),
        site_cost=_row(model, "site_open", sites),
        side=_stack([at_most(model, b, "open") for b in side], n),
        side_sites=_stack([at_most(model, b, "site_open") for b in side], sites),
        limit=np.concatenate([np.zeros(0), *(limits(b) for b in side)]),
        ties=_building_ties(model, n + sites),
        floors=_stack([model.coefficients(b.rows.linear, "covered") for b in floors], len(inst.demand)),
        floor=np.concatenate([np.zeros(0), *(-b.rows.linear.constant for b in floors)]),
        # where nobody is divided, a plan that fills sites to the brim is none
        whole=len(known) == len(blocks) and not model.traits.undivided,
    )


def touches(model: Model, block: Block) -> set[str]:
    """The families that a block's rows are about."""
    return {name for name in model.families if model.coefficients(block.rows.linear, name).nnz}


def _row(model: Model, family: str, size: int) -> Floats:
    """The objective's coefficients of a family; shape (size,)."""
    found = model.coefficients(model.objective, family).toarray().ravel()
    return found if found.size else np.zeros(size)


def _outlet_reach(model: Model) -> sparse.csr_array:
    """1 where an outlet reaches a demand row; shape (outlets, demand)."""
    rows, outlets = model.instance.pairs
    return sparse.csr_array((np.ones(len(rows)), (outlets, rows)), shape=(model.instance.outlets.count, len(model.instance.demand)))


def _buildings(model: Model, options: int, sites: int) -> sparse.csr_array:
    """1 where an option opens a building, as the rows say that tie them; shape (options, sites)."""
    if "site_open" not in model.families:
        return sparse.csr_array((options, 0))
    linear = model.blocks["site_open"].rows.linear
    opens, building = model.coefficients(linear, "open"), model.coefficients(linear, "site_open")
    return sparse.csr_array((opens.T @ -building) > 0, dtype=float)


def holds_load(model: Model, block: Block) -> bool:
    """Whether rows have the shape  load <= q @ x: what an outlet serves is held below what is open there."""
    return _outlet_of_rows(model, block) is not None


def _outlet_of_rows(model: Model, block: Block) -> Ints | None:
    """The outlet whose load each row holds down, -1 where it holds none; None where the rows have another shape."""
    if block.rows.sense != "<=" or touches(model, block) != {"served", "open"} or block.name == "served_open":
        return None
    loads, allowed = model.coefficients(block.rows.linear, "served").tocoo(), model.coefficients(block.rows.linear, "open")
    rows, outlets = model.instance.pairs
    limited = block.rows.linear.constant.any() or allowed.data.max(initial=-1.0) > 0
    if limited or not np.allclose(loads.data, model.instance.need[rows[loads.col]]):
        return None
    first = np.full(loads.shape[0], -1)
    first[loads.row] = outlets[loads.col]
    # every flow of the outlet counts in the row, and no other; a row without flows holds nothing down
    size = np.bincount(loads.row, minlength=len(first))
    same = (first[loads.row] == outlets[loads.col]).all() and (size == np.where(first >= 0, _sizes(model)[first], 0)).all()
    return first if same else None


def _sizes(model: Model) -> Ints:
    """How many flows with a need each outlet has; shape (outlets,)."""
    rows, outlets = model.instance.pairs
    return np.bincount(outlets[model.instance.need[rows] > 0], minlength=model.instance.outlets.count)


def _capacity(model: Model, blocks: list[Block]) -> Floats:
    """The least of what rows of the shape  load <= q @ x  allow each taker; shape (takers,)."""
    members = model.instance.outlets
    capacity = np.full(len(members.option), np.inf)
    for block in blocks:
        outlet = _outlet_of_rows(model, block)
        if outlet is None:
            continue
        row = np.full(members.count, -1)
        row[outlet[outlet >= 0]] = np.flatnonzero(outlet >= 0)
        at = row[members.outlet]
        # an option without an entry in its outlet's row is one that may serve nobody
        allowed = np.asarray((-model.coefficients(block.rows.linear, "open"))[at, members.option], float).ravel()
        capacity = np.where(at >= 0, np.minimum(capacity, allowed), capacity)
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
