"""A chance as a smooth monotone curve: counts in narrow windows of a normal score, local lines, isotonic regression."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
WIDTH = 0.025  # of a window, in scores
_REACH = 3.1
CENTRES = np.linspace(-_REACH, _REACH, round(2 * _REACH / WIDTH) + 1)
BANDWIDTHS = (0.025, 0.06, 0.12, 0.25, 0.5)


def counted(score: Array, happened: Array, n_replicates: int) -> tuple[Array, Array]:
    """Draws in each window and draws in which it happened, as shares of a replicate: (n_replicates, n_windows) each.

    Draws beyond the last windows count in these.
    """
    place = np.rint((np.clip(score, -_REACH, _REACH) + _REACH) / WIDTH).astype(np.intp)
    size, n_windows = score.size // n_replicates, CENTRES.size
    place += np.repeat(np.arange(n_replicates) * n_windows, size)
    shape, room = (n_replicates, n_windows), n_replicates * n_windows
    counts = np.bincount(place, minlength=room).reshape(shape)
    hits = np.bincount(place, weights=happened, minlength=room).reshape(shape)
    return counts / size, hits / size


def smoothed(counts: Array, hits: Array, bandwidth: float) -> Array:
    """Estimate of the chance in each window, shape of `counts`, (n_sets, n_windows); not yet monotone.

    A local line around each window by weighted least squares (Fan & Gijbels 1996, Local Polynomial Modelling, eq. 2.4),
    then once more on what it leaves over (Tukey's twicing), so that the bias falls with the fourth power of the
    bandwidth. Where no draw is near, the mean of all draws.
    """
    sums = tuple(_times(counts, kernel) for kernel in _kernels(bandwidth))
    everywhere = hits.sum(axis=1, keepdims=True) / counts.sum(axis=1, keepdims=True)
    residual = hits - counts * everywhere
    once = _local_line(sums, residual, bandwidth)
    twice = _local_line(sums, residual - counts * once, bandwidth)
    return np.asarray(everywhere + once + twice)


@lru_cache(maxsize=len(BANDWIDTHS))
def _kernels(bandwidth: float) -> tuple[Array, Array, Array]:
    """Normal kernel between windows, and its first and second moment in bandwidths: (n_windows, n_windows) each."""
    distance = (CENTRES[:, None] - CENTRES) / bandwidth
    kernel = np.exp(-0.5 * distance**2)
    return kernel, kernel * distance, kernel * distance**2


def _times(rows: Array, kernel: Array) -> Array:
    """Matrix product, four rows at a time: a larger one is spread over threads that cost far more than it takes."""
    return np.concatenate([rows[start : start + 4] @ kernel for start in range(0, len(rows), 4)])


def _local_line(sums: tuple[Array, ...], amounts: Array, bandwidth: float) -> Array:
    """Height at each window of the line around it; 0 where no draw is near."""
    s0, s1, s2 = sums
    kernel, first, _ = _kernels(bandwidth)
    t0, t1 = _times(amounts, kernel), _times(amounts, first)
    s2 = s2 + 1e-3 * s0  # a window with hardly a neighbour takes their mean
    scale = s0 * s2 - s1**2
    return np.divide(t0 * s2 - t1 * s1, scale, out=np.zeros_like(scale), where=s0 > 1e-12)


def rougher(counts: Array, hits: Array, bandwidth: float) -> Array:
    """Estimate with the next smaller width on offer; the smallest is followed by the windows' own shares."""
    if bandwidth > BANDWIDTHS[0]:
        return smoothed(counts, hits, max(width for width in BANDWIDTHS if width < bandwidth))
    return np.divide(hits, counts, out=smoothed(counts, hits, bandwidth), where=counts > 0)


def best_bandwidth(counts: Array, hits: Array) -> float:
    """The width that predicts each replicate best from the others (least Brier score, Brier 1950).

    A single replicate has no others: n^(-1/5) of its windows then, among the widths on offer.
    """
    n = len(counts)
    if n == 1:
        n_draws = 1 / float(counts[counts > 0].min())
        return min(BANDWIDTHS, key=lambda width: abs(math.log(width) + math.log(max(n_draws, 2.0)) / 5))
    others = (counts.sum(axis=0) - counts) / (n - 1), (hits.sum(axis=0) - hits) / (n - 1)

    def score(width: float) -> float:
        chance = np.clip(smoothed(*others, width), 0.0, 1.0)
        return float((counts * chance**2 - 2 * hits * chance).sum())

    return min(BANDWIDTHS, key=score)


def monotone(curve: Array, weights: Array, rises: bool) -> Array:
    """The rising (or falling) curve next to this one by weighted least squares, shape (n_windows,)."""
    from scipy.optimize import isotonic_regression

    floor = 1e-9 * float(weights.max())
    return np.asarray(isotonic_regression(curve, weights=np.maximum(weights, floor), increasing=rises).x, np.float64)
