"""Who is served by a plan: as many as the answer says."""

from __future__ import annotations

import pandas as pd
import pytest

from siting.instance.instance import Instance
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.constraints.single_source import SingleSource
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.problem import Problem
from siting.solve.solve import solve


def test_less_travel_takes_nobody_away() -> None:
    """One site for 20,000: the 20,000 of the far place go there, and not the 19,999 who would have to go less far."""
    demand = pd.DataFrame({"place": [0, 1], "service": "clinic", "need": [20_000.0, 19_999.0]})
    options = pd.DataFrame({"site": [0], "service": ["clinic"], "capacity": [20_000.0]})
    reach = pd.DataFrame({"demand": [0, 1], "option": [0, 0], "minutes": [20.0, 0.1]})
    found = solve(Problem(Instance(demand, options, reach), MaxCoverage(), (OnePlanPerSite(), Capacity(), SingleSource())))
    assert found.objective == pytest.approx(20_000.0)
    assert found.served.demand.tolist() == [0]
