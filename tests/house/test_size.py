"""Size and shape: limits over the syntax tree of every module of the package."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "roi_engine"
MODULES = sorted(PACKAGE.rglob("*.py"))
COLLECTORS = {"Door", "Tallies", "Values"}  # fill up during one reading or one run, and are dropped then
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def body_lines(node: Function) -> int:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def n_parameters(node: Function) -> int:
    given = node.args
    names = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len(names) - (bool(names) and names[0] in ("self", "cls"))


def functions() -> Iterator[tuple[str, Function]]:
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, Function):
                yield f"{path.relative_to(PACKAGE.parent)}:{node.lineno} {node.name}", node


def test_the_package_is_found() -> None:
    assert len(MODULES) > 10


def test_no_file_is_over_350_lines() -> None:
    counts = {str(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: n for path, n in counts.items() if n > 350} == {}


def test_no_function_body_is_over_50_lines() -> None:
    assert {place: body_lines(node) for place, node in functions() if body_lines(node) > 50} == {}


def test_nine_functions_in_ten_are_under_30_lines() -> None:
    sizes = [body_lines(node) for _, node in functions()]
    assert sum(size < 30 for size in sizes) >= 0.9 * len(sizes)


def test_no_function_has_more_than_7_parameters() -> None:
    assert {place: n_parameters(node) for place, node in functions() if n_parameters(node) > 7} == {}


def test_no_class_is_150_lines_or_more() -> None:
    counts = {
        f"{path}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
    }
    assert {place: n for place, n in counts.items() if n >= 150} == {}


def test_every_public_dataclass_is_frozen() -> None:
    loose = [
        f"{path}:{node.lineno} {node.name}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and node.name not in COLLECTORS
        for decorator in node.decorator_list
        if "dataclass" in ast.unparse(decorator) and "frozen=True" not in ast.unparse(decorator)
    ]
    assert loose == []


@pytest.mark.parametrize(
    ("source", "lines", "parameters"),
    [
        ("def f(a, b):\n    '''Said.'''\n    a\n    b\n", 2, 2),
        ("def f(self, *, a=(\n1)):\n    return 1\n", 1, 1),
        ("def f():\n    '''Only said.'''\n", 0, 0),
    ],
)
def test_the_ruler_itself(source: str, lines: int, parameters: int) -> None:
    node = ast.parse(source).body[0]
    assert isinstance(node, ast.FunctionDef)
    assert (body_lines(node), n_parameters(node)) == (lines, parameters)
