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
    form, board = draft.board.form, draft.board
    before = draft.in_room[form.room]
    # by option and scene: the taker that comes, and the one of the same room that goes
    new, old = board.taker_at, np.where((before >= 0)[:, None], board.taker_at[before], -1)
    same = (new >= 0) & (old >= 0) & (form.outlet[new] == form.outlet[old])
    both = form.reach @ np.column_stack([draft.left, unit * draft.left])
    amount, worth = both[form.outlet[new], 0], both[form.outlet[new], 1]
    mean = np.divide(worth, amount, out=np.zeros(amount.shape), where=amount > 0)
    holds, load = form.capacity[new], np.where(same, draft.load[old], 0.0)
    # in a room that is taken, the same people stay and only what is added counts, or is turned away; another service there loses them
    each = np.where(same & (holds < load), unit.max(initial=0.0), mean)
    value = np.where(new >= 0, each * np.minimum(holds - load, amount), 0.0) - _lost(draft, np.where(same, -1, old), unit)
    return value.sum(axis=1), _takes(draft, before)


def _lost(draft: Draft, takers: Ints, unit: Floats) -> Floats:
    """What those whom some takers serve are worth, 0 for none (-1); shape of `takers`."""
    worth = np.zeros(len(draft.load) + 1)
    for taker in np.unique(takers[takers >= 0]).tolist():
        rows, amounts = draft.fills[taker]
        worth[taker] = float(unit[rows] @ amounts)
    return worth[takers]


def _takes(draft: Draft, before: Ints) -> Floats:
    """The share of the limits that all share, and of the objective, that each option takes; shape (options,)."""
    board, form, held = draft.board, draft.board.form, before >= 0
    unopened = np.append(draft.buildings == 0, False)
    building = (np.append(form.site_cost, 0.0) * unopened)[board.opens].sum(axis=1)
    price: Floats = form.cost + building - np.where(held, form.cost[before], 0.0)
    for row, (side, sites) in enumerate(zip(board.wide_side, board.wide_sites, strict=True)):
        taken = side + (sites * unopened)[board.opens].sum(axis=1) - np.where(held, side[before], 0.0)
        price += np.maximum(taken, 0.0) / max(draft.slack[board.wide[row]], TOLERANCE)
    return np.maximum(price, 0.0)
