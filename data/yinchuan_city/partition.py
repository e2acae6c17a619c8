"""Balanced parts of a map: contiguous groups of blocks round given seeds, each with its share of a mass."""

from __future__ import annotations

import numpy as np

from yinchuan_city.frame import Floats, Ints


def balanced(uv: Floats, mass: Floats, seeds: Floats, targets: Floats, *, rounds: int = 160, settle: float = 0.0) -> Ints:
    """Give every block (n, 2) [km] to a seed (k, 2) so that the parts' masses come near `targets` (in proportion).

    A power diagram: each block goes to the seed with the least squared distance less a bonus; the bonus of a part too light grows.
    With `settle` > 0 the seeds also move that share of the way to their part's middle each round, which makes compact parts.
    The best round wins.
    """
    wanted = targets / targets.sum() * mass.sum()
    bonus, seeds = np.zeros(len(seeds)), seeds.copy()
    scale = _room(seeds)
    best, best_error = np.zeros(len(uv), dtype=np.int64), np.inf
    for step in range(rounds):
        distance = ((uv[:, None, :] - seeds[None, :, :]) ** 2).sum(axis=2) - bonus[None, :]
        part = distance.argmin(axis=1)
        got = np.bincount(part, weights=mass, minlength=len(seeds))
        error = float(np.abs(np.log((got + 0.02 * wanted) / wanted)).max())
        if error < best_error:
            best, best_error = part, error
        bonus += scale * (1.0 - step / rounds) * np.clip(np.log(wanted / (got + 0.05 * wanted)), -1.0, 1.0)
        if settle and step < 0.6 * rounds:
            seeds = _settled(uv, mass, part, seeds, settle)
    return best


def spread_seeds(uv: Floats, mass: Floats, count: int, random: np.random.RandomState) -> Floats:
    """`count` blocks far from one another, drawn by mass times squared distance to those drawn before (k-means++)."""
    chosen = [int(random.choice(len(uv), p=mass / mass.sum()))]
    for _ in range(count - 1):
        distance = ((uv[:, None, :] - uv[chosen][None, :, :]) ** 2).sum(axis=2).min(axis=1)
        weight = distance * mass
        chosen.append(int(random.choice(len(uv), p=weight / weight.sum())))
    return uv[chosen]


def contiguous(part: Ints, mass: Floats, neighbours: Ints) -> Ints:
    """Hand the loose pieces of each part to the neighbour with whom they share most sides, until every part is one piece.

    `neighbours` holds pairs of positions in `part`; a piece without neighbours stays.
    """
    part = part.copy()
    for _ in range(20):
        pieces = _pieces(part, neighbours)
        weight = np.bincount(pieces, weights=mass + 1e-6)
        owner = np.zeros(len(weight), dtype=np.int64)
        owner[pieces] = part
        main = {label: max((p for p in range(len(weight)) if owner[p] == label), key=lambda p: weight[p]) for label in set(owner.tolist())}
        loose = [p for p in range(len(weight)) if main[int(owner[p])] != p]
        moved = [p for p in sorted(loose, key=lambda p: weight[p]) if _hand_over(p, pieces, part, neighbours)]
        if not moved:
            break
    return part


def _room(seeds: Floats) -> Floats:
    """A quarter of the squared distance from each seed to its nearest fellow [km2]: how far one round may move a border."""
    if len(seeds) == 1:
        return np.ones(1)
    distance = ((seeds[:, None, :] - seeds[None, :, :]) ** 2).sum(axis=2)
    np.fill_diagonal(distance, np.inf)
    nearest: Floats = 0.25 * distance.min(axis=1)
    return nearest


def _settled(uv: Floats, mass: Floats, part: Ints, seeds: Floats, share: float) -> Floats:
    weight = np.bincount(part, weights=mass, minlength=len(seeds))
    middle = np.column_stack([np.bincount(part, weights=mass * uv[:, axis], minlength=len(seeds)) for axis in (0, 1)])
    held = weight > 0
    moved = seeds.copy()
    moved[held] += share * (middle[held] / weight[held, None] - seeds[held])
    return moved


def _pieces(part: Ints, neighbours: Ints) -> Ints:
    """Number the connected pieces of all parts."""
    joined = neighbours[part[neighbours[:, 0]] == part[neighbours[:, 1]]]
    piece = np.arange(len(part))
    while True:
        lowest = piece.copy()
        np.minimum.at(lowest, joined[:, 0], piece[joined[:, 1]])
        np.minimum.at(lowest, joined[:, 1], piece[joined[:, 0]])
        if (lowest == piece).all():
            break
        piece = lowest
    return np.unique(piece, return_inverse=True)[1].astype(np.int64)


def _hand_over(piece: int, pieces: Ints, part: Ints, neighbours: Ints) -> bool:
    """Give one piece to the part that touches it most; changes `part`. False if nothing touches it."""
    inside = pieces[neighbours] == piece
    outer = np.concatenate([neighbours[inside[:, 0] & ~inside[:, 1], 1], neighbours[inside[:, 1] & ~inside[:, 0], 0]])
    if not len(outer):
        return False
    labels, sides = np.unique(part[outer], return_counts=True)
    part[pieces == piece] = labels[sides.argmax()]
    return True
