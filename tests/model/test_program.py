"""Expressions, rows and their names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import sparse

from siting.model.constraints.budget import Budget
from siting.model.constraints.cover import Cover
from siting.model.objectives.max_coverage import MaxCoverage
from siting.model.problem import Problem, compile
from siting.model.program import Program
from siting.solve.running import Limits
from siting.solve.solution import Status
from siting.solve.solve import solve
from siting.solve.solvers import by_name
from tests.village import village

BOTH = pytest.mark.parametrize("solver", ["highs", "cbc"])


def test_expressions() -> None:
    """Over v = (1, 10): each operation gives what it gives for numbers."""
    program = Program()
    v = program.family("v", "ab")
    values = np.array([1.0, 10.0])

    def worth(linear: Any) -> object:
        return program.value(linear, values).tolist()

    assert worth(v) == [1, 10]
    assert worth(v + 2.0) == worth(2.0 + v) == [3, 12]
    assert worth(v - v * 3.0) == [-2, -20]
    assert worth(-v) == [-1, -10]
    assert worth(v * np.array([2.0, 3.0])) == worth(np.array([2.0, 3.0]) * v) == [2, 30]
    assert worth(np.array([1.0, 1.0]) @ v) == [11]
    assert worth(sparse.csr_array([[0.0, 1.0], [2.0, 0.0]]) @ v) == [10, 2]
    assert len(v) == 2


def test_a_variable_met_twice_is_added_up() -> None:
    program = Program()
    v = program.family("v", "ab")
    program.minimise(np.array([1.0, 2.0]) @ v + np.array([10.0, 0.0]) @ v)
    program.require("r", v + v * 2.0 <= 4.0, "ab")
    assert "OBJ: 11 v(a) + 2 v(b)" in program.text()
    assert "r(a): 3 v(a) <= 4" in program.text()


def test_what_cancels_is_not_there() -> None:
    program = Program()
    v = program.family("v", "ab")
    program.minimise(np.ones(2) @ v)
    program.require("r", v - v * np.array([1.0, 0.0]) <= 4.0, "ab")
    assert program.coefficients(program.blocks["r"].rows.linear, "v").nnz == 1
    assert program.coefficients(program.objective, "w").shape == (1, 0)


def test_blocks_of_one_name_are_numbered() -> None:
    program = Program()
    v = program.family("v", "a")
    for limit in (3.0, 2.0, 1.0):
        program.require("budget", v <= limit, ["total"])
    program.require("budget_year", v <= 9.0, ["total"])
    assert list(program.blocks) == ["budget", "budget_2", "budget_3", "budget_year"]


def test_labels_that_would_clash_become_numbers() -> None:
    program = Program()
    program.minimise(np.ones(3) @ program.family("v", ["a b", "a-b", "c"]))
    assert "OBJ: v(0) + v(1) + v(2)" in program.text()


@pytest.mark.parametrize(
    ("sense", "value", "broken"), [("<=", 4.0, 1.0), ("<=", 2.0, 0.0), (">=", 2.0, 1.0), ("==", 2.0, 1.0), ("==", 4.0, 1.0)]
)
def test_the_worst_violation(sense: str, value: float, broken: float) -> None:
    program = Program()
    v = program.family("v", "a", upper=None)
    program.require("r", {"<=": v <= 3.0, ">=": v >= 3.0, "==": v == 3.0}[sense], "a")
    assert program.worst_violation(np.array([value])) == pytest.approx(broken / 3.0)


def test_names_in_chinese_reach_the_file() -> None:
    tables = village()
    named = type(tables)(tables.demand.replace({"community": {"north": "上前", "south": "永清 东"}}), tables.options, tables.reach)
    problem = Problem(named, MaxCoverage(), (Cover(share=0.5, group="community"), Budget(total=40)))
    text = compile(problem).text()
    assert "cover(daycare,上前):" in text
    assert "cover(daycare,永清_东):" in text
    assert [solve(problem, solver=by_name(name)).objective for name in ("highs", "cbc")] == [160, 160]


@BOTH
def test_the_objective_keeps_its_constant(solver: str) -> None:
    program = Program()
    v = program.family("v", "a", integer=True)
    program.minimise(v + 5.0)
    program.require("r", v >= 0.5, "a")
    outcome = by_name(solver)(program, Limits())
    assert (outcome.status, outcome.objective, outcome.bound) == (Status.OPTIMAL, 6, 6)


@BOTH
def test_a_row_without_variables_can_be_infeasible(solver: str) -> None:
    program = Program()
    v = program.family("v", "a", integer=True)
    program.minimise(v)
    program.require("r", v * 0.0 == 1.0, "a")
    assert by_name(solver)(program, Limits()).status is Status.INFEASIBLE


@BOTH
@pytest.mark.parametrize("integer", [False, True])
def test_unbounded(solver: str, integer: bool) -> None:
    program = Program()
    program.minimise(program.family("v", "a", upper=None, integer=integer) * -1.0)
    assert by_name(solver)(program, Limits()).status is Status.UNBOUNDED
