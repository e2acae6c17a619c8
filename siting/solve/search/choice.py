"""The linear program that chooses among options under the side rows, solved again and again from where it stood."""

from __future__ import annotations

import highspy
import numpy as np
from scipy import sparse

from siting.instance.instance import Floats
from siting.solve.banner import hide


class Choice:
    """
    max  profit @ x   subject to   rows @ x <= limit,   low <= x <= high

    Only the profit and the ends change between solves, so the simplex method begins at the last basis, which is near the next one.
    """

    def __init__(self, rows: sparse.csr_array, limit: Floats) -> None:
        hide()
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = rows.shape[1], rows.shape[0]
        program.col_cost_ = np.zeros(rows.shape[1])
        program.col_lower_, program.col_upper_ = np.zeros(rows.shape[1]), np.ones(rows.shape[1])
        program.row_lower_, program.row_upper_ = np.full(len(limit), -highspy.kHighsInf), limit
        columns = rows.tocsc()
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_, program.a_matrix_.value_ = columns.indptr, columns.indices, columns.data
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy has no types here
        self._solver.setOptionValue("output_flag", False)
        self._solver.passModel(program)
        self._columns = np.arange(rows.shape[1], dtype=np.int32)

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
