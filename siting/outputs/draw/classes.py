"""Where one colour ends and the next begins: round numbers."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_ROUND: Final = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_SPREAD: Final = {4: (0.08, 0.3, 0.55, 0.8), 6: (0.05, 0.15, 0.3, 0.5, 0.7, 0.88)}


def density_bounds(amount: Floats, *, per: Floats, classes: int = 5) -> list[float]:
    """
    Bounds that share what there is among the classes, not the land, so that empty countryside stays pale.

    Parameters
    ----------
    amount
        Of each place [people, places, ...].
    per
        Area of each place [km2].
    classes
        5 or 7; there is one bound fewer.
    """
    there = amount > 0
    if not there.any():
        return [float(k) for k in range(1, classes)]
    density = amount[there] / per[there]
    order = np.argsort(density)
    reached = np.cumsum(amount[there][order]) / amount[there].sum()
    at = np.searchsorted(reached, _SPREAD[classes - 1]).clip(0, len(order) - 1)
    bounds: list[float] = []
    for wanted in density[order][at]:
        bound = rounded(float(wanted))
        bounds.append(bound if not bounds or bound > bounds[-1] else _next(bounds[-1]))
    return bounds


def even_bounds(largest: float, *, classes: int = 5) -> list[float]:
    """Evenly spaced bounds from 0 to about the `largest` value; there is one bound fewer than classes."""
    step = rounded(largest / classes) if largest > 0 else 1.0
    return [float(f"{k * step:.6g}") for k in range(1, classes)]


def rounded(value: float) -> float:
    """The nearest round number to a positive value; nothing is told apart below a millionth."""
    value = max(value, 1e-6)
    ten = 10.0 ** np.floor(np.log10(value))
    return float(f"{min(_ROUND, key=lambda r: abs(r - value / ten)) * ten:.6g}")


def _next(value: float) -> float:
    """The round number after a round one."""
    ten = 10.0 ** np.floor(np.log10(value * 1.001))
    return float(f"{next((r for r in _ROUND if r > value / ten * 1.001), 15.0) * ten:.6g}")
