"""What the draws say, and how far the draws themselves can be trusted.

Outcomes come as (n_replicates, n_per_replicate): independent scrambles of one point set. Percentiles are pooled over
all draws (the mean of the replicates' percentiles is biased); their error comes from the spread between replicates with
Student's t (Kaplan, Li, Nakayama & Tuffin 2019, Winter Simulation Conference).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
WATCHED = (0, 10, 90)  # the stopping rule looks at the mean (key 0), the P10 and the P90
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Spread:
    """Spread of one figure over the draws.

    `mean` and `sd` are over the finite draws, `percentiles` over all but the undefined ones (an infinite draw comes
    last, or first). `error` is the half-width of the 95 % Monte Carlo error of the mean (key 0) and of each percentile:
    nan from a single replicate, inf where a percentile is finite in some replicates only. `undefined` is the share of
    draws that are not a number, `infinite` of those that are infinite.
    """

    mean: float
    sd: float
    se: float
    percentiles: Mapping[int, float]
    error: Mapping[int, float]
    undefined: float
    infinite: float


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability over the draws [1] and its standard error."""

    probability: float
    se: float


def lerp(below: float, above: float, weight: float) -> float:
    """Value between two neighbours; infinite where the weight reaches an infinite one, never nan."""
    if below == above or weight == 0:
        return below
    if math.isinf(below) or math.isinf(above):
        return below if math.isinf(below) and not math.isinf(above) else above
    # From the nearer end, as numpy does, so that the two agree to the last bit.
    return above - (above - below) * (1 - weight) if weight >= 0.5 else below + (above - below) * weight


def rank_of(level: float, n: int) -> tuple[int, float]:
    """Index of the draw below percentile `level` [%] among `n` sorted ones, and the weight of the next [1].

    Linear interpolation, definition 7 of Hyndman & Fan (1996), The American Statistician 50:361.
    """
    position = (n - 1) * (level / 100)
    index = min(int(position), n - 1)
    return index, position - index


def percentiles(outcomes: Array, levels: Sequence[int] = PERCENTILES) -> dict[int, float]:
    """Percentiles of all draws that are a number, of any shape; nan where there is none."""
    return _percentiles_of(ascending(outcomes), levels)


def ascending(outcomes: Array) -> Array:
    """The draws that are a number, sorted: twice as fast as a partition about the fourteen ranks that are wanted."""
    ordered = np.sort(outcomes, axis=None)  # not-a-number comes last
    return ordered[: ordered.size - int(np.count_nonzero(np.isnan(ordered)))]


def _percentiles_of(kept: Array, levels: Sequence[int]) -> dict[int, float]:
    if kept.size == 0:
        return dict.fromkeys(levels, math.nan)
    ranks = {level: rank_of(level, kept.size) for level in levels}
    return {
        level: lerp(float(kept[index]), float(kept[min(index + 1, kept.size - 1)]), weight)
        for level, (index, weight) in ranks.items()
    }


def gaps(outcomes: Array, levels: Sequence[int] = PERCENTILES) -> dict[int, float]:
    """Half the distance between the draws on either side of each percentile of one replicate; nan where infinite."""
    return _gaps_of(ascending(outcomes), levels)


def _gaps_of(kept: Array, levels: Sequence[int]) -> dict[int, float]:
    if kept.size == 0:
        return dict.fromkeys(levels, math.nan)
    last = kept.size - 1
    places = {level: rank_of(level, kept.size)[0] for level in levels}
    ends = {level: (float(kept[max(at - 1, 0)]), float(kept[min(at + 1, last)])) for level, at in places.items()}
    return {level: 0.5 * (high - low) if math.isfinite(high - low) else math.nan for level, (low, high) in ends.items()}


def percentile_error(estimates: Array, spacings: Array) -> float:
    """Half-width of the 95 % error of a pooled percentile from those of the replicates, and their `gaps`.

    The spread between replicates, but no less than what the grain of the points leaves open: in few dimensions each
    replicate holds its percentile to within about half a gap, and replicates agree better than their pool is right.
    """
    width = half_width(estimates)
    known = spacings[~np.isnan(spacings)]
    if known.size == 0 or not np.isfinite(estimates).all():
        return width
    grain = 0.5 * float(known.mean()) * _student(estimates.size) / math.sqrt(estimates.size)
    return max(width, grain) if math.isfinite(grain) else width


def _student(n: int) -> float:
    """Two-sided 95 % quantile of Student's t for the mean of n estimates; nan for a single one."""
    from scipy.special import stdtrit

    return float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2)) if n > 1 else math.nan


def standard_error(estimates: Array) -> float:
    """Standard error of the mean of independent estimates, shape (n_replicates,); nan for a single one."""
    return float(np.std(estimates, ddof=1)) / math.sqrt(estimates.size) if estimates.size > 1 else math.nan


def half_width(estimates: Array) -> float:
    """Half-width of the 95 % error of what replicates estimate together, by Student's t; shape (n_replicates,)."""
    kept = estimates[~np.isnan(estimates)]
    if kept.size < 2:
        return math.nan
    if not np.isfinite(kept).all():
        return 0.0 if bool(np.all(kept == kept[0])) else math.inf
    return standard_error(kept) * _student(kept.size)


def summarise(outcomes: Array, levels: Sequence[int] = PERCENTILES) -> Spread:
    """Spread of outcomes of shape (n_replicates, n_per_replicate), with the error of each figure."""
    finite = np.isfinite(outcomes)
    counts = finite.sum(axis=1)
    whole = bool(counts.sum() == outcomes.size)
    mean, sd = _mean_sd(outcomes if whole else outcomes[finite])
    sums = (outcomes if whole else np.where(finite, outcomes, 0.0)).sum(axis=1)
    replicate_means = sums[counts > 0] / counts[counts > 0]
    ordered = [ascending(replicate) for replicate in outcomes]
    error = percentile_errors(
        [_percentiles_of(own, levels) for own in ordered], [_gaps_of(own, levels) for own in ordered]
    )
    return Spread(
        mean=mean,
        sd=sd,
        se=standard_error(replicate_means) if counts.all() else math.nan,
        percentiles=_percentiles_of(ascending(np.concatenate(ordered)), levels),
        error={0: half_width(replicate_means) if counts.all() else math.nan, **error},
        undefined=0.0 if whole else float(np.mean(np.isnan(outcomes))),
        infinite=0.0 if whole else float(np.mean(np.isinf(outcomes))),
    )


def percentile_errors(each: Sequence[Mapping[int, float]], spacings: Sequence[Mapping[int, float]]) -> dict[int, float]:
    """Error of each pooled percentile, from the percentiles and the gaps of every replicate."""
    return {
        level: percentile_error(np.array([own[level] for own in each]), np.array([own[level] for own in spacings]))
        for level in each[0]
    }


def _mean_sd(draws: Array) -> tuple[float, float]:
    """Mean and sd of finite draws: nan without any."""
    if draws.size == 0:
        return math.nan, math.nan
    if draws.min() == draws.max():  # a sum of equal draws has a rounding of its own
        return float(draws.flat[0]), 0.0
    return float(np.mean(draws)), float(np.std(draws))


def chance(happened: NDArray[np.bool_]) -> Chance:
    """Chance of an outcome, shape (n_replicates, n_per_replicate), with its standard error from the replicates."""
    shares = happened.mean(axis=1)
    return Chance(float(happened.mean()), standard_error(np.asarray(shares, np.float64)))


def met(tolerance: float, spread: Spread) -> bool:
    """Whether the errors of the mean, the P10 and the P90 are at most `tolerance` [1] of the sd.

    An error that is not known (a single replicate) is not within tolerance.
    """
    return all(spread.error[key] <= tolerance * spread.sd for key in WATCHED)
