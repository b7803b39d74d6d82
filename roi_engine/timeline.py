"""The calendar of a case: periods, years, ramps and spans, always as integrals over a period.

Time is counted in years from the start. Period k covers (edge k, edge k+1]; whatever has a fractional date counts
the part of the period that it covers, so that results move smoothly with a delay. Arrays of dates have shape
(n_draws, 1), results (n_draws, n_periods).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Step = Literal["month", "quarter", "year"]
RampShape = Literal["s_curve", "linear", "none"]
INSTANT = 1e-9  # year; a shorter span is a moment
PERIODS_PER_YEAR: dict[Step, int] = {"month": 12, "quarter": 4, "year": 1}


@dataclass(frozen=True, slots=True)
class Timeline:
    """Start (calendar year and month), length in whole years, and the step of the account."""

    start_year: int
    start_month: int
    years: int
    step: Step = "month"

    @property
    def periods_per_year(self) -> int:
        """12, 4 or 1."""
        return PERIODS_PER_YEAR[self.step]

    @property
    def n_periods(self) -> int:
        """Number of periods after the initial column."""
        return self.years * self.periods_per_year

    @property
    def period(self) -> float:
        """Length of one period [year]."""
        return 1.0 / self.periods_per_year

    @property
    def edges(self) -> Array:
        """Start and end of the periods [year], shape (n_periods + 1,)."""
        return np.arange(self.n_periods + 1) / self.periods_per_year

    @property
    def year_index(self) -> NDArray[np.intp]:
        """Year of each period, counted from 0, shape (n_periods,)."""
        return np.arange(self.n_periods) // self.periods_per_year

    def label(self, period: int) -> str:
        """Calendar name of a period: `2027-01`, `2027-Q1` or `2027`; `initial` for -1."""
        if period < 0:
            return "initial"
        months = self.start_month - 1 + period * (12 // self.periods_per_year)
        year, month = self.start_year + months // 12, months % 12 + 1
        if self.step == "month":
            return f"{year}-{month:02d}"
        return f"{year}-Q{(month - 1) // 3 + 1}" if self.step == "quarter" else f"{year}"


def live(timeline: Timeline, go_live: Array) -> Array:
    """Share of each period that lies after go-live [share]; `go_live` in years, shape (n_draws, 1)."""
    first, last = _underway(timeline, go_live, go_live)
    share = np.empty((timeline.n_periods, go_live.shape[0]))
    share[:first], share[last:] = 0.0, 1.0
    covered = share[first:last]
    np.subtract(timeline.edges[first + 1 : last + 1, None], go_live.T, out=covered)
    covered *= timeline.periods_per_year
    np.minimum(np.maximum(covered, 0.0, out=covered), 1.0, out=covered)
    return share.T


def _underway(timeline: Timeline, start: Array, end: Array) -> tuple[int, int]:
    """First period and the one after the last in which some draw is between `start` and `end` [year].

    Before them a ramp is 0 in every draw, after them 1: neither needs arithmetic.
    """
    step, n_periods = timeline.periods_per_year, timeline.n_periods
    first, last = float(start.min()) * step, float(end.max()) * step
    if not (math.isfinite(first) and math.isfinite(last)):
        return 0, n_periods
    begin = min(max(math.floor(first), 0), n_periods)
    return begin, min(max(math.ceil(last), begin), n_periods)


def ramp(timeline: Timeline, go_live: Array, length: Array, shape: RampShape) -> Array:
    """Ramp from 0 at go-live to 1 after `length` [year], averaged over each period [share].

    With u = clip((t - go_live) / length, 0, 1): `linear` u, `s_curve` 3u^2 - 2u^3, `none` a step at go-live.
    A length of 0 is the step.
    """
    if shape == "none":
        return live(timeline, go_live)
    long = length > INSTANT
    span = np.where(long, length, 1.0 / timeline.periods_per_year)
    first, last = _underway(timeline, go_live, go_live + np.where(long, length, 0.0))
    share = np.empty((timeline.n_periods, max(go_live.shape[0], length.shape[0])))
    share[:first], share[last:] = 0.0, 1.0
    since = timeline.edges[first : last + 1, None] * (1.0 / span).T - (go_live / span).T  # in spans
    np.maximum(since, 0.0, out=since)
    area = _risen(np.minimum(since, 1.0), since, shape)
    np.subtract(area[1:], area[:-1], out=share[first:last])
    share[first:last] *= (span * timeline.periods_per_year).T
    if not long.all():
        share = np.where(long.T, share, live(timeline, go_live).T)
    return share.T


def _risen(u: Array, since: Array, shape: RampShape) -> Array:
    """Integral of a ramp from go-live on, times in spans: the integral of the shape up to u, and 1 from there."""
    if shape == "linear":
        area = u * 0.5
    else:
        area = u * -0.5
        area += 1.0
        area *= u
        area *= u
    area -= 1.0
    area *= u
    area += since
    return area


def spread_share(timeline: Timeline, start: Array, length: Array) -> Array:
    """Part of an amount paid evenly over (start, start + length] that falls in each period [share of the amount].

    What lies outside the horizon is not counted; a length of 0 is a single payment at `start`.
    """
    long = length > INSTANT
    paid = (timeline.edges[:, None] - start.T) / np.where(long, length, 1.0).T
    np.clip(paid, 0.0, 1.0, out=paid)
    share = paid[1:] - paid[:-1]
    if not long.all():
        share = np.where(long.T, share, once_share(timeline, start).T)
    return share.T


def once_share(timeline: Timeline, when: Array) -> Array:
    """1 in the period (edge, next edge] that holds `when` [year], else 0; time 0 belongs to the first period."""
    period = np.maximum(np.ceil(when * timeline.periods_per_year - 1e-9), 1.0)
    return np.equal(period.T, np.arange(1, timeline.n_periods + 1)[:, None]).astype(np.float64).T


def every_share(timeline: Timeline, interval: Array) -> Array:
    """How often a multiple of `interval` [year] (the first after one interval) falls in each period [count]."""
    passed = np.floor(timeline.edges / interval + 1e-9)
    return passed[:, 1:] - passed[:, :-1]


def growth_factor(timeline: Timeline, rate: Array) -> Array:
    """(1 + rate)^(k - 1) in year k, constant inside the year; `rate` per year, shape (n_draws, 1 or n_periods).

    Where the rate differs by year, each year grows on the one before at its own rate; the first year's is not used.
    """
    n_draws, step = rate.shape[0], timeline.periods_per_year
    factors = np.ones((timeline.n_periods, n_draws))
    for period in range(step, timeline.n_periods):
        if period % step:
            factors[period] = factors[period - 1]
        else:
            np.multiply(factors[period - 1], 1.0 + rate[:, min(period, rate.shape[1] - 1)], out=factors[period])
    return factors.T


def survival(timeline: Timeline, rate: Array, rate_period: float) -> Array:
    """Share left at the end of each period when `rate` leaves per `rate_period` [year], applied geometrically.

    1.6 % a month over a quarter leaves (1 - 0.016)^3. A rate that varies over time is compounded period by period.
    """
    kept = np.subtract(1.0, rate.T)
    if timeline.period != rate_period:
        kept **= timeline.period / rate_period
    if len(kept) > 1:
        for period in range(1, timeline.n_periods):
            kept[period] *= kept[period - 1]
        return kept.T
    # period by period here too: two bases whose rates agree so far must agree to the last bit
    left = np.empty((timeline.n_periods, rate.shape[0]))
    left[0] = kept[0]
    for period in range(1, timeline.n_periods):
        np.multiply(left[period - 1], kept[0], out=left[period])
    return left.T


RAMPS: tuple[RampShape, ...] = ("s_curve", "linear", "none")
