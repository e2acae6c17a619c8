"""Tiny instances with phases and projections, and questions of several pieces about them, at random."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from siting.instance.instance import Instance
from siting.instance.tables import ALWAYS, NEVER
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
    return Instance(demand, options.assign(follows=rng.random(len(options)) < 0.2), reach, near)


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
    return {"kind": "gradual_coverage", "full": f"{rng.integers(1, 5)} min", "none": f"{rng.integers(6, 12)} min"}


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


def _weighted(rng: np.random.Generator, instance: Instance) -> Rule:
    weight = float(rng.integers(1, 4))
    cost = {"objective": _min_cost(rng, instance), "weight": weight, "per": 2.0}
    terms = {"served": {"objective": _max_coverage(rng, instance)}, "cost": cost}
    if rng.random() < 0.4:
        terms["served"] = {"objective": {"kind": "min_travel", "unserved": "25 min"}, "weight": 0.5}
    return {"kind": "weighted", "terms": terms if rng.random() < 0.6 else dict(reversed(terms.items()))}


def _lexicographic(rng: np.random.Generator, instance: Instance) -> Rule:
    plain = [_max_coverage(rng, instance), _min_cost(rng, instance), _max_coverage(rng, instance)]
    first = {"objective": plain[0], "tolerance": float(rng.choice([0.0, 0.25]))}
    steps = [first, {"objective": plain[1]}] if rng.random() < 0.6 else [{"objective": plain[1], "tolerance": 0.5}, first]
    return {"kind": "lexicographic", "steps": [*steps, {"objective": plain[2]}] if rng.random() < 0.3 else steps}


def _by_projection(rng: np.random.Generator, instance: Instance) -> Rule:
    return _max_coverage(rng, instance) if rng.random() < 0.7 else _weighted(rng, instance)


def _worst_projection(rng: np.random.Generator, instance: Instance) -> Rule:
    return {"kind": "worst_projection", "objective": _by_projection(rng, instance)}


def _min_regret(rng: np.random.Generator, instance: Instance) -> Rule:
    if rng.random() < 0.4:
        return {"kind": "min_regret", "objective": _max_coverage(rng, instance), "relative": True}
    return {"kind": "min_regret", "objective": _by_projection(rng, instance)}


def _cover(rng: np.random.Generator, instance: Instance) -> Rule:
    late = {"by": int(instance.phases.max())} if rng.random() < 0.5 else {}
    rule = PLAIN["cover"](rng, instance)
    return {**rule, **late, "share": min(rule["share"], float(rng.choice([0.25, 0.5, 1.0])))}


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
    "closest": _closest,
    "cover": _cover,
    "hold": _hold,
    "max_travel": _max_travel,
    "min_load": _min_load,
    "mobile": _mobile,
    "single_source": _single_source,
    "spacing": _spacing,
}


def any_question(instance: Instance, seed: int) -> Question:
    """An objective, one plan per site mostly, and two or three other constraints."""
    rng = np.random.default_rng(seed)
    others = [kind for kind in CONSTRAINTS if kind != "one_plan_per_site"]
    kinds = ["one_plan_per_site"] if rng.random() < 0.8 else []
    kinds += rng.choice(others, int(rng.integers(2, 4)), replace=False).tolist()
    objective = OBJECTIVES[sorted(OBJECTIVES)[seed % len(OBJECTIVES)]](rng, instance)
    return Question(objective, tuple({"kind": kind, **CONSTRAINTS[kind](rng, instance)} for kind in kinds))
