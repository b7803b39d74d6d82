"""What customers known at a date ordered before and after it: the actuals that a forecast of them is held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis
import numpy as np
from ibis.expr.types import Table
from numpy.typing import NDArray

from roi_engine.crm_data.base import Log
from roi_engine.crm_data.scored import Scored, scored_table
from roi_engine.crm_data.summary import Summary
from roi_engine.customers.cut_points import day_number

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class SegmentDays:
    """Orders of the customers known at a date, by segment and day [days since 1970-01-01]: arrays of shape (n,)."""

    segment: NDArray[np.object_]
    day: Integers
    orders: Integers

    def in_periods(self, names: tuple[str, ...], edges: NDArray[np.float64]) -> NDArray[np.float64]:
        """Orders by segment of `names` and period, shape (S, m); edges in days, ends inside, starts not."""
        place = np.searchsorted(edges, self.day, side="left") - 1
        counts = np.zeros((len(names), edges.size - 1))
        for row, name in enumerate(names):
            held = (self.segment == name) & (place >= 0) & (place < edges.size - 1)
            np.add.at(counts[row], place[held], self.orders[held])
        return counts


@dataclass(frozen=True, slots=True, eq=False)
class LaterRows:
    """Unique (frequency, recency, age) rows [days] with their customers and what these ordered later, shape (n,)."""

    frequency: Integers
    recency_days: Integers
    age_days: Integers
    count: Integers
    orders: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Individuals:
    """Every customer at a date, sorted by name: frequency, times [days], repeat amount [cents], segment, shape (n,)."""

    customer: NDArray[np.object_]
    frequency: Integers
    recency_days: Integers
    age_days: Integers
    repeat_cents: Integers
    segment: NDArray[np.object_]


def segment_days(marks: Scored) -> SegmentDays:
    """Orders by day, before the scoring date and after it, of the customers who were scored."""
    log = marks.summary.base
    known = scored_table(marks)
    joined = _orders(log).join(known, "customer").group_by(["segment", "day"])
    counted = joined.aggregate(orders=lambda t: t.count()).order_by(["segment", "day"])
    found = log.database.columns(counted)
    return SegmentDays(found["segment"], found["day"], found["orders"])


def later_rows(summary: Summary, until: date) -> LaterRows:
    """History of the customers at the summary's date, and their orders after it up to and with `until`."""
    log, today = summary.base, day_number(summary.until)
    orders = _orders(log)
    later = orders.filter((orders.day > today) & (orders.day <= day_number(until)))
    counted = later.group_by("customer").aggregate(later=lambda t: t.count())
    known = _table(summary.table, customer="int64", first_day="int64", last_day="int64", orders="int64")
    joined = known.left_join(counted, "customer").select(
        frequency=known.orders - 1,
        recency_days=known.last_day - known.first_day,
        age_days=ibis.literal(today, "int64") - known.first_day,
        later=ibis.coalesce(counted.later, 0),
    )
    keys = ["frequency", "recency_days", "age_days"]
    grouped = joined.group_by(keys).aggregate(customers=lambda t: t.count(), later=lambda t: t.later.sum())
    found = log.database.columns(grouped.order_by(keys))
    return LaterRows(*(found[name] for name in (*keys, "customers", "later")))


def individuals(marks: Scored) -> Individuals:
    """One entry a customer, as the models need them."""
    today = day_number(marks.summary.until)
    whole = dict.fromkeys(("first_day", "last_day", "orders", "cents", "first_cents"), "int64")
    known = _table(marks.table, customer="int64", segment="string", **whole)
    names = _table("names", customer="int64", name="string")
    wanted = known.join(names, "customer").select(
        "segment",
        customer=names.name,
        frequency=known.orders - 1,
        recency_days=known.last_day - known.first_day,
        age_days=ibis.literal(today, "int64") - known.first_day,
        repeat_cents=known.cents - known.first_cents,
    )
    found = marks.summary.base.database.columns(wanted.order_by("customer"))
    columns = ("customer", "frequency", "recency_days", "age_days", "repeat_cents", "segment")
    return Individuals(*(found[column] for column in columns))


def _orders(log: object) -> Table:
    """Customer and day of every order; days whose refunds exceed their orders are none."""
    assert isinstance(log, Log)
    table = _table(log.table, customer="int64", day="int64", cents="int64")
    return table.filter(table.cents >= 0).select("customer", "day")


def _table(table: str, /, **columns: str) -> Table:
    return ibis.table(columns, name=table)
