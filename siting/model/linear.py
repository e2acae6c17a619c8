"""Matrix algebra over decision variables, so that ``A @ x <= b`` reads as it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy import sparse

from siting.instance.instance import Floats, Ints

Sense = Literal["<=", ">=", "=="]


@dataclass(frozen=True, eq=False)
class Linear:
    """
    A vector of affine expressions, ``matrix @ v[columns] + constant``.

    Parameters
    ----------
    columns
        Number in the program of the variable behind each column of `matrix`.
    matrix
        Coefficients; shape (len(self), len(columns)).
    constant
        What is added to each expression; shape (len(self),).
    """

    columns: Ints
    matrix: sparse.csr_array
    constant: Floats

    __array_ufunc__ = None  # let numpy hand ``c @ x`` over to __rmatmul__

    def __len__(self) -> int:
        return len(self.constant)

    def __rmatmul__(self, left: Any) -> Linear:
        left = sparse.csr_array(np.atleast_2d(left)) if isinstance(left, np.ndarray) else sparse.csr_array(left)
        return Linear(self.columns, left @ self.matrix, left @ self.constant)

    def __mul__(self, scale: Any) -> Linear:
        return sparse.diags_array(np.broadcast_to(np.asarray(scale, float), len(self)).copy()) @ self

    def __add__(self, other: Any) -> Linear:
        if not isinstance(other, Linear):
            return Linear(self.columns, self.matrix, self.constant + other)
        columns = np.concatenate([self.columns, other.columns])
        matrix = sparse.hstack([self.matrix, other.matrix], format="csr")
        return Linear(columns, matrix, self.constant + other.constant)

    def __neg__(self) -> Linear:
        return Linear(self.columns, -self.matrix, -self.constant)

    def __sub__(self, other: Any) -> Linear:
        less: Linear = self + other * -1.0
        return less

    def __le__(self, other: Any) -> Rows:
        return Rows(self - other, "<=")

    def __ge__(self, other: Any) -> Rows:
        return Rows(self - other, ">=")

    def __eq__(self, other: object) -> Rows:  # type: ignore[override]  # rows of a program, not a truth value
        return Rows(self - other, "==")

    __rmul__ = __mul__
    __radd__ = __add__


def weighted(weights: Floats, linear: Linear) -> Linear:
    """The sum of expressions with weights, of length one."""
    return linear.__rmatmul__(weights)


def stacked(parts: Sequence[Linear]) -> Linear:
    """The expressions of several vectors one below the other."""
    columns = np.concatenate([part.columns for part in parts])
    matrix = sparse.block_diag([part.matrix for part in parts], format="csr")
    return Linear(columns, sparse.csr_array(matrix), np.concatenate([part.constant for part in parts]))


@dataclass(frozen=True, eq=False)
class Rows:
    """Each expression of `linear` compared with zero."""

    linear: Linear
    sense: Sense
