"""Value of information: what it is worth to know before the decision.

EVPI is what knowing everything is worth, EVPPI what knowing one input (or a group of inputs) is worth, both in the unit
of the outcome and before the cost of finding out. The decision is between options, one outcome each on common draws; go
or no-go is an outcome beside one of zeros.

    EVPI = E max_d Y_d - max_d E Y_d        EVPPI_i = E max_d E[Y_d | X_i] - max_d E Y_d

(Strong, Oakley & Brennan 2014, Medical Decision Making 34:311, doi 10.1177/0272989X13505910).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.analysis.group_regression import GroupBasis, group_basis, group_fits
from roi_engine.analysis.regression import ConditionalMean, conditional_means
from roi_engine.analysis.replicates import AnalysisError, by_replicate, jackknife, leaving_out, replicate_slices
from roi_engine.analysis.sample import Inputs, checked_outcome

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Worth:
    """What a piece of knowledge is worth.

    Parameters
    ----------
    value : [unit of the outcome], at least 0 and at most the EVPI.
    raw : the bias-corrected estimate before these limits; below 0 within its error where nothing can be gained.
    error : half-width of the 95 % Monte Carlo error of `raw` [unit of the outcome]; nan from a single replicate.
    share : `value` as a share of the EVPI [1]; nan where the EVPI is 0.
    """

    value: float
    raw: float
    error: float
    share: float


def go_or_not(outcome: Array) -> Array:
    """The options of a decision to go or not: the outcome, shape (n_draws,), and nothing; shape (2, n_draws)."""
    return np.stack([outcome, np.zeros_like(outcome)])


def evpi(outcomes: Array, n_replicates: int = 1) -> Worth:
    """Expected value of perfect information; `outcomes` has shape (n_options, n_draws), paired draws.

    0 for a single option. Raises AnalysisError where an outcome is not finite or the replicates are not equal.
    """
    gains = advantages(_checked(outcomes, n_replicates))
    best = leaving_out(by_replicate(np.max(gains, axis=0, initial=0.0), n_replicates))
    chosen = leaving_out(by_replicate(gains, n_replicates)).max(axis=1, initial=0.0)
    return _worth(best - chosen, math.inf)


def advantages(outcomes: Array) -> Array:
    """Advantage of every other option over the one with the highest mean, shape (n_options - 1, n_draws).

    What all options have in common drops out, and an option that never wins costs nothing. Ties go to the first.
    """
    best = int(np.argmax(outcomes.mean(axis=1)))
    return np.asarray(np.delete(outcomes, best, axis=0) - outcomes[best])


def evppi(means: Sequence[ConditionalMean], perfect: float = math.inf) -> Worth:
    """Expected value of knowing one input, from conditional means given it.

    Parameters
    ----------
    means : for each option its conditional mean given this input, less that of one option that is left out and counts
        as 0. For go / no-go: that of the outcome alone.
    perfect : the EVPI of the same options and draws, which is not exceeded.

    Exact for an input with labels. Summed over the law of the input, not over the draws.
    """
    if not means:
        return _worth(np.zeros(1), perfect)
    curves = [mean.over_law() for mean in means]
    weights = means[0].weights
    best = (weights * np.maximum(np.max(curves, axis=0), 0.0)).sum(axis=1)
    chosen = np.max([(weights * curve).sum(axis=1) for curve in curves], axis=0)
    return _worth(best - np.maximum(chosen, 0.0), perfect)


def evppi_of_inputs(inputs: Inputs, outcomes: Array) -> tuple[Worth, ...]:
    """Expected value of knowing each input, in the order of the rows; `outcomes` has shape (n_options, n_draws)."""
    checked = _checked(outcomes, inputs.n_replicates)
    perfect = evpi(checked, inputs.n_replicates).value
    means = [conditional_means(inputs, gain) for gain in advantages(checked)]
    return tuple(evppi([each[row] for each in means], perfect) for row in range(inputs.n_inputs))


def evppi_of_group(rows: Sequence[int], inputs: Inputs, outcomes: Array) -> Worth:
    """Expected value of knowing several inputs together, such as all that one pilot would measure.

    Regression on the group (see `group_regression`): main effects of every input and the strongest products of two.
    Interactions of three and more count as noise, so that the worth of a group whose inputs act through them is
    understated. `rows` are rows of the inputs; a single one is answered as by `evppi`.
    """
    checked = _checked(outcomes, inputs.n_replicates)
    wanted = tuple(sorted(set(rows)))
    if not wanted or not 0 <= wanted[0] <= wanted[-1] < inputs.n_inputs:
        raise AnalysisError(f"rows {wanted} are not among the {inputs.n_inputs} inputs")
    own = inputs.restricted(wanted)
    perfect = evpi(checked, inputs.n_replicates).value
    gains = advantages(checked)
    if len(gains) == 0 or len(wanted) == 1:
        return evppi([conditional_means(own, gain)[0] for gain in gains], perfect)
    basis = group_basis(own, gains)
    return _worth(_policy_gain(basis, own, gains), perfect)


def _policy_gain(basis: GroupBasis, inputs: Inputs, gains: Array) -> Array:
    """Mean of the best conditional mean less the best mean, on all draws and without each replicate."""
    fits = group_fits(basis, inputs, gains)
    n_sets, n_terms, n_options = fits.shape
    flat = fits.transpose(1, 0, 2).reshape(n_terms, n_sets * n_options)
    best = np.empty((inputs.n_replicates, n_sets))
    for replicate, run in enumerate(inputs.slices):
        curves = (basis.columns(inputs, run).T @ flat).reshape(-1, n_sets, n_options)
        best[replicate] = np.maximum(curves.max(axis=2), 0.0).mean(axis=0)
    # Each fit is valued on the draws that it was made from: the one without replicate r on all others.
    means = leaving_out(best)
    own = np.diagonal(means[:, :n_sets]).copy()
    chosen = leaving_out(by_replicate(gains, inputs.n_replicates)).max(axis=1, initial=0.0)
    return np.asarray(own - chosen)


def _checked(outcomes: Array, n_replicates: int) -> Array:
    """Outcomes as floats, shape (n_options, n_draws)."""
    if outcomes.ndim != 2 or not len(outcomes):
        raise AnalysisError(f"outcomes of shape {outcomes.shape} are not (n_options, n_draws)")
    replicate_slices(outcomes.shape[1], n_replicates)
    return np.stack([checked_outcome(outcome, outcomes.shape[1]) for outcome in outcomes])


def _worth(gains: Array, perfect: float) -> Worth:
    """The record of a gain, shape (1 + n_replicates,)."""
    found = jackknife(gains)
    raw = float(found.value)
    value = min(max(raw, 0.0), perfect)
    known = value if math.isinf(perfect) else perfect
    return Worth(value, raw, float(found.error), value / known if known > 0 else math.nan)
