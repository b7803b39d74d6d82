"""A command line run inside this process, in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from roi_engine.cli.application import run_application


@dataclass(frozen=True)
class Said:
    """What a command line ended with, and what it said."""

    status: int
    out: str
    err: str


CommandLine = Callable[..., Said]


@pytest.fixture
def roi_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Run one command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> Said:
        status = run_application(arguments)
        said = capsys.readouterr()
        return Said(status, said.out, said.err)

    return run


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A small scenario with one benefit, one cost and one variant; small figures that can be worked out by hand."""
    path = tmp_path / "case.yaml"
    path.write_text(
        """\
schema_version: 1
name: Small case
description: One benefit and one cost.
currency: EUR
timeline: {start: 2027-01, years: 2, step: year}
finance: {discount_rate: 10 %/year}
benefits:
  savings:
    category: operational
    formula: orders * saving_per_order
    inputs:
      orders: {value: 1100, unit: order/year, source: order book}
      saving_per_order: {low: 5, mode: 10, high: 15, unit: EUR/order, source: time study}
costs:
  set_up: {table: {initial: 10000, by_year: [0, 0]}, source: offer}
simulation: {draws: 1024, seed: 1}
variants:
  poor: {benefits: {savings: {inputs: {saving_per_order: 1 EUR/order}}}}
""",
        encoding="utf-8",
    )
    return path
