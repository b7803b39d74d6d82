"""When flows count and what they are worth today: the three conventions of discounting."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from roi_engine.errors import ModelError, Problem
from roi_engine.timeline import Timeline

Array = NDArray[np.float64]
Discounting = Literal["year_end", "period_end", "mid_period"]


def flow_times(timeline: Timeline, discounting: Discounting) -> Array:
    """Time at which each period's flow counts [year from start], shape (n_periods,).

    `year_end`: every flow of year k at k (Forrester TEI); `period_end`: the period's end; `mid_period`: its middle.
    The initial column is at time 0 under all three.
    """
    if discounting == "year_end":
        return np.asarray(timeline.year_index + 1, dtype=np.float64)
    if discounting == "period_end":
        return timeline.edges[1:]
    if discounting == "mid_period":
        return timeline.edges[1:] - 0.5 * timeline.period
    raise ValueError(f"unknown discounting {discounting!r}; accepted: year_end, period_end, mid_period")


def discount_factors(timeline: Timeline, rate: Array, discounting: Discounting) -> Array:
    """Value today of one unit paid in each period, 1 / (1 + rate)^t [1], shape (n_draws or 1, n_periods), time-major.

    `rate` per year [share], shape (n_draws or 1, 1); raises ModelError where it is -100 % or less.
    """
    if not np.all(rate > -1.0):
        message = f"the discount rate comes to {float(np.min(rate)):.4g} in some draw"
        raise ModelError([Problem("discount_rate", message, "finance.discount_rate", accepted="more than -100 %/year")])
    exponents = -flow_times(timeline, discounting)[:, np.newaxis] * np.log1p(rate).T
    factors: Array = np.exp(exponents, out=exponents).T
    return factors


def present_value(initial: Array, periods: Array, factors: Array) -> Array:
    """Initial amount undiscounted plus the periods at `factors` [currency], shape (n_draws,).

    `initial` has shape (n_draws,), `periods` and `factors` (n_draws or 1, n_periods). Summed period by period, so that
    a draw's figure does not depend on its place in the block (a matrix product's last bit does).
    """
    total: Array = np.zeros(np.broadcast_shapes(initial.shape, periods.shape[:1], factors.shape[:1]))
    total += initial
    term = np.empty_like(total)
    for flow, factor in zip(periods.T, factors.T, strict=True):
        np.multiply(flow, factor, out=term)
        total += term
    return total


def grouped(periods: Array, times: Array) -> tuple[Array, Array]:
    """Flows at equal times added, and the distinct times: shapes (n_draws, n_times) and (n_times,).

    `times` must not fall. Where all differ the arrays come back as they are.
    """
    starts = np.flatnonzero(np.diff(times, prepend=-np.inf))
    if starts.size == times.size:
        return periods, times
    sums: Array = np.empty((periods.shape[0], starts.size), order="F")
    for column, (start, end) in enumerate(zip(starts, [*starts[1:], times.size], strict=True)):
        np.sum(periods.T[start:end], axis=0, out=sums.T[column])
    return sums, times[starts]
