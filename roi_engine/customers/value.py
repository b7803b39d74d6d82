"""Future orders and contribution margin of a projected base: mean and P10-P90, parameters and chance together.

A draw takes the factors of the parameters first, then chance: the orders of a segment are gamma about their
expectation, with the segment's ratio of variance to mean. Gammas of one ratio add up, so the periods together have
exactly the spread that was worked out for the whole. A share of the surprise of one period stays with the customers for
the next; it is left out, which makes single periods a little wide and leaves the total as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from roi_engine.customers.projection import Projection, SegmentProjection
from roi_engine.errors import ModelError, Problem

Array = NDArray[np.float64]
DRAWS = 8_192


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and P10-P90 over the draws, each shape (m,) or (1,) for a total."""

    mean: Array
    p10: Array
    p90: Array


@dataclass(frozen=True, slots=True)
class FutureOrders:
    """Orders of a segment, or of all.

    Attributes
    ----------
    name : str
        Name of the segment, "total" for all together.
    periods : Spread
        Orders of each period.
    total : Spread
        Orders of all periods together.
    """

    name: str
    periods: Spread
    total: Spread


@dataclass(frozen=True, slots=True)
class SegmentMargin:
    """Contribution margin of a segment, or of all.

    Attributes
    ----------
    name : str
        Name of the segment, "total" for all together.
    periods : Spread
        Margin of each period, not discounted [currency/period].
    present : Spread
        Discounted sum over the periods [currency].
    beyond : Spread
        Discounted margin of today's customers after the last period [currency]; nan where it is not known.
    """

    name: str
    periods: Spread
    present: Spread
    beyond: Spread


@dataclass(frozen=True, slots=True)
class FutureMargin:
    """Contribution margin of the base.

    Attributes
    ----------
    segments : tuple of SegmentMargin
        In the order of the projection.
    total : SegmentMargin
        All segments together.
    """

    segments: tuple[SegmentMargin, ...]
    total: SegmentMargin


def spread(draws: Array) -> Spread:
    """Mean and P10-P90 of draws, shape (n_draws, m)."""
    low, high = np.percentile(draws, (10, 90), axis=0)
    return Spread(draws.mean(axis=0), low, high)


def model_error(actual: ArrayLike, expected: ArrayLike, sd: ArrayLike = 0.0) -> float:
    """How far earlier forecasts missed beyond what their own spread explains, on the scale of logarithms [1].

    Parameters and chance say how sure the forecast is if the model holds: nothing changes but through the customers'
    own rates. Seasons, prices and campaigns do change. The mean square of ln(actual / expected) over earlier holdouts,
    less the variance that was forecast, is what they added; as a few holdouts tell it badly, it is widened so that its
    P10-P90 is that of Student's t with as many degrees of freedom.

    Parameters
    ----------
    actual, expected : ArrayLike
        Orders of each earlier holdout and their forecast, shape (n_holdouts,).
    sd : ArrayLike
        Standard deviation / mean of each forecast [1].

    Returns
    -------
    float
        Standard deviation of the error of the model itself; 0 where the forecasts were as good as they said.

    Examples
    --------
    >>> round(model_error([110, 90], [100, 100]), 2), model_error([101, 99], [100, 100], 0.05)
    (0.15, 0.0)
    """
    miss = np.log(np.asarray(actual, dtype=np.float64) / np.asarray(expected, dtype=np.float64))
    unexplained = float(np.mean(miss**2 - np.broadcast_to(sd, miss.shape) ** 2))
    return float(np.sqrt(max(0.0, unexplained)) * stdtrit(miss.size, 0.9) / ndtri(0.9))


def future_orders(
    projection: Projection, n_draws: int = DRAWS, seed: int = 1, error: float = 0.0
) -> tuple[FutureOrders, ...]:
    """Orders by segment, and the total as the last one.

    Parameters
    ----------
    projection : Projection
        The base.
    n_draws, seed : int
        Draws of parameters and chance.
    error : float
        Standard deviation of the model's own error on the scale of logarithms (`model_error` of earlier holdouts): one
        further factor that moves all segments and periods together; 0 leaves it out.
    """
    drawn = _drawn(projection, n_draws, seed, error)
    names = [*(segment.name for segment in projection.segments), "total"]
    draws = [*drawn, np.sum(drawn, axis=0)]
    return tuple(
        FutureOrders(name, spread(each), spread(each.sum(axis=1, keepdims=True)))
        for name, each in zip(names, draws, strict=True)
    )


def future_margin(
    projection: Projection,
    margin_share: ArrayLike,
    discount_per_period: Array,
    n_draws: int = DRAWS,
    seed: int = 1,
    margin_per_order: ArrayLike | None = None,
    error: float = 0.0,
) -> FutureMargin:
    """Contribution margin by segment and in total, within the horizon and, apart, beyond it.

    Parameters
    ----------
    projection : Projection
        The base.
    margin_share : ArrayLike
        Contribution margin / amount [1], one for all or one a segment of the projection.
    discount_per_period : Array
        Factor that each period's margin is multiplied with [1], shape (m,). Beyond the last period it keeps falling at
        the rate of the last two (of the only one, from 1).
    n_draws, seed : int
        Draws of parameters and chance.
    margin_per_order : ArrayLike, optional
        Contribution margin of an order [currency/order], in the place of amount x share where amounts are not known.
    error : float
        Standard deviation of the model's own error, as in `future_orders`.

    Raises
    ------
    ModelError
        Amounts are not known and no margin of an order is stated.
    """
    discount = np.asarray(discount_per_period, dtype=np.float64)
    per_order = _margins(projection, margin_share, margin_per_order)
    residual, loadings = _beyond(projection, discount)
    within, beyond = [], []
    for s, segment in enumerate(projection.segments):
        z, rng = _factors(projection, n_draws, seed), np.random.default_rng([seed, 1, s])
        share, fixed = per_order[s]
        margin = np.full((n_draws, 1), share) if fixed or segment.amount is None else share * segment.amount.at(z)
        margin = margin * _own_error(n_draws, seed, error)
        expected = segment.orders_at(z, projection.lengths) * margin
        relative = segment.chance if fixed or segment.amount is None else segment.value_chance
        ratio = relative**2 * float(expected.sum(axis=1).mean())
        within.append(_by_chance(expected, ratio, rng))
        after = residual[s] * np.exp(z[:, : loadings.shape[0]] @ loadings[:, [s]]) * margin * discount[-1]
        beyond.append(_by_chance(after, ratio * discount[-1], rng))
    parts = tuple(
        _margin(segment.name, inside, after, discount)
        for segment, inside, after in zip(projection.segments, within, beyond, strict=True)
    )
    return FutureMargin(parts, _margin("total", np.sum(within, axis=0), np.sum(beyond, axis=0), discount))


def _margin(name: str, within: Array, beyond: Array, discount: Array) -> SegmentMargin:
    """The record of draws (n_draws, m) and (n_draws, 1)."""
    return SegmentMargin(name, spread(within), spread(within @ discount[:, None]), spread(beyond))


def _factors(projection: Projection, n_draws: int, seed: int) -> Array:
    """Standard normal factors, shape (n_draws, n_factors): the same for every segment."""
    return np.random.default_rng([seed, 0]).standard_normal((n_draws, projection.n_factors))


def _own_error(n_draws: int, seed: int, error: float) -> Array:
    """Factor of the model's own error, shape (n_draws, 1): the same for every segment and period, with mean 1."""
    z = np.random.default_rng([seed, 2]).standard_normal((n_draws, 1))
    return np.asarray(np.exp(error * z - error**2 / 2), dtype=np.float64)


def _drawn(projection: Projection, n_draws: int, seed: int, error: float) -> list[Array]:
    """Orders of each segment and period, shape (n_draws, m) each."""
    z = _factors(projection, n_draws, seed)
    shift = _own_error(n_draws, seed, error)
    found = []
    for s, segment in enumerate(projection.segments):
        expected = segment.orders_at(z, projection.lengths) * shift
        ratio = segment.chance**2 * float(expected.sum(axis=1).mean())
        found.append(_by_chance(expected, ratio, np.random.default_rng([seed, 1, s])))
    return found


def _by_chance(expected: Array, ratio: float, rng: Generator) -> Array:
    """Gamma about the expectation with a given ratio of variance to mean; the expectation itself where that is 0."""
    if not ratio > 0 or not np.all(np.isfinite(expected)):
        return expected
    return np.asarray(rng.gamma(expected / ratio) * ratio, dtype=np.float64)


def _margins(
    projection: Projection, margin_share: ArrayLike, margin_per_order: ArrayLike | None
) -> Sequence[tuple[float, bool]]:
    """Margin share, or margin of an order, of each segment, and whether it is the latter."""
    fixed = margin_per_order is not None
    if not fixed and any(segment.amount is None for segment in projection.segments):
        accepted = "a log with amounts, or the contribution margin of an order (margin_per_order)"
        raise ModelError([Problem("no_amounts", "amounts of orders are not known", accepted=accepted)])
    stated = np.asarray(margin_per_order if fixed else margin_share, dtype=np.float64)
    each = np.broadcast_to(stated, (len(projection.segments),))
    return [(float(value), fixed) for value in each]


def _beyond(projection: Projection, discount: Array) -> tuple[Array, Array]:
    """Residual orders of each segment, discounted to the end of the horizon, and their loadings; nan if not known."""
    segments: tuple[SegmentProjection, ...] = projection.segments
    earlier = discount[-2] if discount.size > 1 else 1.0
    rate = float(np.log(earlier / discount[-1]) / projection.lengths[-1])
    if projection.outlook is None or rate <= 0:
        return np.full(len(segments), np.nan), np.zeros((0, len(segments)))
    return projection.outlook.residual(projection.model.model, float(projection.edges[-1]), rate)
