"""Vehicles and their stops: the village by hand, every plan of small instances, and what must hold of any."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.errors import InstanceError
from siting.model.constraints.budget import Budget
from siting.model.constraints.mobile import Mobile
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.problem import Problem
from siting.solve.solve import solve
from tests.model.nearby import COMPANY, SHAPES, Brute, Others, Plan, agree, lively
from tests.village import village


def test_village() -> None:
    """
    Daycare at the bridge takes 3 stops, its clinic 2. The larger school has a vehicle for 4 stops and so allows but one of them: the
    clinic (place 4's 20, for the mill serves place 2) and not the daycare (place 3's 10): 40 + 30 + 20 + 60 = 150. With one more vehicle
    for 5 stops, or two for 3, both are visited, 160; and where only the stops of clinics count.
    """

    def best(mobile: Mobile) -> float:
        return solve(Problem(village(), MaxCoverage(), (OnePlanPerSite(), mobile))).objective

    assert best(Mobile()) == pytest.approx(150.0)
    assert best(Mobile(vehicles=1, stops_per_week=5)) == pytest.approx(160.0)
    assert best(Mobile(vehicles=2, stops_per_week=3)) == pytest.approx(160.0)
    assert best(Mobile(service="clinic")) == pytest.approx(160.0)


def test_vehicles_of_other_groups_do_not_come() -> None:
    """The bridge lies south, the school that offers stops too; a vehicle in the north alone visits nobody there."""
    plain = village(stops_offered=0.0)
    for by_group, worth in (({"north": 9}, 130.0), ({"south": 9}, 160.0)):
        mobile = Mobile(group="district", by_group=by_group, stops_per_week=1)
        assert solve(Problem(plain, MaxCoverage(), (OnePlanPerSite(), mobile))).objective == pytest.approx(worth)


def test_a_vehicle_is_bought_like_any_other_plan() -> None:
    """
    The school stays and serves 50. For 7 the bridge's clinic adds 50 if nobody asks for stops. Else it needs the larger school, too, for 2
    more: for 7 the mill's daycare or clinic adds 40, and only for 9 there are 100.
    """
    for pieces, total, worth in (((), 7, 100.0), ((Mobile(),), 7, 90.0), ((Mobile(),), 9, 100.0)):
        found = solve(Problem(village(), MaxCoverage(), (OnePlanPerSite(), Budget(total=total), *pieces)))
        assert found.objective == pytest.approx(worth)
    assert np.flatnonzero(found.chosen).tolist() == [4, 6]


def stops(brute: Brute, plan: Plan, mobile: Mobile) -> bool:
    """Whether the vehicles of every group and phase suffice."""
    for phase in brute.phases:
        here = brute.active(plan, phase)
        for name in {str(row[mobile.group]) if mobile.group else "all" for row in brute.options}:
            ours = [brute.options[j] for j in here if mobile.group is None or str(brute.options[j][mobile.group]) == name]
            made = sum(row["stops"] for row in ours if mobile.service in (None, row["service"]))
            there = mobile.by_group.get(name, mobile.vehicles) * (mobile.stops_per_week or 0.0)
            if made > there + sum(row["stops_offered"] for row in ours):
                return False
    return True


@pytest.mark.parametrize("others", COMPANY, ids=str)
@pytest.mark.parametrize("seed", range(9))
def test_every_plan(seed: int, others: Others) -> None:
    seed += 12 * COMPANY.index(others)
    rng = np.random.default_rng(seed)
    phases, projections = SHAPES[seed % 4]
    instance = lively(seed, phases=phases, projections=projections, most=6)
    group = "district" if rng.random() < 0.5 else None
    by_group = {str(instance.options.district.iloc[0]): int(rng.integers(0, 3))} if group and rng.random() < 0.5 else {}
    service = str(instance.options.service.iloc[0]) if rng.random() < 0.3 else None
    vehicles, each = int(rng.integers(0, 3)), float(rng.integers(1, 4))
    mobile = Mobile(vehicles=vehicles, stops_per_week=each, group=group, by_group=by_group, service=service)
    agree(others.problem(instance, mobile), Brute(instance, others, lambda brute, plan: stops(brute, plan, mobile)).best)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), vehicles=st.integers(0, 2))
def test_one_more_vehicle_is_never_worse(seed: int, vehicles: int) -> None:
    instance = lively(seed)
    # what stays today may need more stops than there are; it is none of this law
    instance = replace(instance, options=instance.options.assign(stops=instance.options.stops.where(~instance.options.stays, 0.0)))
    found = [solve(Others().problem(instance, Mobile(vehicles=n, stops_per_week=2))).objective for n in (vehicles, vehicles + 1)]
    assert found[0] <= found[1] + 1e-9


@pytest.mark.parametrize(
    ("mobile", "said"),
    [
        (Mobile(vehicles=2), "vehicles need stops_per_week: how many stops one of them makes"),
        (Mobile(by_group={"north": 1}, stops_per_week=9), "by_group needs group: the column of options that holds north"),
        (Mobile(group="district", by_group={"nroth": 1}, stops_per_week=9), 'no district is called "nroth"; did you mean "north"'),
        (Mobile(service="clinics"), 'no service is called "clinics"; did you mean "clinic"'),
        (Mobile(group="depot"), 'the options table has no column "depot"'),
    ],
)
def test_no_sense(mobile: Mobile, said: str) -> None:
    with pytest.raises(InstanceError, match=said):
        Problem(village(), MaxCoverage(), (mobile,))
