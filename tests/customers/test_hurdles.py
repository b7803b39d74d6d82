"""Hurdles and the recency curve, counted by hand and customer by customer."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.customers.hurdles import active_hurdles, order_hurdles, recency_curve, silence
from roi_engine.customers.scores import day_number, histogram_of

TODAY = date(2024, 6, 30)
SILENT = st.lists(st.integers(0, 1500), min_size=1, max_size=60)


def test_orders() -> None:
    found = order_hurdles(histogram_of([1, 1, 1, 2, 3, 3, 5, 12]), at_least=(2, 3, 5, 20))
    assert [each.customers for each in found] == [5, 4, 2, 0]
    assert [each.share for each in found] == [0.625, 0.5, 0.25, 0.0]
    assert [each.hurdle for each in found] == [2, 3, 5, 20]


def test_days_include_the_hurdle_itself() -> None:
    days = histogram_of([day_number(TODAY) - silent for silent in (0, 30, 31, 90)])
    assert [each.customers for each in active_hurdles(days, TODAY, (30, 90))] == [2, 4]


@given(silent=SILENT)
def test_the_curve_counts_customers_and_never_falls(silent: list[int]) -> None:
    curve = recency_curve(histogram_of([day_number(TODAY) - each for each in silent]), TODAY, months=(1, 6, 12, 50))
    expected = [sum(each * 12 / 365.25 <= months for each in silent) for months in (1, 6, 12, 50)]
    assert [each.customers for each in curve] == expected
    assert [each.share for each in curve] == sorted(each.share for each in curve)
    assert curve[-1].share == 1.0


@given(silent=SILENT, share=st.floats(0.01, 1.0))
def test_silence_is_the_longest_that_the_share_reaches(silent: list[int], share: float) -> None:
    found = silence(histogram_of([day_number(TODAY) - each for each in silent]), TODAY, share)
    reached = np.array(silent)
    assert (reached >= found).sum() >= share * len(silent)
    assert (reached >= found + 1).sum() < share * len(silent)


def test_an_empty_base_has_no_rate() -> None:
    assert math.isnan(order_hurdles(histogram_of([]))[0].share)
    assert silence(histogram_of([]), TODAY) == 0


def test_a_fifth_of_the_base() -> None:
    days = histogram_of([day_number(TODAY) - each for each in (10, 20, 30, 40, 800)])
    assert silence(days, TODAY, 0.2) == 800
    assert silence(days, TODAY, 0.4) == pytest.approx(40)
