"""Each piece's program in the village, line by line."""

from __future__ import annotations

from inspect import cleandoc

import pytest

from siting.model.pieces import Constraint, Objective
from tests.model.golden import CONSTRAINTS, FOLDER, OBJECTIVES, text


@pytest.mark.parametrize("kind", [*OBJECTIVES, *CONSTRAINTS])
def test_golden(kind: str) -> None:
    """Sorted, because PuLP 3 and 4 list the integer variables in different orders."""
    kept = (FOLDER / f"{kind}.lp").read_text("utf-8")
    assert sorted(text(kind).splitlines()) == sorted(kept.splitlines())


def test_every_piece_has_a_golden_file() -> None:
    assert set(OBJECTIVES) == set(Objective.registry)
    assert set(CONSTRAINTS) == set(Constraint.registry)
    assert {file.stem for file in FOLDER.glob("*.lp")} == {*OBJECTIVES, *CONSTRAINTS}


@pytest.mark.parametrize("kind", [*OBJECTIVES, *CONSTRAINTS])
def test_every_piece_has_a_formula(kind: str) -> None:
    """In its docstring, indented as one, with the symbols it stands for in the program."""
    # Python 3.13 takes the indent of a docstring away, older ones do not
    doc = cleandoc({**Objective.registry, **Constraint.registry}[kind].__doc__ or "").splitlines()
    formulas = [line for line in doc if line.startswith("    ") and any(sign in line for sign in ("sum", "<=", "="))]
    assert formulas
