"""Distributions from what people state: ranges, percentiles, counts and measured means."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from roi_engine.uncertainty.distributions.base import (
    DistributionError,
    ascending,
    at_least_zero,
    finite,
    share_inside,
    show,
)
from roi_engine.uncertainty.distributions.beta import Beta
from roi_engine.uncertainty.distributions.lognormal import LogNormal
from roi_engine.uncertainty.distributions.metalog import Metalog, percentile_name
from roi_engine.uncertainty.distributions.normal import Normal
from roi_engine.uncertainty.distributions.pert import Pert
from roi_engine.uncertainty.distributions.student import StudentT
from roi_engine.uncertainty.distributions.triangular import Triangular


def pert_from_interval(low: float, mode: float, high: float, coverage: float, lam: float = 4.0) -> Pert:
    """PERT with this mode whose central share `coverage` [1] of draws lies between `low` and `high`.

    A coverage of 0.8 makes them the P10 and P90. Exists for every low <= mode <= high; DistributionError otherwise.
    """
    ends = _ends_around(lambda mode_share: Pert(0.0, mode_share, 1.0, lam), low, mode, high, coverage)
    return Pert(ends[0], mode, ends[1], lam)


def triangular_from_interval(low: float, mode: float, high: float, coverage: float) -> Triangular:
    """Triangle with this mode whose central share `coverage` [1] of draws lies between `low` and `high`.

    A coverage of 0.8 makes them the P10 and P90. Exists for every low <= mode <= high; DistributionError otherwise.
    """
    ends = _ends_around(lambda mode_share: Triangular(0.0, mode_share, 1.0), low, mode, high, coverage)
    return Triangular(ends[0], mode, ends[1])


def _ends_around(
    unit: Callable[[float], Pert | Triangular], low: float, mode: float, high: float, coverage: float
) -> tuple[float, float]:
    """Ends of the range, from a root in the mode's place within it.

    With the unit distribution's mode at f and its outer percentiles at a and b, the stated ones demand
    (b - f) / (f - a) = (high - mode) / (mode - low): above for f = 0, below for f = 1.
    """
    ascending(low=low, mode=mode, high=high)
    if coverage == 1 or low == high:
        return low, high
    share_inside(confidence=coverage)
    tails = np.array([(1 - coverage) / 2, (1 + coverage) / 2])
    least, most = 0.0, 1.0
    for _ in range(60):
        place = 0.5 * (least + most)
        a, b = unit(place).ppf(tails).tolist()
        if (b - place) * (mode - low) > (place - a) * (high - mode):
            least = place
        else:
            most = place
    a, b = unit(place).ppf(tails).tolist()
    width = (high - low) / (b - a)
    return min(mode, mode - place * width), max(mode, mode + (1 - place) * width)


def _outer(level: float, low: float, high: float) -> float:
    """Checks a pair of percentiles; the normal score of the upper one."""
    if not 0 < level < 0.5:
        raise DistributionError(f"level is {show(level)}", "a share above 0 and below one half is accepted")
    ascending(**{percentile_name(level): low, percentile_name(1 - level): high})
    from scipy.special import ndtri

    return -float(ndtri(level))


def normal_from_percentiles(level: float, low: float, high: float) -> Normal:
    """Normal whose percentiles `level` and 1 - `level` [1] are `low` and `high`."""
    z = _outer(level, low, high)
    return Normal(0.5 * low + 0.5 * high, (high - low) / (2 * z))


def lognormal_from_percentiles(level: float, low: float, high: float) -> LogNormal:
    """Lognormal whose percentiles `level` and 1 - `level` [1] are `low` and `high`, both above zero."""
    z = _outer(level, low, high)
    if low <= 0:
        raise DistributionError(
            f"{percentile_name(level)} of a lognormal is {show(low)}",
            "a lognormal is above zero; a normal (or three percentiles) is accepted for such values",
        )
    return LogNormal(0.5 * (math.log(low) + math.log(high)), math.log(high / low) / (2 * z))


def lognormal_from_mean_sd(mean: float, sd: float) -> LogNormal:
    """Lognormal whose values (not their logarithms) have this mean, above zero, and sd."""
    finite(mean=mean)
    at_least_zero(sd=sd)
    if mean <= 0:
        raise DistributionError(f"mean of a lognormal is {show(mean)}", "a mean above zero is accepted")
    sigma = math.sqrt(math.log1p((sd / mean) ** 2))
    return LogNormal(math.log(mean) - sigma**2 / 2, sigma)


def shifted_lognormal_from_percentiles(level: float, low: float, mid: float, high: float) -> LogNormal:
    """Lognormal, shifted and where skewed to the left reflected, through the percentiles `level`, 1/2, 1 - `level`.

    Exists wherever low < mid < high and the three are not symmetric (then take the normal); DistributionError
    otherwise. The shift is (low high - mid^2) / (low + high - 2 mid).
    """
    z = _outer(level, low, high)
    ascending(**{percentile_name(level): low, "P50": mid, percentile_name(1 - level): high})
    left, right = mid - low, high - mid
    if min(left, right) == 0 or math.isclose(left, right, rel_tol=1e-9):
        raise DistributionError(
            f"no shifted lognormal passes through {show(low)}, {show(mid)} and {show(high)}",
            "three different percentiles that are not symmetric are accepted; take a normal for symmetric ones",
        )
    distance = left * right / abs(right - left)  # of the median from the end of the support
    sigma = abs(math.log(right / left)) / z
    reflected = right < left
    return LogNormal(math.log(distance), sigma, mid + distance if reflected else mid - distance, reflected)


def metalog_from_percentiles(
    level: float, low: float, mid: float, high: float, lower: float | None = None, upper: float | None = None
) -> Metalog:
    """Metalog of three terms; where none exists the error also offers the shifted lognormal through the three."""
    try:
        return Metalog(level, low, mid, high, lower, upper)
    except DistributionError as error:
        if not (low < mid < high and 0 < level < 0.5) or "no metalog" not in error.message:
            raise
        try:
            other = shifted_lognormal_from_percentiles(level, low, mid, high)
        except DistributionError:
            raise error from None
        offer = f"a lognormal through the three exists too ({other.words()})"
        raise DistributionError(error.message, f"{error.hint}; {offer}") from None


def beta_from_counts(successes: float, trials: float) -> Beta:
    """Share behind `successes` out of `trials`: Beta(successes + 1/2, trials - successes + 1/2) (Jeffreys' prior)."""
    at_least_zero(successes=successes, trials=trials)
    if trials == 0:
        raise DistributionError("trials is 0", "at least one trial is accepted")
    if successes > trials:
        raise DistributionError(
            f"successes {show(successes)} are more than trials {show(trials)}", "successes <= trials is accepted"
        )
    return Beta(successes + 0.5, trials - successes + 0.5)


def student_from_mean(mean: float, se: float, n: float) -> StudentT:
    """Mean measured on `n` observations with standard error `se`: Student's t with n - 1 degrees of freedom."""
    finite(n=n)
    if n < 3:
        raise DistributionError(
            f"a mean of {show(n)} observations says too little to be drawn from", "n of 3 or more is accepted"
        )
    return StudentT(mean, se, n - 1)
