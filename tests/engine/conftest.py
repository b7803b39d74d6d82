from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from roi_engine import Result, Scenario, load, simulate

HEAD = """\
schema_version: 1
name: Case under test
currency: EUR
timeline: {start: 2027-01, years: 3, step: month}
finance: {discount_rate: 10 %/year, discounting: year_end}
"""

TEAM = (
    HEAD
    + """\
rollout:
  go_live: {low: 2, mode: 4, high: 8, unit: month}
  ramp: {shape: s_curve, length: {low: 4, mode: 6, high: 12, unit: month}}
  adoption: {low: 60 %, mode: 80 %, high: 92 %}
assumptions:
  agent_cost: {p10: 26, p50: 29, p90: 34, unit: EUR/hour}
  contacts: {value: 42000, unit: contact/month, growth: 3 %/year}
  churn: {low: 1 %, mode: 1.6 %, high: 2.4 %, unit: 1/month}
benefits:
  handling:
    category: operational
    formula: contacts * saved * agent_cost * realised * live_share
    inputs: {saved: {low: 0.3, mode: 0.8, high: 1.4, unit: minute/contact}, realised: 50 %}
    cashable: false
  retained:
    category: analytical
    formula: base * (survival(churn * (1 - cut * live_share)) - survival(churn)) * margin
    inputs: {base: 20000 customer, cut: {low: 0 %, mode: 5 %, high: 12 %}, margin: 14 EUR/customer/month}
    cashable: true
costs:
  licences: {formula: seats * price, inputs: {seats: 120 seat, price: {min: 20, max: 30, unit: EUR/seat/month}}}
  implementation:
    formula: upfront(fee * (1 + overrun))
    inputs: {fee: 90000 EUR, overrun: {low: -10 %, mode: 10 %, high: 80 %, shape: triangular}}
risks:
  slip:
    probability: 30 %
    effects:
      - {on: rollout.go_live, add: {low: 1, mode: 3, high: 8, unit: month}}
      - {on: costs.implementation, multiply: 1.2}
correlations:
  - {between: [rollout.adoption, benefits.handling.saved], rho: 0.4}
simulation: {draws: 4096, seed: 1}
"""
)

Write = Callable[..., Scenario]


@pytest.fixture
def scenario(tmp_path: Path) -> Write:
    """Writes a scenario's text to a file and loads it."""

    def write(text: str, **overrides: str) -> Scenario:
        path = tmp_path / "case.yaml"
        path.write_text(text, encoding="utf-8")
        return load(path, overrides={key.replace("__", "."): value for key, value in overrides.items()})

    return write


@pytest.fixture
def run(scenario: Write) -> Callable[..., Result]:
    """Writes, loads and simulates."""
    return lambda text, **overrides: simulate(scenario(text, **overrides))
