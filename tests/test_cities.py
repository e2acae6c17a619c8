"""The scenarios of real cities run, and their numbers hold together; they skip where the data are not beside the project."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import siting
from tests.real import real

FOLDER = Path(__file__).parents[1] / "scenarios" / "real"


@dataclass(frozen=True)
class City:
    """A scenario, its data, what their publishers count, and the money or the number of sites that there is."""

    name: str
    data: str
    people: dict[str, int]
    facilities: int
    budget: float = np.inf
    new: int | None = None


HEIDELBERG = {"age_0_9": 11_835, "age_80_plus": 6_702}
CITIES = [
    City("heidelberg", "heidelberg", HEIDELBERG, 25, budget=6e6),
    City("heidelberg_streets", "heidelberg", HEIDELBERG, 25, budget=6e6),
    City("heidelberg_rent", "heidelberg", HEIDELBERG, 25, budget=6e6),
    City("kaifeng", "kaifeng", {"residents": 714_459}, 0, budget=12e8),
    City("helsinki", "helsinki", {"residents": 606_363}, 0, new=30),
    City("porto_alegre", "porto_alegre", {"residents": 812_935}, 117, new=10),
    City("porto_alegre_streets", "porto_alegre", {"residents": 812_935}, 117, new=10),
    City("helsinki_streets", "helsinki", {"residents": 71_724}, 6, new=5),
    City("gongyi", "gongyi", {"residents": 819_812, "users": 40_995}, 22, new=10),
    City("harare", "harare_worldpop", {"residents": 2_599_530}, 0, new=40),
]


def test_every_scenario_is_here() -> None:
    assert {one.name for one in CITIES} == {path.stem for path in FOLDER.glob("*.yaml")}


@pytest.mark.parametrize("city", CITIES, ids=lambda city: city.name)
def test_city(city: City) -> None:
    """People are those of the publisher, more are served than today, and nothing is overspent."""
    real(city.data)
    plan = siting.solve(FOLDER / f"{city.name}.yaml", gap=0.2, time_limit=300.0)
    assert {group: round(plan.world.places[group].sum()) for group in city.people} == city.people
    assert plan.world.sites.existing.sum() == city.facilities
    _counted(plan)
    _held(plan, city)
    assert plan.objective <= plan.bound * (1 + 1e-9)
    assert plan.gap <= 0.2


def _counted(plan: siting.Plan) -> None:
    """Whoever needs a service is served, finds it full, or has none in reach; and the cells add up to the table."""
    table = siting.metrics.coverage(plan).set_index("service")
    assert (table.after >= table.before - 1e-6).all()
    assert (table.after > 1.05 * table.before).any()
    np.testing.assert_allclose(table.after + table.full + table.out_of_reach, table.need, rtol=1e-9)
    for service, row in table.iterrows():
        need, after = plan.cells[f"need.{service}"], plan.cells[f"after.{service}"]
        assert (need * after).sum() == pytest.approx(row.after)
        assert plan.sites.load[plan.sites.service == service].sum() == pytest.approx(row.after)


def _held(plan: siting.Plan, city: City) -> None:
    """What the scenario limits."""
    sites = plan.sites
    assert sites.capital.sum() + sites.shared_capital.sum() <= city.budget * (1 + 1e-9)
    if city.new is not None:
        assert (sites.action != "keep").sum() <= city.new
    if any(one.kind == "capacity" for one in plan.scenario.constraints):
        assert (sites.load <= sites.capacity * (1 + 1e-6)).all()
