"""Who is served where, once it is known what is open."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from siting.instance.instance import Floats, Instance, Ints
from siting.model.linear import weighted
from siting.model.model import Model
from siting.model.problem import Problem, compile
from siting.model.program import Program, positions
from siting.solve.matrices import loaded, minimised
from siting.solve.reductions import Answer
from siting.solve.reductions.drop_dominated import Bools, without

FIXED = ("open", "outlet_open", "site_open")
"""The families that follow from the plans alone."""

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
    outlets_of = model.instance.outlets
    opened = np.flatnonzero(np.isin(outlets_of.option, chosen))[::-1]
    option = np.full(outlets_of.count, -1)
    option[outlets_of.outlet[opened]] = outlets_of.option[opened]
    used = (share > 1e-7) & (option[outlets] >= 0)
    return pd.DataFrame({"demand": rows[used], "option": option[outlets[used]], "share": np.minimum(share[used], 1.0)})


def placed(model: Model, chosen: Floats, served: pd.DataFrame) -> Floats | None:
    """The values of plans and flows where it is known who is served where, what `flows` reads; None where they break a row."""
    values = np.zeros(len(model))
    values[positions(model.families["open"])] = chosen
    reach = model.instance.reach[["demand", "option"]].assign(pair=pair_of_reach(model.instance))
    found = served.merge(reach, on=["demand", "option"])
    values[positions(model.families["served"])[found.pair.to_numpy(np.int64)]] = found.share
    return values if model.worst_violation(values) <= 1e-6 else None


def pair_of_reach(instance: Instance) -> Ints:
    """The flow, a position in `Instance.pairs`, that each row of reach belongs to; shape (reach,)."""
    rows, outlets = instance.pairs
    count = instance.outlets.count
    return np.searchsorted(rows * count + outlets, instance.reach.demand.to_numpy(np.int64) * count + instance.outlet_of_reach)


def settled(
    problem: Problem, chosen: Bools, *, physical: bool = False, known: float | None = None, seconds: float = np.inf
) -> pd.DataFrame | None:
    """
    Who is served where by a given plan: as well as the objective asks for, and of all such ways the one with the least travel.

    An objective that does not care who is served, such as cost, leaves as many as possible to be served.

    Parameters
    ----------
    chosen
        True for the options of the plan; shape (options,).
    physical
        Keep to the rules of how people are served alone.
    known
        What the objective is at best, as a minimisation, where that has been found out already: people who go as they are, all or none, are
        a hard question of its own.
    seconds
        When to stop at the latest, where people go as they are, all or none [s].

    Returns
    -------
    ``demand``, ``option``, ``share``; None where the plan breaks a row, there are too many flows to look at each, or the time ran out.
    """
    instance, lift = without(problem.instance, ~chosen)
    model = compile(problem, instance, physical=physical)
    if "served" not in model.families:
        return nearest(problem.instance, chosen.astype(float))
    if len(instance.pairs[0]) > MOST_FLOWS:
        return None
    values = _with_least_travel(model, known, seconds)
    if values is None:
        return None
    return lift(Answer(np.ones(len(instance.options), bool), flows(model, values))).served


def _with_least_travel(model: Model, known: float | None, seconds: float) -> Floats | None:
    """The best values of all variables where everything is open, and of these the ones that make people travel least."""
    everything, extra = np.ones(len(model.instance.options)), np.zeros(len(model))
    extra[positions(model.families["served"])] = _preference(model)
    cares = [name for name in model.families if model.coefficients(model.objective, name).nnz]
    if set(cares) <= {"open", "site_open", "covered"} and not model.traits.undivided:
        return completed(model, everything, extra=extra)
    # the objective looks at flows, or people go as they are, all or none: first it, and then among its best the least travel
    best = None
    if known is None or not model.traits.undivided:
        best = completed(model, everything)
        if best is None:
            return None
        known = float(model.value(model.objective, best)[0])
    model.require("as_good", model.objective <= known + 1e-7 * max(1.0, abs(known)), ["objective"])
    model.minimise(weighted(extra[positions(model.families["served"])], model.served))
    return completed(model, everything, seconds=seconds) if set(model.families) - {"open"} else best


def _preference(model: Model) -> Floats:
    """
    A cost for each flow, beside the objective's; shape (pairs,).

    It grows with travel, too little to outweigh serving anybody. Where the objective does not care who is served, serving lowers it.
    """
    instance, (rows, _) = model.instance, model.instance.pairs
    far = instance.travel("minutes")
    travel = 1e-4 * far / max(far.max(initial=0.0), 1e-9)
    worth = np.abs(model.coefficients(model.objective, "covered").toarray().ravel())
    if not worth.any():
        return np.asarray(instance.need[rows] * (travel - 1.0), float)
    # whom the objective does not count is served with what is left: never in place of anybody who counts
    least = (worth[worth > 0] / np.maximum(instance.need[worth > 0], 1e-9)).min()
    cost: Floats = np.where(worth[rows] > 0, worth[rows] * travel, 1e-3 * least * instance.need[rows] * (travel - 1.0))
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


def completed(model: Model, chosen: Floats, *, extra: Floats | None = None, seconds: float = np.inf) -> Floats | None:
    """
    The best values of all variables where the plans are given; None where no values satisfy every row, or none were found in time.

    Parameters
    ----------
    chosen
        1 for the plans that are chosen; shape (options,).
    extra
        Costs of the variables beside the objective's; shape (variables,).
    seconds
        When to stop at the latest, with the best values found by then [s].
    """
    values = np.zeros(len(model))
    values[positions(model.families["open"])] = chosen
    if "site_open" in model.families:
        values[positions(model.families["site_open"])] = buildings(model, chosen)
    if "outlet_open" in model.families:
        used = model.by_outlet(np.ones((len(chosen), len(model.instance.phases)))) @ chosen
        values[positions(model.families["outlet_open"])] = np.minimum(used, 1.0)
    if not set(model.families) <= {*FIXED, "covered"} and not _nobody_served(model):
        return _by_program(model, values, np.zeros(len(model)) if extra is None else extra, seconds)
    if "covered" in model.families:
        values[positions(model.families["covered"])] = np.minimum(model.instance.covers @ chosen, 1.0)
    return values if model.worst_violation(values) <= 1e-6 else None


def _nobody_served(model: Model) -> bool:
    """Whether flows are all that is left open, and none is possible."""
    return set(model.families) <= {*FIXED, "covered", "served"} and not len(model.instance.reach)


def _by_program(model: Program, values: Floats, extra: Floats, seconds: float) -> Floats | None:
    """Solve the program that is left when the plans and buildings are fixed at `values`."""
    fixed = np.zeros(len(model), bool)
    for name in FIXED:
        if name in model.families:
            fixed[positions(model.families[name])] = True
    if fixed.all():
        return values if model.worst_violation(values) <= 1e-6 else None
    rows, least, most = [], [], []
    for block in model.blocks.values():
        a = model.matrix(block.rows.linear)
        limit = -block.rows.linear.constant - a[:, fixed] @ values[fixed]
        rows.append(a[:, ~fixed])
        least.append(np.where(block.rows.sense != "<=", limit, -np.inf))
        most.append(np.where(block.rows.sense != ">=", limit, np.inf))
    cost = (model.matrix(model.objective).toarray().ravel() + extra)[~fixed]
    upper = np.concatenate([np.full(len(f.labels), np.inf if f.upper is None else f.upper) for f in model.families.values()])
    whole = np.concatenate([np.full(len(f.labels), f.integer) for f in model.families.values()])
    program = loaded(cost, sparse.vstack(rows, format="csr"), np.concatenate(least), np.concatenate(most), upper[~fixed], whole[~fixed])
    rest = minimised(program, seconds=max(seconds, 0.1))
    if rest is None:
        return None
    found = values.copy()
    found[~fixed] = rest
    return found


def buildings(model: Model, chosen: Floats) -> Floats:
    """v_sp for a given plan, in the order of the family; shape (sites x phases,)."""
    inst = model.instance
    paid = (chosen > 0.5) & (inst.options.site_capital.to_numpy() > 0)
    opened = np.cumsum(inst.operates, axis=1) > 0
    used = np.zeros((len(model.sites), len(inst.phases)))
    np.maximum.at(used, np.searchsorted(model.sites, inst.options.site.to_numpy()[paid]), opened[paid].astype(float))
    return used.ravel()
