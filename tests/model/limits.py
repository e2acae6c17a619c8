"""Limits on money and on what sites serve, at random, for instances with phases; and what such a limit leaves possible."""

from __future__ import annotations

from typing import Any

import numpy as np

from siting.errors import InfeasibleError
from siting.instance.instance import Instance
from siting.model.constraints.one_plan_per_site import OnePlanPerSite
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.pieces import Constraint, Objective
from siting.model.problem import Problem
from siting.solve.solve import solve
from tests.model.brute import Rule
from tests.model.questions import CONSTRAINTS as PLAIN


def budget(rng: np.random.Generator, instance: Instance) -> Rule:
    """As in one phase, or phase by phase, or with transfers between districts."""
    which = rng.random()
    if which < 0.35:
        return PLAIN["budget"](rng, instance)
    of = str(rng.choice(["capital", "operating"], p=[0.75, 0.25]))
    if which < 0.7:
        phases = instance.phases.tolist()
        named = phases if of == "operating" else rng.permutation(phases)[: int(rng.integers(1, len(phases) + 1))].tolist()
        rule: dict[str, Any] = {"of": of, "by_phase": {int(phase): float(rng.integers(0, 6)) for phase in named}}
        if of == "capital" and rng.random() < 0.5:
            rule["carry_over"] = bool(rng.random() < 0.4)
        return {**rule, "total": float(rng.integers(2, 10))} if rng.random() < 0.3 else rule
    groups = {str(name): float(rng.integers(0, 6)) for name in instance.options.district.unique()}
    return {"of": of, "group": "district", "by_group": groups, "transfers": float(rng.integers(0, 4))}


def funding(rng: np.random.Generator, instance: Instance) -> Rule:
    """Two or three funds, one of them often for anything."""
    of = str(rng.choice(["capital", "operating"], p=[0.75, 0.25]))
    funds = {name: _fund(rng, instance, of) for name in ("city", "state", "county")[: int(rng.integers(2, 4))]}
    if rng.random() < 0.5:
        funds["any"] = {"total": float(rng.integers(0, 4))}
    return {"of": of, "funds": funds}


def _fund(rng: np.random.Generator, instance: Instance, of: str) -> Rule:
    phases = instance.phases.tolist()
    fund: dict[str, Any] = {}
    if rng.random() < 0.4:
        named = phases if of == "operating" else phases[: int(rng.integers(1, len(phases) + 1))]
        fund["by_phase"] = {int(phase): float(rng.integers(0, 4)) for phase in named}
    if "by_phase" not in fund or rng.random() < 0.3:
        fund["total"] = float(rng.integers(0, 6))
    if rng.random() < 0.4:
        fund["services"] = (str(rng.choice(instance.options.service.unique())),)
    if rng.random() < 0.3:
        fund["actions"] = ("build", "keep", "expand")[: int(rng.integers(1, 4))]
    if rng.random() < 0.4:
        column = str(rng.choice(["public", "district"]))
        fund["only"] = {column: instance.options[column].unique().tolist()[0]}
    if rng.random() < 0.3:
        fund["buildings"] = bool(rng.random() < 0.6)
    return fund


def max_load(rng: np.random.Generator, instance: Instance) -> Rule:
    """A share of the capacity, an amount, or the attribute."""
    which: list[Rule] = [{"utilisation": float(rng.choice([0.5, 0.75, 1.0]))}, {"amount": float(rng.integers(1, 10))}, {}]
    return {**which[int(rng.integers(0, 3))], **_service(rng, instance)}


def workload_balance(rng: np.random.Generator, instance: Instance) -> Rule:
    """Of loads, or of utilisations where every capacity is known."""
    rule: dict[str, Any] = {"at_most": float(rng.choice([0.0, 0.25, 1.0])), "existing": bool(rng.random() < 0.6)}
    named = [column for column in instance.options if str(column).startswith("capacity")]
    if np.isfinite(instance.options[named]).all(axis=None) and rng.random() < 0.6:
        rule["of"] = "utilisation"
    return {**rule, **_service(rng, instance)}


def _service(rng: np.random.Generator, instance: Instance) -> Rule:
    return {"service": str(rng.choice(instance.options.service.unique()))} if rng.random() < 0.3 else {}


def best(instance: Instance, *pieces: Constraint, objective: Objective | None = None) -> float | None:
    """The worth of the best plan; None where there is none."""
    try:
        return solve(Problem(instance, objective or MaxCoverage(), (OnePlanPerSite(), *pieces))).objective
    except InfeasibleError:
        return None


def free(instance: Instance) -> Instance:
    """The same, but that whatever stands may close, so that there always is a plan."""
    return Instance(instance.demand, instance.options.assign(stays=False), instance.reach, instance.near)


def never_worse(instance: Instance, less: Constraint, more: Constraint) -> bool:
    """Whether as much is served with one limit as with a tighter one."""
    worst, good = best(instance, less), best(instance, more)
    assert worst is not None
    assert good is not None
    return good >= worst - 1e-6
