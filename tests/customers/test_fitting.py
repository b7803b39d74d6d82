"""The search for a maximum: closed forms where it exists, refusals where it does not."""

from __future__ import annotations

import numpy as np
import pytest

from roi_engine.customers.fitting import maximise
from roi_engine.errors import ModelError

Pair = tuple[float, np.ndarray]
TIMES = np.array([0.3, 1.7, 2.2, 0.9, 4.1])


def exponential(logs: np.ndarray) -> Pair:
    """Log-likelihood of exponential waiting times: maximum at n / sum, error of the log 1 / sqrt(n)."""
    rate = np.exp(logs[0])
    return TIMES.size * logs[0] - rate * TIMES.sum(), np.array([TIMES.size - rate * TIMES.sum()])


def test_the_exponential_maximum_and_its_error_are_the_closed_forms() -> None:
    fit = maximise("exponential", ("rate",), exponential, [np.zeros(1), np.ones(1)], TIMES.size)
    rate = TIMES.size / TIMES.sum()
    assert fit.parameters["rate"] == pytest.approx(rate, rel=1e-9)
    assert fit.covariance[0, 0] == pytest.approx(1 / TIMES.size, rel=1e-6)
    assert fit.standard_errors["rate"] == pytest.approx(rate / np.sqrt(TIMES.size), rel=1e-6)
    assert fit.log_likelihood == pytest.approx(TIMES.size * np.log(rate) - TIMES.size)
    assert fit.aic == pytest.approx(2 - 2 * fit.log_likelihood)
    assert fit.bic == pytest.approx(np.log(5) - 2 * fit.log_likelihood)
    assert (fit.n_starts, fit.n_starts_agreeing) == (2, 2)
    assert fit.gradient_norm < 1e-9
    assert fit.n_evaluations > 2


def test_a_correlated_peak_has_the_inverse_of_its_information_as_covariance() -> None:
    information = np.array([[2.0, 1.2], [1.2, 1.0]]) * 50

    def peak(logs: np.ndarray) -> Pair:
        away = logs - np.array([0.7, -0.4])
        return -0.5 * away @ information @ away, -information @ away

    fit = maximise("peak", ("a", "b"), peak, [np.zeros(2)], 50)
    np.testing.assert_allclose(fit.log_parameters, [0.7, -0.4], atol=1e-8)
    np.testing.assert_allclose(fit.covariance, np.linalg.inv(information), rtol=1e-6)


def rising(logs: np.ndarray) -> Pair:
    return 30 * float(np.tanh(logs[0] / 20)), np.array([1.5 / np.cosh(logs[0] / 20) ** 2])


def ridge(logs: np.ndarray) -> Pair:
    return -float(logs.sum() ** 2), np.full(2, -2 * logs.sum())


def two_peaks(logs: np.ndarray) -> Pair:
    """Two maxima, at -2 (higher) and 2."""
    z = logs[0]
    return -((z**2 - 4) ** 2) - z, np.array([-4 * z * (z**2 - 4) - 1])


def no_number(logs: np.ndarray) -> Pair:
    return float("nan"), np.full(1, np.nan)


@pytest.mark.parametrize(
    ("function", "names", "starts", "code"),
    [
        (rising, ("a",), [np.zeros(1)], "fit_run_off"),
        (ridge, ("a", "b"), [np.zeros(2), np.array([1.0, 0.5])], "fit_flat"),
        (two_peaks, ("a",), [np.array([-2.5]), np.array([2.5])], "fit_starts_disagree"),
        (no_number, ("a",), [np.zeros(1)], "fit_flat"),
    ],
)
def test_what_is_no_maximum_is_refused_with_advice(
    function: object, names: tuple[str, ...], starts: list[np.ndarray], code: str
) -> None:
    with pytest.raises(ModelError) as caught:
        maximise("toy", names, function, starts, 1)  # type: ignore[arg-type]
    problem = caught.value.problems[0]
    assert problem.code == code
    assert "toy" in problem.message
    assert "longer window" in problem.hint


def test_a_run_off_names_the_parameter_and_its_way() -> None:
    with pytest.raises(ModelError, match="for ever with beta growing"):
        maximise("toy", ("beta",), rising, [np.zeros(1)], 1)


def test_a_barely_determined_parameter_is_named() -> None:
    def loose(logs: np.ndarray) -> Pair:
        scale = np.array([1.0, 0.01])
        return -0.5 * float(scale @ logs**2), -scale * logs

    with pytest.raises(ModelError, match="does not determine beta"):
        maximise("toy", ("alpha", "beta"), loose, [np.full(2, 0.1)], 1)
