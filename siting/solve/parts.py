"""What a plan is worth in each part of an objective that is made of several."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.instance.instance import Floats, Instance
from siting.model.model import Model
from siting.model.pieces import Objective
from siting.model.problem import Problem, compile
from siting.solve.assign import MOST_FLOWS, completed
from siting.solve.reductions.drop_dominated import without


def parts(problem: Problem, chosen: npt.NDArray[np.bool_], served: pd.DataFrame, *, physical: bool = False) -> dict[str, float]:
    """
    The worth of each part of a problem's objective, by name, in its own unit; empty where the objective is one thing.

    Plans and flows are as given, so the parts are those of the answer that is shown, even where another is worth as much in all.

    Parameters
    ----------
    chosen
        True for the options of the plan; shape (options,).
    served
        Who is served where: ``demand``, ``option``, ``share``.
    physical
        As in `compile`.

    Returns
    -------
    Not a number where a part makes no sense for the plan.
    """
    named = problem.objective.parts(problem.instance)
    if not named:
        return {}
    instance, _ = without(problem.instance, ~chosen)
    position = np.cumsum(chosen) - 1
    share = _shares(instance, served.assign(option=position[served.option.to_numpy(np.int64)]))
    flows = "served" in compile(problem, instance, physical=physical).families
    if flows and len(share) > MOST_FLOWS:
        return {}
    return {name: _worth(one, problem, instance, share if flows else None) for name, one in named.items()}


def _shares(instance: Instance, served: pd.DataFrame) -> Floats:
    """The share of each flow of `Instance.pairs`; shape (pairs,)."""
    keys = instance.reach[["demand", "option"]].assign(outlet=instance.outlet_of_reach)
    found = served[["demand", "option", "share"]].merge(keys, on=["demand", "option"]).groupby(["demand", "outlet"]).share.sum()
    return np.asarray(found.reindex(pd.MultiIndex.from_arrays(instance.pairs), fill_value=0.0), float)


def _worth(objective: Objective, problem: Problem, instance: Instance, share: Floats | None) -> float:
    """What one part is worth where all options of an instance are chosen, and flows are given or follow from reach."""
    m = Model(instance, traits=problem.traits)
    sign = -1.0 if objective.sense == "max" else 1.0
    m.minimise(objective.expression(m) * sign)
    if share is not None and len(share):
        m.require("as_served", m.served == share, range(len(share)))
    _ = m.open
    m.finish()
    values = completed(m, np.ones(len(instance.options)))
    return float("nan") if values is None else sign * float(m.value(m.objective, values)[0]) + 0.0
