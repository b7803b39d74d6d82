"""The drift that a fitted model of orders expects: customers simulated from it, scored twice with the same cut points.

A base ages between two scorings. What an untouched base would have done is read off a large simulated one: customers
with the real base's first days order as the model says, are scored at both dates with the frozen cut points, and their
mean change by cell is what each real customer of that cell is expected to do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from roi_engine.customers.cut_points import CutPoints, day_number
from roi_engine.customers.pairs import Pairs
from roi_engine.customers.scores import Histogram, scores_of
from roi_engine.errors import DataError, Problem

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
SimulatedLog = Callable[[Array, Array, Generator], tuple[NDArray[np.intp], Array]]

N_SIMULATED = 100_000  # the mean change is then known to less than a hundredth of a point


@dataclass(frozen=True, slots=True)
class TwoDates:
    """The first scoring date and the second one."""

    first: date
    second: date


def simulated_pairs(
    simulate_log: SimulatedLog,
    log_parameters: Array,
    first_days: Histogram,
    cuts: CutPoints,
    dates: TwoDates,
    rng: Generator,
    *,
    days_per_unit: float,
) -> Pairs:
    """Scores (r, f) of 100,000 simulated customers at both dates, as if nothing but the model moved them.

    `simulate_log` is an order model's, `log_parameters` its fit with time in units of `days_per_unit` [days];
    `first_days` [days since 1970-01-01] is when the real customers of the first date ordered first. All are treated
    alike; m is 0. Orders of a day count once, as in the log. DataError for dates that do not follow each other.
    """
    starts = _first_days(first_days, dates, rng)
    customer, time = simulate_log(log_parameters, (day_number(dates.second) - starts) / days_per_unit, rng)
    days = starts[customer] + np.ceil(time * days_per_unit).astype(np.int64)
    once = np.unique(np.column_stack([customer, days]), axis=0)
    sides = []
    for at in (dates.first, dates.second):
        held = once[once[:, 1] <= day_number(at)]
        last, orders = starts.copy(), np.ones(starts.size, np.int64)
        np.maximum.at(last, held[:, 0], held[:, 1])
        np.add.at(orders, held[:, 0], 1)
        scores = scores_of(cuts, last, orders, at=at)
        sides.append(np.column_stack([scores.r, scores.f, np.zeros_like(scores.r)]))
    return Pairs(np.ones(starts.size, np.bool_), sides[0], sides[1], np.ones(starts.size, np.int64))


def expected_by_cell(pairs: Pairs, simulated: Pairs, simulated_change: Array) -> Array:
    """Mean simulated change of each row's cell (r, f) at the first date, shape (n,), for `difference_from_drift`.

    `simulated_change`, shape (n_simulated,), is the change of whatever is followed: `score_change` of the simulated
    pairs, or `grid_change` of them. A cell that the model never fills takes the mean of its class of recency; new
    customers, and classes that the model leaves empty, are nan.
    """
    top = 1 + int(max(pairs.before.max(initial=0), simulated.before.max(initial=0)))
    cells = simulated.before[:, 0] * top + simulated.before[:, 1]
    by_cell = _means(cells, simulated_change, top * top)
    by_recency = _means(simulated.before[:, 0], simulated_change, top)
    expected = by_cell[pairs.before[:, 0] * top + pairs.before[:, 1]]
    expected = np.where(np.isfinite(expected), expected, by_recency[pairs.before[:, 0]])
    return np.where(pairs.new, np.nan, expected)


def _first_days(first_days: Histogram, dates: TwoDates, rng: Generator) -> Integers:
    """First days in the proportions of the base, by systematic sampling: one random start, equal steps."""
    if dates.second <= dates.first:
        message = f"the second date {dates.second} does not follow the first {dates.first}"
        raise DataError([Problem("bad-dates", message, path="dates")])
    if not first_days.values.size or int(first_days.values[-1]) > day_number(dates.first):
        message = f"the base must hold customers, all with a first order by {dates.first}"
        raise DataError([Problem("bad-first-days", message, path="first_days")])
    held = np.cumsum(first_days.counts)
    places = (np.arange(N_SIMULATED) + rng.random()) / N_SIMULATED * held[-1]
    return np.asarray(first_days.values[np.searchsorted(held, places, side="right")], np.int64)


def _means(places: Integers, values: Array, size: int) -> Array:
    count = np.bincount(places, minlength=size)
    sums = np.bincount(places, values, size)
    return np.where(count > 0, sums / np.maximum(count, 1), np.nan)
