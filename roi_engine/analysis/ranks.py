"""Ranks: Spearman's correlation of each input with the outcome, and normal scores of values from anywhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roi_engine.analysis.replicates import Estimates, by_replicate, jackknife, leaving_out
from roi_engine.analysis.sample import Inputs

Array = NDArray[np.float64]


def average_ranks(values: Array) -> Array:
    """Ranks from 1, ties sharing their average, shape (n_draws,).

    >>> average_ranks(np.array([3.0, 1.0, 3.0]))
    array([2.5, 1. , 2.5])
    """
    order = np.argsort(values)  # not the stable one, which takes four times as long: ties share their rank anyway
    ascending = values[order]
    starts = np.flatnonzero(np.concatenate([[True], ascending[1:] != ascending[:-1]]))
    ends = np.append(starts[1:], values.size)
    ranks = np.empty(values.size)
    ranks[order] = np.repeat((starts + ends + 1) / 2, ends - starts)
    return ranks


def normal_scores(values: Array) -> Array:
    """Normal scores of values in any unit by their ranks r: ndtri((r - 1/2) / n), shape (n_draws,)."""
    from scipy.special import ndtri

    return np.asarray(ndtri((average_ranks(values) - 0.5) / values.size))


def rank_correlation(inputs: Inputs, outcome: Array) -> Estimates:
    """Spearman's rank correlation of each input with the outcome [-1 to 1], shape (n_inputs,), with its error.

    Not-a-number for an input, or an outcome, that takes one value only. Ties share their average rank.
    """
    size = inputs.n_draws
    ranked = _centred(average_ranks(inputs.checked(outcome)), size)
    products = np.empty((inputs.n_replicates, inputs.n_inputs))
    squares = np.empty(inputs.n_inputs)
    for row in range(inputs.n_inputs):
        values = inputs.atoms[row] if row in inputs.atoms else inputs.scores[row]
        own = _centred(average_ranks(np.asarray(values, np.float64)), size)
        products[:, row] = by_replicate(own * ranked, inputs.n_replicates)
        squares[row] = np.mean(own**2)
    spread = np.sqrt(squares * np.mean(ranked**2))
    scale = np.divide(1.0, spread, out=np.full_like(spread, np.nan), where=spread > 0)
    return jackknife(leaving_out(products) * scale)


def _centred(ranks: Array, n_draws: int) -> Array:
    """Ranks as shares of the draws, less their mean."""
    return np.asarray((ranks - (n_draws + 1) / 2) / n_draws)
