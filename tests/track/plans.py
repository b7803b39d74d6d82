"""Small plans whose figures can be worked out by hand, and actuals of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from roi_engine.crm_data.actuals import Actual
from roi_engine.scenario import load_scenario
from roi_engine.scenario.records import Scenario

CERTAIN = """\
schema_version: 1
name: Certain plan
currency: EUR
timeline: {start: 2027-01, years: 2, step: month}
finance: {discount_rate: 0 %/year}
rollout: {go_live: 3 month}
assumptions:
  contacts: {value: 1000, unit: contact/month, owner: Operations}
benefits:
  saved_time:
    category: operational
    formula: contacts * minutes * wage * live
    inputs: {minutes: 3 minute/contact, wage: 20 EUR/hour}
    cashable: true
costs:
  licences: {table: {initial: 5000, by_year: [2400, 2400]}}
simulation: {draws: 1024, seed: 1}
"""
# a benefit of 1000 x 3 min x 20 EUR/h = 1,000 EUR a month from the fourth month on; licences of 200 EUR a month

UNCERTAIN = (Path(__file__).parents[2] / "benchmarks" / "followed_plan.yaml").read_text(encoding="utf-8")


def scenario_of(text: str, folder: Path, overrides: Mapping[str, str] | None = None) -> Scenario:
    """A scenario from its text."""
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(path, None, dict(overrides or {}))


def monthly(scenario: Scenario, what: str, n_months: int, value: Callable[[int], float]) -> list[Actual]:
    """Actuals of one thing for the first months of a monthly plan."""
    return [Actual(what, scenario.timeline.label(month), value(month)) for month in range(n_months)]
