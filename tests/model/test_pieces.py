"""What a piece reads is what it says that it reads, and what makes no sense for an instance is said before anything is solved."""

from __future__ import annotations

import pytest

from siting.errors import InstanceError
from siting.instance.instance import Instance
from siting.model.constraints.budget import Budget
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.closest import Closest
from siting.model.constraints.communities_with import CommunitiesWith
from siting.model.constraints.count import Count
from siting.model.constraints.cover import Cover
from siting.model.constraints.fixed import Fixed
from siting.model.constraints.funding import Fund, Funding
from siting.model.constraints.gap_between_groups import GapBetweenGroups
from siting.model.constraints.max_load import MaxLoad
from siting.model.constraints.max_travel import MaxTravel
from siting.model.constraints.mean_absolute_deviation import MeanAbsoluteDeviation
from siting.model.constraints.min_load import MinLoad
from siting.model.constraints.mobile import Mobile
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.constraints.referral import Referral
from siting.model.constraints.share_of_capacity import ShareOfCapacity
from siting.model.constraints.spacing import Spacing
from siting.model.constraints.together import Together
from siting.model.constraints.workload_balance import WorkloadBalance
from siting.model.model import Model, Traits
from siting.model.objectives.backup_coverage import BackupCoverage
from siting.model.objectives.expected_coverage import ExpectedCoverage
from siting.model.objectives.gradual_coverage import GradualCoverage
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.objectives.max_min_coverage import MaxMinCoverage
from siting.model.objectives.min_cost import MinCost
from siting.model.objectives.min_travel import MinTravel
from siting.model.objectives.min_worst import MinWorst
from siting.model.pieces import Constraint, Objective, Piece
from siting.model.problem import Problem, compile
from siting.scenario.quantities import Standard
from tests.model.golden import CONSTRAINTS, OBJECTIVES
from tests.village import random_instance, village

STRUCTURE = {
    "demand": {"place", "service"},
    "options": {"site", "service", "room", "action"},
    "reach": {"demand", "option"},
    "near": {"site", "other"},
}

STEPS = ((Standard(6, "min"), 0.5), (Standard(9, "min"), 0.25))

OTHERS: list[Piece] = [
    BackupCoverage(weight=0.75),
    ExpectedCoverage(works=0.9, most=2),
    GradualCoverage(full=Standard(300, "m"), none=Standard(900, "m"), decay="gaussian", service="clinic"),
    GradualCoverage(full=Standard(4, "min"), none=Standard(12, "min"), decay="step", steps=STEPS),
    MaxCoverage(),
    MaxMinCoverage(group="community", service="clinic"),
    MinCost(),
    MinTravel(unit="metres", unserved=Standard(2000, "m")),
    MinWorst(unit="metres", service="clinic"),
    Budget(total=5, of="operating"),
    Budget(by_service={"clinic": 3}),
    Budget(by_phase={-9999: 3}, carry_over=False),
    Budget(of="operating", group="community", by_group={"a": 3}, transfers=1),
    Closest(unit="metres"),
    CommunitiesWith(service="clinic", share=0.5, reading="inside", price=2),
    CommunitiesWith(service="clinic", milestones={0: 0.5}, residents=0.8),
    Count(exactly=2, service="clinic"),
    Count(at_most=3, actions=("build",)),
    Cover(service="clinic"),
    Cover(group="community", price=0.5),
    Fixed(open=("s1",), service="clinic"),
    Funding(funds={"a": Fund(total=3, only={"public": True}), "b": Fund(total=2, services=("clinic",))}, of="operating"),
    GapBetweenGroups(group="community", at_most=0.1, service="clinic"),
    MaxLoad(),
    MaxLoad(amount=5),
    MaxLoad(utilisation=0.5, service="clinic"),
    MaxTravel(limit=Standard(300, "m"), service="clinic"),
    MaxTravel(mean=Standard(5, "min")),
    MeanAbsoluteDeviation(group="community", at_most=0.1, equal=True, service="clinic"),
    MinLoad(utilisation=0.5, existing=True),
    MinLoad(service="clinic"),
    Mobile(service="clinic"),
    OnePlanPerSite(),
    Referral(service="daycare", to="clinic", within=Standard(500, "m")),
    Referral(service="daycare", to="clinic", within=Standard(8, "min"), stations_per_hub=2),
    ShareOfCapacity(of="referral_capacity", at_least=0.5, service="clinic", actions=("build",), price=2),
    ShareOfCapacity(of="district", like=("north", "x"), at_least=0.5, measure="capital"),
    Spacing(at_least=Standard(9, "min"), services=("daycare",), across_services=True, existing=True),
    Together(),
    WorkloadBalance(at_most=0.5, of="utilisation", service="clinic"),
    WorkloadBalance(at_most=0.5, existing=True),
]


def program(piece: Piece, instance: Instance) -> str:
    """The rows of one piece alone."""
    model = Model(instance, traits=Traits(shared=isinstance(piece, Together)))
    model.minimise(piece.expression(model) if isinstance(piece, Objective) else model.open * 0.0)
    if isinstance(piece, Objective):
        model.finish()
    elif isinstance(piece, Constraint):
        model.minimise(MinCost().expression(model) * 0.0)
        piece.add(model)
    return model.text()


def bare(instance: Instance, uses: frozenset[str]) -> Instance:
    """Only what is read and what makes it an instance; need, which no table may lack, is changed instead."""
    tables = {}
    for name, kept in STRUCTURE.items():
        table = getattr(instance, name)
        tables[name] = table[[column for column in table if column in kept or f"{name}.{column}" in uses]]
    if "demand.need" not in uses:
        tables["demand"] = tables["demand"].assign(need=instance.need * 7.0 + 3.0)
    if "reach" not in uses:
        tables["reach"] = tables["reach"].iloc[:0]
    if "near" not in uses:
        tables["near"] = tables["near"].iloc[:0]
    return Instance(**tables)


@pytest.mark.parametrize("piece", [*OBJECTIVES.values(), *CONSTRAINTS.values(), *OTHERS], ids=repr)
def test_reads_only_what_it_declares(piece: Piece) -> None:
    """With every other column gone the program is the same."""
    for instance in (village(), *(_finite(random_instance(seed)) for seed in range(3))):
        if not list(piece.problems(instance)):
            assert program(piece, bare(instance, piece.uses)) == program(piece, instance)


def _finite(instance: Instance) -> Instance:
    """Capacities that a share can be taken of."""
    return Instance(instance.demand, instance.options.assign(capacity=instance.options.capacity.clip(upper=20.0)), instance.reach)


def test_columns_that_are_missing() -> None:
    with pytest.raises(InstanceError, match='cover: the demand table has no column "street"; known: place, service'):
        Problem(village(), MaxCoverage(), (Cover(group="street"),))


def test_everything_wrong_is_said_at_once() -> None:
    pieces = (Count(), Count(at_least=9), Fixed(open=("mil",), closed=("school",)), Cover(service="clinics"))
    with pytest.raises(InstanceError) as caught:
        Problem(village(), MaxCoverage(), pieces)
    text = str(caught.value)
    assert "4 problems" in text
    assert "give exactly, at_least or at_most" in text
    assert "asks for 9, but there are only 6 options" in text
    assert 'no site is called "mil"; did you mean "mill"?' in text
    assert 'no service is called "clinics"; did you mean "clinic"?' in text


@pytest.mark.parametrize(
    ("piece", "said"),
    [
        (Budget(), "give total, by_phase, by_service or by_group"),
        (Budget(by_group={"north": 1}), "group and by_group go together"),
        (Budget(group="district", by_group={"nroth": 1}), 'did you mean "north"'),
        (Budget(by_service={"school": 1}), 'no service is called "school"'),
        (Count(at_most=1, actions=("builds",)), 'no action is called "builds"; did you mean "build"?'),
        (Fixed(open=("mill",), closed=("mill",)), "mill: both open and closed"),
        (Fixed(open=("school",), service="clinic"), 'no site is called "school"'),
        (MinLoad(service="x"), 'no service is called "x"'),
    ],
)
def test_no_sense_for_this_instance(piece: Constraint, said: str) -> None:
    with pytest.raises(InstanceError, match=said.replace("?", r"\?")):
        Problem(village(), MaxCoverage(), (piece,))


def test_capacities_that_are_not_known() -> None:
    unknown = village(capacity=[40.0, 70.0, 30.0, float("nan"), 50.0, 30.0, 40.0])
    with pytest.raises(InstanceError, match=r"1 options have no capacity.*school"):
        Problem(unknown, MaxCoverage(), (Capacity(),))
    assert Problem(unknown, MaxCoverage()).uses == {"demand.need", "demand.priority", "reach"}
    with pytest.raises(InstanceError, match="without a known capacity"):
        Problem(village(capacity=float("inf")), MaxCoverage(), (MinLoad(utilisation=0.5),))


def test_a_building_has_one_price() -> None:
    with pytest.raises(InstanceError, match="site_capital differs between the plans of 1 sites"):
        Problem(village(site_capital=[3.0, 4.0, 3.0, 0.0, 0.0, 2.0, 2.0]), MinCost(), (Together(),))


def test_the_order_of_constraints_does_not_matter() -> None:
    pieces = [Budget(total=9), Together(), Cover(share=0.3)]
    texts = [sorted(compile(Problem(village(), MinCost(), tuple(order))).text().splitlines()) for order in (pieces, pieces[::-1])]
    assert texts[0] == texts[1]
