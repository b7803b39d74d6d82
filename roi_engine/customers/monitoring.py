"""Tables that show where a model and the log part: tracking, conditional expectations, frequency by recency.

The three plots of Fader, Hardie & Lee (2005, Marketing Science 24(2), figures 2-4) as records of arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.customers.history import History
from roi_engine.customers.models import OrderModel

Array = NDArray[np.float64]
LAST_CLASS = 7  # of repeat orders: 7 or more


@dataclass(frozen=True, slots=True)
class Tracking:
    """Repeat orders of a cohort over calendar time, actual and expected.

    Attributes
    ----------
    edges : Array
        Edges of the periods [time unit since the start], shape (m + 1,).
    actual, expected : Array
        Repeat orders of each period, shape (m,).
    """

    edges: Array
    actual: Array
    expected: Array

    @property
    def cumulative_actual(self) -> Array:
        """Repeat orders up to the end of each period, shape (m,)."""
        return np.cumsum(self.actual)

    @property
    def cumulative_expected(self) -> Array:
        """Expected repeat orders up to the end of each period, shape (m,)."""
        return np.cumsum(self.expected)

    @property
    def cumulative_error(self) -> Array:
        """Expected / actual - 1 of the repeat orders so far [1], shape (m,); nan before the first."""
        actual = self.cumulative_actual
        ratio: Array = np.divide(self.cumulative_expected, actual, out=np.full(actual.size, np.nan), where=actual > 0)
        return ratio - 1


@dataclass(frozen=True, slots=True)
class ConditionalExpectations:
    """Orders of the next span by the number of repeat orders so far, actual and expected.

    Attributes
    ----------
    frequency : tuple of str
        Classes of repeat orders: "0" ... "6", "7+".
    customers : Array
        Customers of each class, shape (8,).
    actual, expected : Array
        Mean orders of a customer [orders/customer], shape (8,); nan where a class is empty.
    """

    frequency: tuple[str, ...]
    customers: Array
    actual: Array
    expected: Array


@dataclass(frozen=True, slots=True)
class FrequencyRecency:
    """What a customer is expected to do, by number of repeat orders and time since the last one.

    Attributes
    ----------
    frequency : Array
        Repeat orders, shape (n_x,).
    silence : Array
        Time since the last order, T - t_x [time unit], shape (n_t,); as long as T for customers without repeat order.
    orders : Array
        Expected orders of the span ahead [orders], shape (n_x, n_t).
    alive : Array
        P(alive) [1], shape (n_x, n_t).
    """

    frequency: Array
    silence: Array
    orders: Array
    alive: Array


def tracking(
    model: OrderModel, log_parameters: Array, entries: tuple[Array, Array], edges: Array, actual: Array
) -> Tracking:
    """Repeat orders expected of customers who joined at their own times, beside those that came.

    Parameters
    ----------
    model, log_parameters : OrderModel, Array
        The order model at its fit.
    entries : tuple of Array
        Times of the first orders [time unit since the start] and customers who joined then, shape (n_entries,) each.
    edges : Array
        Edges of the periods [time unit since the start], shape (m + 1,).
    actual : Array
        Repeat orders of each period, shape (m,).
    """
    joined, count = entries
    since = np.maximum(edges[None, :] - joined[:, None], 0.0)
    times, place = np.unique(since, return_inverse=True)
    each = model.expected_orders_of_one(log_parameters, times)[place.reshape(since.shape)]
    return Tracking(edges, np.asarray(actual, dtype=np.float64), np.diff(count @ each))


def conditional_expectations(
    model: OrderModel, log_parameters: Array, history: History, ahead: float, orders: Array
) -> ConditionalExpectations:
    """Mean orders of the next span by repeat orders so far.

    Parameters
    ----------
    model, log_parameters : OrderModel, Array
        The order model at its fit.
    history : History
        Customers at the end of calibration.
    ahead : float
        Length of the span [time unit].
    orders : Array
        Actual orders in it of all customers of each row together, shape (n_rows,).
    """
    group = np.minimum(history.frequency, LAST_CLASS).astype(np.intp)
    each = model.expected_orders(log_parameters, history, np.array([ahead]))[:, 0]

    def by_class(weights: Array) -> Array:
        return np.bincount(group, weights=weights, minlength=LAST_CLASS + 1).astype(np.float64)

    customers = by_class(history.count)
    sums = by_class(np.asarray(orders, dtype=np.float64)), by_class(history.count * each)
    actual, expected = (np.divide(s, customers, out=np.full(s.size, np.nan), where=customers > 0) for s in sums)
    names = (*(str(x) for x in range(LAST_CLASS)), f"{LAST_CLASS}+")
    return ConditionalExpectations(names, customers, actual, expected)


def frequency_recency(
    model: OrderModel, log_parameters: Array, age: float, ahead: float, most_orders: int = 20, n_silences: int = 21
) -> FrequencyRecency:
    """Expected orders and P(alive) over a grid of repeat orders and silence, for customers of one age.

    Parameters
    ----------
    model, log_parameters : OrderModel, Array
        The order model at its fit.
    age : float
        Time since the first order, T [time unit].
    ahead : float
        Length of the span ahead [time unit].
    most_orders : int
        Largest number of repeat orders.
    n_silences : int
        Columns, from no silence to one almost as long as T. For a discrete model: every opportunity.
    """
    frequency = np.arange(most_orders + 1, dtype=np.float64)
    silence = np.arange(age) if model.discrete else np.linspace(0, age, n_silences + 1)[:-1]
    x, quiet = (grid.ravel() for grid in np.meshgrid(frequency, silence, indexing="ij"))
    possible = (x <= age - quiet) if model.discrete else np.ones(x.size, dtype=bool)
    x, quiet = x[possible], quiet[possible]
    rows = History(x, np.where(x > 0, age - quiet, 0.0), np.full(x.size, float(age)), np.ones(x.size))
    orders, alive = np.full(possible.size, np.nan), np.full(possible.size, np.nan)
    orders[possible] = model.expected_orders(log_parameters, rows, np.array([ahead]))[:, 0]
    alive[possible] = model.alive(log_parameters, rows, np.zeros(1))[:, 0]
    shape = (frequency.size, silence.size)
    return FrequencyRecency(frequency, silence, orders.reshape(shape), alive.reshape(shape))
