"""The two kinds of piece a problem is made of."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Generator, Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

from siting.instance.instance import Instance
from siting.kinds import Kind
from siting.model.linear import Linear
from siting.model.model import Model
from siting.model.words import Words, in_full
from siting.scenario.quantities import Standard
from siting.texts import Text

if TYPE_CHECKING:
    from siting.model.problem import Problem


class Answered(Protocol):
    """What an objective is told of a problem that it asked about."""

    @property
    def objective(self) -> float:
        """Worth of the best plan found, in the objective's own sense."""

    @property
    def bound(self) -> float:
        """No plan is better than this."""

    @property
    def gap(self) -> float:
        """How far the plan found may be from the best, as a share of its worth."""


class Piece(Kind):
    """A part of a problem: its parameters, its formula and its code."""

    @property
    @abstractmethod
    def uses(self) -> frozenset[str]:
        """
        The table columns this piece reads, such as ``options.capital``.

        ``reach`` stands for who can reach what, ``options`` for each option being told from every other. Decides which reductions are
        valid. ``demand`` stands for each demand row being told from every other, ``near`` for which sites lie near one another.
        """

    def problems(self, instance: Instance) -> Iterable[Text]:
        """Why this piece makes no sense for an instance, such as a group that does not exist; nothing where it does."""
        return ()

    @abstractmethod
    def principles(self, words: Words) -> Iterator[Text]:
        """What it asks for, in sentences for people who decide: each number that was set, and no name of a piece or a field."""


class Objective(Piece):
    """What is optimised."""

    sense: ClassVar[Literal["max", "min"]]
    """Whether more or less of it is better."""
    takes_prices: ClassVar[bool] = True
    """Whether what is short of a target can be weighed against it."""

    @abstractmethod
    def expression(self, m: Model) -> Linear:
        """What is to grow or shrink, of length one."""

    def questions(self, problem: Problem) -> Generator[Problem, Answered, Problem]:
        """
        Yield problems that must be solved first, be sent the answer of each, and return the one to solve last.

        Most objectives need none. One that puts children first and then elders asks about the children, and returns the elders' problem
        with a floor on what the children get.
        """
        yield from ()
        return problem

    def parts(self, instance: Instance) -> dict[str, Objective]:
        """What it is put together from, by name, so that a plan can be shown to be worth so much in each; most are one thing alone."""
        return {}

    def measured(self, value: float, words: Words) -> Text | str:
        """So much of it, as people say it: 60%, 200 places, 5,000,000 CNY; the number alone where it has no unit."""
        return in_full(value)

    def proven(self, bound: float) -> float:
        """What a bound of the program proves of the question, where what was asked before it is not known exactly."""
        return bound

    @property
    def kept_gap(self) -> float:
        """The largest gap of what was asked before and is kept: the answer is no nearer to the best than that."""
        return 0.0

    @property
    def asks(self) -> bool:
        """Whether other problems must be solved first; such an objective is no part of another."""
        return type(self).questions is not Objective.questions


class Constraint(Piece):
    """What must hold."""

    always: ClassVar[bool] = False
    """Whether it holds in every scenario, listed or not."""
    one_a_room: ClassVar[bool] = False
    """Whether it makes the plans of a room exclude one another."""
    shares_buildings: ClassVar[bool] = False
    """Whether it lets the services at one site share what the building costs."""
    undivided: ClassVar[bool] = False
    """Whether it makes all people of a demand row go to one place."""
    exact: ClassVar[bool] = False
    """Whether it needs to know all that is covered, because covering more can break it."""
    physical: ClassVar[bool] = False
    """Whether it says how people are served, and not what is spent or aimed at; such a rule holds for what stands today, too."""

    @property
    def priced(self) -> bool:
        """Whether it may be missed at a price, which the objective counts."""
        return getattr(self, "price", None) is not None

    @property
    def looks(self) -> Standard | None:
        """How far it looks from one site to others [m or min], for which the table `near` is filled; None where it does not."""
        return None

    @property
    def turns_away(self) -> bool:
        """Whether it settles who is served, so that somebody within reach may go without."""
        return self.physical

    @abstractmethod
    def add(self, m: Model) -> None:
        """Add this constraint's rows to the program."""
