"""
Every clause of the policy has a scenario that runs and does what the clause says, and every scenario of the folder stands for a clause.

What a clause says is looked up in the plan, without the model's own rows; and it does not hold of what the scenario is compared with, so
that each scenario shows something.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import siting
from docs import figures as f
from docs.policy import CLAUSES, FOLDER, PAGE, Answers, Clause
from siting import Plan
from siting.scenario import reader

NAMES = list(dict.fromkeys(clause.scenario for clause in CLAUSES))
SLACK = 1e-6


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Plans that are near enough to the best to show what is meant."""
    return Answers(gap=0.1)


def chosen_ids(plan: Plan) -> set[str]:
    return set(f.chosen(plan, new=True).site)


def longest(plan: Plan, service: str) -> float:
    """The longest way of anybody who is served [m]."""
    served = plan.solution.served
    mine = (plan.instance.demand.service == service).to_numpy()[served.demand]
    return float(served.metres[mine & (served.share > SLACK)].max())


def referred(plan: Plan, *, metres: float, stations: int | None = None, share: float = 0.0, room: float = 0.0) -> bool:
    """Whether each clinic can be given one centre within so many metres, none of which gets too much; every way is tried."""
    sites = plan.sites[plan.sites.action != "close"].to_crs(plan.world.crs)
    clinics, centres = sites[sites.service == "clinic"], sites[sites.service == "centre"]
    near = [np.flatnonzero(centres.distance(point) * 1.3 <= metres + SLACK).tolist() for point in clinics.geometry]

    def fits(k: int, held: tuple[float, ...], count: tuple[int, ...]) -> bool:
        if k == len(near):
            return True
        for h in near[k]:
            more = held[h] + share * float(clinics.load.iloc[k])
            if more <= room + SLACK and (stations is None or count[h] < stations):
                rest = (*held[:h], more, *held[h + 1 :]), (*count[:h], count[h] + 1, *count[h + 1 :])
                if fits(k + 1, *rest):
                    return True
        return False

    return fits(0, (0.0,) * len(centres), (0,) * len(centres))


def floor_is_enough(plan: Plan) -> bool:
    """Whether services in idle buildings find room there, two at most."""
    floor = pd.read_csv(FOLDER / "../../data/yinchuan/buildings.csv").set_index("id").floor_m2
    new = f.chosen(plan, new=True).groupby("site").agg(area=("area", "sum"), services=("service", "size"))
    known = new[new.index.isin(floor.index)]
    return bool((known.area <= floor[known.index]).all() and (new.services <= 2).all())


def spent(plan: Plan, service: str) -> float:
    """What is spent on a service, its buildings included."""
    costs = siting.metrics.cost(plan, by="service")
    return float(costs.total[costs.service == service].sum())


def missing(plan: Plan) -> float:
    """How much is missing of 90 % of the communities and of 60 % in each sub-district."""
    have = (f.by_group(plan, "daycare", "urban") >= 0.5 - SLACK).sum()
    short = np.ceil(0.9 * plan.instance.demand.urban.replace("", None).nunique()) - have
    need = plan.cells.groupby("street")["need.daycare"].sum()
    return float(max(short, 0.0) + (need * (0.6 - f.by_group(plan, "daycare", "street"))).clip(lower=0.0).sum())


def told(plan: Plan) -> float:
    return sum(plan.solution.shortfalls.values())


def nursing_short(plan: Plan) -> float:
    new = f.options(plan)
    return float(0.8 * new.capacity.sum() - new.nursing_beds.sum())


def worked_out(plan: Plan, step: str, service: str) -> bool:
    """Whether a step is worth what the cells say that is served."""
    served = (plan.cells[f"need.{service}"] * plan.cells[f"after.{service}"]).sum()
    return bool(np.isclose(plan.solution.parts.get(step, -1.0), served, rtol=1e-4))


def share(service: str, plan: Plan) -> float:
    return f.share_served(plan, service)


def moved(plan: Plan) -> float:
    """How much the districts with budgets of their own spend beyond them, together."""
    budgets = {"兴庆区": 5e6, "金凤区": 10e6, "西夏区": 0.0}
    costs = siting.metrics.cost(plan, by="district").set_index("district").total
    return float(sum(max(costs[name] - most, 0.0) for name, most in budgets.items()))


def by_year(plan: Plan) -> list[float]:
    """What is spent up to each phase [million]."""
    costs = siting.metrics.cost(plan, by="opens")
    return [float(costs.total[costs.opens <= phase].sum()) / 1e6 for phase in plan.instance.phases.tolist()]


def old_in(plan: Plan, phase: int) -> float:
    return float(plan.at(phase).cells["need.eldercare"].sum())


def in_each_year(plan: Plan, *milestones: float) -> bool:
    have = [f.communities(plan.at(phase), "daycare", group="urban", residents=0.5) for phase in plan.instance.phases.tolist()]
    return all(one >= least - SLACK for one, least in zip(have, milestones, strict=True))


DOES: dict[str, Callable[[Plan], bool]] = {
    "coverage_cost": lambda plan: f.mean_served().of(plan) >= 0.6 - 1e-4,
    "fitting_size": lambda plan: f.emptiest().of(plan) >= 0.9 - SLACK,
    "reuse_first": lambda plan: f.plans("", "build").of(plan) <= 1,
    "town_country": lambda plan: f.widest_gap("zone").of(plan) <= 0.25 + SLACK,
    "mobile": lambda plan: 0 < plan.instance.options[plan.solution.chosen].stops.sum() <= 10,
    "buy": lambda plan: set(f.chosen(plan, new=True).action) == {"buy"} and f.money().of(plan) == 0,
    "base": lambda plan: share("daycare", plan) > 0.3 and f.money().of(plan) <= 15 + SLACK,
    "own_standards": lambda plan: longest(plan, "daycare") <= 500 + SLACK,
    "housing": lambda plan: set(pd.read_csv(FOLDER / "planned_housing.csv").residents) <= set(plan.cells.residents),
    "by_children": lambda plan: np.allclose(plan.cells["need.daycare"], 0.167 * plan.cells.age_0_2),
    "balance": lambda plan: f.by_group(plan, "clinic", "district").min() >= 0.45 - SLACK,
    "referral": lambda plan: referred(plan, metres=3000, stations=6),
    "central_diagnosis": lambda plan: referred(plan, metres=8000, share=0.1, room=1500),
    "upgrade": lambda plan: f.plans("", "expand").of(plan) > 0,
    "low_cost": lambda plan: f.price_of_a_point().of(plan) <= 5,
    "nursing_beds": lambda plan: nursing_short(plan) <= SLACK,
    "nursing_beds_priced": lambda plan: told(plan) > 0 and told(plan) == pytest.approx(nursing_short(plan)),
    "frail_first": lambda plan: np.allclose(plan.cells["need.eldercare"], 0.024 * (plan.cells.age_60_plus + 2 * plan.cells.age_80_plus)),
    "community_money": lambda plan: f.of_sort("", "level", measure="capital", like="community").of(plan) >= 0.8 - SLACK,
    "home_beds": lambda plan: f.plans("", "home").of(plan) > 0 and f.chosen(plan).operating.sum() <= 34_000_000 + SLACK,
    "rural_care": lambda plan: share("frail_care", plan) > share("mutual_care", plan) and worked_out(plan, "frail", "frail_care"),
    "public_places": lambda plan: f.of_sort("", "public").of(plan) >= 0.6 - SLACK,
    "daycare": lambda plan: len({site[0] for site in chosen_ids(plan)}) > 1 and f.plans("", "rent").of(plan) <= 6,
    "daycare_inside": lambda plan: f.communities(plan, "daycare", group="urban") >= 0.8,
    "daycare_reached": lambda plan: f.communities(plan, "daycare", group="urban", residents=0.5) >= 0.8,
    "employers": lambda plan: any(site.startswith("W") for site in chosen_ids(plan)),
    "sustainable": lambda plan: f.chosen(plan).operating.sum() <= 320_000_000 + SLACK and f.emptiest().of(plan) >= 0.6 - SLACK,
    "one_stop": lambda plan: f.shared().of(plan) > 0 and floor_is_enough(plan),
    "more_services": lambda plan: share("meals", plan) > 0,
    "flats": lambda plan: 0 < f.plans("", "rent").of(plan) <= 40,
    "children_first": lambda plan: worked_out(plan, "children", "daycare") and share("daycare", plan) > 0.5,
    "slow_walk": lambda plan: longest(plan, "eldercare") <= 600 + SLACK,
    "vulnerable": lambda plan: f.by_group(plan, "daycare", "left_behind").min() >= 0.3 - SLACK,
    "within_means": lambda plan: 15 < f.money().of(plan) <= 20 + SLACK,
    "departments": lambda plan: all(spent(plan, one) <= most for one, most in {"daycare": 3e6, "eldercare": 4e6, "clinic": 8e6}.items()),
    "fairness": lambda plan: f.worst("street", "").of(plan) > 0.25,
    "by_hand": lambda plan: chosen_ids(plan) == {"P026", "B014", "B020", "B012", "B042"},
    "supply_follows_people": lambda plan: old_in(plan, 2035) == pytest.approx(old_in(plan, 2026) * 1.045**9),
    "daycare_80": lambda plan: in_each_year(plan, 0.5, 0.65, 0.8),
    "transfers": lambda plan: 0 < moved(plan) <= 4e6 + SLACK,
    "yearly_list": lambda plan: all(spent <= most + SLACK for spent, most in zip(by_year(plan), [5, 10, 15], strict=True)),
    "futures": lambda plan: set(plan.solution.parts) == {"city", "edge"},
    "soft_targets": lambda plan: told(plan) == pytest.approx(missing(plan), rel=1e-3),
}
"""What each clause says of a plan, by scenario."""


def test_every_scenario_stands_for_a_clause() -> None:
    assert sorted(NAMES) == sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "city")


@pytest.mark.parametrize("name", NAMES)
def test_it_is_a_question(name: str) -> None:
    siting.read(FOLDER / f"{name}.yaml")


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.scenario)
def test_it_shows_what_the_clause_says(clause: Clause, answers: Answers) -> None:
    """The clause holds of its plan and not of the other, and each number tells the two apart or is told alike."""
    plan, other = answers.plan(clause), answers.contrast(clause)
    assert DOES[clause.scenario](plan)
    assert not DOES[clause.scenario](other)
    assert any(one.told(plan) != one.told(other) for one in clause.shows)
    assert_sound(plan)


def assert_sound(plan: Plan) -> None:
    """Nobody is served twice, nothing holds more than it can, and the plan is no better than its bound."""
    served = plan.solution.served
    assert (np.bincount(served.demand, served.share, len(plan.instance.demand)) <= 1.0 + SLACK).all()
    chosen = f.chosen(plan)
    if any(one.kind == "capacity" for one in plan.scenario.constraints):
        assert (chosen.load <= chosen.capacity * (1 + SLACK)).all()
    sign = 1.0 if plan.problem.objective.sense == "max" else -1.0
    assert sign * plan.objective <= sign * plan.bound + SLACK * abs(plan.bound)


def test_the_page_has_every_clause() -> None:
    text = PAGE.read_text("utf-8")
    for clause in CLAUSES:
        assert clause.words in text
        assert f"{clause.scenario}.yaml" in text
        assert all(one.label in text for one in clause.shows)


def test_every_clause_is_checked() -> None:
    assert set(DOES) == set(NAMES)


def test_the_city_alone_is_no_question() -> None:
    with pytest.raises(siting.ScenarioError):
        reader.read(FOLDER / "city.yaml")
