"""The three conventions against plain sums of payments."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.customers.models.closed_form import (
    margin_multiple,
    value_with_first_payment_at_end,
    value_with_first_payment_now,
    value_without_first_payment,
)
from roi_engine.errors import ModelError

YEARS = np.arange(3000.0)
SHARE, RATE = st.floats(0, 1), st.floats(0.02, 1)


@given(SHARE, RATE)
def test_sums_of_payments(r: float, d: float) -> None:
    paid = 100 * r**YEARS * (1 + d) ** -YEARS
    assert float(value_with_first_payment_now(100, r, d)) == pytest.approx(paid.sum(), rel=1e-9)
    assert float(value_without_first_payment(100, r, d)) == pytest.approx(paid[1:].sum(), rel=1e-9, abs=1e-9)
    assert float(value_with_first_payment_at_end(100, r, d)) == pytest.approx(paid.sum() / (1 + d), rel=1e-9)


@given(SHARE, RATE, st.floats(-0.2, 0.01))
def test_multiple_with_growth_is_a_sum(r: float, d: float, g: float) -> None:
    t = YEARS[1:]
    expected = (r**t * (1 + d) ** -t * (1 + g) ** (t - 1)).sum()
    assert float(margin_multiple(r, d, g)) == pytest.approx(expected, rel=1e-6, abs=1e-9)


@given(SHARE, RATE)
def test_the_conventions_differ_by_one_payment(r: float, d: float) -> None:
    first, later = value_with_first_payment_now(100, r, d), value_without_first_payment(100, r, d)
    assert float(first - later) == pytest.approx(100)


def test_arrays_broadcast() -> None:
    found = value_without_first_payment([100, 200], [[0.5], [0.8]], 0.1)
    assert found.shape == (2, 2)
    assert found[1, 1] == pytest.approx(2 * 100 * 0.8 / 0.3)


def test_percent_for_a_share_is_seen() -> None:
    with pytest.raises(ModelError, match=r"80 % as 0\.8"):
        value_with_first_payment_now(100, 80, 0.1)


@pytest.mark.parametrize(("r", "d"), [(1.0, 0.0), (0.9, -0.2), (0.9, -1.5), (float("nan"), 0.1)])
def test_no_bound_is_refused(r: float, d: float) -> None:
    with pytest.raises(ModelError):
        value_with_first_payment_at_end(100, r, d)


def test_growth_beyond_the_discount_is_refused() -> None:
    with pytest.raises(ModelError, match="no bound"):
        margin_multiple(0.95, 0.05, 0.2)


def test_every_fault_is_said() -> None:
    with pytest.raises(ModelError) as caught:
        value_with_first_payment_now(float("inf"), 1.5, 0.1)
    assert len(caught.value.problems) == 2
