"""The beta distribution: an uncertain share."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from roi_engine.uncertainty.distributions.base import Array, Continuous, DistributionError, finite, show

LEAST_SHARE = 1e-60  # below it scipy's inverse is not reliable any more (nan at 1e-108 for equal shapes)


def beta_quantile(a: float, b: float, share: ArrayLike, from_above: bool = False) -> Array:
    """Value of a beta distribution below (above) which `share` [1] lies, to shares of 1e-60 and exact at 0."""
    from scipy.special import betainccinv, betaincinv

    share = np.asarray(share, float)
    known = np.where((share > 0) & (share < LEAST_SHARE), LEAST_SHARE, share)
    return np.asarray(betainccinv(a, b, known) if from_above else betaincinv(a, b, known))


@dataclass(frozen=True, slots=True)
class Beta(Continuous):
    """Beta(a, b) over 0 to 1; DistributionError unless both are above zero."""

    a: float
    b: float

    def __post_init__(self) -> None:
        finite(a=self.a, b=self.b)
        if min(self.a, self.b) <= 0:
            raise DistributionError(f"beta parameters are {show(self.a)} and {show(self.b)}", "both must be above zero")

    @property
    def mean(self) -> float:
        """Mean [unit of the value]."""
        return self.a / (self.a + self.b)

    @property
    def sd(self) -> float:
        """Standard deviation [unit of the value]."""
        total = self.a + self.b
        return math.sqrt(self.mean * (self.b / total) / (total + 1))

    @property
    def support(self) -> tuple[float, float]:
        """Lower and upper end, which may be infinite."""
        return 0.0, 1.0

    def ppf(self, u: ArrayLike) -> Array:
        """Value below which the share `u` [1] of draws lies, shape of `u`."""
        return beta_quantile(self.a, self.b, u)

    def isf(self, v: ArrayLike) -> Array:
        """Value above which the share `v` [1] of draws lies, shape of `v`."""
        return beta_quantile(self.a, self.b, v, from_above=True)

    def cdf(self, x: ArrayLike) -> Array:
        """Chance [1] of a value of at most `x`, shape of `x`."""
        from scipy.special import betainc

        return np.asarray(betainc(self.a, self.b, np.clip(np.asarray(x, float), 0, 1)))

    def words(self) -> str:
        """The distribution as a reader would state it."""
        return f"beta {show(self.a)} / {show(self.b)}"
