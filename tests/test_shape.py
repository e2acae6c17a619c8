"""Small rooms: no module, function, class, call or script grows past what one reading holds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("siting", "tests", "benchmarks", "data", "docs")

MODULE_LINES = 400
FUNCTION_LINES = 40
PUBLIC_METHODS = 12
PARAMETERS = 6
SCRIPT_LINES = 300

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> list[Path]:
    return sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def named(paths: list[Path]) -> list[object]:
    return [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in paths]


@pytest.mark.parametrize("path", named(modules()))
def test_module(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MODULE_LINES
    assert list(too_much(ast.parse(text))) == []


@pytest.mark.parametrize("path", named(sorted((ROOT / "siting").rglob("*.js"))))
def test_script(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= SCRIPT_LINES


def too_much(tree: ast.Module) -> Iterator[str]:
    methods = {id(node) for owner in ast.walk(tree) if isinstance(owner, ast.ClassDef) for node in owner.body}
    for node in ast.walk(tree):
        if isinstance(node, Function):
            lines, parameters = code_lines(node), parameter_count(node, bound=id(node) in methods)
            if lines > FUNCTION_LINES:
                yield f"{node.name}: {lines} lines of code, at most {FUNCTION_LINES}"
            if parameters > PARAMETERS:
                yield f"{node.name}: {parameters} parameters, at most {PARAMETERS}"
        elif isinstance(node, ast.ClassDef):
            public = [one for one in node.body if isinstance(one, Function) and not one.name.startswith("_")]
            if len(public) > PUBLIC_METHODS:
                yield f"{node.name}: {len(public)} public methods, at most {PUBLIC_METHODS}"


def code_lines(node: Function) -> int:
    """From the ``def`` to the last line, the docstring left out: documentation is never too long for a rule about code."""
    documented = 0
    match node.body[0]:
        case ast.Expr(value=ast.Constant(value=str())) as docstring:
            documented = (docstring.end_lineno or 0) - docstring.lineno + 1
    return (node.end_lineno or 0) - node.lineno + 1 - documented


def parameter_count(node: Function, *, bound: bool) -> int:
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
    static = any(isinstance(one, ast.Name) and one.id == "staticmethod" for one in node.decorator_list)
    return sum(one is not None for one in given) - (bound and not static)


def test_the_rule_bites() -> None:
    """A class of thirteen methods, a function of 41 lines and a call of seven parameters are found; the largest allowed are not."""
    body = "\n".join(f"    x = {k}" for k in range(40))
    methods = "\n".join(f"    def m{k}(self): ..." for k in range(13))
    bad = f"def long():\n{body}\n\ndef wide(a, b, c, *d, e, f, **g): ...\n\nclass Big:\n{methods}\n"
    assert [one.split(":")[0] for one in too_much(ast.parse(bad))] == ["long", "wide", "Big"]
    shorter = body.removesuffix("    x = 39")
    good = f'def long():\n    """\n    Says\n    much.\n    """\n{shorter}\nclass A:\n    def wide(self, a, b, c, *, d, e, f): ...\n'
    assert list(too_much(ast.parse(good))) == []
