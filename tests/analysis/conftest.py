from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from roi_engine import Scenario, load

HEAD = """\
schema_version: 1
name: Case under test
currency: EUR
timeline: {start: 2027-01, years: 3, step: year}
finance: {discount_rate: 0 %/year}
"""

# NPV is linear in two independent normals: 300 a - 2 b - 100, a ~ N(1, 0.5), b ~ N(60, 20); an event takes 50 off
LINEAR = (
    HEAD
    + """\
assumptions:
  a: {mean: 1, sd: 0.5}
  b: {mean: 60, sd: 20, unit: EUR}
benefits:
  gain: {category: operational, cashable: true, formula: a * amount, inputs: {amount: 100 EUR/year}}
costs:
  fee: {formula: upfront(2 * b), inputs: {}}
  start: {formula: upfront(amount), inputs: {amount: 100 EUR}}
  fine: {formula: upfront(amount * strike), inputs: {amount: 0 EUR, strike: 1}}
risks:
  strike: {probability: 20 %, effects: [{on: costs.fine.amount, add: 50 EUR}]}
simulation: {draws: 65536, seed: 1}
"""
)

Write = Callable[..., Scenario]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a scenario's text to a file of its own and loads it."""

    def written(text: str, name: str = "case.yaml", **overrides: str) -> Scenario:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return load(path, overrides={key.replace("__", "."): value for key, value in overrides.items()})

    return written
