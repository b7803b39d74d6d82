"""When the money is back: cumulative net flows and their last way up through zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
PAYBACK_STATUS = ("reached", "not_reached", "no_investment")
REACHED, NOT_REACHED, NO_INVESTMENT = range(3)

# A shortfall below this share of the deepest funding is the rounding of the sums, not money still missing.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Payback:
    """Payback of each draw, shape (n_draws,) each.

    `months` is nan unless reached. `sortable` ranks all draws [month]: 0 where there was nothing to pay back, +inf
    where it never is, so that percentiles and chances need no special case. `status` indexes PAYBACK_STATUS.
    """

    months: Array
    sortable: Array
    status: NDArray[np.int8]


def cumulative(initial: Array, periods: Array) -> Array:
    """Running sum of net flows at time 0 and at each period's end [currency], shape (n_draws, n_periods + 1)."""
    sums: Array = np.empty((periods.shape[0], periods.shape[1] + 1), order="F")
    sums[:, 0] = initial
    for period in range(periods.shape[1]):
        np.add(sums[:, period], periods[:, period], out=sums[:, period + 1])
    return sums


def peak_funding(running: Array) -> Array:
    """Lowest cumulative net flow [currency], 0 at most, shape (n_draws,); `running` as from `cumulative`."""
    lowest: Array = np.minimum(running.min(axis=1), 0.0)
    return lowest


def payback(running: Array, months_per_period: float) -> Payback:
    """Calendar months until the cumulative net flow turns non-negative for good, linear inside a period.

    `running` as from `cumulative`; `months_per_period` 1, 3 or 12. A case that dips again counts from its last way up;
    exactly zero at the end is reached; a cumulative that is never negative is `no_investment`.
    """
    lowest = peak_funding(running)
    rounding = ROUNDING * lowest
    # place + 1 where the balance is short, else 0: the greatest is the last, found in the narrowest integers
    short = (running < rounding[:, np.newaxis]) * np.arange(1, running.shape[1] + 1, dtype=np.int16)
    last = short.max(axis=1).astype(np.intp) - 1
    status = np.full(lowest.shape, REACHED, dtype=np.int8)
    status[last == running.shape[1] - 1] = NOT_REACHED
    status[last < 0] = NO_INVESTMENT
    rows = np.arange(lowest.size)
    before = running[rows, np.maximum(last, 0)]
    after = np.maximum(running[rows, np.minimum(last + 1, running.shape[1] - 1)], 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = (last + before / (before - after)) * months_per_period
    months = np.where(status == REACHED, crossing, np.nan)
    sortable = np.where(status == REACHED, crossing, np.where(status == NOT_REACHED, np.inf, 0.0))
    return Payback(months, sortable, status)
