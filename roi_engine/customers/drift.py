"""The effect behind a change: the treated customers' change minus a control group's, or minus the expected drift.

Customers are the clusters of the bootstrap: all that is known of one is a single value (after minus before), so drawing
customers with replacement is a multinomial draw of the counts of the distinct values (Efron and Tibshirani 1993, An
Introduction to the Bootstrap, chapter 8; Bertrand, Duflo and Mullainathan 2004, Quarterly Journal of Economics 119:249,
on collapsing to one difference a unit).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import ndtri

from roi_engine.customers.pairs import Pairs
from roi_engine.errors import DataError, Problem

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
Unit = Literal["score", "currency", "share"]
Evidence = Literal["control", "weaker"]

CONFIDENCE = 0.95
POWER = 0.8
_RESAMPLES = 2000
_MOST_VALUES = 512  # distinct values that are drawn one by one; more are drawn in narrow groups
_LONE_VALUES = 64  # values at each end that stay alone in any case: they carry a heavy tail
_BLOCK = 2**21  # counts drawn at a time


@dataclass(frozen=True, slots=True)
class Effect:
    """Mean change of the treated minus the change expected of them without the CRM, per customer.

    `unit` is "score" (points), "currency" or "share". `lower` and `upper` bound the 95 % interval by a bootstrap
    clustered by customer, `standard_error` is analytic. `smallest_detectable` is the difference that a comparison of
    this size finds with 80 % power at 5 % significance. `evidence` is "control" where a control group was kept out,
    "weaker" where a model's drift stands in its place (`n_control` is 0 then).
    """

    unit: Unit
    treated_change: float
    expected_change: float
    effect: float
    standard_error: float
    lower: float
    upper: float
    n_treated: int
    n_control: int
    smallest_detectable: float
    evidence: Evidence

    @property
    def total(self) -> float:
        """Effect over all the treated customers [unit]."""
        return self.effect * self.n_treated

    @property
    def total_interval(self) -> tuple[float, float]:
        """Bounds of the 95 % interval of `total` [unit]."""
        return self.lower * self.n_treated, self.upper * self.n_treated


@dataclass(frozen=True, slots=True, eq=False)
class _Sample:
    """Distinct values ascending with the customers that hold each, mean and variance of one arm's change."""

    values: Array
    counts: Integers
    mean: float
    variance: float

    @property
    def n(self) -> int:
        return int(self.counts.sum())


def difference_in_differences(
    pairs: Pairs, change: Array, rng: Generator, *, unit: Unit = "score", n_resamples: int = _RESAMPLES
) -> Effect:
    """Mean change of the treated minus that of the control group; `change` [unit/customer] of each row, shape (n,).

    Rows whose change is nan (new and lost customers) are left out. Without an effect, and with arms drawn at random,
    the 95 % interval holds zero 95 times in 100. DataError where an arm holds fewer than two customers.
    """
    treated, control = _sample(pairs, change, treated=True), _sample(pairs, change, treated=False)
    drawn = _resampled_means(treated, n_resamples, rng) - _resampled_means(control, n_resamples, rng)
    error = math.hypot(math.sqrt(treated.variance / treated.n), math.sqrt(control.variance / control.n))
    lower, upper = _interval(drawn)
    return Effect(
        unit=unit,
        treated_change=treated.mean,
        expected_change=control.mean,
        effect=treated.mean - control.mean,
        standard_error=error,
        lower=lower,
        upper=upper,
        n_treated=treated.n,
        n_control=control.n,
        smallest_detectable=_detectable(error, POWER),
        evidence="control",
    )


def difference_from_drift(
    pairs: Pairs,
    change: Array,
    expected: Array,
    rng: Generator,
    *,
    expected_error: float = 0.0,
    unit: Unit = "score",
    n_resamples: int = _RESAMPLES,
) -> Effect:
    """Mean change of the treated minus the change that a fitted model expects of each row, shape (n,).

    Weaker evidence than a control group: whatever else moved the customers between the dates counts as effect, and so
    does what the model gets wrong. `expected_error` [unit/customer] is the standard error of the mean expected change
    from the uncertainty of the model's parameters; it widens the interval. Rows of a control arm are left out.
    """
    known = np.where(np.isfinite(expected), change, np.nan)
    observed = _sample(pairs, known, treated=True)
    surprise = _sample(pairs, known - expected, treated=True)
    drawn = _resampled_means(surprise, n_resamples, rng) + expected_error * rng.standard_normal(n_resamples)
    error = math.hypot(math.sqrt(surprise.variance / surprise.n), expected_error)
    lower, upper = _interval(drawn)
    return Effect(
        unit=unit,
        treated_change=observed.mean,
        expected_change=observed.mean - surprise.mean,
        effect=surprise.mean,
        standard_error=error,
        lower=lower,
        upper=upper,
        n_treated=surprise.n,
        n_control=0,
        smallest_detectable=_detectable(error, POWER),
        evidence="weaker",
    )


def smallest_detectable_difference(
    sd_treated: float, n_treated: float, sd_control: float, n_control: float, *, power: float = POWER
) -> float:
    """Difference of two means that a two-sided test at 5 % finds with the stated power.

    (z(0.975) + z(power)) times the standard error of the difference, in the unit of the standard deviations (Cohen
    1988, Statistical Power Analysis, 2nd ed., chapter 2, normal approximation).

    >>> smallest_detectable_difference(1.21, 1000, 1.21, 1000)
    0.152
    """
    return _detectable(math.hypot(sd_treated / math.sqrt(n_treated), sd_control / math.sqrt(n_control)), power)


def imbalance(pairs: Pairs) -> tuple[float, float, float]:
    """How far apart the arms were at the first date: differences of mean R, F and M in standard deviations.

    A random split of n customers an arm gives about sqrt(2/n); beyond 0.1 the arms are hardly comparable (Austin 2009,
    Statistics in Medicine 28:3083). nan where a score does not vary or an arm is empty.
    """
    known = ~pairs.new
    sides = [(pairs.before[known & arm], pairs.count[known & arm]) for arm in (pairs.treated, ~pairs.treated)]
    if any(weight.sum() < 2 for _, weight in sides):
        return math.nan, math.nan, math.nan
    means = [weight @ scores / weight.sum() for scores, weight in sides]
    spreads = [weight @ (s - mean) ** 2 / (weight.sum() - 1) for (s, weight), mean in zip(sides, means, strict=True)]
    pooled = np.sqrt((spreads[0] + spreads[1]) / 2)
    apart = np.where(pooled > 0, (means[0] - means[1]) / np.where(pooled > 0, pooled, 1.0), np.nan)
    return float(apart[0]), float(apart[1]), float(apart[2])


def _sample(pairs: Pairs, change: Array, *, treated: bool) -> _Sample:
    if change.shape != pairs.count.shape:
        raise _refused(f"{change.shape} changes for {pairs.count.shape} rows of customers")
    held = (pairs.treated == treated) & np.isfinite(change) & (pairs.count > 0)
    values, places = np.unique(np.asarray(change[held], np.float64), return_inverse=True)
    counts = np.zeros(values.shape, np.int64)
    np.add.at(counts, places, pairs.count[held])
    n = int(counts.sum())
    if n < 2:
        arm = "treated" if treated else "control"
        raise _refused(f"the {arm} arm holds {n} customers of both dates", "at least 2; thousands for a small effect")
    mean = float(counts @ values) / n
    return _Sample(values, counts, mean, float(counts @ (values - mean) ** 2) / (n - 1))


def _resampled_means(sample: _Sample, n_resamples: int, rng: Generator) -> Array:
    """Means of `n_resamples` draws of all the arm's customers with replacement, shape (n_resamples,).

    Their spread is scaled by sqrt(n/(n-1)), so that it estimates the variance of the mean without bias.
    """
    counts, means, variances = _grouped(sample)
    n = sample.n
    drawn = np.empty(n_resamples)
    block = max(1, _BLOCK // counts.size)
    for start in range(0, n_resamples, block):
        hits = rng.multinomial(n, counts / n, size=min(block, n_resamples - start))
        within = np.sqrt(hits @ variances) * rng.standard_normal(len(hits))
        drawn[start : start + len(hits)] = (hits @ means + within) / n
    return np.asarray(sample.mean + drawn * math.sqrt(n / (n - 1)))


def _grouped(sample: _Sample) -> tuple[Integers, Array, Array]:
    """Counts, centred means and variances of groups of neighbouring values; a group of one value has no variance.

    Many distinct values (money) are drawn in groups of about equal size: the mean of a group's draws is normal about
    the group's mean, so that drawing the values one by one would cost a thousand times more and tell the same.
    """
    centred = sample.values - sample.mean
    size = centred.size
    if size <= _MOST_VALUES:
        return sample.counts, centred, np.zeros(size)
    middle = np.cumsum(sample.counts) * (_MOST_VALUES - 2 * _LONE_VALUES) // (sample.n + 1)
    places = np.arange(size)
    alone = (places < _LONE_VALUES) | (places >= size - _LONE_VALUES)
    _, group = np.unique(np.where(alone, -1 - places, middle), return_inverse=True)
    counts = np.bincount(group, sample.counts).astype(np.int64)
    means = np.bincount(group, sample.counts * centred) / counts
    squares = np.bincount(group, sample.counts * (centred - means[group]) ** 2) / counts
    return counts, means, squares


def _interval(drawn: Array) -> tuple[float, float]:
    tail = (1 - CONFIDENCE) / 2
    lower, upper = np.quantile(drawn, [tail, 1 - tail])
    return float(lower), float(upper)


def _detectable(error: float, power: float) -> float:
    return float((ndtri(0.5 + CONFIDENCE / 2) + ndtri(power)) * error)


def _refused(message: str, accepted: str = "") -> DataError:
    return DataError([Problem("bad-change", message, path="change", accepted=accepted)])
