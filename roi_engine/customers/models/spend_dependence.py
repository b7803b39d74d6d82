"""Does the value of an order depend on how often a customer orders? The Gamma-Gamma model assumes that it does not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from roi_engine.customers.history import Array
from roi_engine.errors import DataError, Problem

WEAK, STRONG = 0.1, 0.3
"""Correlations below WEAK do not matter in practice, from STRONG on the model should not be used."""
SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Dependence:
    """How the mean order value of a customer goes with the number of orders.

    Parameters
    ----------
    n_customers : float
        Customers with a repeat order and a value.
    pearson, pearson_error, pearson_p_value : float
        Correlation of log mean value with log frequency, its standard error, and the two-sided p-value of none.
    spearman, spearman_error, spearman_p_value : float
        The same of the ranks, ties sharing a rank.
    independent : bool
        Whether the rank correlation is too small to matter, or cannot be told from none.
    verdict : str
        The same in words.
    """

    n_customers: float
    pearson: float
    pearson_error: float
    pearson_p_value: float
    spearman: float
    spearman_error: float
    spearman_p_value: float
    independent: bool
    verdict: str


def dependence_on_frequency(frequency: ArrayLike, mean_spend: ArrayLike, count: ArrayLike | None = None) -> Dependence:
    """Correlation of spend and frequency over customers with repeat orders, judged.

    Parameters
    ----------
    frequency, mean_spend, count : ArrayLike
        As in `fit_spend`.

    Returns
    -------
    Dependence
        Coefficients are 0 where either side does not vary or there are fewer than four customers.

    Notes
    -----
    Even under independence both coefficients lie a little above 0 (some .05): the mean of few orders is skewed, so its
    median is below that of the mean of many. Hence the verdict goes by size as well as by significance.

    Raises
    ------
    DataError
        Columns of different lengths, or entries that are not finite.
    """
    x, spend, weight = spend_rows(frequency, mean_spend, count)
    n_customers = float(weight.sum())
    pearson = _correlation(np.log(x), np.log(spend), weight)
    spearman = _correlation(_ranks(x, weight), _ranks(spend, weight), weight)
    p_value = _p_value(spearman, n_customers)
    independent = abs(spearman) < WEAK or p_value >= SIGNIFICANT
    return Dependence(
        n_customers,
        pearson,
        _error(pearson, n_customers),
        _p_value(pearson, n_customers),
        spearman,
        _error(spearman, n_customers),
        p_value,
        independent,
        _verdict(spearman, p_value, n_customers),
    )


def spend_rows(frequency: ArrayLike, mean_spend: ArrayLike, count: ArrayLike | None) -> tuple[Array, Array, Array]:
    """Frequency, mean spend and weight of the customers with repeat orders and a value above 0."""
    x = np.asarray(frequency, dtype=np.float64).ravel()
    spend = np.asarray(mean_spend, dtype=np.float64).ravel()
    weight = np.ones(x.size) if count is None else np.asarray(count, dtype=np.float64).ravel()
    if not x.size == spend.size == weight.size:
        message = f"frequency, mean spend and count have different lengths: {x.size}, {spend.size}, {weight.size}"
        raise DataError([Problem("spend_lengths", message, accepted="one entry of each for every customer")])
    kept = (x > 0) & (weight > 0)
    wrong = ~(np.isfinite(x) & np.isfinite(weight) & (np.isfinite(spend) | ~kept))
    if wrong.any():
        where = int(np.flatnonzero(wrong)[0]) + 1
        message = f"{int(wrong.sum())} entries of frequency, mean spend or count are not finite (first: entry {where})"
        raise DataError(
            [Problem("spend_not_finite", message, accepted="finite numbers; spend may be missing at x = 0")]
        )
    kept &= spend > 0
    return x[kept], spend[kept], weight[kept]


def _ranks(values: Array, weight: Array) -> Array:
    """Mid-ranks under the weights: equal values share a rank, row order changes nothing."""
    _, places = np.unique(values, return_inverse=True)
    mass = np.bincount(places, weights=weight)
    ranks: Array = (np.cumsum(mass) - mass / 2)[places]
    return ranks


def _correlation(left: Array, right: Array, weight: Array) -> float:
    """Weighted product-moment correlation, 0 where either side does not vary."""
    n = weight.sum()
    if n < 4:
        return 0.0
    left, right = left - weight @ left / n, right - weight @ right / n
    spread = float(np.sqrt((weight @ left**2) * (weight @ right**2)))
    if spread <= 1e-12 * n:
        return 0.0
    return float(np.clip(weight @ (left * right) / spread, -1.0, 1.0))


def _error(correlation: float, n_customers: float) -> float:
    """Large-sample standard error of a correlation."""
    return float((1 - correlation**2) / np.sqrt(max(n_customers - 2, 1.0)))


def _p_value(correlation: float, n_customers: float) -> float:
    """Two-sided p-value of no correlation, Student's t with n - 2 degrees of freedom."""
    if n_customers < 4 or abs(correlation) >= 1:
        return float(abs(correlation) < 1)
    freedom = n_customers - 2
    return float(2 * stdtr(freedom, -abs(correlation) * np.sqrt(freedom / (1 - correlation**2))))


def _verdict(correlation: float, p_value: float, n_customers: float) -> str:
    """What the rank correlation means for the use of the model."""
    if n_customers < 4:
        return "too few customers with repeat orders to tell whether spend depends on frequency"
    if p_value >= SIGNIFICANT:
        return "no sign that spend depends on frequency: the Gamma-Gamma model may be used"
    way = "more" if correlation > 0 else "less"
    if abs(correlation) < WEAK:
        return f"frequent customers spend slightly {way} an order, too little to matter: the model may be used"
    if abs(correlation) < STRONG:
        return f"frequent customers spend {way} an order: the model is biased a little, check value by frequency"
    return f"frequent customers spend clearly {way} an order: do not use the model, value segments apart"
