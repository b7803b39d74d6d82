"""Gamma-Gamma: what an order of a customer is worth on average, apart from how often they order.

Fader, Hardie and Lee (2005, Journal of Marketing Research 42(4), 415-430); Fader and Hardie (2013, note 025, "The
Gamma-Gamma model of monetary value"). Each order of a customer is gamma(p, nu), nu ~ gamma(q, gamma) over customers.
The mean of x orders, zbar, then has the density of equation 1a of the note, and given x and zbar the mean expected of
the customer is a weighted mean of the population's and their own. Spend is assumed not to depend on frequency:
`spend_dependence` tests that.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma, gammaln

from roi_engine.customers.fitting import Fit, maximise
from roi_engine.customers.history import Array
from roi_engine.customers.models.spend_dependence import Dependence, dependence_on_frequency, spend_rows
from roi_engine.errors import ModelError, Problem

__all__ = ["NAMES", "Dependence", "dependence_on_frequency", "expected_spend", "fit_spend", "spend_mean"]

NAMES = ("p", "q", "gamma")
FEWEST_REPEAT_BUYERS = 10
"""Customers with a spend below which three parameters are not asked of a base."""


def fit_spend(frequency: ArrayLike, mean_spend: ArrayLike, count: ArrayLike | None = None) -> Fit:
    """The maximum-likelihood fit of the Gamma-Gamma model.

    Parameters
    ----------
    frequency : ArrayLike
        Orders behind each mean, shape (n,); customers with 0 are left out.
    mean_spend : ArrayLike
        Mean value of those orders [currency/order], shape (n,); customers with 0 or less are left out.
    count : ArrayLike, optional
        Customers of each row, shape (n,).

    Returns
    -------
    Fit
        Parameters p, q (plain) and gamma [currency].

    Raises
    ------
    DataError
        Columns of different lengths, or entries that are not finite.
    ModelError
        Too few customers with a spend, or a search that found no maximum to trust.
    """
    x, spend, weight = spend_rows(frequency, mean_spend, count)
    if weight.sum() < FEWEST_REPEAT_BUYERS:
        message = f"only {weight.sum():g} customers have repeat orders with a value: Gamma-Gamma cannot be fitted"
        accepted = f"at least {FEWEST_REPEAT_BUYERS} customers, better some hundreds"
        hint = "use a longer window or a larger base, or the plain mean order value"
        raise ModelError([Problem("too_few_repeat_buyers", message, "gamma_gamma", accepted=accepted, hint=hint)])
    distinct, rows = np.unique(x, return_inverse=True)
    fixed = _Fixed(distinct, rows, x, spend, weight)
    mean = float(weight @ spend / weight.sum())
    starts = [np.log([p, q, mean * (q - 1) / p]) for p, q in ((4.0, 4.0), (1.5, 3.0), (8.0, 6.0))]
    return maximise("gamma_gamma", NAMES, fixed.log_likelihood, starts, float(weight.sum()))


class _Fixed:
    """The rows, and what of them does not depend on the parameters."""

    def __init__(self, distinct: Array, rows: NDArray[np.intp], x: Array, spend: Array, weight: Array) -> None:
        self.distinct = distinct
        self.by_frequency = np.bincount(rows, weights=weight, minlength=distinct.size)
        self.x = x
        self.orders_value = x * spend
        self.weight = weight
        self.n_customers = float(weight.sum())
        log_value = np.log(self.orders_value)
        self.sum_log_spend = float(weight @ np.log(spend))
        self.sum_log_value = float((weight * x) @ log_value)

    def log_likelihood(self, logs: Array) -> tuple[float, Array]:
        """Sum of the log of equation 1a, and its gradient in the log parameters, shape (3,)."""
        p, q, gamma = parameters = np.exp(logs)
        x, n_each = self.distinct, self.by_frequency
        px = p * x
        log_sum = np.log(gamma + self.orders_value)
        weighted_log = self.weight * log_sum
        inverse = self.weight / (gamma + self.orders_value)
        n = self.n_customers
        value = n_each @ (gammaln(px + q) - gammaln(px)) - n * (gammaln(q) - q * logs[2])
        value += p * self.sum_log_value - self.sum_log_spend - p * (weighted_log @ self.x) - q * weighted_log.sum()
        both = digamma(px + q)
        of_p = n_each @ (x * (both - digamma(px))) + self.sum_log_value - weighted_log @ self.x
        of_q = n_each @ both - n * (digamma(q) - logs[2]) - weighted_log.sum()
        of_gamma = n * q / gamma - p * (inverse @ self.x) - q * inverse.sum()
        return float(value), np.array([of_p, of_q, of_gamma]) * parameters


def expected_spend(log_parameters: Array, frequency: ArrayLike, mean_spend: ArrayLike) -> Array:
    """Expected value of an order of a customer, given the mean of x of them (note 025, equation 5).

    Parameters
    ----------
    log_parameters : Array
        Log of (p, q, gamma), shape (3,).
    frequency : ArrayLike
        Orders x behind each mean, shape (n,).
    mean_spend : ArrayLike
        Mean value of those orders [currency/order], shape (n,); not read where x = 0.

    Returns
    -------
    Array
        E[M | x, zbar] [currency/order], shape (n,); the population mean where x = 0.

    Raises
    ------
    ModelError
        q <= 1: the mean over customers is not finite.
    """
    p, q, _ = np.exp(log_parameters)
    mean = spend_mean(log_parameters)
    x = np.asarray(frequency, dtype=np.float64)
    own_weight = p * x / (p * x + q - 1)
    own = np.where(x > 0, np.asarray(mean_spend, dtype=np.float64), mean)
    expected: Array = mean + own_weight * (own - mean)
    return expected


def spend_mean(log_parameters: Array) -> float:
    """Mean order value over all customers, p gamma / (q - 1) [currency/order]; ModelError where q <= 1."""
    p, q, gamma = np.exp(log_parameters).tolist()
    if q <= 1:
        message = f"q is {q:.3g}: spend differs so much between customers that its mean is not finite"
        hint = "cap the largest orders, split the base, or use the plain mean order value"
        raise ModelError([Problem("spend_mean_infinite", message, "gamma_gamma", accepted="q above 1", hint=hint)])
    return float(p * gamma / (q - 1))
