"""What a site may serve, and how alike loads are: the village by hand, what must hold of any, and what makes no sense."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.errors import InstanceError
from siting.instance.instance import Instance
from siting.model.constraints.capacity import Capacity
from siting.model.constraints.max_load import MaxLoad
from siting.model.constraints.workload_balance import WorkloadBalance
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.pieces import Constraint
from siting.model.problem import Problem
from siting.solve.evaluate import evaluate
from siting.solve.solve import solve
from tests.model.combinations import tiny
from tests.model.limits import best, free, never_worse
from tests.village import village

FEW = settings(max_examples=10, deadline=None)
SEEDS = st.integers(0, 10_000)
SHARES = st.sampled_from([0.25, 0.5, 0.75, 1.0])
CLINIC = MaxCoverage(service="clinic")


def loads(instance: Instance, *pieces: Constraint) -> dict[str, float]:
    """What each plan of the best answer serves, by service and site."""
    found = solve(Problem(instance, MaxCoverage(), pieces))
    amount = found.served.share * instance.need[found.served.demand]
    option = instance.options.iloc[found.served.option]
    names = (option.service + " " + option.site_id).tolist()
    return {name: float(sum(load for one, load in zip(names, amount, strict=True) if one == name)) for name in names}


@pytest.mark.parametrize(
    ("piece", "worth"),
    [
        (MaxLoad(utilisation=0.5), 75.0 + 35.0),
        (MaxLoad(utilisation=0.5, service="clinic"), 100.0 + 35.0),
        (MaxLoad(amount=10), 30.0 + 20.0),
        (MaxLoad(), 100.0 + 50.0),
    ],
)
def test_village(piece: MaxLoad, worth: float) -> None:
    """
    Everything may open, the mill and the school large: 70, 50 and 30 places of daycare, 30 and 40 of the clinic.

    Half of them is 35 + 25 + 15 and 15 + 20, and all of it is used. Ten at each of five sites are 50. The attribute allows 60, 40 and 20,
    enough for all daycare, and 20 + 30 of the clinic's 60.
    """
    assert best(village(), piece) == pytest.approx(worth)


def test_it_holds_for_what_stands_today() -> None:
    """The school as it stands has 20 places; with half of them to be used it serves 10, as it would in any plan."""
    today = np.arange(7) == 3
    for piece, worth in ((Capacity(), 20.0), (MaxLoad(utilisation=0.5), 10.0), (WorkloadBalance(at_most=0.0, existing=True), 50.0)):
        assert evaluate(Problem(village(), MaxCoverage(), (piece,)), today).objective == pytest.approx(worth)


@pytest.mark.parametrize(("at_most", "worth"), [(0.0, 90.0 + 60.0), (0.2, 96.0 + 60.0), (0.34, 100.0 + 60.0)])
def test_loads_in_the_village(at_most: float, worth: float) -> None:
    """
    Of the 100 in daycare the bridge can serve 30 at most, those of places 2 and 3. Then the mill has 30 of place 0's 40, if no more is
    allowed, or 36, or all 40; or mill and school share 90 without the bridge. The clinics share 60.
    """
    piece = WorkloadBalance(at_most=at_most, existing=True)
    assert best(village(), piece) == pytest.approx(worth)
    found = loads(village(), piece)
    for service in ("daycare", "clinic"):
        own = [load for name, load in found.items() if name.startswith(service)]
        assert max(own) <= (1.0 + at_most) * min(own) + 1e-6


def test_utilisations_in_the_village() -> None:
    """
    The clinics have 10 places at the mill and 40 at the bridge. Full, both are used alike and serve 50. As to loads the mill's 10 let the
    bridge have no more than 10, so the bridge alone, 40, is better; it has 40 beside them only where four times as much is allowed.
    """
    unlike = village(capacity=[40.0, 70.0, 10.0, 20.0, 50.0, 30.0, 40.0])
    assert best(unlike, Capacity(), WorkloadBalance(at_most=0.0, of="utilisation"), objective=CLINIC) == pytest.approx(50.0)
    for at_most, worth in ((0.0, 40.0), (1.0, 40.0), (2.5, 45.0), (3.0, 50.0)):
        assert best(unlike, Capacity(), WorkloadBalance(at_most=at_most), objective=CLINIC) == pytest.approx(worth)


def test_a_facility_that_is_kept_is_left_out_unless_asked_for() -> None:
    """
    The school is kept with its 20 places here. With as much at each of the three as at the others they serve 20 each. Left out, it has its
    20 beside 30 at the mill and 30 at the bridge, or beside 70 at the mill alone: 90.
    """
    kept = village(action=["build", "build", "build", "keep", "keep", "rent", "rent"], capacity=[40.0, 70.0, 30.0, 20.0, 20.0, 30.0, 40.0])
    daycare = MaxCoverage(service="daycare")
    for existing, worth in ((True, 60.0), (False, 90.0)):
        piece = WorkloadBalance(at_most=0.0, existing=existing)
        assert best(kept, Capacity(), piece, objective=daycare) == pytest.approx(worth)


@FEW
@given(SEEDS, SHARES, SHARES)
def test_a_looser_limit_is_never_worse(seed: int, share: float, more: float) -> None:
    instance = free(tiny(seed))
    low, high = sorted((share, more))
    assert never_worse(instance, MaxLoad(utilisation=low), MaxLoad(utilisation=high))
    assert never_worse(instance, MaxLoad(amount=10 * low), MaxLoad(amount=10 * high))
    assert never_worse(instance, WorkloadBalance(at_most=low, existing=True), WorkloadBalance(at_most=high, existing=True))


@FEW
@given(SEEDS)
def test_all_of_the_capacity_is_the_capacity(seed: int) -> None:
    instance = free(tiny(seed))
    assert best(instance, MaxLoad(utilisation=1.0)) == pytest.approx(best(instance, Capacity()))


@FEW
@given(SEEDS, SHARES)
def test_plans_of_one_size_are_as_busy_as_they_are_full(seed: int, at_most: float) -> None:
    """In one size, with one plan for each outlet, what serves as much as another uses as much of its capacity."""
    one = free(tiny(seed))
    named = {str(column): 6.0 for column in one.options if str(column).startswith("capacity")}
    alike = Instance(one.demand, one.options.assign(**named), one.reach, one.near)
    found = [best(alike, Capacity(), WorkloadBalance(at_most=at_most, of=of, existing=True)) for of in ("load", "utilisation")]
    assert found[0] == pytest.approx(found[1], abs=1e-5)


@pytest.mark.parametrize(
    ("piece", "said"),
    [
        (MaxLoad(utilisation=0.5, amount=3), "give utilisation or amount, not both"),
        (MaxLoad(amount=3, service="clinics"), 'no service is called "clinics"; did you mean "clinic"'),
        (WorkloadBalance(at_most=0.5, service="clinics"), 'no service is called "clinics"; did you mean "clinic"'),
        (MaxLoad(utilisation=0.5), "1 options have no capacity, at the sites school"),
        (MaxLoad(), "max_load: 2 plans have none, or less than 0"),
        (WorkloadBalance(at_most=0.5, of="utilisation", existing=True), "a plan without a known capacity has no utilisation"),
    ],
)
def test_no_sense(piece: Constraint, said: str) -> None:
    unknown = village(
        capacity=[40.0, 70.0, 30.0, float("nan"), 50.0, 30.0, 40.0], max_load=[30.0, -1.0, 20.0, float("nan"), 40.0, 20.0, 30.0]
    )
    with pytest.raises(InstanceError, match=said):
        Problem(unknown, MaxCoverage(), (piece,))
    assert Problem(unknown, MaxCoverage(), (WorkloadBalance(at_most=0.5, of="utilisation"),))


def test_an_attribute_that_nobody_gave() -> None:
    bare = village().options.drop(columns="max_load")
    with pytest.raises(InstanceError, match='the options table has no column "max_load"'):
        Problem(Instance(village().demand, bare, village().reach), MaxCoverage(), (MaxLoad(),))
