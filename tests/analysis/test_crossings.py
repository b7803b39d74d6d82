"""Where the base case breaks even, NPV being no straight line in the value: 300 a^2 - 2 b - 100, a = 1, b = 60."""

from __future__ import annotations

import math

import pytest

from roi_engine import simulate
from roi_engine.analysis.crossings import base_crossings
from roi_engine.analysis.drawn import drawn
from roi_engine.analysis.drivers import sensitivity
from roi_engine.analysis.indices import first_order
from tests.analysis.conftest import LINEAR, Write

CURVED = LINEAR.replace("formula: a * amount", "formula: a * a * amount").replace("draws: 65536", "draws: 8192")


def test_a_crossing_of_a_curve_is_found_to_a_millionth(write: Write) -> None:
    """300 a^2 = 220; b = 100; an event that happens or not has none. The rows are those of the drawn values."""
    result = simulate(write(CURVED))
    made = drawn(result)
    found = dict(zip((slot.path for slot in made.slots), base_crossings(result.scenario, made), strict=True))
    assert found["assumptions.a"] == pytest.approx(math.sqrt(220 / 300), rel=1e-6)
    assert found["assumptions.b"] == pytest.approx(100.0, rel=1e-9)
    assert math.isnan(found["risks.strike"])


def test_of_two_crossings_the_one_nearest_to_the_base_is_told(write: Write) -> None:
    """a = -0.5, where 300 a^2 = 220 at two places within its range: the one on its own side of zero."""
    result = simulate(write(CURVED.replace("a: {mean: 1, sd: 0.5}", "a: {mean: -0.5, sd: 0.5}")))
    made = drawn(result)
    found = dict(zip((slot.path for slot in made.slots), base_crossings(result.scenario, made), strict=True))
    assert found["assumptions.a"] == pytest.approx(-math.sqrt(220 / 300), rel=1e-6)


def test_without_a_drawn_value_there_is_nothing_to_look_for(write: Write) -> None:
    certain = CURVED.replace("{mean: 1, sd: 0.5}", "1").replace("{mean: 60, sd: 20, unit: EUR}", "60 EUR")
    result = simulate(write(certain))
    crossings = base_crossings(result.scenario, drawn(result))
    assert len(crossings) == 1  # the event
    assert math.isnan(crossings[0])


def test_the_share_of_a_driver_is_its_first_order_index(write: Write) -> None:
    result = simulate(write(CURVED))
    made = drawn(result)
    indices = first_order(made.inputs, made.npv)
    told = {driver.path: (driver.share, driver.share_error) for driver in sensitivity(result).drivers}
    expected = zip(indices.share.tolist(), indices.error.tolist(), strict=True)
    assert told == dict(zip((slot.path for slot in made.slots), expected, strict=True))
