"""Draw a plan by always choosing what serves most for what it takes."""

from __future__ import annotations

import numpy as np

from siting.instance.instance import Floats, Ints
from siting.solve.search.draft import TOLERANCE, Bools, Draft


def complete(draft: Draft, noise: Floats | None = None) -> None:
    """
    Go on with a draft until nothing more is worth choosing, in place.

    First the rows that ask for a choice (what stays, what must be open, how many at least), then the floors on coverage, then the
    objective. An option is judged by what it would serve per unit of what it takes from the limits that all share and from the objective.

    Parameters
    ----------
    noise
        Factors on the judgement, so that a repeated search differs; shape (options,).
    """
    noise = np.ones(len(draft.chosen)) if noise is None else noise
    # what has given way to another plan of its room does not come back, or two floors could pull to and fro for ever
    fresh = np.ones(len(draft.chosen), bool)
    while not draft.holds and _step(draft, noise, fresh, floors=False, must=True):
        pass
    if not draft.holds:
        return
    while draft.shortfall.any() and _step(draft, noise, fresh, floors=True, must=False):
        pass
    while draft.board.form.worth.any() and _step(draft, noise, fresh, floors=False, must=False):
        pass


def _step(draft: Draft, noise: Floats, fresh: Bools, *, floors: bool, must: bool) -> bool:
    """Choose the best option among those not chosen before, and strike it from `fresh`; whether there was one."""
    allowed = fresh & _helpful(draft) if must else fresh
    unit = _floor_unit(draft) if floors else draft.board.unit
    value, price = _judge(draft, unit)
    form = draft.board.form
    gain = value if floors or must else value - form.cost
    candidates = allowed & draft.fitting & ~draft.chosen & (must | (gain > 1e-9 * max(1.0, float(np.abs(form.worth).max(initial=0.0)))))
    # where only a choice is asked for, one that serves nobody still does
    score = np.where(candidates, (gain + (1e-6 if must else 0.0)) * noise / (price + 1e-9), -np.inf)
    while candidates.any():
        option = int(np.argmax(score))
        if draft.fits(option):
            draft.open(option)
            fresh[option] = False
            return True
        candidates[option], score[option] = False, -np.inf
    return False


def _helpful(draft: Draft) -> Bools:
    """The options that bring a broken row nearer to holding."""
    row, option, taken = draft.board.entries
    broken = draft.slack < -TOLERANCE * draft.board.scale
    helps: Bools = np.zeros(len(draft.chosen), bool)
    helps[option[broken[row] & (taken < 0)]] = True
    return helps


def _floor_unit(draft: Draft) -> Floats:
    """What serving one unit of each demand row is worth to the floors that are not met; shape (demand,)."""
    form, missing = draft.board.form, draft.shortfall
    weight = np.divide(1.0, missing, out=np.zeros(len(missing)), where=missing > 0)
    unit: Floats = np.divide(form.floors.T @ weight, form.need, out=np.zeros(len(form.need)), where=form.need > 0)
    return unit


def _judge(draft: Draft, unit: Floats) -> tuple[Floats, Floats]:
    """What each option would add, and what it would take; two arrays of shape (options,)."""
    form = draft.board.form
    both = form.reach @ np.column_stack([draft.left, unit * draft.left])
    amount, worth = both[form.outlet, 0], both[form.outlet, 1]
    mean = np.divide(worth, amount, out=np.zeros(len(amount)), where=amount > 0)
    before = draft.in_room[form.room]
    held = before >= 0
    same = held & (form.outlet == form.outlet[before])
    load = np.where(held, draft.load[before], 0.0)
    # in a room that is taken, the same people stay and only what is added counts; another service there loses them
    value = np.where(
        same, _mean_of(draft, before, mean, unit) * np.minimum(form.capacity - load, amount), mean * np.minimum(form.capacity, amount)
    )
    other = held & ~same
    value[other] -= _worth_of(draft, before[other], unit)
    return value, _takes(draft, before, held)


def _mean_of(draft: Draft, before: Ints, mean: Floats, unit: Floats) -> Floats:
    """The mean worth of those an option would serve in addition, or of those it would turn away."""
    form = draft.board.form
    grows = form.capacity >= np.where(before >= 0, draft.load[before], 0.0)
    return np.where(grows, mean, np.where(before >= 0, unit.max(initial=0.0), mean))


def _worth_of(draft: Draft, options: Ints, unit: Floats) -> Floats:
    """What those whom some chosen options serve are worth; shape of `options`."""
    worth = {option: float(unit[draft.fills[option][0]] @ draft.fills[option][1]) for option in np.unique(options).tolist()}
    return np.array([worth[option] for option in options.tolist()])


def _takes(draft: Draft, before: Ints, held: Bools) -> Floats:
    """The share of the limits that all share, and of the objective, that each option takes; shape (options,)."""
    board, form = draft.board, draft.board.form
    unopened = (draft.buildings[form.building] == 0) & (form.building >= 0)
    price: Floats = form.cost + np.append(form.site_cost, 0.0)[form.building] * unopened - np.where(held, form.cost[before], 0.0)
    for row, (side, sites) in enumerate(zip(board.wide_side, board.wide_sites, strict=True)):
        taken = side + sites * unopened - np.where(held, side[before], 0.0)
        price += np.maximum(taken, 0.0) / max(draft.slack[board.wide[row]], TOLERANCE)
    return np.maximum(price, 0.0)
