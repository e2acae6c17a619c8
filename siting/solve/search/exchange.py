"""Make a plan better by taking some of it away and drawing it anew."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from siting.instance.instance import Floats, Ints
from siting.solve.search.draft import Board, Draft
from siting.solve.search.form import Form
from siting.solve.search.greedy import complete


def first(form: Form) -> Draft:
    """The greedy plan."""
    draft = Draft(Board(form))
    complete(draft)
    prune(draft)
    return draft


class Guide:
    """
    Plans made of what a relaxation chooses: called with the choice of each round, it returns the worth of the best plan yet.

    Parameters
    ----------
    draft
        The plan in hand.
    """

    FIRST, EVERY = 20, 25
    """The round from which the choices mean something, and how often a plan is made of their mean."""

    def __init__(self, draft: Draft) -> None:
        self.best = draft
        self.rounds = 0
        self.mean: Floats = np.zeros(len(draft.chosen))

    @property
    def known(self) -> float:
        """Worth of the best plan; minus infinity where it breaks a row, or may break one that the form leaves out."""
        return self.best.objective if self.best.board.form.whole and worth(self.best)[0] == 0 else -np.inf

    def __call__(self, likely: Floats) -> float:
        self.rounds += 1
        if self.rounds >= self.FIRST:
            self.mean = likely if self.rounds == self.FIRST else 0.8 * self.mean + 0.2 * likely
        if self.rounds > self.FIRST and self.rounds % self.EVERY == 0:
            for least in (0.7, 0.3):
                found = rounded(self.best, self.mean, least)
                if worth(found) > worth(self.best):
                    self.best = found
        return self.known


def rounded(draft: Draft, likely: Floats, least: float) -> Draft:
    """
    A plan that opens what a relaxation opens most, down to a share of `least`, then completes greedily; `likely` has shape (options,).
    """
    found = Draft(draft.board)
    order = np.argsort(-likely, kind="stable")
    for option in order[likely[order] > least].tolist():
        if found.in_room[found.board.form.room[option]] < 0 and found.fits(option):
            found.open(option)
    complete(found)
    prune(found)
    return found


def improve(draft: Draft, *, seconds: float, patience: int, seed: int = 0) -> Draft:
    """
    Better a plan by exchanges that each remove a few neighbouring choices and complete the rest greedily.

    With one choice removed and one added this is the interchange of Teitz and Bart (1968), Operations Research 16, 955-961; removing
    more is the ruin and recreate of Schrimpf et al. (2000), Journal of Computational Physics 159, 139-171. The same seed gives the same
    plan unless the time runs out first.

    Parameters
    ----------
    seconds
        When to stop at the latest [s].
    patience
        How many trials in a row may fail.
    """
    began, rng = perf_counter(), np.random.default_rng(seed)
    current, best, failed = draft, worth(draft), 0
    while failed < patience and perf_counter() - began < seconds:
        trial = current.copy()
        for option in _ruin(trial, rng).tolist():
            trial.close(option)
        complete(trial, rng.uniform(0.8, 1.2, len(trial.chosen)) if failed % 2 else None)
        prune(trial)
        found = worth(trial)
        failed = 0 if found > best else failed + 1
        if found >= best:
            current, best = trial, found
    return current


def worth(draft: Draft) -> tuple[float, float]:
    """What a plan is worth, to be compared: first how much it breaks (0: nothing), then its objective."""
    broken = float(np.maximum(-draft.slack / draft.board.scale, 0.0).sum()) if not draft.holds else 0.0
    return -(broken + float(draft.shortfall.sum())), round(draft.objective, 9)


def _ruin(draft: Draft, rng: np.random.Generator) -> Ints:
    """A few neighbouring choices to take away: one at random, and others that reach the same people."""
    chosen = np.flatnonzero(draft.chosen)
    if not chosen.size:
        return chosen
    first, board = int(rng.choice(chosen)), draft.board
    near = np.zeros(board.form.reach.shape[0], bool)
    rows = np.concatenate([np.zeros(0, np.int64), *(board.queue[board.form.outlet[taker]] for taker in board.takers_of[first].tolist())])
    near[board.outlets_of[rows].indices] = True
    beside = np.unique(board.form.option[near[board.form.outlet]])
    others = np.intersect1d(chosen[chosen != first], beside)
    count = min(len(others), int(rng.integers(0, 4)))
    far = chosen[chosen != first]
    if rng.random() < 0.3 and far.size:
        return np.array([first, int(rng.choice(far))])
    return np.concatenate([[first], rng.choice(others, count, replace=False)]) if count else np.array([first])


def prune(draft: Draft) -> None:
    """Close what costs something in the objective and serves no floor; in place."""
    form = draft.board.form
    if not form.cost.any() and not form.site_cost.any():
        return
    for option in sorted(np.flatnonzero(draft.chosen & (form.cost > 0)).tolist(), key=lambda j: -form.cost[j]):
        trial = draft.copy()
        trial.close(option)
        if worth(trial) > worth(draft):
            for name in ("chosen", "in_room", "left", "load", "slack", "buildings", "fills"):
                setattr(draft, name, getattr(trial, name))
