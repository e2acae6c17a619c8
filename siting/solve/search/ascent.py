"""Prices moved, step by step, to where a relaxation bounds best."""

from __future__ import annotations

import numpy as np

from siting.instance.instance import Floats


class Ascent:
    """
    The deflected subgradient method: each step goes up the slope and a little the way of the last one, as far as the plan in hand suggests.

    Held, M., Wolfe, P. and Crowder, H. (1974), Validation of subgradient optimization, Mathematical Programming 6, 62-88; Camerini, P.,
    Fratta, L. and Maffioli, F. (1975), On improving relaxation methods by modified gradient techniques, Mathematical Programming Study 3,
    26-34.

    Parameters
    ----------
    price
        Where to begin; shape (rows,).
    scale
        How far one step moves each price, next to the others; shape (rows,), the same for all where absent.
    memory
        How much of the last way is kept.
    patience
        After how many steps without a better bound the search goes back to the best prices, with half the step.
    """

    def __init__(self, price: Floats, *, scale: Floats | None = None, memory: float = 0.5, patience: int = 15) -> None:
        self.price = self.centre = price
        self.scale = np.ones(len(price)) if scale is None else scale
        self.memory, self.patience = memory, patience
        self.bound, self.step = -np.inf, 1.0
        self._way, self._stalled = np.zeros(len(price)), 0

    def see(self, value: float) -> None:
        """Note what the bound is at the present prices."""
        gained = value > self.bound + 1e-5 * abs(self.bound) or not np.isfinite(self.bound)
        self._stalled = 0 if gained else self._stalled + 1
        if value > self.bound:
            self.bound, self.centre = value, self.price

    def move(self, value: float, slope: Floats, known: float) -> None:
        """
        Go on to the next prices.

        Parameters
        ----------
        slope
            How the bound changes with each price; shape (rows,).
        known
            What the plan in hand costs, infinite where there is none: no bound is above it.
        """
        if self._stalled >= self.patience:
            self.step, self._stalled, self.price, self._way = self.step / 2.0, 0, self.centre, np.zeros(len(slope))
            return
        self._way = slope + self.memory * self._way
        target = known if np.isfinite(known) else self.bound + 0.05 * abs(self.bound)
        length = self.step * max(target - value, 1e-6 * abs(value)) / float(self.scale @ self._way**2 + 1e-300)
        self.price = self.price + length * self.scale * self._way
