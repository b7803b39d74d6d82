"""Words that say nothing, or say it twice, are kept out of the names of modules, functions, classes and variables."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "roi_engine"
WHOLE = {"util", "utils", "helper", "helpers", "common", "manager", "data", "info", "misc", "tmp", "temp"}
PARTS = {"pct", "iterations", "n_iterations", "sims", "manager", "utils", "helpers", "misc"}
AMERICAN = {"color", "colors", "center", "behavior", "normalize", "normalized", "catalog", "labor", "favorite"}
EDGES = re.compile(r"^_*(new|old|final)_|_v\d+$")


KEYS = {"roi_engine/scenario/schema.py": {"data"}}  # of the scenario language, which names them


def faults(name: str) -> bool:
    words = [word for word in re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_") if word]
    whole = "_".join(words)
    return whole in WHOLE or bool({*words} & (PARTS | AMERICAN)) or EDGES.search(whole) is not None


def names(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [str(path) for path in PACKAGE.rglob("*.py") if faults(path.stem)] == []


def test_no_identifier_has_a_name_that_says_nothing() -> None:
    found = [
        f"{path.relative_to(PACKAGE.parent)}:{line} {name}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, name in names(path)
        if faults(name) and name not in KEYS.get(path.relative_to(PACKAGE.parent).as_posix(), ())
    ]
    assert found == []


@pytest.mark.parametrize("name", ["utils", "data", "new_rate", "npv_v2", "churn_pct", "FlowManager", "bar_color"])
def test_a_bad_name_is_seen(name: str) -> None:
    assert faults(name)


@pytest.mark.parametrize("name", ["DataError", "crm_data", "n_draws", "trials", "renewal", "information", "oldest"])
def test_a_good_name_is_left_alone(name: str) -> None:
    assert not faults(name)
