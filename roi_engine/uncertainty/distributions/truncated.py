"""A distribution cut to a range."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from roi_engine.uncertainty.distributions.base import Array, Atoms, Continuous, Distribution, DistributionError, show
from roi_engine.uncertainty.distributions.discrete import moments_of_atoms, ppf_of_atoms
from roi_engine.uncertainty.distributions.moments import moments

LEAST_SHARE = 1e-6


@dataclass(frozen=True, slots=True)
class Truncated:
    """`base` given that it lies in `lower` to `upper`, ends included; None is no bound.

    DistributionError where lower > upper or less than a millionth of the base lies inside.
    """

    base: Distribution
    lower: float | None = None
    upper: float | None = None

    def __post_init__(self) -> None:
        lower, upper = self._bounds
        if math.isnan(lower) or math.isnan(upper) or lower > upper:
            raise DistributionError(f"lower {show(lower)} is above upper {show(upper)}", "lower <= upper is accepted")
        start, end = _cut(self)
        if not end - start >= LEAST_SHARE:
            ends = " to ".join(map(show, self.base.support))
            raise DistributionError(
                f"less than a millionth of {self.base.words()} lies between {show(lower)} and {show(upper)}",
                f"bounds that leave more of {ends} are accepted",
            )

    @property
    def _bounds(self) -> tuple[float, float]:
        return (
            -math.inf if self.lower is None else float(self.lower),
            math.inf if self.upper is None else float(self.upper),
        )

    @property
    def mean(self) -> float:
        """Mean [unit of the value]."""
        return _moments(self)[0]

    @property
    def sd(self) -> float:
        """Standard deviation [unit of the value]."""
        return _moments(self)[1]

    @property
    def support(self) -> tuple[float, float]:
        """Lower and upper end, which may be infinite."""
        values, shares = self.atoms()
        if values.size and math.isclose(float(shares.sum()), 1.0, rel_tol=1e-12):
            return float(values[0]), float(values[-1])
        (lower, upper), (least, greatest) = self._bounds, self.base.support
        return float(max(lower, least)), float(min(upper, greatest))

    def atoms(self) -> Atoms:
        """Values with a probability of their own, ascending, and these probabilities."""
        values, shares = self.base.atoms()
        start, end = _cut(self)
        kept = (values >= self._bounds[0]) & (values <= self._bounds[1])
        return values[kept], shares[kept] / (end - start)

    def kinks(self) -> tuple[float, ...]:
        """Values inside the support where the density jumps or breaks."""
        lower, upper = self._bounds
        return tuple(kink for kink in self.base.kinks() if lower < kink < upper)

    def ppf(self, u: ArrayLike) -> Array:
        """Value below which the share `u` [1] of draws lies, shape of `u`."""
        start, end = _cut(self)
        values, shares = self.atoms()
        if values.size and math.isclose(float(shares.sum()), 1.0, rel_tol=1e-12):
            return ppf_of_atoms((values, shares), u)
        u = np.asarray(u, float)
        if isinstance(self.base, Continuous):
            from_above = self.base.isf(1 - end + (end - start) * (1 - u))
            inside = np.where(u < 0.5, self.base.ppf(start + (end - start) * u), from_above)
            return np.clip(inside, *self.support)
        # Rounding must not carry a share below 1 to 1, where an unbounded base is infinite.
        share = np.where(u < 1, np.minimum(start + (end - start) * u, min(end, 1 - 2.0**-53)), end)
        return np.clip(self.base.ppf(share), *self.support)

    def cdf(self, x: ArrayLike) -> Array:
        """Chance [1] of a value of at most `x`, shape of `x`."""
        start, end = _cut(self)
        x = np.asarray(x, float)
        share = np.clip((self.base.cdf(x) - start) / (end - start), 0, 1)
        lower, upper = self._bounds
        return np.where(x < lower, 0.0, np.where(x >= upper, 1.0, share))

    def words(self) -> str:
        """The distribution as a reader would state it."""
        parts = [self.base.words()]
        parts += [] if self.lower is None else [f"at least {show(self.lower)}"]
        parts += [] if self.upper is None else [f"at most {show(self.upper)}"]
        return ", ".join(parts)


@lru_cache(maxsize=512)
def _cut(truncated: Truncated) -> tuple[float, float]:
    """Shares of the base below the lower end, and up to the upper end."""
    lower, upper = truncated._bounds
    start = 0.0 if lower == -math.inf else float(truncated.base.cdf(np.nextafter(lower, -np.inf)))
    return start, 1.0 if upper == math.inf else float(truncated.base.cdf(upper))


@lru_cache(maxsize=512)
def _moments(truncated: Truncated) -> tuple[float, float]:
    values, shares = truncated.atoms()
    if values.size and math.isclose(float(shares.sum()), 1.0, rel_tol=1e-12):
        return moments_of_atoms((values, shares))
    lower, upper = truncated.support
    base = truncated.base
    if truncated._bounds[0] <= base.support[0] and truncated._bounds[1] >= base.support[1]:
        return base.mean, base.sd
    # A tail too heavy for a mean or sd is cured by a bound on its own side alone.
    if math.isinf(base.sd) and (lower == -math.inf or upper == math.inf):
        return (moments(truncated)[0] if math.isfinite(base.mean) else base.mean), math.inf
    return moments(truncated)
