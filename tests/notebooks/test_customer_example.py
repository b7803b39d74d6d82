"""The example for customers on the page about Python runs as it stands, on the log of a shipped scenario."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

import roi_engine

ROOT = Path(__file__).parents[2]


def test_the_example_for_customers_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```\{code-block\} python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    shutil.copy(ROOT / "scenarios" / "data" / "retailer_orders.csv", tmp_path / "orders.csv")
    monkeypatch.chdir(tmp_path)
    there = {"roi_engine": roi_engine}
    exec(example, there)
    found, scoring = there["found"], there["scoring"]
    assert scoring.at == date(2026, 12, 31)
    assert sum(row.customers for row in scoring.segments) == found.n_customers == 2500
    assert found.orders[-1].name == "total"
    assert found.margin.total.present.p10 < found.margin.total.present.mean
