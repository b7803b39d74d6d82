"""Figures with their uncertainty from sufficient statistics: counts and exact sums, in whole numbers.

Sums are whole numbers of the smallest unit (cents, seconds, pieces), so that no difference of large floats is taken
before the last division. `scale` divides them in the end. Intervals are of 95 %. Where nothing can be computed the
value is None, never 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from scipy.special import betaincinv, gammaincinv, ndtri, stdtrit

LEVEL = 0.95
_TAIL = (1.0 - LEVEL) / 2.0
_Z = float(ndtri(1.0 - _TAIL))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure from `n` rows or units, its standard error and 95 % interval in the unit of the figure.

    `successes` of `n` are stated for shares whose units are drawn one by one. Where they come in clusters that differ
    by more than chance, `design_effect` is by how much that raises the variance, the error is what it makes of it, and
    no successes are stated, as they would claim too much.
    """

    value: float | None
    n: int
    se: float | None = None
    low: float | None = None
    high: float | None = None
    successes: int | None = None
    design_effect: float = 1.0

    def times(self, factor: float) -> Estimate:
        """The figure in another unit; a negative factor is not meant."""
        value, se, low, high = (None if x is None else x * factor for x in (self.value, self.se, self.low, self.high))
        return replace(self, value=value, se=se, low=low, high=high)


NOTHING = Estimate(None, 0)


@dataclass(frozen=True, slots=True)
class Sums:
    """What is kept of `n` units with y above and x below the line: all sums are whole numbers."""

    n: int
    y: int
    x: int = 0
    yy: int = 0
    xy: int = 0
    xx: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.n + other.n, self.y + other.y, self.x + other.x, self.yy + other.yy, self.xy + other.xy,
            self.xx + other.xx,
        )  # fmt: skip


def share(successes: int, n: int) -> Estimate:
    """Share of successes; the interval is Jeffreys' (Brown, Cai & DasGupta 2001, Statistical Science 16, section 4.3).

    The standard error is sqrt(p (1 - p) / n); where all or none are successes it would be 0, and is that of the
    posterior Beta(successes + 1/2, failures + 1/2) instead.
    """
    if n == 0:
        return NOTHING
    low, high = _jeffreys(successes, n)
    return Estimate(successes / n, n, _share_error(successes, n), low, high, successes)


def mean(sums: Sums, scale: float = 1.0) -> Estimate:
    """Mean of y over units, with Student's interval; one unit alone has no error."""
    n = sums.n
    if n == 0:
        return NOTHING
    value = sums.y / n / scale
    if n == 1:
        return Estimate(value, n)
    se = math.sqrt(Fraction(n * sums.yy - sums.y**2, n * (n - 1)) / n) / scale
    return _student(value, se, n, n - 1)


def ratio(sums: Sums, scale: float = 1.0) -> Estimate:
    """Sum of y over sum of x, its error by linearisation (Cochran 1977, Sampling Techniques, equation 6.13).

    Units are taken as drawn one by one: var = n / (n - 1) sum (y - r x)^2 / (sum x)^2.
    """
    n, below = sums.n, sums.x
    if n == 0 or below == 0:
        return Estimate(None, n)
    value = sums.y / below / scale
    if n == 1:
        return Estimate(value, n)
    return _student(value, math.sqrt(_linearised(sums)) / scale, n, n - 1)


def share_of_people(sums: Sums) -> Estimate:
    """Share of x people of whom y did something, in clusters (campaigns): the larger of two errors counts.

    Of chance within (binomial) and of clusters that differ (linearised); then the interval is that of as many people
    as would say as much, fewer still where clusters are few (Korn & Graubard 1998, Survey Methodology 24). n is the
    people. Where more did it than there were, the figure is a ratio and no share.
    """
    n, successes = sums.x, sums.y
    if n == 0:
        return Estimate(None, 0)
    if successes > n:
        return ratio(sums)
    plain = _share_error(successes, n) ** 2
    spread = _linearised(sums) if sums.n > 1 else 0.0
    if spread <= plain:
        return share(successes, n)
    effect = spread / plain
    known = n / effect * (_Z / float(stdtrit(sums.n - 1, 1.0 - _TAIL))) ** 2
    low, high = _jeffreys(successes / n * known, known)
    return Estimate(successes / n, n, math.sqrt(spread), low, high, None, effect)


def rate(counts: Sequence[int], n_months: float, whole: Sequence[bool]) -> Estimate:
    """Events per month from `counts` by month over `n_months`; the larger of two errors counts.

    Of Poisson's chance, with the exact interval by the gamma distribution (Garwood 1936, Biometrika 28), and of months
    that differ, over `whole` months alone.
    """
    n = sum(counts)
    if n_months <= 0:
        return Estimate(None, n)
    value, chance = n / n_months, math.sqrt(n) / n_months
    between = _between([count for count, is_whole in zip(counts, whole, strict=True) if is_whole])
    if between is not None and between[0] > chance:
        found = _student(value, between[0], n, between[1] - 1)
        return replace(found, low=max(0.0, found.low or 0.0))
    low = float(gammaincinv(n, _TAIL)) / n_months if n else 0.0
    return Estimate(value, n, chance, low, float(gammaincinv(n + 1, 1.0 - _TAIL)) / n_months)


def total(months: Sequence[Sums], n_months: float, whole: Sequence[bool], scale: float = 1.0) -> Estimate:
    """Sum of y per month; the larger of two errors counts: of a compound Poisson sum, sqrt(sum y^2), and of months."""
    n = sum(one.n for one in months)
    if n_months <= 0 or n == 0:
        return Estimate(None, n)
    value = sum(one.y for one in months) / n_months / scale
    chance = math.sqrt(sum(one.yy for one in months)) / n_months / scale
    between = _between([one.y / scale for one, is_whole in zip(months, whole, strict=True) if is_whole])
    if between is not None and between[0] > chance:
        return _student(value, between[0], n, between[1] - 1)
    return Estimate(value, n, chance, value - _Z * chance, value + _Z * chance)


def difference(successes: int, failures: int, n: int) -> Estimate:
    """Difference of two shares of the same answers (net promoter score), in -1 to 1.

    var = (p + q - (p - q)^2) / n (Goodman 1965, Technometrics 7); where all answers are of one class it would be 0, and
    is that of half an answer more in each of the three classes.
    """
    if n == 0:
        return NOTHING
    value = (successes - failures) / n
    spread = _difference_variance(successes, failures, n)
    se = math.sqrt(spread if spread > 0 else _difference_variance(successes + 0.5, failures + 0.5, n + 1.5))
    return Estimate(value, n, se, max(-1.0, value - _Z * se), min(1.0, value + _Z * se))


def monthly_loss(kept: Estimate, window: int) -> Estimate:
    """What leaves in a month where the share `kept` stays for `window` months: 1 - kept^(1 / window).

    Standard error by the delta method, interval by the bounds of the share.
    """
    if kept.value is None:
        return kept
    low, high = (1.0 - bound ** (1.0 / window) for bound in (kept.high or 0.0, kept.low or 0.0))
    value = 1.0 - kept.value ** (1.0 / window)
    if 0.0 < kept.value < 1.0:
        se = (kept.se or 0.0) * kept.value ** (1.0 / window - 1.0) / window
    else:
        se = (high - low) / (2.0 * _Z)
    return Estimate(value, kept.n, se, low, high)


def yearly(moved: Estimate, window: int) -> Estimate:
    """Share who move within a year where `moved` do so within `window` months: 1 - (1 - moved)^(12 / window).

    Standard error by the delta method, interval by the bounds of the share.
    """
    if moved.value is None or window == 12:
        return moved
    power = 12.0 / window
    value, low, high = (1.0 - (1.0 - (bound or 0.0)) ** power for bound in (moved.value, moved.low, moved.high))
    slope = power * (1.0 - moved.value) ** (power - 1.0) if moved.value < 1.0 else 1.0
    return Estimate(value, moved.n, (moved.se or 0.0) * slope, low, high)


def product(parts: Mapping[str, Estimate], powers: Mapping[str, float], factor: float = 1.0) -> Estimate:
    """Product of independent figures to their powers, times `factor`: relative errors add in squares (delta method).

    The interval is lognormal. A part without an error (a count at a day) adds none. None where a part is not positive;
    the error is None where no part has one.
    """
    n = min((one.n for one in parts.values()), default=0)
    known = [(one, powers[name]) for name, one in parts.items()]
    if not known or any(one.value is None or one.value <= 0 for one, _ in known):
        return Estimate(None, n)
    value = factor * math.prod((one.value or 0.0) ** power for one, power in known)
    errors = [power * one.se / one.value for one, power in known if one.se is not None and one.value]
    if not errors:
        return Estimate(value, n)
    relative = math.sqrt(sum(error**2 for error in errors))
    spread = math.sqrt(math.log1p(relative**2))
    return Estimate(value, n, value * relative, value * math.exp(-_Z * spread), value * math.exp(_Z * spread))


def _share_error(successes: float, n: float) -> float:
    p = successes / n
    if 0.0 < p < 1.0:
        return math.sqrt(p * (1.0 - p) / n)
    a, b = successes + 0.5, n - successes + 0.5
    return math.sqrt(a * b / ((a + b) ** 2 * (a + b + 1.0)))


def _jeffreys(successes: float, n: float) -> tuple[float, float]:
    """Bounds of Beta(successes + 1/2, failures + 1/2), moved to 0 and 1 where none and all are successes."""
    a, b = successes + 0.5, n - successes + 0.5
    low = 0.0 if successes == 0 else float(betaincinv(a, b, _TAIL))
    high = 1.0 if successes == n else float(betaincinv(a, b, 1.0 - _TAIL))
    return low, high


def _linearised(sums: Sums) -> float:
    """Variance of the ratio of sums, exact until the last division."""
    y, x, n = sums.y, sums.x, sums.n
    spread = Fraction(sums.yy * x * x - 2 * y * x * sums.xy + y * y * sums.xx, x * x)
    return float(Fraction(n, n - 1) * spread / (x * x))


def _between(amounts: Sequence[float]) -> tuple[float, int] | None:
    """Standard error of the mean month, and how many months; None for fewer than three, which tell nothing."""
    k = len(amounts)
    if k < 3:
        return None
    middle = math.fsum(amounts) / k
    return math.sqrt(math.fsum((one - middle) ** 2 for one in amounts) / (k - 1) / k), k


def _difference_variance(successes: float, failures: float, n: float) -> float:
    p, q = successes / n, failures / n
    return max(0.0, p + q - (p - q) ** 2) / n


def _student(value: float, se: float, n: int, freedom: int) -> Estimate:
    width = float(stdtrit(freedom, 1.0 - _TAIL)) * se
    return Estimate(value, n, se, value - width, value + width)
