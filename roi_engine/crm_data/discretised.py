"""A log counted in opportunities: for models in which a customer orders once in a period or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import numpy as np

from roi_engine.crm_data.base import Log
from roi_engine.crm_data.expressions import orders_table
from roi_engine.crm_data.segmenting import DAYS
from roi_engine.customers.cut_points import day_number
from roi_engine.customers.history import History


def opportunities(log: Log, time_unit: str, until: date | None = None) -> Log:
    """The log with every order moved to the last day of its period, those of one period together.

    Periods have the length of `time_unit` and end at `until` (the log's last day), so that every customer's history is
    a whole number of them: the period of the first order is no opportunity, each one after it is.
    """
    end = until or log.report.last_date
    if end is None:
        return log
    last, length = day_number(end), DAYS[time_unit]
    orders = orders_table(log.table)
    # whole numbers until the last step: thousandths of a day
    ahead = ((orders.day - last) * 1000 / round(length * 1000)).ceil()
    moved = orders.filter(orders.cents >= 0).mutate(day=last + (ahead * length).round().cast("int64"))
    table = f"opportunities_{uuid4().hex[:12]}"
    gathered = moved.group_by(["customer", "day"]).aggregate(cents=moved.cents.sum())
    log.database.store(table, gathered)
    return replace(log, table=table, groups=())


def whole(history: History) -> History:
    """Times as whole numbers of periods: what rounding to days left is taken away."""
    return History(history.frequency, np.rint(history.recency), np.rint(history.age), history.count)
