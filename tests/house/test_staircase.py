"""Imports go down the staircase only (contracts in setup.cfg), and nothing imports what costs a second."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def test_the_contracts_hold() -> None:
    command = [sys.executable, "-c", LINT, "--config", "setup.cfg", "--no-cache"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "0 broken" in found.stdout


def imported_on_import(path: Path) -> list[str]:
    """What a module imports as soon as it is imported: its import statements outside of functions."""
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    found = []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [f"{node.module}.{name.name}" for name in node.names]
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += ast.iter_child_nodes(node)
    return found


def test_no_module_imports_scipy_stats_when_it_is_imported() -> None:
    modules = sorted((ROOT / "roi_engine").rglob("*.py"))
    assert [str(path) for path in modules if any("scipy.stats" in name for name in imported_on_import(path))] == []


def test_pyplot_is_imported_nowhere() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in (ROOT / "roi_engine").rglob("*.py")}
    assert [str(path) for path, text in sources.items() if re.search(r"import (matplotlib\.)?pyplot", text)] == []
