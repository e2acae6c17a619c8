"""Budgets by phase and with transfers, and funds: the village by hand, what must hold of any, and what makes no sense."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.errors import InstanceError
from siting.instance.instance import Instance
from siting.model.constraints.budget import Budget
from siting.model.constraints.funding import Fund, Funding
from siting.model.constraints.together import Together
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.objectives.min_cost import MinCost
from siting.model.pieces import Constraint
from siting.model.problem import Problem, compile
from tests.model.combinations import tiny
from tests.model.limits import best, free, never_worse
from tests.village import village

FEW = settings(max_examples=10, deadline=None)
SEEDS = st.integers(0, 10_000)
MONEY = st.integers(0, 8).map(float)


def decade(opens: tuple[int, ...] = (2026, 2026, 2026, 0, 2026, 2026, 2026)) -> Instance:
    """The village in 2026 and, with the same need, in 2030; unless told otherwise all that is new opens in 2026."""
    one = village()
    demand = pd.concat([one.demand.assign(phase=year) for year in (2026, 2030)], ignore_index=True)
    reach = pd.concat([one.reach.assign(demand=one.reach.demand + k * len(one.demand)) for k in (0, 1)], ignore_index=True)
    return Instance(demand, one.options.assign(opens=list(opens)), reach)


def sooner_or_later() -> Instance:
    """The same, but that what is new may open in 2026 or, as another plan for its room, in 2030."""
    town, new = decade(), np.array([0, 2, 6])
    late = town.options.iloc[new].assign(opens=2030)
    again = [town.reach[town.reach.option == j].assign(option=7 + k) for k, j in enumerate(new.tolist())]
    return Instance(town.demand, pd.concat([town.options, late]), pd.concat([town.reach, *again], ignore_index=True))


def rows(instance: Instance, piece: Constraint, name: str = "budget") -> dict[str, float]:
    """The right-hand sides of a block's rows by label."""
    block = compile(Problem(instance, MaxCoverage(), (piece,))).blocks[name]
    return dict(zip(map(str, block.labels), (-block.rows.linear.constant).tolist(), strict=True))


def test_money_that_comes_later() -> None:
    """
    The school stays and serves 50 a year. The bridge's clinic adds 50 for 7, the mill's daycare 40 for 7, its clinic 40 for 6, or 10
    beside the other clinic.

    With 7 in each phase the bridge's clinic opens first and then the daycare: 100 + 140. With 14 at once both do: 280. With 6 and then 8
    the first year has the mill's clinic, 90, and the second the daycare, too, 130. With 3 and then 11, the 3 are of use only if they are
    carried over: 50 + 140, not 50 + 100. Money that comes in 2030 builds in 2030.
    """
    town = sooner_or_later()
    for brings, carried, worth in (
        ({2026: 7, 2030: 7}, False, 100.0 + 140.0),
        ({2026: 14}, False, 280.0),
        ({2026: 6, 2030: 8}, False, 90.0 + 130.0),
        ({2026: 6, 2030: 8}, True, 90.0 + 130.0),
        ({2026: 3, 2030: 11}, False, 50.0 + 100.0),
        ({2026: 3, 2030: 11}, True, 50.0 + 140.0),
        ({2030: 14}, True, 50.0 + 140.0),
    ):
        assert best(town, Budget(by_phase=brings, carry_over=carried)) == pytest.approx(worth), (brings, carried)
    assert best(town, Budget(by_phase={2026: 7, 2030: 7}, total=7)) == pytest.approx(100.0 + 100.0)


def test_running_cost_is_paid_in_every_phase() -> None:
    """
    The smaller school runs at 1 a year, as does each other plan but the larger ones. With 3 a year there are two more plans, the mill's
    daycare and the bridge's clinic: 140 in each year, and not what 3 for both years together would pay for. With 2 in the first year there
    is but one of them in either, 100, since what opens stays open; unless the other opens in 2030: 100 + 140.
    """
    town = decade()
    assert best(town, Budget(total=3, of="operating")) == pytest.approx(280.0)
    assert best(town, Budget(by_phase={2026: 3, 2030: 3}, of="operating")) == pytest.approx(280.0)
    assert best(town, Budget(by_phase={2026: 2, 2030: 3}, of="operating")) == pytest.approx(200.0)
    assert best(sooner_or_later(), Budget(by_phase={2026: 2, 2030: 3}, of="operating")) == pytest.approx(240.0)


def test_rows_tell_the_phase_only_where_there_are_several() -> None:
    split = {"by_service": {"clinic": 3.0}, "group": "district", "by_group": {"south": 2.0}}
    assert rows(village(), Budget(total=9, of="operating", **split)) == {"total": 9.0, "clinic": 3.0, "south": 2.0}
    assert rows(decade(), Budget(total=9, **split)) == {"total": 9.0, "clinic": 3.0, "south": 2.0}
    each = {f"{name},{year}": most for year in (2026, 2030) for name, most in (("total", 9.0), ("clinic", 3.0), ("south", 2.0))}
    assert rows(decade(), Budget(total=9, of="operating", **split)) == each
    assert rows(decade(), Budget(by_phase={2026: 5.0, 2030: 4.0})) == {"2026": 5.0, "2030": 9.0}
    assert rows(decade(), Budget(by_phase={2026: 5.0, 2030: 4.0}, carry_over=False)) == {"2026": 5.0, "2030": 4.0}


@pytest.mark.parametrize(
    ("north", "south", "transfers", "worth"),
    [
        (6, 8, None, 110.0),
        (6, 8, 0, 110.0),
        (6, 8, 1, 140.0),
        (14, 0, None, 130.0),
        (14, 0, 6, 130.0),
        (14, 0, 7, 140.0),
        (5, 7, 4, 100.0),
        (5, 7, 5, 110.0),
    ],
)
def test_transfers(north: float, south: float, transfers: float | None, worth: float) -> None:
    """
    The school in the south stays and serves 50. In the south the bridge's clinic adds 50 for 7 and its daycare 10 for 5; in the north
    the mill's daycare adds 40 for 7 and its clinic 40 for 6, or 10 beside the other clinic.

    With 6 and 8 both clinics are paid for, 110; if 1 moves north, the mill's daycare in place of its clinic, 140. If the north has all 14
    and keeps it, the mill has both, 130; if it gives 7, the bridge has its clinic and the mill its daycare; 6 are not enough for that.
    With 5 and 7 the bridge has its clinic; its daycare, too, if 5 move south.
    """
    piece = Budget(group="district", by_group={"north": north, "south": south}, transfers=transfers)
    assert best(village(), piece) == pytest.approx(worth)


def test_transfers_of_running_cost_are_counted_each_year() -> None:
    """Each year has transfers of its own."""
    piece = Budget(of="operating", group="district", by_group={"north": 2, "south": 2}, transfers=1)
    assert rows(decade(), piece) == {"groups,2026": 4.0, "groups,2030": 4.0}
    assert rows(decade(), piece, "transfers") == {"all,2026": 1.0, "all,2030": 1.0}
    assert rows(decade(), piece, "budget_of_group") == {f"{name},{year}": 2.0 for name in ("north", "south") for year in (2026, 2030)}


def test_funds() -> None:
    """
    The bridge's clinic costs 7 (+ 50), the mill's daycare 7 (+ 40) and its clinic 6 (+ 40, or 10 beside the other).

    What may be spent on daycare alone leaves the clinics closed. 7 for daycare and 6 for what is public build the mill: 130. For what is
    public alone the bridge, which is not, stays closed. Two funds may share a cost: 3 from the one that is for clinics and 4 from the
    one for anything open the bridge's clinic. What no fund may pay for is not chosen.
    """
    daycare, clinics = Fund(total=7, services=("daycare",)), Fund(total=3, services=("clinic",))
    public = Fund(total=6, only={"public": True})
    for funds, worth in (
        ({"a": Fund(total=99, services=("daycare",))}, 100.0),
        ({"a": daycare, "b": public}, 130.0),
        ({"a": Fund(total=99, only={"public": True})}, 130.0),
        ({"a": Fund(only={"public": (True, False)})}, 160.0),
        ({"a": clinics, "b": Fund(total=4)}, 100.0),
        ({"a": clinics, "b": Fund(total=3)}, 90.0),
        ({"a": Fund(total=99, actions=("expand",))}, 50.0),
    ):
        assert best(village(), Funding(funds=funds)) == pytest.approx(worth), funds


def test_a_building_that_is_shared_is_paid_by_funds_for_buildings() -> None:
    """
    The mill costs 3 once, its daycare 4 and its clinic 3 more. Funds for daycare and for clinics pay for the plans and not for the mill,
    unless they are told so; a fund for anything does, if the plans there are such as it may pay for: one for the south pays 2 for the
    bridge, and the one for daycare the 3 there (+ 10).
    """
    daycare, clinics = Fund(total=4, services=("daycare",)), Fund(total=3, services=("clinic",))
    for more, worth in (
        ({}, 50.0),
        ({"c": Fund(total=3, only={"district": "north"})}, 130.0),
        ({"c": Fund(total=3, only={"district": "south"})}, 60.0),
        ({"c": Fund(total=3, actions=("build",))}, 50.0),
        ({"c": Fund(total=3, actions=("build",), buildings=True)}, 130.0),
        ({"c": Fund(total=3, buildings=False)}, 50.0),
    ):
        funds = {"a": daycare, "b": clinics, **more}
        assert best(village(), Together(), Funding(funds=funds)) == pytest.approx(worth), more


def test_funds_by_phase() -> None:
    """7 in each phase open the bridge's clinic at once and the mill's daycare in 2030; without limit both open at once."""
    town = sooner_or_later()
    assert best(town, Funding(funds={"a": Fund(by_phase={2026: 7, 2030: 7})})) == pytest.approx(240.0)
    assert best(town, Funding(funds={"a": Fund(by_phase={2026: 7}), "b": Fund(total=7)})) == pytest.approx(280.0)
    assert best(town, Funding(funds={"a": Fund(total=3)}, of="operating")) == pytest.approx(280.0)
    assert best(town, Funding(funds={"a": Fund(by_phase={2026: 2, 2030: 3})}, of="operating")) == pytest.approx(240.0)


@FEW
@given(SEEDS, MONEY, MONEY)
def test_carrying_over_is_never_worse(seed: int, now: float, later: float) -> None:
    instance = free(tiny(seed))
    brings = dict(zip(instance.phases.tolist(), (now, later), strict=False))
    carried, each = (Budget(by_phase=brings, carry_over=carry) for carry in (True, False))
    assert never_worse(instance, each, carried)
    assert never_worse(instance, carried, Budget(total=sum(brings.values())))


@FEW
@given(SEEDS, MONEY, MONEY, st.integers(0, 4).map(float))
def test_transfers_are_never_worse(seed: int, first: float, second: float, transfers: float) -> None:
    """More of them neither; and one budget for all districts together is never worse than any."""
    instance = free(tiny(seed))
    groups = dict(zip(sorted(set(instance.options.district)), (first, second), strict=False))
    none, some, more = (Budget(group="district", by_group=groups, transfers=moved) for moved in (None, transfers, transfers + 1))
    assert never_worse(instance, none, some)
    assert never_worse(instance, some, more)
    assert never_worse(instance, more, Budget(total=sum(groups.values())))


@FEW
@given(SEEDS, MONEY, MONEY)
def test_money_for_anything_is_never_worse(seed: int, first: float, second: float) -> None:
    """A fund for one service and one for the rest are no better than one for everything, which is a budget."""
    instance = free(tiny(seed))
    service = str(instance.options.service.iloc[0])
    split = Funding(funds={"one": Fund(total=first, services=(service,)), "all": Fund(total=second)})
    whole = Funding(funds={"all": Fund(total=first + second)})
    assert never_worse(instance, split, whole)
    assert best(instance, whole) == pytest.approx(best(instance, Budget(total=first + second)))


def test_funds_leave_costs_as_they_are() -> None:
    """The cheapest plan that can be paid costs the same, whoever pays."""
    plain, paid = (best(village(), *pieces, objective=MinCost()) for pieces in ((), (Funding(funds={"a": Fund()}),)))
    assert plain == paid


@pytest.mark.parametrize(
    ("piece", "said"),
    [
        (Budget(transfers=3), "transfers go with by_group"),
        (Budget(total=3, carry_over=False), "carry_over goes with by_phase"),
        (Budget(by_phase={2026: 3, 2030: 3}, of="operating", carry_over=True), "running cost is paid each year and not carried over"),
        (Budget(by_phase={2026: 3}, of="operating"), "running cost is paid in every phase, so name 2030, too"),
        (Budget(by_phase={2027: 3}), 'no phase is called "2027"; did you mean "202[06]"|known: 2026, 2030'),
        (Budget(by_phase={2026: -3}), "2026: -3 is below 0"),
        (Budget(group="district", by_group={"north": 3}, transfers=-1), "transfers: -1 is below 0"),
        (Funding(funds={}), "name at least one fund"),
        (Funding(funds={"city": Fund(total=-1)}), "city: total: -1 is below 0"),
        (Funding(funds={"city": Fund(services=("clinics",))}), 'city: no service is called "clinics"; did you mean "clinic"'),
        (Funding(funds={"city": Fund(actions=("bild",))}), 'city: no action is called "bild"; did you mean "build"'),
        (Funding(funds={"city": Fund(only={"district": "nroth"})}), 'city: no district is called "nroth"; did you mean "north"'),
        (Funding(funds={"city": Fund(only={"owner": "city"})}), 'the options table has no column "owner"'),
        (Funding(funds={"city": Fund(by_phase={2031: 1})}), 'city: no phase is called "2031"'),
    ],
)
def test_no_sense(piece: Constraint, said: str) -> None:
    with pytest.raises(InstanceError, match=said.replace("?", r"\?")):
        Problem(decade(), MaxCoverage(), (piece,))


def test_what_is_read() -> None:
    """Only the columns that some fund asks for are told apart."""
    assert Funding(funds={"a": Fund(total=1)}).uses == {"options.capital", "options.site_capital"}
    asks: dict[str, Any] = {"services": ("clinic",), "actions": ("build",), "only": {"public": True}}
    of = Funding(funds={"a": Fund(**asks)}, of="operating")
    assert of.uses == {"options.operating", "options.service", "options.action", "options.public"}
