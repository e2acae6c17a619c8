"""Stations and the hubs they refer to: the village by hand, every plan of small instances, and what must hold of any."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.errors import InstanceError
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.fixed import Fixed
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.constraints.referral import Referral
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.pieces import Constraint
from siting.model.problem import Problem
from siting.scenario.quantities import Standard
from siting.solve.solve import solve
from tests.model.nearby import COMPANY, SHAPES, Brute, Linear, Others, Plan, agree, answers, lively
from tests.village import village


def refer(limit: float, **more: Any) -> Referral:
    return Referral(service="daycare", to="clinic", within=Standard(limit, "min"), **more)


def best(*pieces: Constraint, **columns: Any) -> float:
    """The most served in the village."""
    return solve(Problem(village(**columns), MaxCoverage(), (OnePlanPerSite(), *pieces))).objective


def test_village() -> None:
    """
    Daycare at the mill needs the clinic there, at the bridge that of the bridge, and the school, which stays, either: within 5 min that of
    the mill, within 8 both. With both everybody is served, 160. Without the mill's clinic and within 8 min there is no daycare at the mill,
    12 min from the bridge: places 1, 2, 3 with 60, and the bridge's clinic with 50. Within 12 min the mill's daycare adds place 0's 40.
    """
    assert best(refer(5)) == pytest.approx(160.0)
    for limit, worth in ((8, 110.0), (12, 150.0)):
        assert best(refer(limit), Fixed(closed=("mill",), service="clinic")) == pytest.approx(worth)


def test_a_hub_takes_so_many_stations() -> None:
    """Two hubs with one station each: the school stays, so one of mill and bridge goes without: the bridge, place 3's 10."""
    assert best(refer(8, stations_per_hub=2)) == pytest.approx(160.0)
    assert best(refer(8, stations_per_hub=1)) == pytest.approx(150.0)


def test_a_hub_holds_so_much() -> None:
    """
    A fifth is referred. The mill's clinic holds 8, so the daycare there serves 40 of 70; the school goes to the bridge with the other 30.
    Where the bridge holds 6 only, school and bridge together serve 30 of the 60 left: 160 - 30. Within 5 min all of mill and school must go
    to the mill: 40 of 90, the bridge 30 beside: 130.
    """
    assert best(refer(8, share=0.2)) == pytest.approx(160.0)
    assert best(refer(8, share=0.2), referral_capacity=[0.0, 0.0, 8.0, 0.0, 0.0, 0.0, 6.0]) == pytest.approx(130.0)
    assert best(refer(5, share=0.2)) == pytest.approx(130.0)


class Referred(Brute):
    """Every plan, with each station's hub and what goes there."""

    def __init__(self, instance: Any, others: Others, referral: Referral) -> None:
        super().__init__(instance, others, lambda brute, plan: True)
        self.referral = referral

    def ends(self, plan: Plan, phase: int) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """For each site of stations the sites of hubs that it may refer to; for each site of hubs its plans."""
        hubs: dict[int, list[int]] = {}
        for j in self.active(plan, phase, self.referral.to):
            hubs.setdefault(self.options[j]["site"], []).append(j)
        stations = {self.options[j]["site"] for j in self.active(plan, phase, self.referral.service)}
        far = {(s, h): 0.0 if s == h else self.travel.get((s, h), 99.0) for s, h in product(stations, hubs)}
        return {s: [h for h in hubs if far[s, h] <= self.referral.within.value] for s in stations}, hubs

    def served(self, plan: Plan, phase: int) -> float | None:
        stations, hubs = self.ends(plan, phase)
        if not all(stations.values()):
            return None
        program, most, share = Linear(), self.referral.stations_per_hub, self.referral.share
        flow = self.flows(program, plan, phase)
        to = {(s, h): program.variable(upper=1.0, whole=True) for s, near in stations.items() for h in near}
        for s, near in stations.items():
            program.at_most({to[s, h]: -1.0 for h in near}, -1.0)
            program.at_most({to[s, h]: 1.0 for h in near}, 1.0)
        for h, plans in hubs.items():
            program.at_most({v: 1.0 for (_, b), v in to.items() if b == h}, 1e3 if most is None else most * len(plans))
        for future in {row["projection"] for row in self.demand} if share else ():
            gone = {end: program.variable() for end in to}
            for s, near in stations.items():
                ours = {v: share or 0.0 for (i, j), v in flow.items() if self.part(i, j, s, future)}
                program.at_most(ours | {gone[s, h]: -1.0 for h in near}, 0.0)
                for h in near:
                    program.at_most({gone[s, h]: 1.0, to[s, h]: -1e3}, 0.0)
            for h, plans in hubs.items():
                held = sum(self.options[j]["referral_capacity"] for j in plans)
                program.at_most({v: 1.0 for (_, b), v in gone.items() if b == h}, min(held, 1e6))
        least = program.least()
        return None if least is None else -least

    def part(self, row: int, option: int, site: int, future: str) -> bool:
        """Whether a flow is a station's, in a projection."""
        of = self.options[option]
        return bool(of["site"] == site and of["service"] == self.referral.service and self.demand[row]["projection"] == future)


@pytest.mark.parametrize("others", COMPANY, ids=str)
@pytest.mark.parametrize("mode", [{}, {"stations_per_hub": 1}, {"share": 0.5}, {"stations_per_hub": 2, "share": 0.25}], ids=str)
@pytest.mark.parametrize("seed", range(3))
def test_every_plan(seed: int, mode: dict[str, Any], others: Others) -> None:
    seed = seed + 4 * len(mode) + 20 * COMPANY.index(others)
    phases, projections = SHAPES[seed % 4]
    instance = lively(seed, phases=phases, projections=projections, most=6)
    referral = refer(float(np.random.default_rng(seed).integers(4, 16)), **mode)
    services = set(instance.options.service)
    if {"daycare", "clinic"} <= services:
        agree(others.problem(instance, referral), Referred(instance, others, referral).best)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_wider_circle_is_never_worse(seed: int) -> None:
    instance = lively(seed, most=6)
    if {"daycare", "clinic"} <= set(instance.options.service):
        found = [next(answers(Others().problem(instance, refer(limit, share=0.3)))) for limit in (5.0, 12.0)]
        assert found[0] is None or (found[1] is not None and found[0] <= found[1] + 1e-6)


def test_levels() -> None:
    """Two constraints of this kind keep to their own families: with capacities, stations and hubs, the rows of both are there."""
    pieces = (refer(8, share=0.2), refer(8, share=0.1, stations_per_hub=2), Capacity(), OnePlanPerSite())
    both = solve(Problem(village(), MaxCoverage(), pieces)).objective
    turned = solve(Problem(village(), MaxCoverage(), pieces[::-1])).objective
    assert both == pytest.approx(turned)
    assert both <= solve(Problem(village(), MaxCoverage(), (pieces[0], *pieces[2:]))).objective + 1e-9


@pytest.mark.parametrize(
    ("referral", "said"),
    [
        (Referral(service="daycare", to="clinics", within=Standard(9, "min")), 'no service is called "clinics"; did you mean "clinic"'),
        (Referral(service="daycare", to="daycare", within=Standard(9, "min")), "service and to are both daycare"),
    ],
)
def test_no_sense(referral: Referral, said: str) -> None:
    with pytest.raises(InstanceError, match=said):
        Problem(village(), MaxCoverage(), (referral,))


def test_what_hubs_hold_must_be_known() -> None:
    with pytest.raises(InstanceError, match="referral_capacity: 1 plans of clinic have none, or less than 0"):
        Problem(village(referral_capacity=[0.0, 0.0, 1.0, 0.0, 0.0, 0.0, float("nan")]), MaxCoverage(), (refer(9, share=0.1),))
    without = replace(village(), options=village().options.drop(columns="referral_capacity"))
    with pytest.raises(InstanceError, match='no column "referral_capacity"'):
        Problem(without, MaxCoverage(), (refer(9, share=0.1),))
