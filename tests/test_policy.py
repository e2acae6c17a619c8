"""Every clause of the policy has a scenario that runs, and every scenario of the folder stands for a clause."""

from __future__ import annotations

import numpy as np
import pytest

import siting
from docs.policy import CLAUSES, FOLDER, PAGE
from siting.scenario import reader

NAMES = [clause.scenario for clause in CLAUSES]


def test_every_scenario_stands_for_a_clause() -> None:
    assert sorted(NAMES) == sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "city")


@pytest.mark.parametrize("name", NAMES)
def test_it_runs(name: str) -> None:
    """Nobody is served twice, nothing holds more than it can, and the plan is no better than its bound."""
    plan = siting.solve(FOLDER / f"{name}.yaml", gap=0.1, time_limit=30.0)
    need, share = plan.instance.need, np.bincount(plan.solution.served.demand, plan.solution.served.share, len(plan.instance.demand))
    assert (share <= 1.0 + 1e-6).all()
    assert (need @ share) > 0
    chosen = plan.sites[plan.sites.action != "close"]
    if any(one.kind == "capacity" for one in plan.scenario.constraints):
        assert (chosen.load <= chosen.capacity * (1 + 1e-6)).all()
    sign = 1.0 if plan.problem.objective.sense == "max" else -1.0
    assert sign * plan.objective <= sign * plan.bound + 1e-6 * abs(plan.bound)


def test_the_page_has_every_clause() -> None:
    text = PAGE.read_text("utf-8")
    assert all(clause.words in text and f"{clause.scenario}.yaml" in text for clause in CLAUSES)


def test_the_city_alone_is_no_question() -> None:
    with pytest.raises(siting.ScenarioError):
        reader.read(FOLDER / "city.yaml")
