"""The scatter of months: what is taken for noise, and what is a course that the plan does not know."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from roi_engine.analysis.track_noise import CARRIED, _turns
from roi_engine.analysis.track_plan import plan_model
from roi_engine.analysis.tracking import track
from roi_engine.crm_data.actuals import Actual
from roi_engine.scenario.records import Scenario
from roi_engine.timeline import Array
from tests.track.plans import UNCERTAIN, scenario_of

LINE = "benefits.handle_time"


def ramp(go_live: float, length: float, n_months: int) -> Array:
    """Share of the way to full use, mean over each month, by brute force."""
    moments = (np.arange(100 * n_months) + 0.5) / 100
    found: Array = np.clip((moments - go_live) / length, 0.0, 1.0).reshape(n_months, 100).mean(axis=1)
    return found


def months_of(scenario: Scenario, values: Array) -> list[Actual]:
    return [Actual(LINE, scenario.timeline.label(month), float(value)) for month, value in enumerate(values)]


def test_turns_measure_scatter_and_not_a_level_or_a_trend() -> None:
    generator, n_months = np.random.default_rng(4), 20_000
    scatter = generator.standard_normal(n_months)
    for month in range(1, n_months):
        scatter[month] = CARRIED * scatter[month - 1] + np.sqrt(1 - CARRIED**2) * scatter[month]
    assert _turns(3.0 * scatter + 7.0 + 0.5 * np.arange(n_months)) == pytest.approx(9.0, rel=0.03)
    assert _turns(7.0 + 0.5 * np.arange(10)) == pytest.approx(0.0, abs=1e-20)
    assert _turns(np.array([1.0, 5.0, 2.0, 9.0])) == np.inf


def test_a_start_half_a_year_late_is_no_noise(tmp_path: Path) -> None:
    """Live after 9 months and not after 2, where the plan allows for 5 at most: fourteen months bring a third."""
    scenario = scenario_of(UNCERTAIN, tmp_path)
    full = plan_model(scenario).base().amounts[LINE][0, -1]
    noise = np.exp(0.05 * np.random.default_rng(3).standard_normal(14))
    late = track(scenario, months_of(scenario, full * ramp(9.0, 5.0, 14) * noise), draws=1024)
    assert late.things[0].status == "off_track"
    assert max(late.things[0].noise) < 0.13 * full
    assert [each.code for each in late.notices] == ["another_course"]
    later = track(scenario, months_of(scenario, full * ramp(10.0, 5.0, 14) * noise), draws=1024)
    assert later.reforecast.basis == "left"
    on_time = track(scenario, months_of(scenario, full * ramp(2.5, 5.0, 14) * noise), draws=1024)
    assert on_time.things[0].status == "on_track"
    assert on_time.notices == ()
