"""Questions at random: each piece with parameters that sometimes bite, sometimes not, and sometimes leave no plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from siting.instance.instance import Instance
from tests.model.brute import Question, Rule

Draw = Callable[[np.random.Generator, Instance], Rule]


def _max_coverage(rng: np.random.Generator, instance: Instance) -> Rule:
    return {"equal_services": bool(rng.random() < 0.4)}


def _min_cost(rng: np.random.Generator, instance: Instance) -> Rule:
    return {"years": float(rng.integers(0, 3))}


def _budget(rng: np.random.Generator, instance: Instance) -> Rule:
    total = float(rng.integers(2, 18))
    of = {"of": str(rng.choice(["capital", "operating"], p=[0.7, 0.3]))}
    which = rng.integers(0, 4)
    if which == 0:
        return {**of, "by_service": {str(rng.choice(instance.options.service.unique())): total / 2}}
    if which == 1:
        return {**of, "group": "district", "by_group": {str(rng.choice(instance.options.district.unique())): total / 2}}
    return {**of, "total": total}


def _capacity(rng: np.random.Generator, instance: Instance) -> Rule:
    return {}


def _count(rng: np.random.Generator, instance: Instance) -> Rule:
    service = {"service": str(rng.choice(instance.options.service.unique()))} if rng.random() < 0.3 else {}
    actions = {"actions": ("build", "expand", "keep")} if rng.random() < 0.3 else {}
    counted = instance.options.action.isin(["build", "expand", "keep"]) if actions else instance.options.action != "keep"
    most = int((counted & (instance.options.service == service["service"] if service else True)).sum())
    limit: list[Rule] = [
        {"at_most": int(rng.integers(0, 4))},
        {"exactly": int(rng.integers(0, min(most, 4) + 1))},
        {"at_least": int(rng.integers(0, min(most, 4) + 1))},
    ]
    return {**service, **actions, **limit[int(rng.integers(0, 3))]}


def _cover(rng: np.random.Generator, instance: Instance) -> Rule:
    rule: dict[str, Any] = {"share": float(rng.choice([0.25, 0.5, 0.75, 1.0], p=[0.4, 0.3, 0.2, 0.1]))}
    if rng.random() < 0.4:
        rule["group"] = "community"
    if rng.random() < 0.4:
        rule["service"] = str(rng.choice(instance.demand.service.unique()))
    return rule


def _fixed(rng: np.random.Generator, instance: Instance) -> Rule:
    sites = rng.permutation(instance.options.site_id.unique()).tolist()
    return [{"open": sites[:1]}, {"closed": sites[:1]}, {"open": sites[:1], "closed": sites[1:2]}][int(rng.integers(0, 3))]


def _min_load(rng: np.random.Generator, instance: Instance) -> Rule:
    rule: dict[str, Any] = {"existing": bool(rng.random() < 0.3)}
    if rng.random() < 0.3:
        rule["service"] = str(rng.choice(instance.options.service.unique()))
    if rng.random() < 0.5 and np.isfinite(instance.options.capacity).all():
        rule["utilisation"] = float(rng.choice([0.25, 0.5, 0.75]))
    return rule


def _one_plan_per_site(rng: np.random.Generator, instance: Instance) -> Rule:
    return {"across_services": bool(rng.random() < 0.3)}


def _together(rng: np.random.Generator, instance: Instance) -> Rule:
    return {"at_most": int(rng.integers(1, 3))} if rng.random() < 0.4 else {}


OBJECTIVES: dict[str, Draw] = {"max_coverage": _max_coverage, "min_cost": _min_cost}
CONSTRAINTS: dict[str, Draw] = {
    "budget": _budget,
    "capacity": _capacity,
    "count": _count,
    "cover": _cover,
    "fixed": _fixed,
    "min_load": _min_load,
    "one_plan_per_site": _one_plan_per_site,
    "together": _together,
}


def question(instance: Instance, objective: str, constraints: tuple[str, ...], seed: int) -> Question:
    """The pieces of these kinds, each with parameters at random."""
    rng = np.random.default_rng(seed)
    asked = {"kind": objective, **OBJECTIVES[objective](rng, instance)}
    return Question(asked, tuple({"kind": kind, **CONSTRAINTS[kind](rng, instance)} for kind in constraints))


def any_question(instance: Instance, seed: int) -> Question:
    """An objective and two to four constraints."""
    rng = np.random.default_rng(seed)
    kinds = rng.choice(list(CONSTRAINTS), int(rng.integers(2, 5)), replace=False).tolist()
    return question(instance, str(rng.choice(list(OBJECTIVES))), tuple(kinds), seed)
