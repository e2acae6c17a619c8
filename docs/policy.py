"""
docs/policy.md: what the policy asks of a siting model, with the piece that answers, a scenario, and what the answer shows.

    python -m docs.policy        solves every scenario of scenarios/policy and what it is compared with (some minutes), and writes the page
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import siting
from docs.clause import Clause
from docs.clauses import CLAUSES
from docs.contrasts import FOLDER
from siting import Plan, Scenario, Study
from siting.inputs.world import World, read_world
from siting.instance.expand import expand

__all__ = ["CLAUSES", "FOLDER", "PAGE", "Answers", "Clause"]

PAGE = Path(__file__).parent / "policy.md"

HEAD = """# The policy, clause by clause

<!-- written by docs/policy.py, which solves the scenarios; do not edit -->

The clauses of 《关于进一步保障和改善民生 着力解决群众急难愁盼的意见》 (2025-03-02) that ask something of a siting model. Each has a
scenario in [scenarios/policy](../scenarios/policy), mostly a few lines, on three sub-districts of the synthetic demo city: the answers show
how the pieces work, and nothing about Yinchuan. National targets are never hard unless a scenario makes them so.

In the last column, **a → b** is a number of the plan for what the scenario is compared with, and the same number of the scenario's own
plan. Both are within {gap:.0%} of the best possible, unless it says otherwise; smaller differences mean nothing. A dash stands where
there is no such number.

| clause | asks for | piece | scenario | compared with | what the answer shows |
|---|---|---|---|---|---|
"""

FOOT = """
What else the policy asks for is no question to a model: lists and standards are files that scenarios extend, open data are the files
that a run reads and writes, and how fairly a plan serves is told by its tables.
"""


class Answers:
    """
    The plans of scenarios, each solved once, on worlds that are read once.

    Parameters
    ----------
    gap
        How near to the best; as the scenarios say where absent.
    """

    def __init__(self, gap: float | None = None) -> None:
        self._gap = gap
        self._plans: dict[str, Plan] = {}
        self._worlds: dict[str, World] = {}

    def plan(self, clause: Clause) -> Plan:
        """The plan of a clause's scenario."""
        return self._solved(siting.read(FOLDER / f"{clause.scenario}.yaml"))

    def contrast(self, clause: Clause) -> Plan:
        """The plan of what it is compared with."""
        return self._solved(clause.against.of(siting.read(FOLDER / f"{clause.scenario}.yaml")))

    def _solved(self, scenario: Scenario) -> Plan:
        key = scenario.model_dump_json(exclude={"name"})
        if key not in self._plans:
            # an aim and a limit change nothing in the files
            files = scenario.model_dump_json(exclude={"name", "objective", "constraints", "solve"})
            world = self._worlds.setdefault(files, self._worlds.get(files) or read_world(scenario))
            self._plans[key] = siting.solve(Study(scenario, world, expand(scenario, world)), gap=self._gap)
        return self._plans[key]


def page(answers: Answers) -> Iterator[str]:
    """The page, row by row."""
    yield HEAD.format(gap=siting.read(FOLDER / "base.yaml").solve.gap)
    for clause in CLAUSES:
        yield f"| {' | '.join(cells(clause, answers))} |\n"
    yield FOOT


def cells(clause: Clause, answers: Answers) -> tuple[str, ...]:
    """What stands in the row of a clause."""
    scenario = f"[{clause.scenario}](../scenarios/policy/{clause.scenario}.yaml)"
    return f"{clause.number} {clause.words}", clause.meaning, clause.pieces, scenario, clause.against.words, shown(clause, answers)


def shown(clause: Clause, answers: Answers) -> str:
    """The numbers of a clause, without it and with it."""
    old, new = answers.contrast(clause), answers.plan(clause)
    told = [f"{one.label} {one.told(old)} → {one.told(new)}" for one in clause.shows]
    wide = [f"gap {plan.gap:.1%}" for plan in (old, new) if plan.gap > plan.scenario.solve.gap * 1.01]
    return "; ".join([*told, *wide])


if __name__ == "__main__":
    PAGE.write_text("".join(page(Answers())), encoding="utf-8")
