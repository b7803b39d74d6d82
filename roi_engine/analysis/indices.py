"""Sobol indices: what share of the outcome's variance each input explains, alone, with one other, and in all.

First-order and pairwise indices come from the run's own draws, without further runs of the model. Estimators on ranks
or nearest neighbours are not used: on Sobol points they are off by a tenth or more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.analysis.moments import label_polynomials, low_columns, low_effects
from roi_engine.analysis.regression import conditional_means
from roi_engine.analysis.replicates import AnalysisError, by_replicate, jackknife, leaving_out, replicate_slices
from roi_engine.analysis.sample import Inputs, checked_outcome

Array = NDArray[np.float64]
Model = Callable[[Array], Array]


@dataclass(frozen=True, slots=True)
class Indices:
    """A share of the outcome's variance for each input.

    Parameters
    ----------
    share : [1], shape (n_inputs,), bias-corrected: an input without effect may lie below 0 within its error.
    error : half-widths of the 95 % Monte Carlo errors [1], shape (n_inputs,); nan from a single replicate.
    adds_up : whether first-order shares and interactions add to one. False where inputs are correlated: what they
        share is then counted with each of them.
    """

    share: Array
    error: Array
    adds_up: bool


@dataclass(frozen=True, slots=True)
class Interactions:
    """Share of the variance of each pair of inputs beyond their own, symmetric, shape (n_inputs, n_inputs).

    Not-a-number on the diagonal and between correlated inputs, where no such share is defined. `error` holds the
    half-widths of the 95 % Monte Carlo errors.
    """

    share: Array
    error: Array


def first_order(inputs: Inputs, outcome: Array) -> Indices:
    """First-order Sobol indices Var E[Y | X_i] / Var Y of all inputs, from their conditional means.

    All 0 for an outcome that does not vary. Raises AnalysisError where the outcome does not fit or is not finite.
    """
    means = conditional_means(inputs, outcome)
    share = np.array([mean.explained for mean in means])
    error = np.array([mean.error for mean in means])
    return Indices(share, error, adds_up=not inputs.correlated)


def interactions(inputs: Inputs, outcome: Array) -> Interactions:
    """Second-order Sobol indices of all pairs at once, from products of the first two functions of each input.

    The index of a pair counts the interactions of degree (1, 1), (1, 2), (2, 1) and (2, 2) in the normal scores: exact
    for products of straight lines and parabolas and between events, otherwise a lower bound. Labels beyond three count
    by a line and a parabola in the label.
    """
    values = inputs.checked(outcome)
    values = values - values.mean()
    tables = {row: label_polynomials(labels) for row, labels in inputs.atoms.items()}
    residual = low_effects(inputs, values)[1]  # main effects are noise to a pair
    products = np.empty((inputs.n_replicates, 3, inputs.n_inputs, inputs.n_inputs))
    for replicate, run in enumerate(inputs.slices):
        first, second = low_columns(inputs, run, tables)
        weighted = first * residual[run]
        size = run.stop - run.start
        products[replicate, 0] = weighted @ first.T / size
        products[replicate, 1] = weighted @ second.T / size
        products[replicate, 2] = (second * residual[run]) @ second.T / size
    squares = leaving_out(products) ** 2
    explained = squares[:, 0] + squares[:, 2] + (squares[:, 1] + squares[:, 1].transpose(0, 2, 1))
    explained = (explained + explained.transpose(0, 2, 1)) / 2  # the same to the last bit on both sides
    variances = _variances(values, inputs.n_replicates)[:, None, None]
    shares = np.divide(explained, variances, out=np.zeros_like(explained), where=variances > 0)
    found = jackknife(shares)
    undefined = _undefined_pairs(inputs)
    return Interactions(np.where(undefined, np.nan, found.value), np.where(undefined, np.nan, found.error))


def _variances(centred: Array, n_replicates: int) -> Array:
    """Variance on all draws and without each replicate, shape (1 + n_replicates,)."""
    means = leaving_out(by_replicate(centred, n_replicates))
    return np.asarray(leaving_out(by_replicate(centred**2, n_replicates)) - means**2)


def _undefined_pairs(inputs: Inputs) -> NDArray[np.bool_]:
    """The diagonal, and pairs within one group."""
    undefined = np.eye(inputs.n_inputs, dtype=bool)
    for group in inputs.groups:
        undefined[np.ix_(group, group)] = True
    return undefined


def total(model: Model, scores: Array, others: Array, n_replicates: int = 1) -> Indices:
    """Total Sobol indices E Var[Y | all but X_i] / Var Y, by runs of the model with one input replaced.

    Parameters
    ----------
    model : from normal scores, shape (n_inputs, n_draws), to outcomes, shape (n_draws,); it is run 1 + n_inputs times
        and must keep neither of the arrays.
    scores, others : two independent sets of draws of the same shape, such as the halves of one set of points with
        twice the dimensions. Where the model correlates its inputs, the scores are those before it does.
    n_replicates : the draws are this many equal replicates, one after the other.

    Source: Jansen (1999), Computer Physics Communications 117:35, eq. 12; Saltelli et al. (2010), ibid. 181:259.
    """
    if scores.shape != others.shape or scores.ndim != 2:
        raise AnalysisError(f"scores of shapes {scores.shape} and {others.shape} are not two (n_inputs, n_draws)")
    n_inputs, n_draws = scores.shape
    replicate_slices(n_draws, n_replicates)
    outcome = checked_outcome(model(scores), n_draws)
    squares = np.empty((n_replicates, n_inputs))
    mixed = scores.copy()
    for row in range(n_inputs):
        mixed[row] = others[row]
        changed = checked_outcome(model(mixed), n_draws)
        squares[:, row] = by_replicate((outcome - changed) ** 2, n_replicates)
        mixed[row] = scores[row]
    variances = _variances(outcome - outcome.mean(), n_replicates)[:, None]
    unexplained = leaving_out(squares) / 2
    found = jackknife(np.divide(unexplained, variances, out=np.zeros_like(unexplained), where=variances > 0))
    return Indices(found.value, found.error, adds_up=False)
