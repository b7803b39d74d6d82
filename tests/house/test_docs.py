"""The examples that the documentation shows are accepted by the code that it documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from roi_engine.cli.application import run_application

DOCS = Path(__file__).parents[2] / "docs"


def blocks(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_the_example_scenario_is_accepted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = blocks("concepts/scenario.md", "yaml")
    case = tmp_path / "case.yaml"
    case.write_text(example, encoding="utf-8")
    assert run_application(["validate", str(case)]) == 0, capsys.readouterr().err
    assert run_application(["validate", str(case), "--variant", "slow"]) == 0, capsys.readouterr().err


def test_the_python_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = blocks("reference/python.md", "python")
    monkeypatch.chdir(tmp_path)
    (scenario,) = blocks("concepts/scenario.md", "yaml")
    (tmp_path / "case.yaml").write_text(f"{scenario}simulation: {{draws: 1024}}\n", encoding="utf-8")
    exec(example, {})
