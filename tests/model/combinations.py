"""Tiny instances with phases and projections, and questions of several pieces about them, at random."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from siting.instance.instance import Instance
from siting.scenario.future import ALWAYS, NEVER
from tests.model import aims, limits
from tests.model.brute import Question, Rule
from tests.model.questions import CONSTRAINTS as PLAIN
from tests.village import random_tables

Draw = Callable[[np.random.Generator, Instance], Rule]
CHANCES = {"low": 0.25, "high": 0.75}


def tiny(seed: int, *, most: int = 6) -> Instance:
    """One or two services, phases and projections; options open and close, and what some columns say changes with the phase."""
    rng = np.random.default_rng(10_000 + seed)
    demand, options, reach = random_tables(seed, services=int(rng.integers(1, 3)), places=int(rng.integers(2, 4)), sites=3, most=most)
    phases = [2026, 2030][: int(rng.integers(1, 3))]
    chances = CHANCES if rng.random() < 0.5 else {"": 1.0}
    rows, ways = [], []
    for k, (phase, name) in enumerate((phase, name) for phase in phases for name in chances):
        need = rng.integers(0, 10, len(demand)).astype(float)
        chance = chances[name]
        rows.append(demand.assign(need=need, phase=phase, projection=name, probability=chance, priority=demand.priority * chance))
        ways.append(reach.assign(demand=reach.demand + k * len(demand)))
    options = _timed(rng, options, phases)
    # where nobody reaches anything the columns still hold numbers
    reach = pd.concat(ways, ignore_index=True).astype({"demand": int, "option": int, "metres": float, "minutes": float})
    demand = pd.concat(rows, ignore_index=True)
    if rng.random() < 0.5:  # everybody who needs anything can be served, as some pieces ask
        near = reach.merge(options[["opens", "closes"]], left_on="option", right_index=True)
        when = demand.phase.to_numpy()[near.demand]
        served = near.demand[(near.opens <= when) & (when < near.closes)]
        demand["need"] = demand.need.where(demand.index.isin(served), 0.0)
    near = _near(rng, int(options.site.max()) + 1)
    # drawn last, so that all else is as it is without
    options = options.assign(follows=rng.random(len(options)) < 0.2)
    return Instance(demand, _sorted(rng, options), reach, near)


def _sorted(rng: np.random.Generator, options: pd.DataFrame) -> pd.DataFrame:
    """What targets ask about: where an option stands, and of what sort it is."""
    size = len(options)
    return options.assign(
        community=rng.choice(["a", "b", ""], size, p=[0.4, 0.4, 0.2]),
        public=rng.random(size) < 0.5,
        level=rng.choice(["community", "town", "city"], size),
        beds=rng.integers(0, 9, size).astype(float),
    )


def _near(rng: np.random.Generator, sites: int) -> pd.DataFrame:
    """How far it is from each site to each other, which need not be as far as back."""
    table = [{"site": a, "other": b, "minutes": float(rng.integers(1, 20))} for a in range(sites) for b in range(sites) if a != b]
    near = pd.DataFrame(table, columns=["site", "other", "minutes"])
    return near.assign(metres=80.0 * near.minutes).astype({"site": int, "other": int, "minutes": float, "metres": float})


def _timed(rng: np.random.Generator, options: pd.DataFrame, phases: list[int]) -> pd.DataFrame:
    size = len(options)
    timed = options.assign(
        opens=rng.choice([ALWAYS, 2026, 2030], size, p=[0.6, 0.2, 0.2]),
        closes=rng.choice([NEVER, 2030], size, p=[0.85, 0.15]),
        stops=rng.integers(0, 4, size).astype(float),
        stops_offered=rng.choice([0.0, 2.0, 4.0], size, p=[0.7, 0.15, 0.15]),
    )
    if rng.random() < 0.5:  # not often: reductions stand back where a column changes with the phase
        for column in ("capacity", "min_load", "operating", "area"):
            if rng.random() < 0.4:
                values = np.where(np.isfinite(timed[column]), timed[column], 9.0)
                timed[f"{column}.{phases[-1]}"] = np.maximum(values + rng.integers(-2, 4, size), 0.0)
    return timed


def _max_coverage(rng: np.random.Generator, instance: Instance) -> Rule:
    service = {"service": str(rng.choice(instance.demand.service.unique()))} if rng.random() < 0.3 else {}
    return {"kind": "max_coverage", "equal_services": bool(rng.random() < 0.3), **service}


def _gradual_coverage(rng: np.random.Generator, instance: Instance) -> Rule:
    rule: dict[str, Any] = {"kind": "gradual_coverage", "full": f"{rng.integers(1, 5)} min", "none": f"{rng.integers(6, 12)} min"}
    decay = str(rng.choice(["linear", "gaussian", "step"]))
    return {**rule, "decay": decay, **({"steps": (("5 min", 0.75), ("8 min", 0.5))} if decay == "step" else {})}


def _backup_coverage(rng: np.random.Generator, instance: Instance) -> Rule:
    return {"kind": "backup_coverage", "weight": float(rng.choice([0.25, 0.5, 0.75, 1.0]))}


def _expected_coverage(rng: np.random.Generator, instance: Instance) -> Rule:
    most = {"most": int(rng.integers(1, 3))} if rng.random() < 0.4 else {}
    return {"kind": "expected_coverage", "works": float(rng.choice([0.5, 0.75, 1.0])), **most}


def _max_min_coverage(rng: np.random.Generator, instance: Instance) -> Rule:
    grouped = (instance.demand.community != "") & (instance.demand.need > 0) & (instance.demand.phase == instance.phases.max())
    by = {"by": int(instance.phases.max())} if rng.random() < 0.5 else {}
    return {"kind": "max_min_coverage", "group": "community", **by} if grouped.any() else _gradual_coverage(rng, instance)


def _min_cost(rng: np.random.Generator, instance: Instance) -> Rule:
    return {"kind": "min_cost", "years": float(rng.integers(0, 3))}


def _reached(instance: Instance) -> bool:
    """Whether anybody needs anything, and all who do are within reach of some option."""
    asked = set(np.flatnonzero(instance.demand.need > 0).tolist())
    return bool(asked) and asked <= set(instance.reach.demand)


def _min_travel(rng: np.random.Generator, instance: Instance) -> Rule:
    rule: dict[str, Any] = {"kind": "min_travel", "unit": str(rng.choice(["minutes", "metres"]))}
    if not _reached(instance) or rng.random() < 0.6:
        rule["unserved"] = "20 min" if rule["unit"] == "minutes" else "1000 m"
    return rule


def _min_worst(rng: np.random.Generator, instance: Instance) -> Rule:
    return {"kind": "min_worst"} if _reached(instance) else _min_travel(rng, instance)


def _plain(rng: np.random.Generator, instance: Instance) -> Rule:
    """An objective that is one thing alone and knows one projection from another."""
    draws = [_max_coverage, _max_coverage, _gradual_coverage, _max_min_coverage, _min_travel, _backup_coverage, _expected_coverage]
    return draws[int(rng.integers(0, len(draws)))](rng, instance)


def _step(rng: np.random.Generator, instance: Instance) -> Rule:
    """Any objective that can be a part of another."""
    draws = [_plain, _plain, _min_cost, _min_worst, _weighted, _worst_projection]
    return draws[int(rng.integers(0, len(draws)))](rng, instance)


def _weighted(rng: np.random.Generator, instance: Instance) -> Rule:
    cost = {"objective": _min_cost(rng, instance), "weight": float(rng.integers(1, 4)), "per": 2.0}
    terms = {"served": {"objective": _plain(rng, instance), "weight": float(rng.choice([0.5, 1.0]))}, "cost": cost}
    if rng.random() < 0.3:
        terms["far"] = {"objective": _min_worst(rng, instance), "weight": 0.5}
    return {"kind": "weighted", "terms": terms if rng.random() < 0.6 else dict(reversed(terms.items()))}


def _lexicographic(rng: np.random.Generator, instance: Instance) -> Rule:
    steps = [{"objective": _step(rng, instance), "tolerance": float(rng.choice([0.0, 0.0, 0.25, 0.5]))} for _ in range(2)]
    return {"kind": "lexicographic", "steps": [*steps, {"objective": _step(rng, instance)}] if rng.random() < 0.5 else steps}


def _by_projection(rng: np.random.Generator, instance: Instance) -> Rule:
    return _plain(rng, instance) if rng.random() < 0.7 else _weighted(rng, instance)


def _worst_projection(rng: np.random.Generator, instance: Instance) -> Rule:
    return {"kind": "worst_projection", "objective": _by_projection(rng, instance)}


def _min_regret(rng: np.random.Generator, instance: Instance) -> Rule:
    if rng.random() < 0.4:
        return {"kind": "min_regret", "objective": _plain(rng, instance), "relative": True}
    return {"kind": "min_regret", "objective": _by_projection(rng, instance)}


def _cover(rng: np.random.Generator, instance: Instance) -> Rule:
    late = {"by": int(instance.phases.max())} if rng.random() < 0.5 else {}
    rule = PLAIN["cover"](rng, instance)
    return aims.priced(rng, {**rule, **late, "share": min(rule["share"], float(rng.choice([0.25, 0.5, 1.0])))})


def _min_load(rng: np.random.Generator, instance: Instance) -> Rule:
    rule = PLAIN["min_load"](rng, instance)
    named = [column for column in instance.options if str(column).startswith("capacity")]
    return rule if np.isfinite(instance.options[named]).all(axis=None) else {k: v for k, v in rule.items() if k != "utilisation"}


def _mobile(rng: np.random.Generator, instance: Instance) -> Rule:
    rule: dict[str, Any] = {"vehicles": int(rng.integers(0, 3)), "stops_per_week": 2.0}
    return {**rule, "group": "district"} if rng.random() < 0.5 else rule


def _closest(rng: np.random.Generator, instance: Instance) -> Rule:
    return {"unit": str(rng.choice(["minutes", "metres"]))}


def _max_travel(rng: np.random.Generator, instance: Instance) -> Rule:
    rule = {"limit": f"{rng.integers(4, 14)} min", "mean": f"{80 * rng.integers(3, 9)} m"}
    return [{"limit": rule["limit"]}, {"mean": rule["mean"]}, rule][int(rng.integers(0, 3))]


def _single_source(rng: np.random.Generator, instance: Instance) -> Rule:
    return {}


def _hold(rng: np.random.Generator, instance: Instance) -> Rule:
    if rng.random() < 0.5:
        return {"objective": _min_cost(rng, instance), "at_most": float(rng.integers(4, 24))}
    service = str(rng.choice(instance.demand.service.unique()))
    return {"objective": {"kind": "max_coverage", "service": service}, "at_least": float(rng.integers(1, 20))}


def _spacing(rng: np.random.Generator, instance: Instance) -> Rule:
    minutes = int(rng.integers(4, 14))
    rule: dict[str, Any] = {"across_services": bool(rng.random() < 0.4), "existing": bool(rng.random() < 0.4)}
    if rng.random() < 0.3:
        rule["services"] = (str(rng.choice(instance.options.service.unique())),)
    return {**rule, "at_least": f"{minutes} min" if rng.random() < 0.5 else f"{80 * minutes} m"}


OBJECTIVES: dict[str, Draw] = {
    "backup_coverage": _backup_coverage,
    "expected_coverage": _expected_coverage,
    "gradual_coverage": _gradual_coverage,
    "lexicographic": _lexicographic,
    "max_coverage": _max_coverage,
    "max_min_coverage": _max_min_coverage,
    "min_cost": _min_cost,
    "min_regret": _min_regret,
    "min_travel": _min_travel,
    "min_worst": _min_worst,
    "weighted": _weighted,
    "worst_projection": _worst_projection,
}
CONSTRAINTS: dict[str, Draw] = {
    **PLAIN,
    "budget": limits.budget,
    "closest": _closest,
    "communities_with": aims.communities_with,
    "cover": _cover,
    "funding": limits.funding,
    "gap_between_groups": aims.gap_between_groups,
    "hold": _hold,
    "max_load": limits.max_load,
    "max_travel": _max_travel,
    "mean_absolute_deviation": aims.mean_absolute_deviation,
    "min_load": _min_load,
    "mobile": _mobile,
    "referral": aims.referral,
    "share_of_capacity": aims.share_of_capacity,
    "single_source": _single_source,
    "spacing": _spacing,
    "workload_balance": limits.workload_balance,
}


def any_question(instance: Instance, seed: int) -> Question:
    """An objective, one plan per site mostly, and two or three other constraints."""
    rng = np.random.default_rng(seed)
    others = [kind for kind in CONSTRAINTS if kind != "one_plan_per_site"]
    kinds = ["one_plan_per_site"] if rng.random() < 0.8 else []
    kinds += rng.choice(others, int(rng.integers(2, 4)), replace=False).tolist()
    if len(set(instance.options.service)) > 1 and seed % 5 == 0:  # the one kind that needs two services
        kinds = list(dict.fromkeys([*kinds, "referral"]))
    objective = OBJECTIVES[sorted(OBJECTIVES)[seed % len(OBJECTIVES)]](rng, instance)
    asked = [{"kind": kind, **CONSTRAINTS[kind](rng, instance)} for kind in kinds]
    if objective["kind"] == "min_regret":  # regret has no unit in which a price could be
        asked = [{name: value for name, value in rule.items() if name != "price"} for rule in asked]
    return Question(objective, tuple(asked))
