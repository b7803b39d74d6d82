"""A forecast beside what came, and beside two forecasts that need no model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from roi_engine.customers.choice import Holdout
from roi_engine.customers.projection import Projection, project
from roi_engine.customers.rows import one_segment
from roi_engine.customers.value import DRAWS, FutureOrders, Spread, future_orders, model_error
from roi_engine.errors import ModelError, Problem

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Naive:
    """A forecast without a model.

    Attributes
    ----------
    name : str
        "last_period": each period as the last one before the forecast; "last_year": as the same period a year before.
    orders : Array
        Orders of each period, shape (m,).
    error : float
        Forecast / actual - 1 of the total [1].
    mean_absolute_error : float
        Mean distance from the actual orders of a period [orders].
    """

    name: str
    orders: Array
    error: float
    mean_absolute_error: float


@dataclass(frozen=True, slots=True)
class SegmentBacktest:
    """Forecast and actual orders of a segment, or of all ("total").

    Attributes
    ----------
    name : str
        Name of the segment.
    actual : Array
        Orders that came in each period, shape (m,).
    forecast : Spread
        Forecast of each period: mean and 80 % interval from parameters and chance.
    actual_total : float
        Orders that came in all periods.
    total : Spread
        Their forecast, shape (1,).
    """

    name: str
    actual: Array
    forecast: Spread
    actual_total: float
    total: Spread

    @property
    def error(self) -> float:
        """Forecast / actual - 1 of the total [1]; nan where nothing came."""
        return float(self.total.mean[0]) / self.actual_total - 1 if self.actual_total > 0 else np.nan

    @property
    def errors(self) -> Array:
        """Forecast - actual of each period [orders], shape (m,)."""
        return self.forecast.mean - self.actual

    @property
    def mean_absolute_error(self) -> float:
        """Mean distance from the actual orders of a period [orders]."""
        return float(np.abs(self.errors).mean())

    @property
    def held(self) -> bool:
        """Whether the 80 % interval of the total contains what came."""
        return bool(self.total.p10[0] <= self.actual_total <= self.total.p90[0])


@dataclass(frozen=True, slots=True)
class Backtest:
    """A forecast judged.

    Attributes
    ----------
    edges : Array
        Edges of the periods [time unit after the end of calibration], shape (m + 1,).
    segments : tuple of SegmentBacktest
        In the order of the projection.
    total : SegmentBacktest
        All together.
    naive : tuple of Naive
        Forecasts of the total without a model; those that the log before the forecast is long enough for.
    """

    edges: Array
    segments: tuple[SegmentBacktest, ...]
    total: SegmentBacktest
    naive: tuple[Naive, ...]


@dataclass(frozen=True, slots=True)
class EarlierHoldouts:
    """How a model forecast parts of the log that were held out earlier.

    Attributes
    ----------
    actual, expected : Array
        Orders of each holdout and their forecast, shape (n,).
    sd : Array
        Standard deviation / mean of each forecast, from parameters and chance [1], shape (n,).
    failures : tuple of str
        Why there is no forecast of the others.
    """

    actual: Array
    expected: Array
    sd: Array
    failures: tuple[str, ...]

    @property
    def model_error(self) -> float:
        """Standard deviation of the model's own error, for `error=` of a forecast; nan without any holdout."""
        return model_error(self.actual, self.expected, self.sd) if self.actual.size else np.nan


def earlier_holdouts(model: str, holdouts: Sequence[Holdout], time_unit: str, seed: int = 1) -> EarlierHoldouts:
    """Forecasts of some holdouts inside the log, to learn how far the model itself can be trusted on this base.

    Parameters
    ----------
    model : str
        Name of the order model.
    holdouts : sequence of Holdout
        The base at some earlier dates, and what came after each.
    time_unit : str
        Unit of their times.
    seed : int
        Of the draws.
    """
    found: list[tuple[float, float, float]] = []
    failures: list[str] = []
    for holdout in holdouts:
        try:
            edges = np.array([0.0, holdout.ahead])
            ahead = project(one_segment(holdout.history), edges, model=model, time_unit=time_unit, seed=seed)
        except ModelError as failure:
            failures.append(failure.problems[0].message)
            continue
        total = future_orders(ahead, seed=seed)[-1].total
        width = float((total.p90[0] - total.p10[0]) / (2 * ndtri(0.9)))
        found.append((float(holdout.orders.sum()), float(total.mean[0]), width / float(total.mean[0])))
    actual, expected, sd = np.array(found).reshape(-1, 3).T
    return EarlierHoldouts(actual, expected, sd, tuple(failures))


def backtest(
    projection: Projection,
    actual: Array,
    past: Array | None = None,
    periods_a_year: float | None = None,
    *,
    n_draws: int = DRAWS,
    seed: int = 1,
    error: float = 0.0,
) -> Backtest:
    """Forecast from a calibration, beside what its customers ordered after it.

    Parameters
    ----------
    projection : Projection
        Of the customers known at the end of calibration, over the periods held out.
    actual : Array
        Orders of these customers in each period, shape (n_segments of the projection, m).
    past : Array, optional
        Orders of these customers in periods of the same length before the end of calibration, the last one last, shape
        (n_past,).
    periods_a_year : float, optional
        Periods of a year: where `past` is as long, "same as last year" is worked out.
    n_draws, seed : int
        Draws of parameters and chance.
    error : float
        Standard deviation of the model's own error (`value.model_error` of earlier holdouts); 0 leaves it out.

    Raises
    ------
    ModelError
        Actual orders of another shape than the projection.
    """
    actual = np.asarray(actual, dtype=np.float64)
    wanted = (len(projection.segments), projection.edges.size - 1)
    if actual.shape != wanted:
        message = f"actual orders have the shape {actual.shape}, the projection {wanted}"
        raise ModelError([Problem("actual_shape", message, accepted="orders by segment of the projection and period")])
    forecasts = future_orders(projection, n_draws, seed, error)
    sums = np.concatenate((actual, actual.sum(axis=0, keepdims=True)))
    *parts, total = [_judged(each, came) for each, came in zip(forecasts, sums, strict=True)]
    return Backtest(projection.edges, tuple(parts), total, naive_forecasts(sums[-1], past, periods_a_year))


def naive_forecasts(actual: Array, past: Array | None, periods_a_year: float | None) -> tuple[Naive, ...]:
    """The forecasts that need no model, judged against the actual orders of each period, shape (m,)."""
    if past is None or not np.size(past):
        return ()
    past = np.asarray(past, dtype=np.float64)
    found = [_naive("last_period", np.full(actual.size, past[-1]), actual)]
    year = 0 if periods_a_year is None else round(periods_a_year)
    if 0 < year <= past.size:
        # Beyond a year the year repeats itself.
        found.append(_naive("last_year", past[past.size - year + np.arange(actual.size) % year], actual))
    return tuple(found)


def _judged(forecast: FutureOrders, actual: Array) -> SegmentBacktest:
    """Forecast and actual of one segment."""
    return SegmentBacktest(forecast.name, actual, forecast.periods, float(actual.sum()), forecast.total)


def _naive(name: str, orders: Array, actual: Array) -> Naive:
    """A naive forecast with its errors."""
    error = float(orders.sum() / actual.sum()) - 1 if actual.sum() > 0 else np.nan
    return Naive(name, orders, error, float(np.abs(orders - actual).mean()))
