"""Tax worked by hand: benefits 200, running costs 50 a year for three years, 300 before the start, 30 % tax."""

from __future__ import annotations

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from roi_engine.finance import Discounting, depreciation_share, present_value, taxed
from roi_engine.timeline import Array, Timeline
from tests.finance.ledgers import account, judged, ledger

BENEFITS, COSTS = [10, 200, 200, 200], [300, 50, 50, 50]
THREE = Timeline(2027, 1, 3, "year")


@pytest.mark.parametrize(
    ("years", "tax", "npv"),
    [
        # depreciation 150, 150, 0; taxed 0, 0, 150; 3 on the benefit of 10 at time 0
        (2.0, [3, 0, 0, 45], -293 + 150 / 1.1 + 150 / 1.21 + 105 / 1.331),
        # 100 a year over the horizon; taxed 50
        (None, [3, 15, 15, 15], -293 + 135 / 1.1 + 135 / 1.21 + 135 / 1.331),
        # 60 a year, two fifths lie beyond the horizon; taxed 90
        (5.0, [3, 27, 27, 27], -293 + 123 / 1.1 + 123 / 1.21 + 123 / 1.331),
        # 200, then 100 in the half year left; taxed -50 (a relief of 15), 50, 150
        (1.5, [3, -15, 15, 45], -293 + 165 / 1.1 + 135 / 1.21 + 105 / 1.331),
    ],
)
def test_three_years_by_hand(years: float | None, tax: list[float], npv: float) -> None:
    found = account(judged(3, tax_rate=0.3, depreciation_years=years), BENEFITS, COSTS).after_tax
    assert found is not None
    np.testing.assert_allclose(found.tax[0], tax, atol=1e-12)
    assert found.npv[0] == pytest.approx(npv, rel=1e-12)


def test_irr_and_payback_after_tax_by_hand() -> None:
    found = account(judged(3, tax_rate=0.3, depreciation_years=2.0), BENEFITS, COSTS).after_tax
    assert found is not None
    assert found.irr.rate[0] == pytest.approx(npf.irr([-293, 150, 150, 105]), rel=1e-9)
    assert found.payback.months[0] == pytest.approx(12 * (1 + 143 / 150), rel=1e-12)


def test_no_tax_rate_no_account_after_tax() -> None:
    assert account(judged(3), BENEFITS, COSTS).after_tax is None


def test_depreciation_cut_inside_a_period() -> None:
    np.testing.assert_allclose(depreciation_share(THREE, 2.5), [0.4, 0.4, 0.2])
    monthly = depreciation_share(Timeline(2027, 1, 3, "month"), 2.0)
    np.testing.assert_allclose(monthly, [1 / 24] * 24 + [0] * 12, atol=1e-15)
    quarter = depreciation_share(Timeline(2027, 1, 1, "quarter"), 0.375)
    np.testing.assert_allclose(quarter, [2 / 3, 1 / 3, 0, 0], atol=1e-15)
    assert depreciation_share(THREE, 5.0).sum() == pytest.approx(0.6)


@pytest.mark.parametrize("years", [0.0, -1.0, float("nan")])
def test_depreciation_over_no_time_is_refused(years: float) -> None:
    with pytest.raises(ValueError, match="depreciation_years"):
        depreciation_share(THREE, years)


amounts = arrays(float, (4, 13), elements=st.just(0.0) | st.floats(0.01, 1e6))


@given(amounts, amounts, st.floats(0, 1), st.floats(0.1, 9), st.sampled_from(["year_end", "mid_period"]))
def test_npv_after_tax_is_that_of_the_flows_after_tax(
    benefits: Array, costs: Array, rate: float, years: float, discounting: Discounting
) -> None:
    on = judged(1, 0.08, "month", discounting, rate, years)
    found = account(on, benefits, costs).after_tax
    books = taxed(ledger(on, benefits, costs), np.array([[rate]]), depreciation_share(on.timeline, years))
    assert found is not None
    expected = present_value(books.net_initial, books.net, on.factors)
    np.testing.assert_allclose(found.npv, expected, rtol=1e-9, atol=1e-4)
    np.testing.assert_allclose(found.tax[:, 1:], books.tax)


def test_one_tax_rate_a_draw() -> None:
    on = judged(3)
    two = ledger(on, np.array([BENEFITS, BENEFITS], float), np.array([COSTS, COSTS], float))
    books = taxed(two, np.array([[0.0], [0.3]]), depreciation_share(THREE, None))
    np.testing.assert_allclose(books.net, [[150] * 3, [135] * 3])
    np.testing.assert_allclose(books.net_initial, [-290, -293])
