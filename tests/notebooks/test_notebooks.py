"""The notebooks: each pair is one notebook, with pictures, an assertion, and nothing imported but the public API."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

import roi_engine

FOLDER = Path(__file__).parents[2] / "notebooks"
SOURCES = sorted(FOLDER.glob("[0-9]*.py"))
ALLOWED = {"roi_engine", "numpy", "pandas", "matplotlib", "pathlib", "datetime", "textwrap"}

each_notebook = pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem[:2])


def light_cells(text: str) -> list[tuple[str, str]]:
    """Kind and source of each cell of a percent script, read by this format's own few rules."""
    _, *parts = re.split(r"^# %%(.*)\n", text, flags=re.MULTILINE)
    found = []
    for mark, body in zip(parts[::2], parts[1::2], strict=True):
        if mark.strip() == "[markdown]":
            found.append(("markdown", re.sub(r"^# ?", "", body.strip(), flags=re.MULTILINE)))
        else:
            found.append(("code", body.strip()))
    return found


def full(path: Path) -> list[dict[str, Any]]:
    book = json.loads(path.with_suffix(".ipynb").read_text(encoding="utf-8"))
    cells: list[dict[str, Any]] = book["cells"]
    return cells


def test_there_are_three() -> None:
    assert [path.stem[:2] for path in SOURCES] == ["01", "02", "03"]


@each_notebook
def test_a_pair_is_one_notebook(path: Path) -> None:
    paired = [(cell["cell_type"], "".join(cell["source"]).strip()) for cell in full(path)]
    assert light_cells(path.read_text(encoding="utf-8")) == paired


@each_notebook
def test_a_notebook_was_executed_without_a_fault_and_shows_pictures(path: Path) -> None:
    outputs = [output for cell in full(path) for output in cell.get("outputs", ())]
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= 2
    assert [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"] == []
    assert path.with_suffix(".ipynb").stat().st_size < 250_000


@each_notebook
def test_what_differs_from_machine_to_machine_is_left_out(path: Path) -> None:
    book = json.loads(path.with_suffix(".ipynb").read_text(encoding="utf-8"))
    assert set(book["metadata"]) == {"kernelspec"}
    assert all(cell["metadata"] == {} and cell.get("execution_count") is None for cell in book["cells"])


@each_notebook
def test_only_the_public_interface_is_read(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    modules |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {module.partition(".")[0] for module in modules} <= ALLOWED
    assert not [module for module in modules if module.startswith("roi_engine.")]
    named = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "roi_engine"
    }
    assert named
    assert named <= set(roi_engine.__all__)


@each_notebook
def test_a_figure_is_tied_to_the_engine(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tied = [node for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    assert tied
    assert all("isclose" in ast.unparse(node) or "==" in ast.unparse(node) for node in tied)
