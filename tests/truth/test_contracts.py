"""sBG on the two customer groups of Fader & Hardie (2007), seven renewals to fit, five more to foretell."""

from __future__ import annotations

import numpy as np
import pytest

from roi_engine.customers.models import sbg

HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241]
LATER_HIGH_END = [46.8, 44.5, 42.7, 40.9, 39.4]  # per cent still there in years 8 to 12
LATER_REGULAR = [22.3, 20.7, 19.4, 18.3, 17.3]


@pytest.mark.parametrize(
    ("counts", "alpha", "beta", "log_likelihood"),
    [(HIGH_END, 0.668, 3.806, -1611.158), (REGULAR, 0.704, 1.182, -1680.265)],
)
def test_parameters_and_likelihood(counts: list[int], alpha: float, beta: float, log_likelihood: float) -> None:
    fit = sbg.fit_retention([counts])
    assert [*fit.parameters.values()] == pytest.approx([alpha, beta], abs=6e-4)
    assert fit.log_likelihood == pytest.approx(log_likelihood, abs=6e-4)
    assert fit.n_starts_agreeing == fit.n_starts


@pytest.mark.parametrize(
    ("counts", "rates", "at_twelve", "later"),
    [
        (HIGH_END, [0.851, 0.878, 0.897, 0.911, 0.921], 37.8, LATER_HIGH_END),
        (REGULAR, [0.627, 0.756, 0.819, 0.856, 0.880], 17.0, LATER_REGULAR),
    ],
)
def test_projection(counts: list[int], rates: list[float], at_twelve: float, later: list[float]) -> None:
    logs = sbg.fit_retention([counts]).log_parameters
    assert sbg.retention_rates(logs, 5) == pytest.approx(rates, abs=6e-4)
    share = 100 * sbg.survival(logs, 12)
    assert share[12] == pytest.approx(at_twelve, abs=0.06)
    assert share[8:] == pytest.approx(later, abs=2)  # what came after the fit, foretold within two points


@pytest.mark.parametrize(
    ("counts", "lifetime", "residual"),
    [
        (HIGH_END, 5.922, [5.414, 5.901, 6.294, 6.620, 6.897]),
        (REGULAR, 3.695, [2.964, 4.103, 4.870, 5.442, 5.894]),
    ],
)
def test_discounted_lifetimes(counts: list[int], lifetime: float, residual: list[float]) -> None:
    logs = sbg.fit_retention([counts]).log_parameters
    assert sbg.discounted_lifetime(logs, 0.1) == pytest.approx(lifetime, abs=6e-4)
    assert sbg.discounted_residual_lifetime(logs, np.arange(1, 6), 0.1) == pytest.approx(residual, abs=6e-4)
