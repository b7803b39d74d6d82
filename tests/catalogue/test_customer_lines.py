"""Customer effects: the parts sum to the whole, and each equals a count of customers month by month."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.catalogue import catalogue_lines
from tests.catalogue.plain_evaluator import Months, monthly

N_MONTHS = 30
share = st.floats(0, 1)
effect = st.floats(-0.5, 1)


def line(name: str, values: dict[str, float | Months]) -> Months:
    entry = catalogue_lines()[name]
    stated = {key: values[key] for key in entry.inputs}
    return monthly(entry.formula, {**stated, "live_share": values["live_share"]}, N_MONTHS)


@given(
    base=st.tuples(st.floats(0, 1e6), st.floats(0, 0.4), st.floats(0, 5), st.floats(-50, 500)),
    effects=st.tuples(effect, effect, effect),
    reach=share,
    live_share=st.lists(share, min_size=N_MONTHS, max_size=N_MONTHS),
)
def test_retention_frequency_and_value_sum_to_the_whole_effect(
    base: tuple[float, float, float, float],
    effects: tuple[float, float, float],
    reach: float,
    live_share: Months,
) -> None:
    """With-CRM minus without, counted independently: base x orders x margin, each raised by its own effect."""
    customers, churn, orders, margin = base
    less_churn, more_orders, more_value = effects
    values: dict[str, float | Months] = {
        "customers": customers, "churn_rate": churn, "orders_per_customer": orders, "margin_per_order": margin,
        "churn_reduction": less_churn, "order_frequency_increase": more_orders, "order_value_increase": more_value,
        "reach": reach, "live_share": live_share,
    }  # fmt: skip
    names = ("customers.retention", "customers.order_frequency", "customers.order_value")
    parts = [line(name, values) for name in names]
    stay = gone = 1.0
    for month in range(N_MONTHS):
        touched = reach * live_share[month]
        stay *= 1 - churn * (1 - less_churn * touched)
        gone *= 1 - churn
        whole = customers * stay * orders * (1 + more_orders * touched) * margin * (1 + more_value * touched)
        without = customers * gone * orders * margin
        tolerance = 1e-12 * max(abs(whole), abs(without), abs(customers * orders * margin), 1.0) * 10
        assert sum(part[month] for part in parts) == pytest.approx(whole - without, rel=1e-9, abs=tolerance)


@pytest.fixture
def values() -> dict[str, float | Months]:
    return {
        "customers": 1000.0, "churn_rate": 0.02, "orders_per_customer": 0.5, "margin_per_order": 10.0,
        "churn_reduction": 0.1, "order_frequency_increase": 0.05, "order_value_increase": 0.02, "reach": 0.8,
        "live_share": [min(month / 10, 1.0) for month in range(N_MONTHS)],
        "cross_sell_increase": 0.01, "margin_per_sale": 40.0, "upsell_increase": 0.005, "margin_per_upgrade": 60.0,
        "win_back_increase": 0.2, "new_customers": 30.0, "new_customer_increase": 0.1, "referral_increase": 0.002,
        "discount_rate": 0.1,
        "margin_per_new_customer": 25.0,
    }  # fmt: skip


def test_retention_by_hand(values: dict[str, float | Months]) -> None:
    values |= {"live_share": 1.0, "reach": 1.0}
    first, second, *_ = line("customers.retention", values)
    assert first == pytest.approx(1000 * (0.982 - 0.98) * 5)  # churn 2 % becomes 1.8 %
    assert second == pytest.approx(1000 * (0.982**2 - 0.98**2) * 5)


def test_nothing_before_go_live(values: dict[str, float | Months]) -> None:
    values["live_share"] = 0.0
    lines = [entry.id for entry in catalogue_lines().values() if entry.id.startswith("customers.")]
    assert len(lines) == 9
    for name in lines:
        assert line(name, values) == pytest.approx([0.0] * N_MONTHS)


def test_cross_sell_upsell_and_referrals_are_on_the_retained_base(values: dict[str, float | Months]) -> None:
    live = values["live_share"]
    assert isinstance(live, list)
    left = 1.0
    per_month = {"customers.cross_sell": 0.4, "customers.upsell": 0.3, "customers.referrals": 0.05}
    computed = {name: line(name, values) for name in per_month}
    for month in range(N_MONTHS):
        left *= 1 - 0.02 * (1 - 0.1 * 0.8 * live[month])
        for name, margin in per_month.items():
            assert computed[name][month] == pytest.approx(1000 * left * margin * 0.8 * live[month])


def test_won_back_customers_leave_again(values: dict[str, float | Months]) -> None:
    """Count of those won back, month by month: last month's stock less its churn, plus a share of those just lost."""
    values |= {"churn_rate": 0.002, "churn_reduction": 0.0, "reach": 1.0, "live_share": 1.0}
    computed = line("customers.win_back", values)
    base, stock = 1000.0, 0.0
    for month in range(N_MONTHS):
        lost = base * 0.002
        stock = stock * 0.998 + lost * 0.2
        base -= lost
        # a rate and a share of last month's base differ by the rate itself: 0.2 % here
        assert computed[month] == pytest.approx(stock * 5, rel=0.0021)
        assert computed[month] <= stock * 5


def test_added_customers_are_counted_exactly(values: dict[str, float | Months]) -> None:
    """Each month's added customers join at its end and shrink at the same rate as the base."""
    live = values["live_share"]
    assert isinstance(live, list)
    computed = line("customers.acquisition", values)
    stock = 0.0
    for month in range(N_MONTHS):
        stock = stock * (1 - 0.02 * (1 - 0.1 * 0.8 * live[month])) + 30 * 0.1 * live[month]
        assert computed[month] == pytest.approx(stock * 5)


def test_a_worse_programme_loses_money(values: dict[str, float | Months]) -> None:
    values |= {"churn_reduction": -0.2, "live_share": 1.0}
    lost = line("customers.retention", values)
    assert all(month < 0 for month in lost)
    assert all(later < earlier for earlier, later in pairwise(lost[:10]))
