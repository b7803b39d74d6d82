"""Conditional mean of the outcome given one input, E[Y | X_i], from the run's own draws.

Which functions it is put together from:

- an input with labels: the mean of each label, exact;
- an independent input: Hermite polynomials in its normal score by projection, up to the highest order of at most 12
  whose coefficient differs from 0 by more than four standard errors, and at least 5;
- one whose last four orders (9 to 12) still hold more than 0.05 % of the variance, beyond twice their noise (a kink,
  a threshold, a wave), and any input that is correlated: cubic B-splines by least squares, with 10 cells or, where 20
  explain at least 0.05 % more, with 20.

An input with a score is fitted to what lines and parabolas of the inputs that it does not depend on leave of the
outcome: the expectation is the same, and a model that adds up such terms of independent inputs is exact.

Fewer draws carry fewer functions: one polynomial for each 64 draws, one cell of the spline for each 100.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.analysis.basis import Atoms, Hermite, Spline, columns_over_law, normal_law
from roi_engine.analysis.moments import (
    hermite_moments,
    label_moments,
    least_squares,
    low_effects,
    low_sum,
    spline_moments,
)
from roi_engine.analysis.replicates import by_replicate, jackknife, leaving_out
from roi_engine.analysis.sample import Inputs, Labels, check_labels, checked_outcome

Array = NDArray[np.float64]
LEAST_ORDER, MOST_ORDER = 5, 12
MOST_CELLS, FEW_CELLS, LEAST_CELLS = 20, 10, 4
_LAST_ORDERS = 4
_CLEAR = 4.0  # standard errors
_STILL_HELD = 0.0005  # of the variance


@dataclass(frozen=True, slots=True)
class ConditionalMean:
    """E[Y | X_i] as a curve in the normal score of X_i, or a mean for each of its labels.

    Parameters
    ----------
    basis : the functions.
    coefficients : [unit of the outcome], shape (1 + n_replicates, n_terms): on all draws, then without each replicate.
    weights : law of the input, shape (1 or 1 + n_replicates, n_points): the chance of each label, or of each point of
        `normal_law`.
    explained : Var E[Y | X_i] / Var Y [1], bias-corrected: slightly below 0 where there is nothing. 0 for an outcome
        that does not vary.
    error : half-width of its 95 % Monte Carlo error [1]; nan from a single replicate.
    """

    basis: Hermite | Spline | Atoms
    coefficients: Array
    weights: Array
    explained: float
    error: float

    def at(self, points: float | Array) -> Array:
        """Conditional mean [unit of the outcome] at normal scores, or at labels, shape (n_points,)."""
        asked = np.atleast_1d(np.asarray(points, np.float64))
        return np.asarray(self.coefficients[0] @ self.basis.columns(asked))

    def over_law(self) -> Array:
        """Conditional mean at each point of the law, shape (1 + n_replicates, n_points)."""
        return self.coefficients if isinstance(self.basis, Atoms) else self.coefficients @ columns_over_law(self.basis)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Outcome less its mean, and what all of its regressions share."""

    values: Array
    mean: float
    variances: Array  # (1 + n_replicates,)
    means: Array  # of `values`, (1 + n_replicates,)
    n_replicates: int


def conditional_means(inputs: Inputs, outcome: Array) -> tuple[ConditionalMean, ...]:
    """Conditional mean of the outcome, shape (n_draws,), given each input, in the order of the rows.

    Raises AnalysisError where the outcome does not fit or is not finite.
    """
    prepared = _prepared(inputs.checked(outcome), inputs.n_replicates)
    effects, rest = low_effects(inputs, prepared.values)
    free = [row for row in inputs.smooth if row not in inputs.correlated]
    found = dict(zip(free, _projected(inputs, free, rest, effects, prepared), strict=True))
    values_of: dict[tuple[int, ...], Array] = {}
    for row in range(inputs.n_inputs):
        if row in inputs.atoms:
            found[row] = _group_means(inputs.atoms[row], prepared)
        elif row in found and not _unsettled(found[row], prepared):
            found[row] = _shortened(found[row], prepared)
        else:
            own = inputs.together_with(row)
            if own not in values_of:
                values_of[own] = rest + low_sum(inputs.restricted(own), effects[:, list(own)])
            found[row] = _smoothest_spline(inputs.scores[row], values_of[own], prepared)
    return tuple(found[row] for row in range(inputs.n_inputs))


def conditional_mean(
    score: Array, outcome: Array, n_replicates: int = 1, *, correlated: bool = False
) -> ConditionalMean:
    """Conditional mean given one input by its normal score, shape (n_draws,), where the others are not known.

    Less precise than `conditional_means`, which takes off what the other inputs do.
    """
    inputs = Inputs(np.asarray(score, np.float64)[None, :], n_replicates)
    if not correlated:
        return conditional_means(inputs, outcome)[0]
    prepared = _prepared(inputs.checked(outcome), n_replicates)
    return _smoothest_spline(inputs.scores[0], prepared.values, prepared)


def group_means(labels: Labels, outcome: Array, n_replicates: int = 1) -> ConditionalMean:
    """Conditional mean given one input by the labels of its values, shape (n_draws,); exact.

    A label that occurs in no draw takes the mean of all.
    """
    check_labels(labels, labels.size)
    return _group_means(labels, _prepared(checked_outcome(outcome, labels.size), n_replicates))


def _prepared(outcome: Array, n_replicates: int) -> _Outcome:
    mean = float(outcome.mean())
    values = outcome - mean
    if outcome.min() == outcome.max():  # a mean of equal draws has a rounding of its own
        mean, values = float(outcome[0]), np.zeros_like(outcome)
    means = leaving_out(by_replicate(values, n_replicates))
    variances = leaving_out(by_replicate(values**2, n_replicates)) - means**2
    return _Outcome(values, mean, variances, means, n_replicates)


def _share(explained: Array, outcome: _Outcome) -> tuple[float, float]:
    """Share of the variance and its error, from the variances of the curve, shape (1 + n_replicates,)."""
    if not (outcome.variances > 0).all():
        return 0.0, 0.0 if outcome.n_replicates > 1 else math.nan
    share = jackknife(explained / outcome.variances)
    return float(share.value), float(share.error)


def _projected(
    inputs: Inputs, rows: Sequence[int], rest: Array, effects: Array, outcome: _Outcome
) -> list[ConditionalMean]:
    """Hermite curves of the highest order that the draws carry."""
    order = min(MOST_ORDER, max(2, inputs.n_draws // 64))
    scores = inputs.scores if len(rows) == inputs.n_inputs else inputs.scores[list(rows)]
    level = float(rest.mean())
    moments = hermite_moments(scores, rest - level, inputs.slices, order)
    moments[:, :, 0] += level
    moments[:, :, 1:3] += effects[:, list(rows)].T
    return [_polynomial(leaving_out(moments[:, place]), outcome) for place in range(len(rows))]


def _polynomial(coefficients: Array, outcome: _Outcome) -> ConditionalMean:
    """The record of a Hermite curve; `coefficients` are those of the centred outcome, (1 + n_replicates, n_terms)."""
    share, error = _share((coefficients[:, 1:] ** 2).sum(axis=1), outcome)
    moved = coefficients.copy()
    moved[:, 0] += outcome.mean
    return ConditionalMean(Hermite(coefficients.shape[1] - 1), moved, normal_law()[1][None, :], share, error)


def _standard_errors(curve: ConditionalMean, outcome: _Outcome) -> Array:
    """Standard error of each coefficient, from the replicates, else from the draws as if they were independent."""
    without = curve.coefficients[1:]
    n = len(without)
    if n > 1:
        return np.asarray(without.std(axis=0, ddof=1) * (n - 1) / math.sqrt(n))
    return np.full(curve.coefficients.shape[1], math.sqrt(max(float(outcome.variances[0]), 0.0) / outcome.values.size))


def _unsettled(curve: ConditionalMean, outcome: _Outcome) -> bool:
    """Whether the last orders still hold a part of the variance: then more of them would be needed."""
    n_terms = curve.coefficients.shape[1]
    if n_terms <= MOST_ORDER or outcome.variances[0] <= 0:
        return False
    last = curve.coefficients[0, n_terms - _LAST_ORDERS :]
    noise = _standard_errors(curve, outcome)[n_terms - _LAST_ORDERS :] ** 2
    # A square of pure noise has the mean `noise` and the variance 2 noise^2.
    held = (last**2 - noise).sum() - 2 * math.sqrt(2 * (noise**2).sum())
    return bool(held > _STILL_HELD * outcome.variances[0])


def _shortened(curve: ConditionalMean, outcome: _Outcome) -> ConditionalMean:
    """The curve up to its highest clear order."""
    clear = np.flatnonzero(np.abs(curve.coefficients[0]) > _CLEAR * _standard_errors(curve, outcome))
    n_terms = 1 + min(max(LEAST_ORDER, int(clear[-1]) if clear.size else 0), curve.coefficients.shape[1] - 1)
    kept = curve.coefficients[:, :n_terms].copy()
    kept[:, 0] -= outcome.mean
    return _polynomial(kept, outcome)


def _smoothest_spline(score: Array, values: Array, outcome: _Outcome) -> ConditionalMean:
    """The spline of few cells, or of many where these explain more; `values` have the conditional mean sought."""
    most = min(MOST_CELLS, max(LEAST_CELLS, score.size // 100))
    many = _spline(Spline(most), score, values, outcome)
    few = _spline(Spline(min(FEW_CELLS, most)), score, values, outcome)
    return many if many.explained > few.explained + _STILL_HELD else few


def _spline(basis: Spline, score: Array, values: Array, outcome: _Outcome) -> ConditionalMean:
    """Least squares in B-splines."""
    gram, cross = spline_moments(basis, score, values, outcome.n_replicates)
    fits = least_squares(gram, cross[:, :, None])[:, :, 0]
    crosses = leaving_out(cross)
    # The splines add up to 1: their moments add up to the mean, and a constant is the same number in every place.
    explained = (fits * crosses).sum(axis=1) - crosses.sum(axis=1) ** 2
    share, error = _share(explained, outcome)
    return ConditionalMean(basis, fits + outcome.mean, normal_law()[1][None, :], share, error)


def _group_means(labels: Labels, outcome: _Outcome) -> ConditionalMean:
    """The mean of each label, on all draws and without each replicate."""
    shares, sums = (leaving_out(moments) for moments in label_moments(labels, outcome.values, outcome.n_replicates))
    # A share that should be 0 once its only replicate is left out may keep a rounding.
    occurs = shares * labels.size > 0.5
    means = np.divide(sums, shares, out=np.repeat(outcome.means[:, None], shares.shape[1], axis=1), where=occurs)
    weights = np.where(occurs, shares, 0.0)
    share, error = _share((weights * means**2).sum(axis=1) - outcome.means**2, outcome)
    return ConditionalMean(Atoms(shares.shape[1]), means + outcome.mean, weights, share, error)
