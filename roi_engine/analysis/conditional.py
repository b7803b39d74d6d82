"""What must be true of one input: the chance of a positive outcome given it, and where the outcome breaks even.

The input is read as its normal score z; the caller turns a score into the input's own unit by its quantile function,
x = ppf(ndtr(z)).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.analysis.basis import Atoms
from roi_engine.analysis.regression import ConditionalMean
from roi_engine.analysis.replicates import AnalysisError, leaving_out
from roi_engine.analysis.sample import Inputs
from roi_engine.analysis.smoothing import (
    BANDWIDTHS,
    CENTRES,
    WIDTH,
    best_bandwidth,
    counted,
    monotone,
    rougher,
    smoothed,
)
from roi_engine.uncertainty.precision import half_width

Array = NDArray[np.float64]
CENTRAL = 3.090232306167813  # score of 99.9 %: the central 99.8 % of an input lies between this and its negative
LEVELS = (0.5, 0.8, 0.9)
_FINE = np.linspace(-CENTRAL, CENTRAL, 1237)


@dataclass(frozen=True, slots=True)
class ChanceGiven:
    """Chance of a positive outcome given one input.

    Parameters
    ----------
    scores : ascending normal scores [1], shape (n_points,).
    chances : [1], shape (1 + n_replicates, n_points), monotone: on all draws, then without each replicate.
    rougher : the same curve with less smoothing [1], shape (n_points,): how far it lies tells what smoothing may cost.
    rises : whether the chance rises with the input.
    bandwidth : sd of the smoothing kernel [1], in scores.
    """

    scores: Array
    chances: Array
    rougher: Array
    rises: bool
    bandwidth: float

    def at(self, points: float | Array) -> Array:
        """Chance at normal scores, shape (n_points,); constant beyond the ends of `scores`."""
        return np.asarray(np.interp(np.atleast_1d(np.asarray(points, np.float64)), self.scores, self.chances[0]))

    def error(self, points: float | Array) -> Array:
        """Half-width of the 95 % error of `at`, shape (n_points,); nan from a single replicate.

        Monte Carlo error, and the distance from the rougher curve.
        """
        asked = np.atleast_1d(np.asarray(points, np.float64))
        curves = np.array([np.interp(asked, self.scores, chances) for chances in self.chances])
        smoothing = np.abs(np.interp(asked, self.scores, self.rougher) - curves[0])
        return np.asarray(np.hypot([_half_width(curve) for curve in curves.T], smoothing))


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where a curve crosses a level: a normal score [1], and the half-width of its 95 % Monte Carlo error.

    The error is inf where the curve without some replicate does not cross, nan from a single replicate. Of several
    crossings the one nearest to the input's median is told; `n_crossings` counts them.
    """

    score: float
    error: float
    n_crossings: int


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Break-even values of one input; None where there is none within its central 99.8 %.

    `mean`: where the conditional mean of the outcome is 0. `chance`: by level, where the chance of a positive outcome
    is that level.
    """

    mean: Crossing | None
    chance: Mapping[float, Crossing | None]


def chance_given(score: Array, outcome: Array, n_replicates: int = 1) -> ChanceGiven:
    """Chance P(Y > 0 | X = x) as a monotone, smooth curve in the normal score of X, from the same draws.

    Draws are counted in narrow windows of the score, smoothed by local straight lines under a normal kernel, and made
    monotone by isotonic regression (Mammen 1991, Annals of Statistics 19:724). The kernel's width is the one that
    predicts each replicate best from the others, so that a steep curve is not blurred. Rising or falling: as its
    straight line does. An outcome that is not monotone in the input is flattened.

    Parameters
    ----------
    score : normal scores, shape (n_draws,); values from elsewhere by `ranks.normal_scores`.
    outcome : shape (n_draws,); 0 does not count as positive.

    Raises AnalysisError where shapes do not fit or a number is not finite.
    """
    inputs = Inputs(np.asarray(score, np.float64)[None, :], n_replicates)
    happened = np.asarray(inputs.checked(outcome) > 0, np.float64)
    counts, hits = counted(inputs.scores[0], happened, n_replicates)
    bandwidth = best_bandwidth(counts, hits)
    counts, hits = leaving_out(counts), leaving_out(hits)
    rough = smoothed(counts, hits, bandwidth)
    rises = _rises(rough[0], counts[0])
    curves = np.array([monotone(curve, weights, rises) for curve, weights in zip(rough, counts, strict=True)])
    other = monotone(rougher(counts[:1], hits[:1], bandwidth)[0], counts[0], rises)
    return ChanceGiven(CENTRES, np.clip(curves, 0.0, 1.0), np.clip(other, 0.0, 1.0), rises, bandwidth)


def break_even(given: ConditionalMean, chances: ChanceGiven, levels: tuple[float, ...] = LEVELS) -> BreakEven:
    """Scores of one input at which the conditional mean is 0, and at which the chance of Y > 0 reaches each level [1].

    `given` and `chances` are of the same input and outcome. Raises AnalysisError for an input with labels: it has no
    score, and its label means say all.
    """
    if isinstance(given.basis, Atoms):
        raise AnalysisError("an input with labels has no score at which the outcome breaks even")
    curves = given.coefficients @ given.basis.columns(_FINE)
    by_level = {level: _chance_crossing(chances, level) for level in levels}
    return BreakEven(_crossing(_FINE, curves), by_level)


def _rises(curve: Array, weights: Array) -> bool:
    """Whether the straight line through the curve rises."""
    offsets = CENTRES - np.average(CENTRES, weights=weights)
    return float(weights @ (offsets * curve)) >= 0.0


def _crossing(scores: Array, curves: Array) -> Crossing | None:
    """Where the first of the curves, shape (1 + n_replicates, n_points), is 0, with the error from the others."""
    found = _zeros(scores, curves[0])
    if not found.size:
        return None
    nearest = float(found[np.argmin(np.abs(found))])
    each = [nearest]
    for curve in curves[1:]:
        zeros = _zeros(scores, curve)
        each.append(float(zeros[np.argmin(np.abs(zeros - nearest))]) if zeros.size else math.inf)
    return Crossing(nearest, _half_width(np.array(each)), int(found.size))


def _chance_crossing(chances: ChanceGiven, level: float) -> Crossing | None:
    """Where the chance is `level`; the error includes how far the rougher curve's crossing lies."""
    found = _crossing(chances.scores, chances.chances - level)
    if found is None:
        return None
    other = _crossing(chances.scores, chances.rougher[None, :] - level)
    shift = abs(other.score - found.score) if other is not None else math.inf
    if chances.bandwidth <= BANDWIDTHS[0]:
        shift = max(shift, WIDTH / 2)  # nothing finer than a window is known
    return Crossing(found.score, math.hypot(found.error, shift), found.n_crossings)


def _zeros(scores: Array, curve: Array) -> Array:
    """Scores within the central range at which a curve, straight between the points, changes sign."""
    above = curve > 0
    left = np.flatnonzero(above[1:] != above[:-1])
    step = curve[left] / (curve[left] - curve[left + 1])
    zeros = scores[left] + step * (scores[left + 1] - scores[left])
    return np.asarray(zeros[np.abs(zeros) <= CENTRAL + WIDTH / 1e6])


def _half_width(estimates: Array) -> float:
    """Half-width of the 95 % error of the first estimate, from those without each replicate."""
    without = estimates[1:]
    if without.size == 0:
        return math.nan
    return math.inf if not np.isfinite(without).all() else half_width((without.size - 1) * without)
