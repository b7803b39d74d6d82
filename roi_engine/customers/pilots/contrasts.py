"""The difference between a treated arm and its control, of a mean or of a share, with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from roi_engine.customers.pilots.checks import checked_level, checked_outcome
from roi_engine.errors import DataError, Problem

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Contrast:
    """One arm against the control; means and differences in the unit of the outcome, shares as 0 to 1.

    `difference` is treated minus control, `se` its standard error, `df` the degrees of freedom of its Student
    distribution (infinite for shares), `lower` and `upper` the interval at `level`, `p_value` two-sided against no
    difference. `se_treated` and `se_control` are those of the two means. nan p-value where both arms do not vary and
    are alike.
    """

    arm: str
    n_treated: int
    n_control: int
    mean_treated: float
    mean_control: float
    se_treated: float
    se_control: float
    difference: float
    se: float
    df: float
    lower: float
    upper: float
    p_value: float
    level: float


def difference_in_means(
    treated: ArrayLike, control: ArrayLike, *, arm: str = "treated", level: float = 0.95
) -> Contrast:
    """Welch's comparison of two means: variances may differ (Welch 1947, Biometrika 34; df by Satterthwaite).

    `treated` and `control` are the outcomes of all customers assigned to each arm, whether they responded or not,
    shape (n,) each. DataError with fewer than two customers in an arm or an outcome that is not a number.
    """
    level = checked_level(level)
    arms = checked_outcome(treated, arm), checked_outcome(control, "control")
    (mean_t, var_t), (mean_c, var_c) = (_mean_and_variance(y) for y in arms)
    n_t, n_c = arms[0].size, arms[1].size
    variance = var_t + var_c
    if variance > 0:
        # shares of the variance, so that no square under- or overflows
        df = 1.0 / ((var_t / variance) ** 2 / (n_t - 1) + (var_c / variance) ** 2 / (n_c - 1))
    else:
        df = float(n_t + n_c - 2)
    difference, se = mean_t - mean_c, math.sqrt(variance)
    half = float(stdtrit(df, (1 + level) / 2)) * se
    return Contrast(
        arm=arm,
        n_treated=n_t,
        n_control=n_c,
        mean_treated=mean_t,
        mean_control=mean_c,
        se_treated=math.sqrt(var_t),
        se_control=math.sqrt(var_c),
        difference=difference,
        se=se,
        df=df,
        lower=difference - half,
        upper=difference + half,
        p_value=two_sided(difference, se, df),
        level=level,
    )


def difference_in_shares(
    successes_treated: int,
    n_treated: int,
    successes_control: int,
    n_control: int,
    *,
    arm: str = "treated",
    level: float = 0.95,
) -> Contrast:
    """Difference of two shares, with Newcombe's interval from the two Wilson intervals and the pooled score test.

    Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in Medicine
    17(8), method 10: it keeps its level at small counts and shares near 0, where the plain one does not. `se` is the
    plain standard error of the difference. DataError with counts that are impossible.
    """
    level = checked_level(level)
    given = (arm, successes_treated, n_treated), ("control", successes_control, n_control)
    problems = [
        Problem("successes", f"{name}: {k} of {n} customers", accepted="accepted: whole numbers, successes <= n, n > 0")
        for name, k, n in given
        if not (0 <= k <= n and n > 0 and k == int(k) and n == int(n))
    ]
    if problems:
        raise DataError(problems)
    p_t, p_c = successes_treated / n_treated, successes_control / n_control
    se_t, se_c = math.sqrt(p_t * (1 - p_t) / n_treated), math.sqrt(p_c * (1 - p_c) / n_control)
    (low_t, high_t), (low_c, high_c) = wilson(p_t, n_treated, level), wilson(p_c, n_control, level)
    difference = p_t - p_c
    pooled = (successes_treated + successes_control) / (n_treated + n_control)
    se_equal = math.sqrt(pooled * (1 - pooled) * (1 / n_treated + 1 / n_control))
    return Contrast(
        arm=arm,
        n_treated=int(n_treated),
        n_control=int(n_control),
        mean_treated=p_t,
        mean_control=p_c,
        se_treated=se_t,
        se_control=se_c,
        difference=difference,
        se=math.hypot(se_t, se_c),
        df=math.inf,
        lower=difference - math.hypot(p_t - low_t, high_c - p_c),
        upper=difference + math.hypot(high_t - p_t, p_c - low_c),
        p_value=two_sided(difference, se_equal, math.inf),
        level=level,
    )


def _mean_and_variance(outcome: Array) -> tuple[float, float]:
    """Mean of an arm and the variance of that mean; 0 to the last bit where the outcome does not vary."""
    if outcome.min() == outcome.max():
        return float(outcome[0]), 0.0
    return float(outcome.mean()), float(outcome.var(ddof=1)) / outcome.size


def wilson(share: float, n: int, level: float) -> tuple[float, float]:
    """Wilson's score interval of one share (1927, JASA 22)."""
    z2 = float(ndtri((1 + level) / 2)) ** 2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = math.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def two_sided(difference: float, se: float, df: float) -> float:
    """Chance of a difference this far from 0 or farther, were there none; nan where 0 is measured without error."""
    if se == 0:
        return math.nan if difference == 0 else 0.0
    ratio = -abs(difference) / se
    return 2 * float(ndtr(ratio) if math.isinf(df) else stdtr(df, ratio))
