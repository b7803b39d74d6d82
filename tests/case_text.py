from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from roi_engine.errors import Problem
from roi_engine.scenario import check_scenario, load_scenario
from roi_engine.scenario.records import Scenario

HEAD = """\
schema_version: 1
name: A test case
currency: EUR
timeline: {start: 2027-01, years: 3, step: month}
finance: {discount_rate: 10 %/year}
"""
LINE = "costs:\n  tool: {table: {initial: 1000, by_year: [10, 20, 30]}}\n"

Load = Callable[..., Scenario]
Check = Callable[..., list[Problem]]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load HEAD + text (+ a cost line) as a scenario."""

    def made(
        text: str = "", variant: str | None = None, overrides: Mapping[str, str] | None = None, **files: str
    ) -> Scenario:
        for name, content in files.items():
            (tmp_path / name.replace("__", ".")).write_text(content, encoding="utf-8")
        path = tmp_path / "case.yaml"
        path.write_text(HEAD + text + ("" if "costs:" in text else LINE), encoding="utf-8")
        return load_scenario(path, variant, overrides or {})

    return made


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """The problems of a whole text."""

    def made(
        text: str | bytes, variant: str | None = None, overrides: Mapping[str, str] | None = None
    ) -> list[Problem]:
        path = tmp_path / "case.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return check_scenario(path, variant, overrides or {})[0]

    return made
