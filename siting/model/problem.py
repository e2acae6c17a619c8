"""A problem: an instance, an objective, constraints; and its compilation."""

from __future__ import annotations

from dataclasses import dataclass

from siting.errors import InstanceError
from siting.instance.instance import Instance
from siting.model.model import Model, Traits
from siting.model.pieces import Constraint, Objective
from siting.texts import Text, say


@dataclass(frozen=True)
class Problem:
    """
    What is asked: an objective and constraints over an instance.

    Raises
    ------
    InstanceError
        Where a piece asks for something the instance does not have; lists all of it.
    """

    instance: Instance
    objective: Objective
    constraints: tuple[Constraint, ...] = ()

    def __post_init__(self) -> None:
        problems = [
            say("{piece}: {problem}", piece=piece.named, problem=problem)
            for piece in (self.objective, *self.constraints)
            for problem in (*_missing(piece.uses, self.instance), *piece.problems(self.instance))
        ]
        if not self.objective.takes_prices:
            problems += [
                say(
                    "{piece}: a price cannot be weighed against {objective}; leave it out, or name another objective",
                    piece=one.named,
                    objective=self.objective.named,
                )
                for one in self.constraints
                if one.priced
            ]
        if problems:
            raise InstanceError.of(problems, where=say("the question"))

    @property
    def uses(self) -> frozenset[str]:
        """The table columns that any piece reads."""
        return frozenset[str]().union(self.objective.uses, *(c.uses for c in self.constraints))

    @property
    def traits(self) -> Traits:
        """What the constraints change in how every piece reads."""
        pieces = self.constraints
        return Traits(
            shared=any(c.shares_buildings for c in pieces),
            exclusive=any(c.one_a_room for c in pieces),
            undivided=any(c.undivided for c in pieces),
            exact=any(c.exact for c in pieces),
            limited=any(c.turns_away for c in pieces),
        )


def compile(problem: Problem, instance: Instance | None = None, *, physical: bool = False) -> Model:
    """
    Write a problem out as a mixed-integer linear program, as a minimisation.

    Parameters
    ----------
    instance
        A reduced instance to take the place of the problem's own; it was checked when it was whole.
    physical
        Keep to the rules of how people are served alone, and not to what may be spent or is aimed at.
    """
    m = Model(problem.instance if instance is None else instance, traits=problem.traits)
    m.minimise(problem.objective.expression(m) * (-1.0 if problem.objective.sense == "max" else 1.0))
    for constraint in problem.constraints:
        if constraint.physical or not physical:
            constraint.add(m)
    for penalty in m.penalties:
        m.minimise(m.objective + penalty)
    m.finish()
    return m


def _missing(uses: frozenset[str], instance: Instance) -> list[Text]:
    """The columns that a piece reads and no table has."""
    asked = [use.split(".", 1) for use in sorted(uses) if "." in use]
    return [
        say(
            'the {table} table has no column "{column}"; known: {known}',
            table=table,
            column=column,
            known=", ".join(getattr(instance, table)),
        )
        for table, column in asked
        if column not in getattr(instance, table)
    ]
