"""The lognormal distribution, shifted and reflected where a fit needs it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from roi_engine.uncertainty.distributions.base import (
    Array,
    Continuous,
    DistributionError,
    at_least_zero,
    constant,
    finite,
    show,
    step_cdf,
)

LARGEST_LOGARITHM = 340.0  # beyond it the square of a draw is no double any more


@dataclass(frozen=True, slots=True)
class LogNormal(Continuous):
    """`shift` + exp(normal(mu, sigma)), or `shift` - exp(...) where `reflected`.

    Parameters
    ----------
    mu, sigma : mean and sd of the logarithm [1], not of the value.
    shift : the end of the support [unit of the value].
    reflected : True for a tail to the left.

    DistributionError where sigma is negative or the values would overflow.
    """

    mu: float
    sigma: float
    shift: float = 0.0
    reflected: bool = False

    def __post_init__(self) -> None:
        finite(mu=self.mu, shift=self.shift)
        at_least_zero(sigma=self.sigma)
        if self.mu + max(9 * self.sigma, self.sigma**2) > LARGEST_LOGARITHM:
            raise DistributionError(
                f"a lognormal with mu {show(self.mu)} and sigma {show(self.sigma)} has values too large to count with",
                "mu and sigma are the mean and sd of the logarithm, not of the value",
            )

    @property
    def _sign(self) -> float:
        return -1.0 if self.reflected else 1.0

    @property
    def mean(self) -> float:
        """Mean [unit of the value]."""
        return self.shift + self._sign * math.exp(self.mu + self.sigma**2 / 2)

    @property
    def sd(self) -> float:
        """Standard deviation [unit of the value]."""
        return math.exp(self.mu + self.sigma**2 / 2) * math.sqrt(math.expm1(self.sigma**2))

    @property
    def support(self) -> tuple[float, float]:
        """Lower and upper end, which may be infinite."""
        if self.sigma == 0:
            return self.mean, self.mean
        return (-math.inf, self.shift) if self.reflected else (self.shift, math.inf)

    def ppf(self, u: ArrayLike) -> Array:
        """Value below which the share `u` [1] of draws lies, shape of `u`."""
        return self._quantile(u, self._sign)

    def isf(self, v: ArrayLike) -> Array:
        """Value above which the share `v` [1] of draws lies, shape of `v`."""
        return self._quantile(v, -self._sign)

    def _quantile(self, share: ArrayLike, direction: float) -> Array:
        """Value whose logarithm has the normal score of `share`, times `direction`."""
        from scipy.special import ndtri

        if self.sigma == 0:
            return constant(share, self.mean)
        z = direction * ndtri(np.asarray(share, float))
        return np.asarray(self.shift + self._sign * np.exp(self.mu + self.sigma * z))

    def cdf(self, x: ArrayLike) -> Array:
        """Chance [1] of a value of at most `x`, shape of `x`."""
        from scipy.special import ndtr

        if self.sigma == 0:
            return step_cdf(x, self.mean)
        distance = np.maximum(self._sign * (np.asarray(x, float) - self.shift), 0.0)
        with np.errstate(divide="ignore"):
            z = (np.log(distance) - self.mu) / self.sigma
        return np.asarray(ndtr(self._sign * z))

    def words(self) -> str:
        """The distribution as a reader would state it."""
        shift = f", shifted to {show(self.shift)}" if self.shift else ""
        mirror = ", reflected" if self.reflected else ""
        return f"lognormal, mean {show(self.mean)}, sd {show(self.sd)}{shift}{mirror}"
