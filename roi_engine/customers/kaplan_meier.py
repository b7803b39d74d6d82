"""Share of customers still there by tenure, without any model: the check on a fitted retention curve.

Kaplan & Meier (1958), Nonparametric estimation from incomplete observations, JASA 53; Greenwood's variance (1926) with
the interval on the scale of log(-log S) (Kalbfleisch & Prentice 2002, section 1.4), which stays between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from roi_engine.customers.models.sbg import renewals_of
from roi_engine.errors import DataError, Problem

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """Steps of the curve, in the order of `time`, shape (n_times,) each; the share holds from its time on.

    `at_risk` customers were there just before and `lost` left then [customers]; `share` still there [1] with its
    standard error by Greenwood and an interval at `level`; nan bounds where everyone is lost, and no width before the
    first loss.
    """

    time: Array
    at_risk: Array
    lost: Array
    share: Array
    se: Array
    lower: Array
    upper: Array
    level: float


def kaplan_meier(duration: ArrayLike, is_lost: ArrayLike, level: float = 0.95) -> SurvivalCurve:
    """The curve of customers followed for `duration` (any unit) each, shape (n,), who left then or are still there.

    Customers who left at the moment another one was last seen are counted as having left first. One step for each
    distinct time at which someone left. DataError where durations are negative or not finite, or nobody is given.
    """
    durations, losses = np.asarray(duration, dtype=np.float64), np.asarray(is_lost, dtype=np.bool_)
    if durations.ndim != 1 or durations.shape != losses.shape or durations.size == 0:
        said = "a duration and whether he was lost are wanted for each customer"
        raise DataError([Problem("duration", said, accepted="accepted: two rows of one length, one customer at least")])
    broken = ~(np.isfinite(durations) & (durations >= 0))
    if broken.any():
        said = f"{int(broken.sum())} durations are negative or not a number, the first in row {int(np.argmax(broken))}"
        raise DataError([Problem("duration", said, accepted="accepted: 0 or more")])
    time, n_lost = np.unique(durations[losses], return_counts=True)
    at_risk = durations.size - np.searchsorted(np.sort(durations), time, side="left")
    return _curve(time, at_risk.astype(np.float64), n_lost.astype(np.float64), level)


def kaplan_meier_of_cohorts(cohorts: Sequence[ArrayLike], level: float = 0.95) -> SurvivalCurve:
    """The curve of cohorts of retained counts, as `sbg.renewals_of` takes them; one step for each renewal, from 1."""
    renewals = renewals_of(cohorts)
    time = np.arange(1.0, renewals.lost.size + 1.0)
    at_hand = renewals.at_risk > 0
    return _curve(time[at_hand], renewals.at_risk[at_hand], renewals.lost[at_hand], level)


def _curve(time: Array, at_risk: Array, lost: Array, level: float) -> SurvivalCurve:
    share: Array = np.cumprod(1.0 - lost / at_risk).astype(np.float64)
    nan, z = np.full(share.shape, np.nan), float(ndtri((1.0 + level) / 2.0))
    se, lower, upper = np.where(share == 0.0, np.nan, 0.0), nan.copy(), nan.copy()
    lower[share == 1.0] = upper[share == 1.0] = 1.0
    inside = (share > 0.0) & (share < 1.0)
    spread = np.zeros_like(share)
    left = at_risk - lost
    np.divide(lost, at_risk * left, out=spread, where=left > 0)
    root = np.sqrt(np.cumsum(spread))
    se[inside] = (share * root)[inside]
    logs = np.log(share[inside])
    width = z * root[inside] / -logs
    lower[inside], upper[inside] = np.exp(logs * np.exp(width)), np.exp(logs * np.exp(-width))
    return SurvivalCurve(time, at_risk, lost, share, se, lower, upper, level)
