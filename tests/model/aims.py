"""Targets, fairness and referral at random: parameters that sometimes bite, sometimes not, and sometimes have a price."""

from __future__ import annotations

from typing import Any

import numpy as np

from siting.instance.instance import Instance
from tests.model.brute import Rule


def _late(rng: np.random.Generator, instance: Instance) -> Rule:
    return {"by": int(instance.phases.max())} if rng.random() < 0.3 else {}


def _one(rng: np.random.Generator, instance: Instance) -> Rule:
    return {"service": str(rng.choice(instance.demand.service.unique()))} if rng.random() < 0.3 else {}


def _price(rng: np.random.Generator) -> Rule:
    return {"price": float(rng.choice([0.25, 1.0, 3.0]))} if rng.random() < 0.35 else {}


def priced(rng: np.random.Generator, rule: Rule) -> Rule:
    """A target that may have a price."""
    return {**rule, **_price(rng)}


def communities_with(rng: np.random.Generator, instance: Instance) -> Rule:
    rule: dict[str, Any] = {"service": str(rng.choice(instance.demand.service.unique())), **_price(rng)}
    if rng.random() < 0.4:
        shares = sorted(rng.choice([0.0, 0.4, 0.5, 0.8, 1.0], 2).tolist())
        rule["milestones"] = dict(zip(instance.phases.tolist(), shares, strict=False))
    else:
        rule |= {"share": float(rng.choice([0.4, 0.5, 0.6, 1.0])), **_late(rng, instance)}
    if rng.random() < 0.5:
        return {**rule, "reading": "inside"}
    return {**rule, "reading": "reached", "residents": float(rng.choice([1 / 3, 0.5, 0.8, 1.0]))}


def share_of_capacity(rng: np.random.Generator, instance: Instance) -> Rule:
    rule: dict[str, Any] = {"at_least": float(rng.choice([0.3, 0.5, 0.7])), **_price(rng), **_one(rng, instance)}
    if rule.get("service") not in {None, *instance.options.service}:
        del rule["service"]
    if rng.random() < 0.3:
        rule["actions"] = ("build", "convert")
    sort: list[Rule] = [{"of": "public"}, {"of": "level", "like": ("community", "town")}, {"of": "beds"}]
    if rng.random() < 0.3 or not np.isfinite(instance.options.capacity).all():
        return {**rule, **sort[int(rng.integers(0, 2))], "measure": "capital"}
    return {**rule, **sort[int(rng.integers(0, 3))]}


def referral(rng: np.random.Generator, instance: Instance) -> Rule:
    services = sorted(set(instance.options.service))
    if len(services) < 2:  # nobody to refer to: another question about pairs of sites
        return {"kind": "spacing", "at_least": f"{rng.integers(4, 14)} min"}
    service, to = rng.permutation(services)[:2].tolist()
    rule: dict[str, Any] = {"service": service, "to": to, "within": f"{rng.integers(3, 16)} min"}
    if rng.random() < 0.5:
        rule["stations_per_hub"] = int(rng.integers(1, 3))
    if rng.random() < 0.5:
        rule["share"] = float(rng.choice([0.25, 0.5, 1.0]))
    return rule


def gap_between_groups(rng: np.random.Generator, instance: Instance) -> Rule:
    return {"group": "community", "at_most": float(rng.choice([0.1, 0.3, 0.6])), **_one(rng, instance), **_late(rng, instance)}


def mean_absolute_deviation(rng: np.random.Generator, instance: Instance) -> Rule:
    return {**gap_between_groups(rng, instance), "at_most": float(rng.choice([0.05, 0.15, 0.3])), "equal": bool(rng.random() < 0.4)}
