"""With what docs/policy.md compares a scenario, so that it can be seen what a clause changes: mostly the same scenario without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import siting
from siting import Scenario
from siting.model.constraints.budget import Budget
from siting.model.pieces import Constraint, Objective
from siting.scenario.scenario import Demand

FOLDER = Path(__file__).parents[1] / "scenarios" / "policy"


@dataclass(frozen=True)
class Contrast:
    """
    Another question beside that of a scenario.

    Parameters
    ----------
    words
        What it is.
    of
        The scenario that asks it, made of the one compared.
    """

    words: str
    of: Callable[[Scenario], Scenario]

    def then(self, more: Contrast) -> Contrast:
        """Both changes."""
        return Contrast(f"{self.words}, {more.words}", lambda scenario: more.of(self.of(scenario)))


def other(name: str) -> Contrast:
    """Another scenario of the folder."""
    return Contrast(f"[{name}](../scenarios/policy/{name}.yaml)", lambda scenario: siting.read(FOLDER / f"{name}.yaml"))


def without(*kinds: str) -> Contrast:
    """The same without constraints of some kinds."""

    def left(scenario: Scenario) -> Scenario:
        return _with(scenario, constraints=tuple(one for one in scenario.constraints if one.kind not in kinds))

    return Contrast("without " + " and ".join(f"`{kind}`" for kind in kinds), left)


def without_action(action: str) -> Contrast:
    """The same without candidates of an action, and without constraints about it."""

    def left(scenario: Scenario) -> Scenario:
        candidates = tuple(one for one in scenario.candidates if one.action != action)
        rules = tuple(one for one in scenario.constraints if action not in (getattr(one, "actions", None) or ()) and one.kind != action)
        return _with(scenario, candidates=candidates, constraints=rules)

    return Contrast(f"without `action: {action}`", left)


def only(words: str, file: str) -> Contrast:
    """The same with the candidates of one file alone."""
    return Contrast(words, lambda scenario: _with(scenario, candidates=tuple(one for one in scenario.candidates if one.path.stem == file)))


def without_expansion() -> Contrast:
    """The same where nothing that stands can grow."""

    def left(scenario: Scenario) -> Scenario:
        return _with(scenario, facilities=tuple(one.model_copy(update={"expand": ()}) for one in scenario.facilities))

    return Contrast("without `expand`", left)


def with_need(words: str, service: str, *, per_1000: float, of: str) -> Contrast:
    """The same with the need for a service counted in another way."""

    def changed(scenario: Scenario) -> Scenario:
        need = Demand(per_1000=per_1000, of=of)
        return _with(scenario, services=scenario.services | {service: scenario.services[service].model_copy(update={"demand": need})})

    return Contrast(words, changed)


def unchanged() -> Contrast:
    """The same as if nobody came or went."""
    return Contrast("as if nobody came or went", lambda scenario: _with(scenario, growth={}, projections={}))


def at_once() -> Contrast:
    """The same with the money of all years in the first."""

    def changed(scenario: Scenario) -> Scenario:
        rules = [
            Budget(total=sum(one.by_phase.values())) if isinstance(one, Budget) and one.by_phase else one for one in scenario.constraints
        ]
        return _with(scenario, constraints=tuple(rules))

    return Contrast("all the money at once", changed)


def without_transfers() -> Contrast:
    """The same where each district keeps to its own budget."""

    def left(scenario: Scenario) -> Scenario:
        rules = (one.model_copy(update={"transfers": None}) if isinstance(one, Budget) else one for one in scenario.constraints)
        return _with(scenario, constraints=tuple(rules))

    return Contrast("without `transfers`", left)


def at_least(words: str, worth: float) -> Contrast:
    """The same where less is to be held."""

    def changed(scenario: Scenario) -> Scenario:
        rules = (one.model_copy(update={"at_least": worth}) if one.kind == "hold" else one for one in scenario.constraints)
        return _with(scenario, constraints=tuple(rules))

    return Contrast(words, changed)


def with_rule(words: str, rule: Constraint) -> Contrast:
    """The same with a constraint more."""
    return Contrast(words, lambda scenario: _with(scenario, constraints=(*scenario.constraints, rule)))


def with_objective(words: str, objective: Objective) -> Contrast:
    """The same with another aim."""
    return Contrast(words, lambda scenario: _with(scenario, objective=objective))


def _with(scenario: Scenario, **changes: Any) -> Scenario:
    return scenario.model_copy(update=changes)
