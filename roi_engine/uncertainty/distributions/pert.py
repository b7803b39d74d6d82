"""PERT: a beta distribution from lowest, most likely and highest value."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from roi_engine.uncertainty.distributions.base import (
    Array,
    Continuous,
    ascending,
    at_least_zero,
    constant,
    show,
    step_cdf,
)
from roi_engine.uncertainty.distributions.beta import beta_quantile


@dataclass(frozen=True, slots=True)
class Pert(Continuous):
    """Modified PERT between `low` and `high` with weight `lam` on the mode; `lam` 0 is uniform.

    Beta(1 + lam (mode - low) / (high - low), 1 + lam (high - mode) / (high - low)) stretched over the range
    (Vose, Risk Analysis, 3rd ed., 2008). DistributionError unless low <= mode <= high and lam >= 0.
    """

    low: float
    mode: float
    high: float
    lam: float = 4.0

    def __post_init__(self) -> None:
        ascending(low=self.low, mode=self.mode, high=self.high)
        at_least_zero(lam=self.lam)

    @property
    def shape(self) -> tuple[float, float]:
        """Both shape parameters of the beta distribution [1]; low < high is taken for granted."""
        fraction = (self.mode - self.low) / (self.high - self.low)
        return 1 + self.lam * fraction, 1 + self.lam * (1 - fraction)

    @property
    def mean(self) -> float:
        """Mean [unit of the value]."""
        return (self.low + self.lam * self.mode + self.high) / (self.lam + 2)

    @property
    def sd(self) -> float:
        """Standard deviation [unit of the value]."""
        return math.sqrt(max(0.0, (self.mean - self.low) * (self.high - self.mean)) / (self.lam + 3))

    @property
    def support(self) -> tuple[float, float]:
        """Lower and upper end, which may be infinite."""
        return float(self.low), float(self.high)

    def ppf(self, u: ArrayLike) -> Array:
        """Value below which the share `u` [1] of draws lies, shape of `u`."""
        if self.low == self.high:
            return constant(u, self.low)
        return np.asarray(self.low + (self.high - self.low) * beta_quantile(*self.shape, u))

    def isf(self, v: ArrayLike) -> Array:
        """Value above which the share `v` [1] of draws lies, shape of `v`."""
        if self.low == self.high:
            return constant(v, self.low)
        return np.asarray(self.low + (self.high - self.low) * beta_quantile(*self.shape, v, from_above=True))

    def cdf(self, x: ArrayLike) -> Array:
        """Chance [1] of a value of at most `x`, shape of `x`."""
        from scipy.special import betainc

        if self.low == self.high:
            return step_cdf(x, self.low)
        inside = np.clip((np.asarray(x, float) - self.low) / (self.high - self.low), 0, 1)
        return np.asarray(betainc(*self.shape, inside))

    def words(self) -> str:
        """The distribution as a reader would state it."""
        weight = "" if self.lam == 4 else f" (lambda {show(self.lam)})"
        return f"PERT {show(self.low)} / {show(self.mode)} / {show(self.high)}{weight}"
