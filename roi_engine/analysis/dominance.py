"""Stochastic dominance: which of two outcomes every reader of a kind would take, whatever the shape of his utility.

First order: at every percentile at least as good, so that all who want more agree. Second order: the mean of the worst
p % is at least as good for every p, so that all who want more and dislike risk agree (Hadar & Russell 1969, American
Economic Review 59:25; Levy 1992, Management Science 38:555). Both look at the two distributions alone, not at which
draws go together, and both read the sorted draws themselves, without a model of the distribution.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from roi_engine.analysis.outcomes import ROUNDING, folded
from roi_engine.uncertainty.precision import CONFIDENCE

Array = NDArray[np.float64]
Order = Literal["first", "second", "none"]

# The lead is looked for at all levels at once, where the highest of many errors is well above each one's own: with one
# error asked, two samples of one distribution seem to dominate each other one time in five; with two, hardly ever.
LEAD = 2


@dataclass(frozen=True, slots=True)
class Dominance:
    """Which of a and b dominates, at the strongest order that holds; `over` is None with order `none`.

    `tolerance` [currency] is the largest Monte Carlo error that was granted to a percentile (first order) or to a
    mean of the worst p %, weighted by p (second order, and `none`). `shortfall` [currency] is the most by which the
    dominating outcome lies below the other anywhere on that scale: 0 where the sorted draws are ordered exactly, never
    above `tolerance`; nan with order `none`.
    """

    order: Order
    over: Literal["a", "b"] | None
    tolerance: float
    shortfall: float


@dataclass(frozen=True, slots=True)
class _Gap:
    """a less b at each level of the sorted draws, and the error granted there; shape (n_draws,) each [currency]."""

    difference: Array
    tolerance: Array

    def turned(self) -> _Gap:
        """The same seen from b."""
        return _Gap(-self.difference, self.tolerance)

    def holds(self) -> bool:
        """Never below by more than the error, and somewhere above by more than twice the error."""
        above = bool(np.any(self.difference > LEAD * self.tolerance))
        return above and bool(np.all(self.difference >= -self.tolerance))

    def shortfall(self) -> float:
        """The most by which the difference is negative, 0 at least."""
        return max(0.0, -float(self.difference.min()))


def dominance(a: Array, b: Array, n_replicates: int = 1) -> Dominance:
    """First- or second-order stochastic dominance between two outcomes on the same draws.

    Parameters
    ----------
    a, b
        Outcomes [currency], more is better, shape (n_draws,); finite.
    n_replicates
        Number of consecutive equal replicates among the draws. With one there is no Monte Carlo error to grant, and
        the sorted draws must be ordered exactly.

    Returns
    -------
    Dominance
        First order is claimed only where second order holds as well, as theory has it. Outcomes that nowhere differ
        by more than twice the error give `none`.

    Notes
    -----
    The error granted to a percentile is the half-width of its 95 % error over replicates, level by level. Pooling does
    not steady the outermost draws of all, so those at either end are granted the error of one replicate.
    """
    percentile = _percentile_gap(a, b, n_replicates)
    worst = _worst_mean_gap(percentile.difference, a, b, n_replicates)
    over_a: tuple[Literal["a", "b"], _Gap, _Gap] = ("a", percentile, worst)
    over_b: tuple[Literal["a", "b"], _Gap, _Gap] = ("b", percentile.turned(), worst.turned())
    for over, first, second in (over_a, over_b):
        if second.holds():
            order: Order = "first" if first.holds() else "second"
            gap = first if order == "first" else second
            return Dominance(order, over, float(gap.tolerance.max()), gap.shortfall())
    return Dominance("none", None, float(worst.tolerance.max()), math.nan)


def _percentile_gap(a: Array, b: Array, n_replicates: int) -> _Gap:
    """Difference of the sorted draws, level by level."""
    difference = _sorted_difference(a, b)
    if n_replicates == 1:
        return _Gap(difference, np.zeros_like(difference))
    each = _sorted_difference(folded(a, n_replicates), folded(b, n_replicates))
    tolerance = np.repeat(_half_widths(each), n_replicates)
    tolerance[:n_replicates] *= math.sqrt(n_replicates)
    if each.shape[1] > 1:
        tolerance[-n_replicates:] *= math.sqrt(n_replicates)
    return _Gap(difference, tolerance)


def _worst_mean_gap(difference: Array, a: Array, b: Array, n_replicates: int) -> _Gap:
    """Integral of the quantile functions' difference up to each level: the mean of the worst p %, times p."""
    n_draws = difference.size
    gathered = np.cumsum(difference) / n_draws
    rounding = ROUNDING * np.cumsum(np.abs(difference)) / n_draws
    if n_replicates == 1:
        return _Gap(gathered, rounding)
    each = _sorted_difference(folded(a, n_replicates), folded(b, n_replicates))
    widths = _half_widths(np.cumsum(each, axis=1) / each.shape[1])
    return _Gap(gathered, np.maximum(np.repeat(widths, n_replicates), rounding))


def _sorted_difference(a: Array, b: Array) -> Array:
    """A less b after sorting each along the last axis; what is mere rounding of the two counts as 0."""
    above, below = np.sort(a, axis=-1), np.sort(b, axis=-1)
    difference = above - below
    difference[np.abs(difference) <= ROUNDING * np.maximum(np.abs(above), np.abs(below))] = 0.0
    return difference


def _half_widths(estimates: Array) -> Array:
    """Half-width of the 95 % error of each column's mean, shape (n_replicates, n_levels) to (n_levels,)."""
    from scipy.special import stdtrit

    n_replicates = estimates.shape[0]
    factor = float(stdtrit(n_replicates - 1, 0.5 + CONFIDENCE / 2)) / math.sqrt(n_replicates)
    widths: Array = np.std(estimates, axis=0, ddof=1) * factor
    return widths
