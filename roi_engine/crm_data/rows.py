"""What the models take: unique rows with counts, so that a base of any size comes back as some thousand rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ibis.expr.types import Table
from numpy.typing import NDArray

from roi_engine.crm_data import expressions
from roi_engine.crm_data.base import CustomerList
from roi_engine.crm_data.summary import Summary
from roi_engine.customers.cut_points import day_number
from roi_engine.errors import DataError, Problem

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class HistoryRows:
    """Unique (frequency, recency, age) rows, sorted, int64 arrays of shape (n_rows,), times in whole days.

    `frequency` repeat orders (order days - 1), `recency_days` from the first to the last order, `age_days` from the
    first order to the summary's date, `count` customers. `repeat_cents` is the sum over the row's customers of what
    they spent after their first day, refunds deducted. `labels` holds the row's value of each column of `by`, as
    arrays of shape (n_rows,).
    """

    frequency: Integers
    recency_days: Integers
    age_days: Integers
    count: Integers
    repeat_cents: Integers
    labels: tuple[NDArray[np.object_], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class SpendRows:
    """Unique (frequency, mean repeat spend) rows of customers who came back: arrays of shape (n_rows,).

    `frequency` repeat orders, `mean_spend` [currency/order] of them, `count` customers. Customers whose repeat
    spend is not positive after refunds are in `n_not_positive` and not in the rows.
    """

    frequency: Integers
    mean_spend: NDArray[np.float64]
    count: Integers
    n_not_positive: int


def history_rows(summary: Summary, by: tuple[str, ...] = (), table: str | None = None) -> HistoryRows:
    """Unique rows for the order models, lossless at day resolution; `by` splits them by text or score columns.

    `table` is that of a `Scored` of the summary, for `by` of r, f, m or segment. DataError for a list that does not
    know the first dates: it has no history.
    """
    source = _table(summary, table)
    if isinstance(summary.base, CustomerList):
        unknown = source.filter(source.first_day.isnull()).count().name("n").as_table()
        if int(summary.base.database.columns(unknown)["n"][0]):
            message = "the list does not say when each customer first ordered"
            raise DataError([Problem("no-history", message, "first_date", summary.base.report.file)])
    found = summary.base.database.columns(expressions.history(source, day_number(summary.until), by))
    labels = tuple(np.asarray(found[name], object) for name in by)
    return HistoryRows(
        found["frequency"], found["recency_days"], found["age_days"], found["count"], found["repeat_cents"], labels
    )


def spend_rows(summary: Summary) -> SpendRows:
    """Unique rows for the spend model."""
    found = summary.base.database.columns(expressions.spend(_table(summary, None)))
    frequency, cents, count = found["frequency"], found["repeat_cents"], found["count"]
    positive = cents > 0
    mean = cents[positive] / frequency[positive] / 100
    return SpendRows(frequency[positive], mean, count[positive], int(count[~positive].sum()))


def _table(summary: Summary, table: str | None) -> Table:
    return expressions.summary_table(table or summary.table, summary.base.groups, has_scores=table is not None)
