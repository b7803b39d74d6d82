"""A sharper difference with the help of what was known of each customer before the pilot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.customers.pilots.checks import checked_lengths, checked_outcome
from roi_engine.customers.pilots.contrasts import Contrast, difference_in_means
from roi_engine.errors import DataError, Problem

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The adjusted contrast beside the plain one.

    `slopes` [outcome/covariate], shape (n_covariates,); `variance_reduction` is the share of the variance of the
    difference that the covariates take away [1] (negative where they only add noise); `balance` compares each
    covariate between the arms: before the pilot they should not differ.
    """

    contrast: Contrast
    unadjusted: Contrast
    slopes: Array
    variance_reduction: float
    balance: tuple[Contrast, ...]


def adjusted_difference(
    outcome: ArrayLike, covariates: ArrayLike, is_treated: ArrayLike, *, arm: str = "treated", level: float = 0.95
) -> Adjusted:
    """CUPED: the outcome less what the covariates foretold, compared between the arms (Deng, Xu, Kohavi & Walker 2013).

    Parameters
    ----------
    outcome
        Outcome of each customer of both arms, shape (n,).
    covariates
        Measured BEFORE the treatment began, shape (n,) or (n, n_covariates): anything the treatment can have touched
        would take part of its effect away.
    is_treated
        True in the treated arm, shape (n,).
    arm, level
        Name in the record and level of the interval.

    Raises
    ------
    DataError
        Columns of different lengths, values missing, or a covariate that is the same for everyone.

    Notes
    -----
    The slope is that within the arms, pooled, so that the effect itself does not bend it.
    """
    y = checked_outcome(outcome, "outcome")
    treated = np.asarray(is_treated, dtype=np.bool_)
    known = np.asarray(covariates, dtype=np.float64)
    known = known[:, np.newaxis] if known.ndim == 1 else known
    checked_lengths(y.size, is_treated=treated.size, covariates=known.shape[0])
    columns = [checked_outcome(column, f"covariate {place}") for place, column in enumerate(known.T, 1)]
    unadjusted = difference_in_means(y[treated], y[~treated], arm=arm, level=level)
    inside = known - np.where(treated[:, np.newaxis], known[treated].mean(axis=0), known[~treated].mean(axis=0))
    scale = np.sqrt((inside**2).mean(axis=0))
    flat = np.flatnonzero(scale <= 1e-12 * np.abs(known).max(axis=0))
    if flat.size:
        said = f"covariate {int(flat[0]) + 1} is the same for every customer of an arm"
        raise DataError([Problem("covariate", said, hint="leave it out")])
    y_inside = y - np.where(treated, unadjusted.mean_treated, unadjusted.mean_control)
    slopes: Array = np.linalg.lstsq(inside / scale, y_inside, rcond=None)[0] / scale
    foretold = (known - known.mean(axis=0)) @ slopes
    contrast = difference_in_means((y - foretold)[treated], (y - foretold)[~treated], arm=arm, level=level)
    reduction = 1.0 - (contrast.se / unadjusted.se) ** 2 if unadjusted.se > 0 else 0.0
    balance = tuple(difference_in_means(x[treated], x[~treated], arm=arm, level=level) for x in columns)
    return Adjusted(contrast, unadjusted, slopes, reduction, balance)
