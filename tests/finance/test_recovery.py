"""Payback, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.finance import PAYBACK_STATUS, cumulative, payback, peak_funding

NAN, INF = float("nan"), float("inf")
HAND = [
    # flows (initial first), months a period, months, sortable, status
    ([-100, 50, 50, 50], 1, 2.0, 2.0, "reached"),
    ([-100, 40, 40, 40], 1, 2.5, 2.5, "reached"),
    ([-100, 40, 40, 40], 12, 30.0, 30.0, "reached"),
    ([-100, 40, 40, 40], 3, 7.5, 7.5, "reached"),
    ([-100, 40, 40, 20], 1, 3.0, 3.0, "reached"),  # zero exactly at the end
    ([-100, 40, 40, 19], 1, NAN, INF, "not_reached"),
    ([-100, 0, 0, 0], 1, NAN, INF, "not_reached"),
    ([0, 10, 10, 10], 1, NAN, 0.0, "no_investment"),
    ([0, 0, 0, 0], 1, NAN, 0.0, "no_investment"),
    ([50, -50, 0, 10], 1, NAN, 0.0, "no_investment"),  # touches zero, never below
    ([0, -10, 5, 20], 1, 2.25, 2.25, "reached"),
    ([-100, 150, -100, 200], 1, 2.25, 2.25, "reached"),  # 50 after month 1, -50 after 2, 150 after 3
    ([-100, 150, -100, 0], 1, NAN, INF, "not_reached"),
    ([50, -100, 100, 0], 1, 1.5, 1.5, "reached"),
    ([-100, 100, 0, 0], 1, 1.0, 1.0, "reached"),
    ([-100, 100, -20, 20], 1, 3.0, 3.0, "reached"),  # pays back at 1, dips, is back at 3
    ([-0.9, 0.3, 0.3, 0.3], 1, 3.0, 3.0, "reached"),  # sums to -1e-16 in binary
]


@pytest.mark.parametrize(("flows", "period", "months", "sortable", "status"), HAND)
def test_by_hand(flows: list[float], period: float, months: float, sortable: float, status: str) -> None:
    running = cumulative(np.array(flows[:1], float), np.array([flows[1:]], float))
    found = payback(running, period)
    assert PAYBACK_STATUS[found.status[0]] == status
    assert found.months[0] == pytest.approx(months, nan_ok=True, rel=1e-12)
    assert found.sortable[0] == pytest.approx(sortable, rel=1e-12)


def test_block_gives_what_its_draws_give() -> None:
    flows = np.array([row[0] for row in HAND], float)
    found = payback(cumulative(flows[:, 0], np.asfortranarray(flows[:, 1:])), 1.0)
    single = [payback(cumulative(row[:1], row[np.newaxis, 1:]), 1.0) for row in flows]
    np.testing.assert_array_equal(found.months, [one.months[0] for one in single])
    np.testing.assert_array_equal(found.sortable, [one.sortable[0] for one in single])


def test_peak_funding_is_the_deepest_point_and_never_positive() -> None:
    running = cumulative(np.array([-100.0, 10.0, 0.0]), np.array([[-30.0, 200], [5, 5], [-4, 9]]))
    np.testing.assert_array_equal(running, [[-100, -130, 70], [10, 15, 20], [0, -4, 5]])
    np.testing.assert_array_equal(peak_funding(running), [-130, 0, -4])


amounts = st.lists(st.integers(-1000, 1000), min_size=2, max_size=24)


@given(amounts, st.sampled_from([1.0, 3.0, 12.0]))
def test_after_payback_the_money_stays_back(flows: list[int], period: float) -> None:
    """Reference: the running sum as a broken line, read at and after the months found."""
    running = np.cumsum(flows)
    found = payback(cumulative(np.array(flows[:1], float), np.array([flows[1:]], float)), period)
    status, months = PAYBACK_STATUS[found.status[0]], found.months[0] / period
    if status == "no_investment":
        assert running.min() >= 0
    elif status == "not_reached":
        assert running[-1] < 0
    else:
        assert running.min() < 0 <= running[-1]
        assert np.interp(months, np.arange(running.size), running) == pytest.approx(0, abs=1e-6)
        assert (running[int(np.ceil(months - 1e-9)) :] >= 0).all()
        assert running[int(np.ceil(months - 1e-9)) - 1] < 0


@given(amounts, st.floats(1e-3, 1e3))
def test_scale_does_not_move_payback(flows: list[int], factor: float) -> None:
    initial, periods = np.array(flows[:1], float), np.array([flows[1:]], float)
    one = payback(cumulative(initial, periods), 1.0)
    other = payback(cumulative(initial * factor, periods * factor), 1.0)
    np.testing.assert_allclose(other.months, one.months, rtol=1e-9)
    np.testing.assert_array_equal(other.status, one.status)
