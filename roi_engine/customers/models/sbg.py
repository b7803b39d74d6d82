"""sBG: how long contracts are renewed when each customer has his own chance to leave.

Fader & Hardie (2007), How to project customer retention, Journal of Interactive Marketing 21(1). At each renewal a
customer leaves with his own chance theta ~ Beta(alpha, beta). Those prone to leave go first, so the retention rate of
a cohort rises with tenure though nobody's own rate changes. Lifetime values after Fader & Hardie (2010), Customer-base
valuation in a contractual setting, Marketing Science 29(1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from roi_engine.customers.fitting import Fit, maximise
from roi_engine.customers.models.geometric_life import discounted_periods, surviving_shares
from roi_engine.errors import DataError, ModelError, Problem

Array = NDArray[np.float64]
NAME = "sbg"
NAMES = ("alpha", "beta")
COUNTS_WANTED = "the customers at the start, after the first renewal, after the second ..., never rising"
ADVICE = (
    "the retention rate must rise with tenure for customers to be told apart: where it does not, or only one renewal "
    "was seen, take a closed form with the mean rate; else give more renewals or more cohorts"
)


@dataclass(frozen=True, slots=True)
class Renewals:
    """What happened at the first, second ... k-th renewal, over all cohorts: all that the likelihood needs.

    `at_risk` customers came up for the renewal and `lost` of them left [customers], shape (k,) each; `n_customers`
    started.
    """

    at_risk: Array
    lost: Array
    n_customers: float


def renewals_of(cohorts: Sequence[ArrayLike]) -> Renewals:
    """Pool cohorts of customers still there at the start, after the first renewal, the second ...

    Each cohort is a row of counts [customers] that begins with its size and never rises; cohorts may be of different
    lengths: the customers of the last count are still there (right-censored).

    Raises
    ------
    DataError
        With every cohort that is too short, rises, or is not made of finite counts.
    """
    rows = [np.asarray(cohort, dtype=np.float64) for cohort in cohorts]
    problems = [
        Problem("cohort", f"cohort {place}: {fault}", accepted=f"accepted: {COUNTS_WANTED}")
        for place, row in enumerate(rows, 1)
        if (fault := _fault(row))
    ]
    if problems or not rows:
        raise DataError(problems or [Problem("cohort", "there is no cohort", accepted=f"accepted: {COUNTS_WANTED}")])
    longest = max(row.size for row in rows) - 1
    at_risk, lost = np.zeros(longest), np.zeros(longest)
    for row in rows:
        at_risk[: row.size - 1] += row[:-1]
        lost[: row.size - 1] += -np.diff(row)
    return Renewals(at_risk, lost, float(sum(row[0] for row in rows)))


def _fault(row: Array) -> str:
    if row.ndim != 1 or row.size < 2:
        return "fewer than two counts"
    if not np.all(np.isfinite(row)) or np.any(row < 0) or row[0] <= 0:
        return "not all counts are numbers above 0"
    rises = np.flatnonzero(np.diff(row) > 0)
    return f"the count rises from {row[rises[0]]:g} to {row[rises[0] + 1]:g}" if rises.size else ""


def log_likelihood(log_parameters: Array, renewals: Renewals) -> tuple[float, Array]:
    """Log-likelihood of the renewals and its gradient over the log parameters, shape (2,).

    The product over renewals i = 0, 1 ... of (alpha / (alpha + beta + i))^lost ((beta + i) / (alpha + beta + i))^kept:
    the likelihood of the paper's appendix B with eqs. (5) and (6) written as products of retention rates.
    """
    alpha, beta = np.exp(log_parameters)
    tenure = np.arange(renewals.lost.size)
    staying, both = beta + tenure, alpha + beta + tenure
    kept = renewals.at_risk - renewals.lost
    n_lost = float(renewals.lost.sum())
    total = n_lost * np.log(alpha) + kept @ np.log(staying) - renewals.at_risk @ np.log(both)
    shared = float(renewals.at_risk @ (1.0 / both))
    return float(total), np.array([n_lost - alpha * shared, beta * (kept @ (1.0 / staying) - shared)])


def starts(renewals: Renewals) -> tuple[Array, ...]:
    """Starting log parameters: the mean chance to leave at the first renewal, alike or very different customers."""
    first = min(max(float(renewals.lost[0] / renewals.at_risk[0]), 0.01), 0.99)
    return tuple(np.log([size * first, size * (1.0 - first)]) for size in (1.0, 4.0, 20.0))


def fit_retention(cohorts: Sequence[ArrayLike] | Renewals) -> Fit:
    """Maximum likelihood of alpha and beta from one or several cohorts of retained counts, with standard errors.

    ModelError with advice where the counts do not settle both parameters: nobody left, all left at once, one renewal
    only, or retention that does not rise with tenure.
    """
    renewals = cohorts if isinstance(cohorts, Renewals) else renewals_of(cohorts)
    try:
        return maximise(
            NAME, NAMES, lambda logs: log_likelihood(logs, renewals), starts(renewals), n_customers=renewals.n_customers
        )
    except ModelError as error:
        raise ModelError([replace(problem, hint=ADVICE) for problem in error.problems]) from error


def survival(log_parameters: Array, n_periods: int) -> Array:
    """Share of a cohort still there after 0, 1 ... n_periods renewals [1], eq. (6), shape (n_periods + 1,)."""
    alpha, beta = np.exp(log_parameters)
    return surviving_shares(float(alpha), beta, n_periods)


def retention_rates(log_parameters: Array, n_periods: int) -> Array:
    """Share of those who came up for renewal 1 ... n_periods that stayed [1], eq. (8), shape (n_periods,)."""
    alpha, beta = np.exp(log_parameters)
    tenure = np.arange(n_periods)
    rates: Array = (beta + tenure) / (alpha + beta + tenure)
    return rates


def discounted_lifetime(log_parameters: Array, discount_rate: float) -> float:
    """Discounted expected lifetime (DEL) of a customer just won [periods]: sum of S(t) / (1 + d)^t from t = 0.

    The first payment, today, is counted. `discount_rate` [1/period] as in `discounted_periods`.
    """
    alpha, beta = np.exp(log_parameters)
    return 1.0 + float(discounted_periods(float(alpha), beta, discount_rate))


def discounted_residual_lifetime(log_parameters: Array, contract_period: ArrayLike, discount_rate: float) -> Array:
    """Discounted expected residual lifetime (DERL) of a customer about to decide on a renewal [periods].

    Parameters
    ----------
    log_parameters
        Logs of alpha and beta.
    contract_period
        The period of the contract that is ending, 1 for the first: contract_period - 1 renewals have been made.
    discount_rate
        [1/period], compounded once a period.

    Returns
    -------
    Array
        The payment at the renewal that is due, if made, counts in full; the payments before it do not.
    """
    alpha, beta = np.exp(log_parameters)
    renewals_made = np.asarray(contract_period, dtype=np.float64) - 1.0
    worth: Array = (1.0 + discount_rate) * discounted_periods(float(alpha), beta + renewals_made, discount_rate)
    return worth


def expected_retained(log_parameters: Array, retained: ArrayLike, renewals_made: ArrayLike, n_periods: int) -> Array:
    """Customers expected to be there after 0, 1 ... n_periods further renewals, shape (n_cohorts, n_periods + 1).

    `retained` [customers] of each cohort today, who have made `renewals_made` renewals, shape (n_cohorts,) each.
    """
    alpha, beta = np.exp(log_parameters)
    today = np.atleast_1d(np.asarray(retained, dtype=np.float64))
    shares = surviving_shares(float(alpha), beta + np.atleast_1d(np.asarray(renewals_made)), n_periods)
    expected: Array = today[:, np.newaxis] * shares
    return expected


def draw_retained(
    fit: Fit, retained: ArrayLike, renewals_made: ArrayLike, n_periods: int, n_draws: int, generator: Generator
) -> Array:
    """Draws of the customers there after 0 ... n_periods further renewals, shape (n_draws, n_cohorts, n_periods + 1).

    Each draw takes its parameters from the normal distribution of the fit's log parameters (what is not known), then
    lets customers go by chance, renewal by renewal at the cohort's retention rate (what cannot be known). All cohorts
    of one draw share their parameters.
    """
    alpha, beta = np.exp(generator.multivariate_normal(fit.log_parameters, fit.covariance, size=n_draws)).T
    here = np.atleast_1d(np.asarray(retained)).astype(np.int64)
    tenure = np.broadcast_to(np.asarray(renewals_made, dtype=np.float64), here.shape)
    counts = np.empty((n_draws, here.size, n_periods + 1), dtype=np.int64)
    counts[..., 0] = here
    for period in range(n_periods):
        staying = beta[:, np.newaxis] + tenure + period
        counts[..., period + 1] = generator.binomial(counts[..., period], staying / (alpha[:, np.newaxis] + staying))
    return counts.astype(np.float64)
