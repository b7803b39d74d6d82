"""Hurdle rates and the recency curve: how much of a base has done something at least so often, or so lately.

Unlike a retention rate, which a burst of acquisition pulls down, and a churn rate, which needs contracts, a hurdle is
stated beforehand and can be read off any customer list (Novo 2004, Drilling Down, 3rd ed.).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from roi_engine.customers.cut_points import day_number
from roi_engine.customers.scores import Histogram

DAYS_A_MONTH = 365.25 / 12
_MONTHS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 18, 24, 36)
_ORDERS = (2, 3, 5, 10)
_DAYS = (30, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class Hurdle:
    """`customers` at or over a hurdle, and their share of the base (nan of an empty one); `hurdle` as asked."""

    hurdle: float
    customers: int
    share: float


def order_hurdles(orders: Histogram, at_least: Sequence[int] = _ORDERS) -> tuple[Hurdle, ...]:
    """Customers with at least so many order days, one hurdle each."""
    return tuple(_hurdle(orders, orders.values >= least, least) for least in at_least)


def active_hurdles(
    last_day: Histogram, at: date, within_days: Sequence[int] = (30, 90, 180, 365)
) -> tuple[Hurdle, ...]:
    """Customers whose last order is at most so many days before the date `at`; `last_day` [days since 1970-01-01]."""
    silent = day_number(at) - last_day.values
    return tuple(_hurdle(last_day, silent <= days, days) for days in within_days)


def recency_curve(last_day: Histogram, at: date, months: Sequence[float] = _MONTHS) -> tuple[Hurdle, ...]:
    """Cumulative recency curve: customers whose last order lies within so many months (of 30.4375 days) of `at`.

    It never falls with the months; a base that loses customers slowly rises steeply at first.
    """
    silent = day_number(at) - last_day.values
    return tuple(_hurdle(last_day, silent <= each * DAYS_A_MONTH, each) for each in months)


def silence(last_day: Histogram, at: date, silent_share: float = 0.2) -> int:
    """Days of silence that a stated share of the base exceeds or equals: where to start asking who is lost.

    The longest whole number of days d such that at least `silent_share` of the customers have been silent d days or
    longer; to be checked by trying to reach some of them.
    """
    wanted = silent_share * last_day.n_customers
    held = 0
    for day, count in zip(last_day.values, last_day.counts, strict=True):
        held += int(count)
        if held >= wanted:
            return day_number(at) - int(day)
    return 0


def _hurdle(histogram: Histogram, over: NDArray[np.bool_], hurdle: float) -> Hurdle:
    customers = int(histogram.counts[over].sum())
    n = histogram.n_customers
    return Hurdle(hurdle, customers, customers / n if n else float("nan"))
