"""Gaps between the orders of a customer: for trip wires, and for the question whether the method fits at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from ibis.expr.types import Table
from numpy.typing import NDArray

from roi_engine.crm_data import expressions
from roi_engine.crm_data.base import Log
from roi_engine.crm_data.database import Columns
from roi_engine.crm_data.summary import Summary
from roi_engine.customers.cut_points import day_number

Integers = NDArray[np.int64]

LAST_ORDER = 50  # gaps after this many orders are counted as one: the tail is thin, and long for a few customers


@dataclass(frozen=True, slots=True, eq=False)
class GapCounts:
    """Distinct (n, gap) pairs sorted, shape (n_pairs,): `count` gaps of `days` between n-th and (n+1)-th order.

    `order` is n, from 1; n of `LAST_ORDER` and more are one. For open gaps it is the orders so far, `days` the time
    from the last order to the summary's date, and `count` customers.
    """

    order: Integers
    days: Integers
    count: Integers


@dataclass(frozen=True, slots=True, eq=False)
class GapRegularity:
    """Coefficient of variation of the gaps within a customer, as a histogram over customers with 3 gaps or more.

    `thousandths` floor(1000 cv) ascending, `count` customers, both of shape (n,).
    """

    thousandths: Integers
    count: Integers


def order_gaps(log: Log, until: date, since: date | None = None) -> GapCounts:
    """Closed gaps between successive order days up to a date."""
    return _counts(log.database.columns(expressions.gap_counts(_gaps(log, until, since), LAST_ORDER)))


def gap_regularity(log: Log, until: date, since: date | None = None) -> GapRegularity:
    """How regular the gaps of single customers are: contracts and controlled cycles have a cv near 0."""
    found = log.database.columns(expressions.gap_spread(_gaps(log, until, since)))
    return GapRegularity(found["thousandths"], found["count"])


def open_gaps(summary: Summary) -> GapCounts:
    """Customers by orders so far and days since the last one: held against trip wires."""
    table = expressions.summary_table(summary.table, summary.base.groups)
    found = expressions.open_gap_counts(table, day_number(summary.until), LAST_ORDER)
    return _counts(summary.base.database.columns(found))


def _gaps(log: Log, until: date, since: date | None) -> Table:
    orders = expressions.orders_table(log.table)
    return expressions.gaps(
        expressions.between(orders, None if since is None else day_number(since), day_number(until))
    )


def _counts(found: Columns) -> GapCounts:
    return GapCounts(found["order"], found["days"], found["count"])
