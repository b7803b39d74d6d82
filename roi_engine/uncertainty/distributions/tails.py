"""Warnings of tails that a fit implies and nobody meant."""

from __future__ import annotations

import math
from collections.abc import Mapping

from roi_engine.errors import N_
from roi_engine.uncertainty.distributions.base import Distribution, show


def tail_warning(distribution: Distribution) -> tuple[str, Mapping[str, str]] | None:
    """What is wrong with the tails of a continuous distribution, as a template and what fills it, or None.

    The mean lies above the P90 or below the P10, or the mean or the sd does not exist. Distributions with values of
    their own probability (events, choices) are left out: a rare event has its mean above its P90 by right.
    """
    if distribution.atoms()[0].size:
        return None
    mean, sd = distribution.mean, distribution.sd
    what = distribution.words()
    if not math.isfinite(mean):
        said = N_("{what}: the tail is so heavy that the mean does not exist; set a bound or narrow the range")
        return said, {"what": what}
    low, high = distribution.ppf([0.1, 0.9]).tolist()
    if mean > high:
        said = N_("{what}: the mean {mean} is above the P90 {high}; a bound above would keep the tail in hand")
        return said, {"what": what, "mean": show(mean), "high": show(high)}
    if mean < low:
        said = N_("{what}: the mean {mean} is below the P10 {low}; a bound below would keep the tail in hand")
        return said, {"what": what, "mean": show(mean), "low": show(low)}
    if not math.isfinite(sd):
        said = N_("{what}: the tail is so heavy that the sd does not exist; set a bound or narrow the range")
        return said, {"what": what}
    return None
