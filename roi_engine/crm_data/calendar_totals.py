"""Orders and amounts by month and by week: the actuals that a forecast is held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from roi_engine.crm_data import expressions
from roi_engine.crm_data.base import Log
from roi_engine.customers.cut_points import day_number

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class MonthTotals:
    """Totals by calendar month, ascending, int64 of shape (n,); months without orders are not there.

    `month` counts from January of the year 0 (12 year + month - 1); `orders` order days, `first_orders` those that
    were a customer's first, `customers` with an order, `cents` [1/100 currency] refunds deducted.
    """

    month: Integers
    orders: Integers
    first_orders: Integers
    customers: Integers
    cents: Integers


@dataclass(frozen=True, slots=True, eq=False)
class DayTotals:
    """Totals by day [days since 1970-01-01], ascending, int64 of shape (n,): the finest from which weeks are summed."""

    day: Integers
    orders: Integers
    repeat_orders: Integers
    cents: Integers
    repeat_cents: Integers


def month_totals(log: Log, since: date | None = None, until: date | None = None) -> MonthTotals:
    """Orders and amounts by calendar month between two dates, both included."""
    daily = day_totals(log, since, until)
    if not daily.day.size:
        return MonthTotals(*(np.empty(0, np.int64) for _ in range(5)))
    month = _month_of(daily.day)
    months, places = np.unique(month, return_inverse=True)
    orders, repeats, cents = (_summed(each, places) for each in (daily.orders, daily.repeat_orders, daily.cents))
    edges = [(int(m), *_edges(int(m), int(daily.day[0]), int(daily.day[-1]))) for m in months]
    table = expressions.orders_table(log.table)
    found = log.database.columns(expressions.buyers(table, edges))
    customers = dict(zip(found["month"].tolist(), found["customers"].tolist(), strict=True))
    counted = np.array([customers.get(int(m), 0) for m in months], np.int64)
    return MonthTotals(months, orders, orders - repeats, counted, cents)


def day_totals(
    log: Log, since: date | None = None, until: date | None = None, acquired: date | None = None
) -> DayTotals:
    """Orders and amounts by day; only of customers whose first order came by `acquired`, where stated."""
    orders = expressions.orders_table(log.table)
    firsts = expressions.first_days(orders, _number(acquired))
    found = log.database.columns(expressions.day_totals(orders, firsts, _number(since), _number(until)))
    return DayTotals(found["day"], found["orders"], found["repeat_orders"], found["cents"], found["repeat_cents"])


def _number(day: date | None) -> int | None:
    return None if day is None else day_number(day)


def _month_of(days: Integers) -> Integers:
    return np.asarray(days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12, np.int64)


def _edges(month: int, first: int, last: int) -> tuple[int, int]:
    start = day_number(date(month // 12, month % 12 + 1, 1))
    after = month + 1
    return max(start, first), min(day_number(date(after // 12, after % 12 + 1, 1)) - 1, last)


def _summed(values: Integers, places: NDArray[np.intp]) -> Integers:
    totals = np.zeros(int(places.max()) + 1, np.int64)
    np.add.at(totals, places, values)
    return totals
