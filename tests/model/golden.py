"""The program of the village for each piece; ``python -m tests.model.golden`` writes them anew, to be read before they are kept."""

from __future__ import annotations

from pathlib import Path

from siting.model.constraints.budget import Budget
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.closest import Closest
from siting.model.constraints.communities_with import CommunitiesWith
from siting.model.constraints.count import Count
from siting.model.constraints.cover import Cover
from siting.model.constraints.fixed import Fixed
from siting.model.constraints.funding import Fund, Funding
from siting.model.constraints.gap_between_groups import GapBetweenGroups
from siting.model.constraints.hold import Hold
from siting.model.constraints.max_load import MaxLoad
from siting.model.constraints.max_travel import MaxTravel
from siting.model.constraints.mean_absolute_deviation import MeanAbsoluteDeviation
from siting.model.constraints.min_load import MinLoad
from siting.model.constraints.mobile import Mobile
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.constraints.referral import Referral
from siting.model.constraints.share_of_capacity import ShareOfCapacity
from siting.model.constraints.single_source import SingleSource
from siting.model.constraints.spacing import Spacing
from siting.model.constraints.together import Together
from siting.model.constraints.workload_balance import WorkloadBalance
from siting.model.objectives.backup_coverage import BackupCoverage
from siting.model.objectives.expected_coverage import ExpectedCoverage
from siting.model.objectives.gradual_coverage import GradualCoverage
from siting.model.objectives.lexicographic import Lexicographic, Step
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.objectives.max_min_coverage import MaxMinCoverage
from siting.model.objectives.min_cost import MinCost
from siting.model.objectives.min_regret import MinRegret
from siting.model.objectives.min_travel import MinTravel
from siting.model.objectives.min_worst import MinWorst
from siting.model.objectives.weighted import Term, Weighted
from siting.model.objectives.worst_projection import WorstProjection
from siting.model.pieces import Constraint, Objective
from siting.model.problem import Problem, compile
from siting.scenario.quantities import Standard
from tests.village import village

FOLDER = Path(__file__).parents[1] / "golden"

SUM = {"served": Term(objective=MaxCoverage(service="clinic"), per=10), "cost": Term(objective=MinCost(), weight=0.5)}

OBJECTIVES: dict[str, Objective] = {
    "backup_coverage": BackupCoverage(weight=0.25),
    "expected_coverage": ExpectedCoverage(works=0.8),
    "gradual_coverage": GradualCoverage(full=Standard(4, "min"), none=Standard(14, "min")),
    "lexicographic": Lexicographic(steps=(Step(objective=MaxCoverage(service="daycare")), Step(objective=MinCost()))),
    "max_coverage": MaxCoverage(equal_services=True),
    "max_min_coverage": MaxMinCoverage(group="community"),
    "min_cost": MinCost(years=2),
    "min_regret": MinRegret(objective=MaxCoverage(service="clinic")),
    "min_travel": MinTravel(service="clinic"),
    "min_worst": MinWorst(service="clinic"),
    "weighted": Weighted(terms=SUM),
    "worst_projection": WorstProjection(objective=MaxCoverage(service="clinic")),
}
FUNDS = {
    "city": Fund(total=8, services=("daycare",)),
    "state": Fund(total=6, actions=("build", "rent")),
    "north": Fund(by_phase={0: 3}, only={"district": "north"}),
}
CONSTRAINTS: dict[str, Constraint] = {
    "budget": Budget(total=9, by_phase={0: 8}, by_service={"clinic": 8}, group="district", by_group={"north": 5, "south": 7}, transfers=2),
    "capacity": Capacity(),
    "closest": Closest(),
    "communities_with": CommunitiesWith(service="daycare", share=0.5),
    "count": Count(at_least=1, at_most=2),
    "cover": Cover(share=0.5, group="community"),
    "fixed": Fixed(open=("mill",), closed=("bridge",)),
    "funding": Funding(funds=FUNDS),
    "gap_between_groups": GapBetweenGroups(group="community", at_most=0.2),
    "hold": Hold(objective=MaxCoverage(service="clinic"), at_least=20),
    "max_load": MaxLoad(utilisation=0.9),
    "max_travel": MaxTravel(limit=Standard(10, "min"), mean=Standard(400, "m")),
    "mean_absolute_deviation": MeanAbsoluteDeviation(group="community", at_most=0.1),
    "min_load": MinLoad(),
    "mobile": Mobile(vehicles=1, stops_per_week=2, by_group={"south": 0}, group="district"),
    "one_plan_per_site": OnePlanPerSite(across_services=True),
    "referral": Referral(service="daycare", to="clinic", within=Standard.parse("10 min"), stations_per_hub=1, share=0.1),
    "share_of_capacity": ShareOfCapacity(of="public", at_least=0.75),
    "single_source": SingleSource(),
    "spacing": Spacing(at_least=Standard.parse("500 m")),
    "together": Together(at_most=1),
    "workload_balance": WorkloadBalance(at_most=0.5),
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
