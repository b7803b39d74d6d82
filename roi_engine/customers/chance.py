"""Spread of a segment's orders that would remain if the parameters were known: customers decide for themselves.

Given the parameters, customers are independent, so the variance of a segment's total is the sum of the customers' own
variances. Each is taken from draws of the model's posterior: the mean square distance of one draw from its expectation,
over a sample of customers, times their number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from roi_engine.customers.models import OrderModel
from roi_engine.customers.rows import BaseRows
from roi_engine.customers.spend import value_moments

Array = NDArray[np.float64]
SAMPLED = 4_000  # customers of a segment that are drawn: the sd is then known to a few per cent


@dataclass(frozen=True, slots=True)
class Chance:
    """Relative standard deviation from chance alone, by segment.

    Attributes
    ----------
    orders : Array
        Of the segment's orders over the horizon [1], shape (S,); 0 where none are expected.
    value : Array or None
        Of the sum of their amounts [1], shape (S,); None without amounts.
    """

    orders: Array
    value: Array | None


def chance(
    model: OrderModel, log_parameters: Array, rows: BaseRows, span: tuple[float, float], spend: Array | None, seed: int
) -> Chance:
    """Chance of each segment over a span ahead.

    The variance is drawn over the time from now to the end of the span, and taken to be in proportion to the orders of
    the span where that starts later.

    Parameters
    ----------
    model, log_parameters : OrderModel, Array
        The order model at its fit.
    rows : BaseRows
        Customers by segment.
    span : tuple of float
        Start and end [time unit ahead].
    spend : Array or None
        Log parameters of the Gamma-Gamma model.
    seed : int
        Of the draws; a segment's draws do not depend on the others.
    """
    n_segments = rows.n_segments
    orders, value = np.zeros(n_segments), np.zeros(n_segments)
    for s in range(n_segments):
        rng = np.random.default_rng([seed, s])
        chosen = sampled_rows(rows, s, rng)
        if chosen.size:
            orders[s], value[s] = _relative(model, log_parameters, rows, (chosen, span), spend, rng)
    return Chance(orders, None if spend is None else value)


def sampled_rows(rows: BaseRows, segment: int, rng: Generator) -> NDArray[np.intp]:
    """Rows of a sample of a segment's customers: systematic over the counts, so that a small segment comes in whole."""
    mine = np.flatnonzero(rows.segment == segment)
    if not mine.size:
        return mine
    reached = np.cumsum(rows.history.count[mine])
    points = (np.arange(SAMPLED) + rng.random()) * reached[-1] / SAMPLED
    chosen: NDArray[np.intp] = mine[np.minimum(np.searchsorted(reached, points), mine.size - 1)]
    return chosen


def _relative(
    model: OrderModel,
    log_parameters: Array,
    rows: BaseRows,
    sample: tuple[NDArray[np.intp], tuple[float, float]],
    spend: Array | None,
    rng: Generator,
) -> tuple[float, float]:
    """Standard deviation / mean of a segment's orders and of their value (0 without amounts)."""
    chosen, (start, end) = sample
    history = rows.history.rows(chosen)
    n_customers = float(rows.history.count[rows.segment == rows.segment[chosen[0]]].sum())
    so_far = model.expected_orders(log_parameters, history, np.array([start, end]))
    expected, share = so_far[:, 1], float(1 - so_far[:, 0].sum() / max(so_far[:, 1].sum(), 1e-300))
    with np.errstate(over="ignore"):  # a chance of leaving of 1e-300 is drawn as never, which it is
        drawn = model.simulate(log_parameters, history, end, rng)
    orders = _relative_sd((drawn - expected) ** 2, expected, n_customers * share)
    if spend is None:
        return orders, 0.0
    mean, _ = value_moments(spend, rows, chosen, expected)
    _, square = value_moments(spend, rows, chosen, drawn)
    return orders, _relative_sd(square - mean**2, mean, n_customers * share)


def _relative_sd(variance: Array, mean: Array, n_customers: float) -> float:
    """Standard deviation / mean of the sum over n customers, from the variance and the mean of a sample of them."""
    if mean.mean() <= 0 or n_customers <= 0:
        return 0.0
    return float(np.sqrt(max(variance.mean(), 0.0) / n_customers) / mean.mean())
