"""A question with everything that was read for it."""

from __future__ import annotations

from dataclasses import dataclass

from siting.inputs.world import World
from siting.instance.instance import Instance
from siting.scenario.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Study:
    """
    What `siting.prepare` gives: the scenario, the world it speaks of, and the three tables made of them.
    """

    scenario: Scenario
    world: World
    instance: Instance
