"""Errors from replicates: what an estimate would have been without each independent scramble of the points.

Draws come as `n_replicates` equal runs, one after the other. A statistic is computed from all of them and again with
each left out; the jackknife (Miller 1974, Biometrika 61:1) gives from these its error and takes off the bias that falls
as one over the number of draws, such as that of a squared coefficient or of the variance of a fitted curve.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.errors import RoiEngineError
from roi_engine.uncertainty.precision import CONFIDENCE

Array = NDArray[np.float64]


class AnalysisError(RoiEngineError, ValueError):
    """Arrays that do not fit together, or hold what cannot be analysed."""


@dataclass(frozen=True, slots=True)
class Estimates:
    """Estimates of one shape and the half-widths of their 95 % Monte Carlo errors (nan from a single replicate)."""

    value: Array
    error: Array


def replicate_slices(n_draws: int, n_replicates: int) -> tuple[slice, ...]:
    """Where each replicate lies among the draws. AnalysisError unless the replicates are equal in size."""
    if n_replicates < 1 or n_draws < n_replicates or n_draws % n_replicates:
        raise AnalysisError(f"{n_draws} draws are not {n_replicates} replicates of the same size")
    size = n_draws // n_replicates
    return tuple(slice(start, start + size) for start in range(0, n_draws, size))


def by_replicate(values: Array, n_replicates: int) -> Array:
    """Means of each replicate over the last axis, shape (n_replicates, ...)."""
    cut = values.reshape(*values.shape[:-1], n_replicates, values.shape[-1] // n_replicates)
    return np.asarray(np.moveaxis(cut.mean(axis=-1), -1, 0))


def leaving_out(means: Array) -> Array:
    """Pooled mean, then the mean without each replicate, shape (1 + n_replicates, ...); one replicate: the first only.

    `means` has shape (n_replicates, ...), one row for each of the equal replicates.
    """
    n = means.shape[0]
    pooled = means.mean(axis=0, keepdims=True)
    return pooled if n == 1 else np.concatenate([pooled, pooled + (pooled - means) / (n - 1)])


def jackknife(estimates: Array) -> Estimates:
    """Bias-corrected estimate and the half-width of its 95 % error, Student's t over the replicates.

    `estimates` has shape (1 + n_replicates, ...) in the order of `leaving_out`. The error includes the size of the
    correction, so that it does not vanish where a squared coefficient happens to be estimated as exactly 0.
    """
    whole, without = estimates[0], estimates[1:]
    n = len(without)
    if n == 0:
        return Estimates(np.asarray(whole), np.full(np.shape(whole), math.nan))
    from scipy.special import stdtrit

    shifts = (n - 1) * (whole - without)
    correction = shifts.mean(axis=0)
    spread = shifts.std(axis=0, ddof=1) / math.sqrt(n) * float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2))
    return Estimates(np.asarray(whole + correction), np.asarray(np.hypot(spread, correction)))
