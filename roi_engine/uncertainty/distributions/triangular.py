"""Triangle from lowest, most likely and highest value."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from roi_engine.uncertainty.distributions.base import Array, Continuous, ascending, constant, show, step_cdf


@dataclass(frozen=True, slots=True)
class Triangular(Continuous):
    """Density that rises in a straight line from `low` to `mode` and falls to `high`.

    DistributionError unless low <= mode <= high.
    """

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        ascending(low=self.low, mode=self.mode, high=self.high)

    @property
    def mean(self) -> float:
        """Mean [unit of the value]."""
        return (self.low + self.mode + self.high) / 3

    @property
    def sd(self) -> float:
        """Standard deviation [unit of the value]."""
        left, right = self.mode - self.low, self.high - self.mode
        return math.sqrt((left * left + left * right + right * right) / 18)

    @property
    def support(self) -> tuple[float, float]:
        """Lower and upper end, which may be infinite."""
        return float(self.low), float(self.high)

    def kinks(self) -> tuple[float, ...]:
        """Values inside the support where the density jumps or breaks."""
        return (self.mode,) if self.low < self.mode < self.high else ()

    def ppf(self, u: ArrayLike) -> Array:
        """Value below which the share `u` [1] of draws lies, shape of `u`."""
        if self.low == self.high:
            return constant(u, self.low)
        u = np.asarray(u, float)
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        rising = self.low + np.sqrt(u * width * left)
        falling = self.high - np.sqrt((1 - u) * width * right)
        return np.where(u * width < left, rising, falling)

    def cdf(self, x: ArrayLike) -> Array:
        """Chance [1] of a value of at most `x`, shape of `x`."""
        if self.low == self.high:
            return step_cdf(x, self.low)
        inside = np.clip(np.asarray(x, float), self.low, self.high)
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        rising = (inside - self.low) ** 2 / (width * left) if left > 0 else np.zeros_like(inside)
        falling = 1 - (self.high - inside) ** 2 / (width * right) if right > 0 else np.ones_like(inside)
        return np.asarray(np.where((inside < self.mode) | (right == 0), rising, falling))

    def words(self) -> str:
        """The distribution as a reader would state it."""
        return f"triangle {show(self.low)} / {show(self.mode)} / {show(self.high)}"
