"""The program of the village for each piece; ``python -m tests.model.golden`` writes them anew, to be read before they are kept."""

from __future__ import annotations

from pathlib import Path

from siting.model.constraints.budget import Budget
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.count import Count
from siting.model.constraints.cover import Cover
from siting.model.constraints.fixed import Fixed
from siting.model.constraints.hold import Hold
from siting.model.constraints.min_load import MinLoad
from siting.model.constraints.mobile import Mobile
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.constraints.referral import Referral
from siting.model.constraints.spacing import Spacing
from siting.model.constraints.together import Together
from siting.model.objectives.lexicographic import Lexicographic, Step
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.objectives.min_cost import MinCost
from siting.model.objectives.min_regret import MinRegret
from siting.model.objectives.weighted import Term, Weighted
from siting.model.objectives.worst_projection import WorstProjection
from siting.model.pieces import Constraint, Objective
from siting.model.problem import Problem, compile
from siting.scenario.quantities import Standard
from tests.village import village

FOLDER = Path(__file__).parents[1] / "golden"

SUM = {"served": Term(objective=MaxCoverage(service="clinic"), per=10), "cost": Term(objective=MinCost(), weight=0.5)}

OBJECTIVES: dict[str, Objective] = {
    "lexicographic": Lexicographic(steps=(Step(objective=MaxCoverage(service="daycare")), Step(objective=MinCost()))),
    "max_coverage": MaxCoverage(equal_services=True),
    "min_cost": MinCost(years=2),
    "min_regret": MinRegret(objective=MaxCoverage(service="clinic")),
    "weighted": Weighted(terms=SUM),
    "worst_projection": WorstProjection(objective=MaxCoverage(service="clinic")),
}
CONSTRAINTS: dict[str, Constraint] = {
    "budget": Budget(total=9, by_service={"clinic": 8}, group="district", by_group={"south": 7}),
    "capacity": Capacity(),
    "count": Count(at_least=1, at_most=2),
    "cover": Cover(share=0.5, group="community"),
    "fixed": Fixed(open=("mill",), closed=("bridge",)),
    "hold": Hold(objective=MaxCoverage(service="clinic"), at_least=20),
    "min_load": MinLoad(),
    "mobile": Mobile(vehicles=1, stops_per_week=2, by_group={"south": 0}, group="district"),
    "one_plan_per_site": OnePlanPerSite(across_services=True),
    "referral": Referral(service="daycare", to="clinic", within=Standard.parse("10 min"), stations_per_hub=1, share=0.1),
    "spacing": Spacing(at_least=Standard.parse("500 m")),
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
