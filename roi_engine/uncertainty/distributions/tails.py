"""Warnings of tails that a fit implies and nobody meant."""

from __future__ import annotations

import math

from roi_engine.uncertainty.distributions.base import Distribution, show


def tail_warning(distribution: Distribution) -> str | None:
    """What is wrong with the tails of a continuous distribution, or None.

    The mean lies above the P90 or below the P10, or the mean or the sd does not exist. Distributions with values of
    their own probability (events, choices) are left out: a rare event has its mean above its P90 by right.
    """
    if distribution.atoms()[0].size:
        return None
    mean, sd = distribution.mean, distribution.sd
    what = distribution.words()
    if not math.isfinite(mean):
        return f"{what}: the tail is so heavy that the mean does not exist; set a bound or narrow the range"
    low, high = distribution.ppf([0.1, 0.9]).tolist()
    if mean > high:
        return f"{what}: the mean {show(mean)} is above the P90 {show(high)}; a bound above would keep the tail in hand"
    if mean < low:
        return f"{what}: the mean {show(mean)} is below the P10 {show(low)}; a bound below would keep the tail in hand"
    if not math.isfinite(sd):
        return f"{what}: the tail is so heavy that the sd does not exist; set a bound or narrow the range"
    return None
