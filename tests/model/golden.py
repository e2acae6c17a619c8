"""The program of the village for each piece; ``python -m tests.model.golden`` writes them anew, to be read before they are kept."""

from __future__ import annotations

from pathlib import Path

from siting.model.constraints.budget import Budget
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.count import Count
from siting.model.constraints.cover import Cover
from siting.model.constraints.fixed import Fixed
from siting.model.constraints.min_load import MinLoad
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.constraints.together import Together
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.objectives.min_cost import MinCost
from siting.model.pieces import Constraint, Objective
from siting.model.problem import Problem, compile
from tests.village import village

FOLDER = Path(__file__).parents[1] / "golden"

OBJECTIVES: dict[str, Objective] = {"max_coverage": MaxCoverage(equal_services=True), "min_cost": MinCost(years=2)}
CONSTRAINTS: dict[str, Constraint] = {
    "budget": Budget(total=9, by_service={"clinic": 8}, group="district", by_group={"south": 7}),
    "capacity": Capacity(),
    "count": Count(at_least=1, at_most=2),
    "cover": Cover(share=0.5, group="community"),
    "fixed": Fixed(open=("mill",), closed=("bridge",)),
    "min_load": MinLoad(),
    "one_plan_per_site": OnePlanPerSite(across_services=True),
    "together": Together(at_most=1),
}


def text(kind: str) -> str:
    """The program for a piece: an objective alone, and a constraint with coverage, or with cost where buildings matter."""
    if kind in OBJECTIVES:
        return compile(Problem(village(), OBJECTIVES[kind])).text()
    objective = MinCost() if kind == "together" else MaxCoverage()
    return compile(Problem(village(), objective, (CONSTRAINTS[kind],))).text()


if __name__ == "__main__":
    for kind in (*OBJECTIVES, *CONSTRAINTS):
        (FOLDER / f"{kind}.lp").write_text(text(kind), encoding="utf-8")
