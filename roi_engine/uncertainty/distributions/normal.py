"""The normal distribution."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from roi_engine.uncertainty.distributions.base import (
    Array,
    Continuous,
    at_least_zero,
    constant,
    finite,
    show,
    step_cdf,
)


@dataclass(frozen=True, slots=True)
class Normal(Continuous):
    """Normal with `mean` and `sd`; DistributionError where sd is negative."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        finite(mean=self.mean)
        at_least_zero(sd=self.sd)

    @property
    def support(self) -> tuple[float, float]:
        """Lower and upper end, which may be infinite."""
        return (-math.inf, math.inf) if self.sd > 0 else (self.mean, self.mean)

    def ppf(self, u: ArrayLike) -> Array:
        """Value below which the share `u` [1] of draws lies, shape of `u`."""
        from scipy.special import ndtri

        if self.sd == 0:
            return constant(u, self.mean)
        return np.asarray(self.mean + self.sd * ndtri(np.asarray(u, float)))

    def isf(self, v: ArrayLike) -> Array:
        """Value above which the share `v` [1] of draws lies, shape of `v`."""
        return 2 * self.mean - self.ppf(v)

    def cdf(self, x: ArrayLike) -> Array:
        """Chance [1] of a value of at most `x`, shape of `x`."""
        from scipy.special import ndtr

        if self.sd == 0:
            return step_cdf(x, self.mean)
        return np.asarray(ndtr((np.asarray(x, float) - self.mean) / self.sd))

    def words(self) -> str:
        """The distribution as a reader would state it."""
        return f"normal, mean {show(self.mean)}, sd {show(self.sd)}"
