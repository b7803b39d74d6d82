"""A measured result in the form a scenario takes as a value."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from roi_engine.customers.pilots.checks import checked_outcome
from roi_engine.customers.pilots.contrasts import Contrast
from roi_engine.errors import DataError, Problem


@dataclass(frozen=True, slots=True)
class StatedMean:
    """`{mean, se, n}`: Student's t about the mean with n - 1 degrees of freedom."""

    mean: float
    se: float
    n: int


@dataclass(frozen=True, slots=True)
class StatedShare:
    """`{successes, trials}`: a share of one arm, Beta(successes + 1/2, trials - successes + 1/2)."""

    successes: int
    trials: int


def stated_mean(outcome: ArrayLike) -> StatedMean:
    """Mean of one arm [unit of the outcome] with its standard error and its customers."""
    y = checked_outcome(outcome, "outcome")
    return StatedMean(float(y.mean()), float(y.std(ddof=1)) / math.sqrt(y.size), y.size)


def stated_difference(contrast: Contrast) -> StatedMean:
    """Difference of a contrast with its standard error; n is such that n - 1 are its degrees of freedom, rounded down.

    A difference has no n of its own: this one makes the scenario draw from the distribution that gave the interval.
    Shares, whose difference is normal, give the customers of both arms.
    """
    everyone = contrast.n_treated + contrast.n_control
    n = everyone if math.isinf(contrast.df) else math.floor(contrast.df + 1e-9) + 1
    return StatedMean(contrast.difference, contrast.se, n)


def stated_share(outcome: ArrayLike) -> StatedShare:
    """Share of one arm whose outcome is 1 (or true), of all of them; DataError where an outcome is neither 0 nor 1."""
    y = checked_outcome(outcome, "outcome", at_least=1)
    other = y[(y != 0) & (y != 1)]
    if other.size:
        said = f"{other.size} outcomes are neither 0 nor 1, the first is {other[0]:g}"
        hint = "a mean fits better: {mean, se, n}"
        raise DataError([Problem("not-a-share", said, accepted="accepted: 0 and 1", hint=hint)])
    return StatedShare(int(np.count_nonzero(y)), y.size)
