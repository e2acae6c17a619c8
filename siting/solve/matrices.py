"""Programs that are matrices already, given to HiGHS as they are: the small ones inside a search, too many to be written out each time."""

from __future__ import annotations

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

from siting.instance.instance import Floats
from siting.solve.banner import hide


def loaded(
    cost: Floats, rows: sparse.csr_array, least: Floats, most: Floats, upper: Floats, whole: npt.NDArray[np.bool_] | None = None
) -> highspy.Highs:
    """
    HiGHS, holding a program and not yet run:

    min  cost @ x   subject to   least <= rows @ x <= most,   0 <= x <= upper

    Parameters
    ----------
    whole
        Which x are whole numbers, none where absent; shape (columns,).
    """
    hide()
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = rows.shape[1], rows.shape[0]
    program.col_cost_, program.col_lower_, program.col_upper_ = cost, np.zeros(len(cost)), upper
    program.row_lower_, program.row_upper_ = least, most
    columns = rows.tocsc()
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_, program.a_matrix_.index_, program.a_matrix_.value_ = columns.indptr, columns.indices, columns.data
    if whole is not None and whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        program.integrality_ = [kinds[one] for one in whole.astype(int).tolist()]
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy has no types here
    solver.setOptionValue("output_flag", False)
    solver.passModel(program)
    return solver


def minimised(solver: highspy.Highs, *, seconds: float = np.inf, gap: float = 0.0) -> Floats | None:
    """
    The x of least cost; None where there is none, or none was found in time.

    Parameters
    ----------
    gap
        How far from the least it may be, as a share; where time runs out it may be farther.
    """
    solver.setOptionValue("mip_rel_gap", gap)
    solver.setOptionValue("time_limit", seconds)
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible and solver.getInfo().mip_node_count >= 0:
        # HiGHS 1.16.0: with whole numbers, a presolve that fixed too much has been seen
        solver.setOptionValue("presolve", "off")
        solver.run()
    ended = solver.getModelStatus() in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit)
    if not ended or solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return np.asarray(solver.getSolution().col_value)
