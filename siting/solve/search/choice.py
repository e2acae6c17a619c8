"""The linear program that chooses among options under the side rows, solved again and again from where it stood."""

from __future__ import annotations

import highspy
import numpy as np
from scipy import sparse

from siting.instance.instance import Floats
from siting.solve.matrices import loaded


class Choice:
    """
    max  profit @ x   subject to   rows @ x <= limit,   low <= x <= high

    Only the profit and the ends change between solves, so the simplex method begins at the last basis, which is near the next one.
    """

    def __init__(self, rows: sparse.csr_array, limit: Floats) -> None:
        width = rows.shape[1]
        self._solver = loaded(np.zeros(width), rows, np.full(len(limit), -np.inf), limit, np.ones(width))
        self._columns = np.arange(width, dtype=np.int32)

    def solve(self, profit: Floats, low: Floats | None = None, high: Floats | None = None) -> tuple[Floats, Floats] | None:
        """The choice, from 0 to 1 where nothing else is said, and the price of each row (not negative); None where the rows clash."""
        if low is not None and high is not None:
            self._solver.changeColsBounds(len(profit), self._columns, low, high)
        self._solver.changeColsCost(len(profit), self._columns, -profit)
        self._solver.run()
        if self._solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return None
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            # any prices bound, if not well: without a price each option decides for itself
            ends = (np.zeros(len(profit)) if low is None else low, np.ones(len(profit)) if high is None else high)
            return np.where(profit > 0, ends[1], ends[0]), np.zeros(self._solver.getNumRow())
        solution = self._solver.getSolution()
        return np.asarray(solution.col_value), np.maximum(-np.asarray(solution.row_dual), 0.0)
