"""The two kinds of piece a problem is made of."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar, Literal

from siting.instance.instance import Instance
from siting.kinds import Kind
from siting.model.linear import Linear
from siting.model.model import Model
from siting.texts import Text


class Piece(Kind):
    """A part of a problem: its parameters, its formula and its code."""

    @property
    @abstractmethod
    def uses(self) -> frozenset[str]:
        """
        The table columns this piece reads, such as ``options.capital``.

        ``reach`` stands for who can reach what, ``options`` for each option being told from every other. Decides which reductions are
        valid.
        """

    def problems(self, instance: Instance) -> Iterable[Text]:
        """Why this piece makes no sense for an instance, such as a group that does not exist; nothing where it does."""
        return ()


class Objective(Piece):
    """What is optimised."""

    sense: ClassVar[Literal["max", "min"]]
    """Whether more or less of it is better."""

    @abstractmethod
    def expression(self, m: Model) -> Linear:
        """What is to grow or shrink, of length one."""


class Constraint(Piece):
    """What must hold."""

    always: ClassVar[bool] = False
    """Whether it holds in every scenario, listed or not."""
    one_a_room: ClassVar[bool] = False
    """Whether it makes the plans of a room exclude one another."""
    shares_buildings: ClassVar[bool] = False
    """Whether it lets the services at one site share what the building costs."""

    @abstractmethod
    def add(self, m: Model) -> None:
        """Add this constraint's rows to the program."""
