"""Who is served where, once it is known what is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linprog

from siting.instance.instance import Floats, Instance
from siting.model.model import Model
from siting.model.problem import Problem, compile
from siting.model.program import Block, Program, positions
from siting.solve.reductions import Answer
from siting.solve.reductions.drop_dominated import Bools, without

MOST_FLOWS = 3_000_000
"""More flows than this are left as the solver found them."""


def nearest(instance: Instance, chosen: Floats) -> pd.DataFrame:
    """Everybody goes to the nearest open option that meets the standard: ``demand``, ``option``, ``share`` (1)."""
    reach = instance.reach[chosen[instance.reach.option.to_numpy()] > 0.5]
    first: pd.DataFrame = reach.sort_values(["demand", "minutes", "metres", "option"]).drop_duplicates("demand")
    return pd.DataFrame({"demand": first.demand.to_numpy(), "option": first.option.to_numpy(), "share": 1.0})


def flows(model: Model, values: Floats) -> pd.DataFrame:
    """The flows of a program's solution, by the open option of each outlet: ``demand``, ``option``, ``share``."""
    rows, outlets = model.instance.pairs
    share = model.value(model.served, values)
    chosen = np.flatnonzero(model.value(model.open, values) > 0.5)
    # of two open plans of one outlet, the first is named
    option = np.full(model.n_outlets, -1)
    option[model.instance.outlets[chosen[::-1]]] = chosen[::-1]
    used = (share > 1e-7) & (option[outlets] >= 0)
    return pd.DataFrame({"demand": rows[used], "option": option[outlets[used]], "share": np.minimum(share[used], 1.0)})


def settled(problem: Problem, chosen: Bools, *, only: Callable[[Model, Block], bool] | None = None) -> pd.DataFrame | None:
    """
    Who is served where by a given plan: as well as the objective asks for, and of all such ways the one with the least travel.

    An objective that does not care who is served, such as cost, leaves as many as possible to be served.

    Parameters
    ----------
    chosen
        True for the options of the plan; shape (options,).
    only
        Which rows to keep to; all where absent.

    Returns
    -------
    ``demand``, ``option``, ``share``; None where the plan breaks a row, or there are too many flows to look at each.
    """
    instance, lift = without(problem.instance, ~chosen)
    model = compile(problem, instance)
    if "served" not in model.families:
        return nearest(problem.instance, chosen.astype(float))
    if len(instance.pairs[0]) > MOST_FLOWS:
        return None
    extra = np.zeros(len(model))
    extra[positions(model.families["served"])] = _preference(model)
    kept = None if only is None else [name for name, block in model.blocks.items() if only(model, block)]
    values = completed(model, np.ones(len(instance.options)), only=kept, extra=extra)
    if values is None:
        return None
    return lift(Answer(np.ones(len(instance.options), bool), flows(model, values))).served


def _preference(model: Model) -> Floats:
    """
    A cost for each flow, beside the objective's; shape (pairs,).

    It grows with travel, too little to outweigh serving anybody. Where the objective does not care who is served, serving lowers it.
    """
    instance, (rows, outlets) = model.instance, model.instance.pairs
    outlet = instance.outlets[instance.reach.option.to_numpy()]
    minutes = instance.reach.assign(outlet=outlet).groupby(["demand", "outlet"]).minutes.min()
    far = minutes.reindex(pd.MultiIndex.from_arrays([rows, outlets])).to_numpy(float)
    travel = 1e-4 * far / max(far.max(initial=0.0), 1e-9)
    worth = np.abs(model.coefficients(model.objective, "covered").toarray().ravel())
    cost: Floats = worth[rows] * travel if worth.any() else instance.need[rows] * (travel - 1.0)
    return cost


def tidied(model: Model, values: Floats) -> Floats:
    """A solver's values with choices that are whole, and coverage as large as they allow; the solver's own where that breaks a row."""
    tidy = values.copy()
    for name in ("open", "site_open"):
        if name in model.families:
            tidy[positions(model.families[name])] = np.round(values[positions(model.families[name])])
    if "covered" in model.families:
        reached = model.blocks["covered"].rows.linear
        room = tidy[positions(model.families["covered"])] - model.value(reached, tidy)
        tidy[positions(model.families["covered"])] = np.clip(room, 0.0, 1.0)
    return tidy if model.worst_violation(tidy) <= 1e-6 else values


def completed(model: Model, chosen: Floats, *, only: Sequence[str] | None = None, extra: Floats | None = None) -> Floats | None:
    """
    The best values of all variables where the plans are given; None where no values satisfy every row.

    Parameters
    ----------
    chosen
        1 for the plans that are chosen; shape (options,).
    only
        The blocks of rows to keep to; all where absent.
    extra
        Costs of the variables beside the objective's; shape (variables,).
    """
    blocks = [block for name, block in model.blocks.items() if only is None or name in only]
    values = np.zeros(len(model))
    values[positions(model.families["open"])] = chosen
    if "site_open" in model.families:
        sites = model.instance.options.site.to_numpy()[(chosen > 0.5) & (model.instance.options.site_capital.to_numpy() > 0)]
        values[positions(model.families["site_open"])] = np.isin(model.sites, sites)
    if "served" in model.families and len(model.instance.reach):
        return _by_program(model, values, blocks, np.zeros(len(model)) if extra is None else extra)
    if "covered" in model.families:
        values[positions(model.families["covered"])] = np.minimum(model.instance.covers @ chosen, 1.0)
    return values if model.worst_violation(values, blocks) <= 1e-6 else None


def _by_program(model: Program, values: Floats, blocks: Sequence[Block], extra: Floats) -> Floats | None:
    """Solve the linear program that is left when the plans and buildings are fixed at `values`."""
    fixed = np.zeros(len(model), bool)
    for name in ("open", "site_open"):
        if name in model.families:
            fixed[positions(model.families[name])] = True
    if fixed.all():
        return values if model.worst_violation(values, blocks) <= 1e-6 else None
    parts: dict[str, list[sparse.csr_array]] = {"<=": [], "==": []}
    limits: dict[str, list[Floats]] = {"<=": [], "==": []}
    for block in blocks:
        sign = -1.0 if block.rows.sense == ">=" else 1.0
        a = model.matrix(block.rows.linear) * sign
        sense = "==" if block.rows.sense == "==" else "<="
        parts[sense].append(a[:, ~fixed])
        limits[sense].append(-block.rows.linear.constant * sign - a[:, fixed] @ values[fixed])
    cost = (model.matrix(model.objective).toarray().ravel() + extra)[~fixed]
    rows = _stacked(parts["<="], limits["<="], "ub") | _stacked(parts["=="], limits["=="], "eq")
    solved = linprog(cost, **rows, bounds=(0.0, 1.0), method="highs")
    if solved.status != 0:
        return None
    found = values.copy()
    found[~fixed] = solved.x
    return found


def _stacked(parts: list[sparse.csr_array], limits: list[Floats], which: str) -> dict[str, Any]:
    """Rows as linprog takes them, those that no free variable is in checked by it like any other."""
    return {f"A_{which}": sparse.vstack(parts, format="csr"), f"b_{which}": np.concatenate(limits)} if parts else {}
