"""Plans keep apart: the village by hand, every plan of small instances, and what must hold of any."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.errors import InstanceError
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.constraints.spacing import Spacing
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.problem import Problem, compile
from siting.model.vicinity import cliques
from siting.scenario.quantities import Standard
from siting.solve.solve import solve
from tests.model.nearby import COMPANY, SHAPES, Brute, Others, Plan, agree, answers, lively
from tests.village import village


def minutes(limit: float) -> Standard:
    return Standard(limit, "min")


def test_village() -> None:
    """
    The school stays; with 500 m there is no daycare at the mill, 400 m from it. School and bridge, 640 m apart, serve the daycare of
    places 1, 2 and 3: 60. The clinics at mill and bridge serve all 60. With 700 m the daycare at the bridge goes, too, and with it the 10
    of place 3.
    """
    for at_least, worth in (("400 m", 160.0), ("500 m", 120.0), ("700 m", 110.0), ("6 min", 120.0)):
        problem = Problem(village(), MaxCoverage(), (OnePlanPerSite(), Spacing(at_least=Standard.parse(at_least))))
        assert solve(problem).objective == pytest.approx(worth)


def test_what_stands_may_stand() -> None:
    """With the mill's daycare standing as well, both stay where they are; asked to keep apart, too, they clash."""
    standing = village(
        action=["keep", "expand", "build", "keep", "expand", "rent", "rent"], stays=[True, True, False, True, True, False, False]
    )
    spacing = Spacing(at_least=Standard.parse("500 m"))
    assert solve(Problem(standing, MaxCoverage(), (OnePlanPerSite(), spacing))).objective == pytest.approx(160.0)
    assert list(answers(Problem(standing, MaxCoverage(), (OnePlanPerSite(), spacing.model_copy(update={"existing": True}))))) == [
        None,
        None,
    ]


def apart(brute: Brute, plan: Plan, spacing: Spacing) -> bool:
    """Whether no two of a plan are too near while both operate."""
    for j, k in combinations(plan, 2):
        one, other = brute.options[j], brute.options[k]
        asked = not spacing.services or {one["service"], other["service"]} <= set(spacing.services)
        alike = spacing.across_services or one["service"] == other["service"]
        stand = {one["action"], other["action"]} <= {"keep", "expand"} and not spacing.existing
        both = any(brute.operates(j, p) and brute.operates(k, p) for p in brute.phases)
        far = min(brute.travel.get((one["site"], other["site"]), 99.0), brute.travel.get((other["site"], one["site"]), 99.0))
        if asked and alike and not stand and both and one["site"] != other["site"] and far < spacing.at_least.value:
            return False
    return True


@pytest.mark.parametrize("others", COMPANY, ids=str)
@pytest.mark.parametrize("seed", range(9))
def test_every_plan(seed: int, others: Others) -> None:
    seed += 12 * COMPANY.index(others)
    rng = np.random.default_rng(seed)
    phases, projections = SHAPES[seed % 4]
    instance = lively(seed, phases=phases, projections=projections, most=6)
    services = (str(instance.options.service.iloc[0]),) if rng.random() < 0.3 else ()
    across, existing = bool(rng.random() < 0.4), bool(rng.random() < 0.3)
    spacing = Spacing(at_least=minutes(float(rng.integers(3, 14))), services=services, across_services=across, existing=existing)
    best = Brute(instance, others, lambda brute, plan: apart(brute, plan, spacing)).best
    agree(others.problem(instance, spacing), best)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), limit=st.integers(2, 12))
def test_farther_apart_is_never_better(seed: int, limit: int) -> None:
    instance = lively(seed, phases=1 + seed % 2, most=6)
    found = [solve(Others().problem(instance, Spacing(at_least=minutes(least)))).objective for least in (limit, limit + 3)]
    assert found[0] >= found[1] - 1e-9


@settings(max_examples=50, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1])))
def test_cliques_say_the_same_as_pairs(pairs: set[tuple[int, int]]) -> None:
    found = cliques(pairs)
    assert {pair for members in found for pair in combinations(members, 2)} == pairs
    assert all(members == sorted(set(members)) for members in found)


def test_many_near_one_another_share_a_row() -> None:
    """Mill, school and bridge are within 1 km of one another: what is new at the mill or the bridge, or stands at the school, is one."""
    model = compile(Problem(village(), MaxCoverage(), (OnePlanPerSite(), Spacing(at_least=Standard.parse("1 km"), services=("daycare",)))))
    rows = model.blocks["spacing"].rows.linear
    assert model.coefficients(rows, "open").toarray().tolist() == [[1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0]]


def test_a_service_that_is_not_there() -> None:
    with pytest.raises(InstanceError, match='no service is called "clinics"; did you mean "clinic"'):
        Problem(village(), MaxCoverage(), (Spacing(at_least=minutes(5), services=("clinics",)),))
