"""
A linear program with integers, held as families of variables and named blocks of rows, and written out as a PuLP problem.

The only module, beside the solvers, that imports pulp.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import eq, ge, le
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pulp
from scipy import sparse

from siting.instance.instance import Floats, Ints
from siting.model.linear import Linear, Rows

_COMPARE = {"<=": le, ">=": ge, "==": eq}


@dataclass(frozen=True, eq=False)
class Family:
    """Variables of one name, ``open(mill)``, ``open(school)``, from 0 to `upper`; numbers `first` to `first` + len(labels) - 1."""

    name: str
    first: int
    labels: Sequence[object]
    upper: float | None
    integer: bool

    @property
    def linear(self) -> Linear:
        """Each variable as an expression."""
        size = len(self.labels)
        return Linear(self.first + np.arange(size), sparse.eye_array(size, format="csr"), np.zeros(size))


@dataclass(frozen=True, eq=False)
class Block:
    """Rows of one name, ``budget(2028)``, one per label."""

    name: str
    rows: Rows
    labels: Sequence[object]


class Program:
    """A minimisation; families and blocks are added, never changed."""

    def __init__(self) -> None:
        self.families: dict[str, Family] = {}
        self.blocks: dict[str, Block] = {}
        self.objective: Linear = Linear(np.arange(0), sparse.csr_array((1, 0)), np.zeros(1))

    def __len__(self) -> int:
        """How many variables there are."""
        return sum(len(family.labels) for family in self.families.values())

    def family(self, name: str, labels: Iterable[object], *, upper: float | None = 1.0, integer: bool = False) -> Linear:
        """
        The variables of a name, from 0 to `upper` (None: no limit), one per label; a second family of a name is called ``worst_2``.

        So two pieces of one kind, such as two terms of a sum, do not take each other's variables.
        """
        name = _apart(name, self.families)
        self.families[name] = Family(name, len(self), list(labels), upper, integer)
        return self.families[name].linear

    def require(self, name: str, rows: Rows, labels: Iterable[object]) -> None:
        """
        Add rows as constraints, one per label: ``budget(2028)``, ``covered(A)``; a second block of a name is called ``budget_2``.

        PuLP 4 would take a row name twice without a word, so names are kept apart here.
        """
        name = _apart(name, self.blocks)
        self.blocks[name] = Block(name, rows, list(labels))

    def minimise(self, linear: Linear) -> None:
        """Set the objective, an expression of length one."""
        self.objective = linear

    def value(self, linear: Linear, values: Floats) -> Floats:
        """What an expression is worth where the variables have these values; shape (len(linear),)."""
        worth: Floats = linear.matrix @ values[linear.columns] + linear.constant
        return worth

    def coefficients(self, linear: Linear, family: str) -> sparse.csr_array:
        """The coefficients of one family in an expression; shape (len(linear), size of the family)."""
        if family not in self.families:
            return sparse.csr_array((len(linear), 0))
        first, size = self.families[family].first, len(self.families[family].labels)
        return self.matrix(linear)[:, first : first + size]

    def matrix(self, linear: Linear) -> sparse.csr_array:
        """An expression's coefficients by variable number, a variable met twice added up; shape (len(linear), len(self))."""
        a = linear.matrix.tocoo()
        summed = sparse.csr_array((a.data, (a.row, linear.columns[a.col])), shape=(len(linear), len(self)))
        summed.eliminate_zeros()
        return summed

    def worst_violation(self, values: Floats, blocks: Iterable[Block] | None = None) -> float:
        """By how much the worst row of some blocks, or of all, is broken, as a share of its largest coefficient; 0 where all hold."""
        worst = 0.0
        for block in self.blocks.values() if blocks is None else blocks:
            linear = block.rows.linear
            left = self.value(linear, values)
            broken = {"<=": left, ">=": -left, "==": np.abs(left)}[block.rows.sense]
            scale = np.maximum(1.0, np.abs(linear.constant))
            if linear.matrix.nnz:
                scale = np.maximum(scale, abs(linear.matrix).max(axis=1).toarray().ravel())
            worst = max(worst, float((broken / scale).max(initial=0.0)))
        return worst

    def pulp(self) -> tuple[pulp.LpProblem, list[Any]]:
        """The same program as a PuLP problem with named rows, and its variables by number."""
        problem = pulp.LpProblem("siting", pulp.LpMinimize)
        variables = [
            problem.add_variable(name, 0.0, family.upper, pulp.LpInteger if family.integer else pulp.LpContinuous)
            for family in self.families.values()
            for name in _names(family.name, family.labels)
        ]
        (pairs,) = self._pairs(self.objective, variables)
        problem.setObjective(_expression(pairs, float(self.objective.constant[0])))
        for block in self.blocks.values():
            limits = (-block.rows.linear.constant).tolist()
            compare = _COMPARE[block.rows.sense]
            rows = zip(_names(block.name, block.labels), self._pairs(block.rows.linear, variables), limits, strict=True)
            for name, pairs, limit in rows:
                problem.addConstraint(compare(_expression(pairs, 0.0), limit), name)
        return problem, variables

    def text(self) -> str:
        """The program in the LP format, to read or to compare."""
        with TemporaryDirectory() as folder:
            path = Path(folder, "program.lp")
            self.pulp()[0].writeLP(str(path))
            return path.read_text()

    def _pairs(self, linear: Linear, variables: list[Any]) -> list[list[tuple[Any, float]]]:
        """The (variable, coefficient) pairs of each expression."""
        a = self.matrix(linear)
        used = np.array([*variables, None], dtype=object)[a.indices]
        pairs = list(zip(used.tolist(), a.data.tolist(), strict=True))
        return [pairs[start:stop] for start, stop in pairwise(a.indptr.tolist())]


def positions(family: Family) -> Ints:
    """The numbers of a family's variables in the program."""
    return np.arange(family.first, family.first + len(family.labels))


def _apart(name: str, known: Iterable[str]) -> str:
    """A name that is not yet taken: itself, or with a number."""
    again = sum(re.fullmatch(rf"{re.escape(name)}(_\d+)?", one) is not None for one in known)
    return f"{name}_{again + 1}" if again else name


def _expression(pairs: list[tuple[Any, float]], constant: float) -> Any:
    # PuLP 4 gives this constructor a name; in PuLP 3 it is the class itself
    make = getattr(pulp.LpAffineExpression, "from_list", pulp.LpAffineExpression)
    return make(pairs, constant)


def _names(name: str, labels: Sequence[object]) -> list[str]:
    """Names that an LP file takes, with round brackets: PuLP writes square ones as underscores."""
    clean = [re.sub(r"[^\w.,]", "_", str(label)) for label in labels]
    if len(set(clean)) < len(clean):
        clean = [str(k) for k in range(len(clean))]
    return [f"{name}({label})" for label in clean]
