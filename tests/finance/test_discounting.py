from __future__ import annotations

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from roi_engine.errors import ModelError
from roi_engine.finance import discount_factors, flow_times, present_value
from roi_engine.finance.discounting import grouped
from roi_engine.timeline import Timeline

MONTHLY = Timeline(2027, 1, 2, "month")
QUARTERLY = Timeline(2027, 1, 1, "quarter")
money = st.floats(-1e6, 1e6, allow_subnormal=False)


def test_times_by_hand() -> None:
    assert flow_times(MONTHLY, "year_end").tolist() == [1.0] * 12 + [2.0] * 12
    assert flow_times(QUARTERLY, "period_end").tolist() == [0.25, 0.5, 0.75, 1.0]
    assert flow_times(QUARTERLY, "mid_period").tolist() == [0.125, 0.375, 0.625, 0.875]


def test_unknown_convention_is_refused() -> None:
    with pytest.raises(ValueError, match="year_end, period_end, mid_period"):
        flow_times(MONTHLY, "yearly")  # type: ignore[arg-type]


def test_factors_by_hand() -> None:
    yearly = discount_factors(Timeline(2027, 1, 3, "year"), np.array([[0.1], [0.0]]), "year_end")
    np.testing.assert_allclose(yearly, [[1 / 1.1, 1 / 1.21, 1 / 1.331], [1, 1, 1]], rtol=1e-15)
    quarter = discount_factors(QUARTERLY, np.array([[0.21]]), "period_end")
    assert quarter[0, 1] == pytest.approx(1 / 1.1, rel=1e-15)


def test_a_negative_rate_raises_the_value_of_later_money() -> None:
    factors = discount_factors(Timeline(2027, 1, 2, "year"), np.array([[-0.5]]), "year_end")
    np.testing.assert_allclose(factors, [[2.0, 4.0]], rtol=1e-15)


@pytest.mark.parametrize("rate", [-1.0, -1.5, np.nan])
def test_a_rate_of_minus_everything_is_an_error(rate: float) -> None:
    with pytest.raises(ModelError, match=r"finance\.discount_rate"):
        discount_factors(MONTHLY, np.array([[0.1], [rate]]), "year_end")


@given(arrays(float, 6, elements=money), st.floats(-0.5, 1.0))
def test_npv_is_that_of_numpy_financial(flows: np.ndarray, rate: float) -> None:
    factors = discount_factors(Timeline(2027, 1, 5, "year"), np.array([[rate]]), "year_end")
    found = present_value(flows[:1], flows[np.newaxis, 1:], factors)
    assert found[0] == pytest.approx(npf.npv(rate, flows), rel=1e-12, abs=1e-12 * np.abs(flows).sum() * 32)


def test_annuity_in_closed_form() -> None:
    timeline, rate = Timeline(2027, 1, 10, "month"), 0.08
    month = 1.08 ** (1 / 12) - 1
    factors = discount_factors(timeline, np.array([[rate]]), "period_end")
    found = present_value(np.zeros(1), np.ones((1, 120)), factors)
    assert found[0] == pytest.approx((1 - 1.08**-10) / month, rel=1e-13)
    middle = present_value(np.zeros(1), np.ones((1, 120)), discount_factors(timeline, np.array([[rate]]), "mid_period"))
    assert middle[0] == pytest.approx((1 - 1.08**-10) / month * 1.08 ** (1 / 24), rel=1e-13)


def test_one_rate_a_draw_and_one_row_for_all_draws_give_the_same() -> None:
    rng = np.random.default_rng(3)
    flows = rng.normal(size=(5, 24))
    one = discount_factors(MONTHLY, np.array([[0.07]]), "mid_period")
    many = discount_factors(MONTHLY, np.full((5, 1), 0.07), "mid_period")
    np.testing.assert_array_equal(present_value(np.ones(5), flows, one), present_value(np.ones(5), flows, many))
    np.testing.assert_array_equal(
        present_value(np.ones(1), flows[:1], many), np.full(5, present_value(np.ones(1), flows[:1], one)[0])
    )


def test_a_draw_does_not_depend_on_its_place_or_on_memory_order() -> None:
    rng = np.random.default_rng(4)
    flows, start = rng.normal(size=(37, 24)), rng.normal(size=37)
    factors = discount_factors(MONTHLY, np.array([[0.07]]), "year_end")
    whole = present_value(start, np.asfortranarray(flows), factors)
    order = rng.permutation(37)
    np.testing.assert_array_equal(present_value(start[order], flows[order], factors), whole[order])


def test_flows_at_equal_times_are_added() -> None:
    flows = np.arange(48.0).reshape(2, 24)
    sums, times = grouped(flows, flow_times(MONTHLY, "year_end"))
    assert times.tolist() == [1.0, 2.0]
    np.testing.assert_array_equal(sums, [[66, 210], [354, 498]])
    same, ends = grouped(flows, flow_times(MONTHLY, "period_end"))
    assert same is flows
    assert ends.size == 24
