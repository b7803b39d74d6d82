"""Charts of the deck: what is drawn sums to what the tables say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.engine.result import Result
from roi_engine.reporting import tables
from roi_engine.reporting.slides import series
from roi_engine.reporting.words import Scale, Words
from tests.reporting.fake_sensitivity import sensitivity

AMOUNTS = st.floats(-1e9, 1e9).map(lambda x: round(x, 2))


def painted(chart: series.Chart, place: int) -> tuple[float, float]:
    """From where to where the paint of one bar runs, as an office program piles up the parts of its sheet."""
    above = below = 0.0
    ends = []
    for each in chart.series:
        value = each.values[place] or 0.0
        if each.name == "(figures)" or not value:
            continue
        start = above if value > 0 else below
        if each.role != "none":
            ends += [start, start + value]
        above, below = (start + value, below) if value > 0 else (above, start + value)
    return (min(ends), max(ends)) if ends else (0.0, 0.0)


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=8))
def test_parts_paint_what_lies_between_the_ends(ends: list[tuple[float, float]]) -> None:
    for (first, second), blank, above, below in zip(ends, *series.spans(ends), strict=True):
        assert above - below == pytest.approx(abs(second - first), abs=1e-6)
        assert above >= 0 >= below
        if above and below:
            assert blank == 0
        elif above or below:
            assert blank == pytest.approx(min(first, second) if above else max(first, second))


def test_the_waterfall_paints_each_step(result: Result, words: Words) -> None:
    table = tables.waterfall_table(result, words)
    chart = series.waterfall(table, words)
    for place, step in enumerate(table.steps):
        low, high = sorted((step.start, step.end))
        if high - low > 1e-6 * abs(result.base.pv_costs or 1.0):
            assert painted(chart, place) == pytest.approx((low, high), rel=1e-9, abs=1e-6)


def test_costs_of_the_waterfall_are_the_present_value_of_the_costs(results: dict[str, Result], words: Words) -> None:
    chart = series.waterfall(tables.waterfall_table(results["good"], words), words)
    costs = np.array([[0, 93_600, 96_400, 99_300], [260_000, 0, 0, 0], [45_000, 12_000, 6_000, 6_000]])
    expected = float((costs * 1.1 ** -np.arange(4)).sum())
    found = [each for each in chart.series if each.name == "Cost"]
    assert sum(abs(value) for each in found for value in each.values if value) == pytest.approx(expected)


def test_the_band_piles_up_to_p90(results: dict[str, Result], words: Words) -> None:
    result = results["good"]
    chart = series.cumulative(tables.cumulative_table(result, words), words)
    low, width, base, middle = chart.series
    assert np.add(low.values, width.values) == pytest.approx(np.array(result.band.p90))
    assert (base.values, middle.values) == (result.band.base, result.band.p50)
    assert chart.categories[0] == "Start"
    assert chart.every == 12


def test_the_tornado_is_the_distance_from_the_base_case(results: dict[str, Result], words: Words) -> None:
    result = results["good"]
    chart = series.tornado(tables.tornado_table(result, words), words)
    strongest = result.swings[0]
    assert chart.series[0].values[0] + result.base.npv == pytest.approx(strongest.npv_low)
    assert chart.series[1].values[0] + result.base.npv == pytest.approx(strongest.npv_high)
    assert chart.series[0].labels[0] == "0.5 minutes/contact"


def test_the_distribution_divides_loss_from_gain(results: dict[str, Result], words: Words) -> None:
    result = results["poor"]
    table = tables.distribution_table(result, words)
    chart = series.distribution(table, words)
    losses = next(each for each in chart.series if each.name == "Loss")
    npv = result.draws["npv"]
    inside = np.mean((npv < 0) & (npv >= table.edges[0]) & (npv <= table.edges[-1]))
    assert sum(value for value in losses.values if value) == pytest.approx(inside, abs=1e-12)


def test_stresses_run_from_p10_to_p90(results: dict[str, Result], words: Words) -> None:
    chart = series.stresses(tables.stresses_table(results["good"], sensitivity(), words), words)
    assert painted(chart, 1) == (1.0e6, 1.8e6)
    assert painted(chart, 2) == (-5.0e5, -1.0e5)
    assert chart.series[-1].labels[2] == "mean -300"


@pytest.mark.parametrize(
    ("divisor", "expected"), [(1.0, "#,##0"), (1e3, "#,##0,"), (1e6, "#,##0,,"), (1e9, "#,##0,,,"), (1e12, "#,##0,,,,")]
)
def test_number_formats_divide_by_the_unit(divisor: float, expected: str) -> None:
    assert series.number_format(Scale(divisor, "", 0)) == expected


@given(st.lists(AMOUNTS, min_size=1, max_size=6))
def test_bounds_hold_every_amount_and_zero(amounts: list[float]) -> None:
    low, high, step = series.bounds(amounts, series.ROOM)
    assert low <= min(0.0, *amounts)
    assert high >= max(0.0, *amounts)
    assert step > 0
    assert round((high - low) / step, 6) == round((high - low) / step)
