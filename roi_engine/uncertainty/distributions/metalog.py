"""Metalog of three terms: a smooth distribution through three percentiles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from roi_engine.uncertainty.distributions.base import (
    Array,
    Continuous,
    DistributionError,
    ascending,
    constant,
    finite,
    invert,
    show,
    step_cdf,
)

# The density stays positive while |a3| < STEEPEST * a2: the least of (y - 1/2) + y (1 - y) logit(y) is -1 / STEEPEST.
STEEPEST = 1.6671131192019293
_NEWTON_STEPS = 12


def percentile_name(share: float) -> str:
    """`P10` for 0.1."""
    return f"P{100 * share:.4g}"


@dataclass(frozen=True, slots=True)
class Metalog(Continuous):
    """Smooth distribution with `low`, `mid`, `high` as its percentiles `level`, 1/2 and 1 - `level`.

    Keelin (2016), The Metalog Distributions, Decision Analysis 13(4), equations 6 and 10-13: the quantile function is
    a1 + a2 logit(u) + a3 (u - 1/2) logit(u), taken of the value, of log(x - lower), of -log(upper - x) or of
    log((x - lower) / (upper - x)), as the bounds say.

    Raises DistributionError, with the feasible middle values, where no such distribution passes through the three. The
    mean (sd) of one with a single bound is infinite where its tail is too heavy.
    """

    level: float
    low: float
    mid: float
    high: float
    lower: float | None = None
    upper: float | None = None

    def __post_init__(self) -> None:
        if not 0 < self.level < 0.5:
            raise DistributionError(f"level is {show(self.level)}", "a share above 0 and below one half is accepted")
        low, high = percentile_name(self.level), percentile_name(1 - self.level)
        ascending(**{low: self.low, "P50": self.mid, high: self.high})
        self._check_bounds(low, high)
        if self.low < self.high:
            self._check_feasible(low, high)

    def _check_bounds(self, low: str, high: str) -> None:
        if self.lower is not None:
            finite(lower=self.lower)
            if self.lower >= self.low:
                raise DistributionError(
                    f"lower {show(self.lower)} is not below {low} {show(self.low)}", f"lower < {low} is accepted"
                )
        if self.upper is not None:
            finite(upper=self.upper)
            if self.upper <= self.high:
                raise DistributionError(
                    f"upper {show(self.upper)} is not above {high} {show(self.high)}", f"upper > {high} is accepted"
                )

    def _check_feasible(self, low: str, high: str) -> None:
        start, middle, end = self._stretched(np.array([self.low, self.mid, self.high])).tolist()
        least = 0.5 - STEEPEST * (1 - 2 * self.level) / 4
        if least < (middle - start) / (end - start) < 1 - least:
            return
        edges = self._restored(start + np.array([least, 1 - least]) * (end - start)).tolist()
        raise DistributionError(
            f"no metalog passes through {low} {show(self.low)}, P50 {show(self.mid)} and {high} {show(self.high)}",
            f"with these ends a P50 above {show(edges[0])} and below {show(edges[1])} is accepted",
        )

    def _stretched(self, x: Array) -> Array:
        """From the value to the unbounded scale."""
        if self.lower is not None and self.upper is not None:
            return np.log((x - self.lower) / (self.upper - x))
        if self.lower is not None:
            return np.log(x - self.lower)
        return -np.log(self.upper - x) if self.upper is not None else x

    def _restored(self, m: Array) -> Array:
        """From the unbounded scale to the value."""
        from scipy.special import expit

        if self.lower is not None and self.upper is not None:
            return np.asarray(self.lower + (self.upper - self.lower) * expit(m))
        with np.errstate(over="ignore"):
            if self.lower is not None:
                return self.lower + np.exp(m)
            return self.upper - np.exp(-m) if self.upper is not None else m

    def coefficients(self) -> tuple[float, float, float]:
        """Keelin's a1, a2, a3 on the unbounded scale."""
        low, mid, high = self._stretched(np.array([self.low, self.mid, self.high])).tolist()
        reach = math.log((1 - self.level) / self.level)
        return mid, (high - low) / (2 * reach), (high + low - 2 * mid) / ((1 - 2 * self.level) * reach)

    def at_logit(self, t: Array) -> Array:
        """Quantile on the unbounded scale where logit(u) = `t`."""
        from scipy.special import expit

        a1, a2, a3 = self.coefficients()
        return np.asarray(a1 + (a2 + a3 * (expit(t) - 0.5)) * t)

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
        if self.low == self.high:
            return self.low, self.high
        lower = -math.inf if self.lower is None else self.lower
        return lower, math.inf if self.upper is None else self.upper

    def ppf(self, u: ArrayLike) -> Array:
        """Value below which the share `u` [1] of draws lies, shape of `u`."""
        from scipy.special import logit

        if self.low == self.high:
            return constant(u, self.low)
        return self._restored(self.at_logit(logit(np.asarray(u, float))))

    def isf(self, v: ArrayLike) -> Array:
        """Value above which the share `v` [1] of draws lies, shape of `v`."""
        from scipy.special import logit

        if self.low == self.high:
            return constant(v, self.low)
        return self._restored(self.at_logit(-logit(np.asarray(v, float))))

    def cdf(self, x: ArrayLike) -> Array:
        """Chance [1] of a value of at most `x`, shape of `x`."""
        from scipy.special import expit

        if self.low == self.high:
            return step_cdf(x, self.low)
        lower, upper = self.support
        x = np.asarray(x, float)
        inside = np.clip(x, np.nextafter(lower, upper), np.nextafter(upper, lower))
        a1, a2, a3 = self.coefficients()
        target = self._stretched(inside) - a1
        ends = np.stack([target / (a2 - 0.5 * abs(a3)), target / (a2 + 0.5 * abs(a3))])
        t = _logit_where((a2, a3), target.ravel(), ends.min(axis=0).ravel(), ends.max(axis=0).ravel()).reshape(x.shape)
        return np.where(x <= lower, 0.0, np.where(x >= upper, 1.0, expit(t)))

    def words(self) -> str:
        """The distribution as a reader would state it."""
        shares = (self.level, 0.5, 1 - self.level)
        names = " / ".join(percentile_name(share) for share in shares)
        values = " / ".join(map(show, (self.low, self.mid, self.high)))
        bounds = "" if self.lower is None else f", above {show(self.lower)}"
        return f"{names} {values}{bounds}" + ("" if self.upper is None else f", below {show(self.upper)}")


def _logit_where(slopes: tuple[float, float], target: Array, low: Array, high: Array) -> Array:
    """The t in `low` to `high` where (a2 + a3 (expit(t) - 1/2)) t is `target`, shape (n,): Newton, else brackets."""
    from scipy.special import expit

    a2, a3 = slopes
    t = 0.5 * (low + high)
    for _ in range(_NEWTON_STEPS):
        share = expit(t)
        slope = a2 + a3 * (share - 0.5)
        with np.errstate(all="ignore"):
            move = (slope * t - target) / (slope + a3 * share * (1 - share) * t)
        t, before = np.clip(t - move, low, high), t
        if np.all(np.abs(t - before) <= 4 * np.finfo(float).eps * np.abs(t)):
            return t
    return invert(lambda t: (a2 + a3 * (expit(t) - 0.5)) * t, target, low, high)


@lru_cache(maxsize=512)
def _moments(metalog: Metalog) -> tuple[float, float]:
    """Mean and sd: closed for the unbounded one (Keelin 2016, section 4.1), else by quadrature over logit(u)."""
    if metalog.low == metalog.high:
        return metalog.low, 0.0
    a1, a2, a3 = metalog.coefficients()
    if metalog.lower is None and metalog.upper is None:
        return a1 + a3 / 2, math.sqrt(math.pi**2 * a2**2 / 3 + a3**2 * (1 / 12 + math.pi**2 / 36))
    if metalog.lower is not None and metalog.upper is not None:
        t, weight = _logistic_nodes(45.0, 1.0)
        values = metalog.ppf(1 / (1 + np.exp(-t)))
        mean = float(weight @ values)
        return mean, math.sqrt(float(weight @ (values - mean) ** 2))
    side = 1 if metalog.upper is None else -1
    bound = metalog.lower if metalog.upper is None else metalog.upper
    first, second = (_exponential_moment(metalog, side, power) for power in (1, 2))
    spread = math.inf if math.isinf(second) else math.sqrt(max(0.0, second - first * first))
    return float(bound or 0.0) + side * first, spread


def _logistic_nodes(reach: float, width: float) -> tuple[Array, Array]:
    """Nodes t in -reach..reach, dense about 0, and the logistic density there times the step."""
    s = np.linspace(-math.asinh(reach / width), math.asinh(reach / width), 4001)
    t = width * np.sinh(s)
    decay = np.exp(-np.abs(t))
    return t, (s[1] - s[0]) * width * np.cosh(s) * decay / (1 + decay) ** 2


def _exponential_moment(metalog: Metalog, side: int, power: int) -> float:
    """Mean of exp(side * power * M), the power of the distance to the only bound; inf where it does not exist."""
    _, a2, a3 = metalog.coefficients()
    growth = power * (a2 + side * a3 / 2)
    if growth >= 1:
        return math.inf
    t, _ = _logistic_nodes(50 / min(1.0, 1 - growth), 5.0)
    step = math.asinh(float(t[-1]) / 5.0) / 2000
    # In logarithms, since both factors leave the range of doubles before their product does.
    logarithm = side * power * metalog.at_logit(t) - np.abs(t) - 2 * np.log1p(np.exp(-np.abs(t)))
    return float(np.sum(np.exp(logarithm) * step * np.hypot(5.0, t)))
