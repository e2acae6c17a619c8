"""Sites near one another: as far as the constraints look, kept by whatever makes an instance smaller; and vehicles, from file to plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

import siting
from siting.instance.store import load, save
from siting.solve.reductions.drop_dominated import without
from siting.solve.reductions.merge_alike import merge_alike
from tests.inputs.asked import at
from tests.project import CANDIDATES, FACILITIES, project, rewritten, scenario
from tests.village import village

BUDGET = {"kind": "budget", "total": 1000}


def pairs(path: Path) -> list[list[Any]]:
    """The ids of each pair, metres and minutes."""
    study = siting.prepare(path)
    near, ids = study.instance.near, study.world.sites.site.to_numpy()
    rows = zip(ids[near.site], ids[near.other], near.metres, near.minutes, strict=True)
    return [[one, other, metres, minutes] for one, other, metres, minutes in rows]


def test_nobody_asks(tmp_path: Path) -> None:
    assert pairs(project(tmp_path)) == []


def test_as_far_as_any_constraint_looks(tmp_path: Path) -> None:
    """`mid` is 300 m east of `old`, `east` 400 m east of `mid`; 80 m a minute. The pair 700 m apart is beyond what anyone asks."""
    looks = [{"kind": "spacing", "at_least": "100 m"}, {"kind": "spacing", "at_least": "350 m"}, {"kind": "spacing", "at_least": "5 min"}]
    found = pairs(project(tmp_path, constraints=[BUDGET, *looks]))
    assert found == [
        ["old", "mid", 300.0, 3.75],
        ["mid", "old", 300.0, 3.75],
        ["mid", "east", 400.0, 5.0],
        ["east", "mid", 400.0, 5.0],
    ]


def test_sites_at_one_point_are_a_pair(tmp_path: Path) -> None:
    twin = ("twin", *at(850, -50))
    found = pairs(project(tmp_path, candidates=[*CANDIDATES, twin], constraints=[BUDGET, {"kind": "spacing", "at_least": "50 m"}]))
    assert found == [["east", "twin", 0.0, 0.0], ["twin", "east", 0.0, 0.0]]


def test_kept_when_instances_shrink_and_are_stored(tmp_path: Path) -> None:
    instance = village()
    save(instance, tmp_path)
    dropped = np.arange(len(instance.options)) == 2
    for other in (load(tmp_path), without(instance, dropped)[0], merge_alike(instance, frozenset({"near"}))[0]):
        assert_frame_equal(other.near, instance.near)


def test_a_plan_keeps_apart(tmp_path: Path) -> None:
    """Both candidates fit the budget of 1,000, and `mid` is too near to what stands."""
    free = siting.solve(siting.prepare(project(tmp_path / "free", constraints=[BUDGET])))
    kept = siting.solve(siting.prepare(project(tmp_path / "kept", constraints=[BUDGET, {"kind": "spacing", "at_least": "350 m"}])))
    assert set(free.sites["site"]) == {"old", "mid", "east"}
    assert set(kept.sites["site"]) == {"old", "east"}


def visited(**offered: Any) -> dict[str, Any]:
    """Two places that a vehicle visits four times a week, and a depot at the facility that can have vehicles for six stops each."""
    first = scenario()["candidates"][0]
    visit = {**first, "action": "mobile", "options": [{"service": "daycare", "capacity": 100, "stops": 4, "operating": 50}]}
    sizes = [{"service": "daycare", "capacity": 0, "capital": n * 400, "stops_offered": 6 * n} for n in (1, 2)]
    depot = {**first, "path": "depot.csv", "options": sizes}
    rules = [{"kind": "capacity"}, {"kind": "mobile", **offered}]
    return {"candidates": [visit, depot], "constraints": [{"kind": "budget", "total": 2000}, *rules]}


@pytest.mark.parametrize(
    ("total", "vehicles", "served"),
    [(300, 0, 25), (400, 0, 125), (800, 0, 225), (0, 1, 125), (0, 2, 225), (400, 1, 225)],
)
def test_vehicles_are_bought_at_a_depot(tmp_path: Path, total: int, vehicles: int, served: int) -> None:
    """25 are served today and 100 at each place visited. A vehicle of one's own makes 4 stops, one that is bought for 400 makes 6."""
    given = visited(vehicles=vehicles, stops_per_week=4)
    given["constraints"][0] = {"kind": "budget", "total": total}
    (tmp_path / "depot.csv").write_text("id,x,y\ndepot,{},{}\n".format(*FACILITIES[0][1:3]))
    plan = siting.solve(siting.prepare(rewritten(project(tmp_path), **given)))
    assert plan.objective == pytest.approx(served)
    assert (plan.sites["action"] == "mobile").sum() == (served - 25) / 100
