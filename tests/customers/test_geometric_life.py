"""Lives in whole periods: sums of Beta means by hand, and the endless discounted sum by quadrature."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import beta, betaln

from roi_engine.customers.models.geometric_life import discounted_periods, surviving_shares
from roi_engine.errors import ModelError


def test_shares_are_ratios_of_beta_functions() -> None:
    expected = [beta(0.7, 2.5 + j) / beta(0.7, 2.5) for j in range(9)]
    assert surviving_shares(0.7, 2.5, 8) == pytest.approx(expected, rel=1e-13)


def test_shares_of_several_customers() -> None:
    both = surviving_shares(0.7, [2.5, 4.0], 3)
    assert both.shape == (2, 4)
    assert both[1] == pytest.approx(surviving_shares(0.7, 4.0, 3))


@pytest.mark.parametrize("leave", [0.3, 1.0, 4.0])
@pytest.mark.parametrize("stay", [0.8, 12.0, 300.0])
@pytest.mark.parametrize("rate", [2.0, 0.1, 0.002])
def test_discounted_sum_is_the_mean_over_customers(leave: float, stay: float, rate: float) -> None:
    # of q / (1 + d - q), q ~ Beta(stay, leave); written in s = log(q / (1 - q)), smooth over the whole line
    def part(s: float) -> float:
        log_q, log_p = -np.logaddexp(0, -s), -np.logaddexp(0, s)
        return float(np.exp(stay * log_q + leave * log_p - betaln(stay, leave) + log_q) / (rate + np.exp(log_p)))

    expected = sum(quad(part, a, a + 5, epsabs=0, epsrel=1e-12)[0] for a in np.arange(-60.0, 120.0, 5.0))
    assert float(discounted_periods(leave, stay, rate)) == pytest.approx(expected, rel=1e-9)


def test_large_parameters_lose_no_digits() -> None:
    # q is 0.9 for everyone: 0.9 / (1.01 - 0.9), where the library's hypergeometric function may fail
    assert float(discounted_periods(1e7, 9e7, 0.01)) == pytest.approx(0.9 / 0.11, rel=1e-5)


@given(st.floats(0.05, 20), st.floats(0.05, 500), st.floats(0.001, 3))
def test_one_period_on(leave: float, stay: float, rate: float) -> None:
    """What comes is the next period's unit and then what comes for one who has stayed one more."""
    chance = stay / (leave + stay)
    after = discounted_periods(leave, stay + 1, rate)
    expected = chance * (1 + after) / (1 + rate)
    assert float(discounted_periods(leave, stay, rate)) == pytest.approx(float(expected), rel=1e-9)


@pytest.mark.parametrize(("leave", "rate"), [(0.7, 0.0), (3.0, -0.1), (1.0, 0.0), (3.0, float("nan"))])
def test_a_sum_without_end_is_refused(leave: float, rate: float) -> None:
    with pytest.raises(ModelError, match="infinite"):
        discounted_periods(leave, 2.0, rate)


def test_a_sum_that_ends_without_discounting() -> None:
    assert float(discounted_periods(3.0, 2.0, 0.0)) == pytest.approx(surviving_shares(3.0, 2.0, 20_000)[1:].sum(), 1e-6)
