"""The value of a bare list: an index by segment, put to the scale of one known figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from roi_engine.crm_data.base import CustomerList
from roi_engine.crm_data.report import DataReport
from roi_engine.crm_data.scored import Scored, cell_table, key_counts
from roi_engine.crm_data.scoring import YEAR, base_facts
from roi_engine.crm_data.segmenting import segmented
from roi_engine.customers.cut_points import day_number
from roi_engine.customers.fitness import Finding, fitness_findings
from roi_engine.customers.relative_value import RelativeValue, relative_value
from roi_engine.customers.segments import SegmentTable
from roi_engine.errors import DataError, Problem


@dataclass(frozen=True, slots=True)
class ListValuation:
    """Relative value by segment of a list; `scaled` where a margin was stated, else the index alone counts."""

    report: DataReport
    until: date
    n_customers: int
    table: SegmentTable
    value: RelativeValue
    churn_rate: float
    scaled: bool
    findings: tuple[Finding, ...]
    marks: Scored


def list_valuation(
    base: CustomerList,
    until: date | None,
    churn_rate: float,
    margin_per_customer: float | None,
    table: SegmentTable | None = None,
) -> ListValuation:
    """Segments of a list by their amounts (orders without them) and their silence.

    `churn_rate` [1/year] is stated, since a list does not show it; `margin_per_customer` [currency/customer/year].
    """
    at = until or base.report.last_date
    if at is None:
        raise DataError([Problem("no-customers", "the list has no customers", file=base.report.file)])
    found = segmented(base, at, table=table)
    cells = cell_table(found.marks)
    labels = cells.segment.astype(str)
    names = tuple(name for name in found.table.names if np.any(labels == name))
    worth = cells.cents / 100 if base.has_amounts else cells.orders
    sums = [
        [float(each[labels == name].sum()) for name in names] for each in (cells.customers, worth, cells.last_day_sum)
    ]
    customers, amount, days = (np.array(column) for column in sums)
    silence = np.maximum(day_number(at) - days / customers, 0.0) / YEAR
    scale = 1.0 if margin_per_customer is None else margin_per_customer
    orders = key_counts(found.summary, "orders")
    return ListValuation(
        report=base.report,
        until=at,
        n_customers=found.summary.n_customers,
        table=found.table,
        value=relative_value(names, customers, np.maximum(amount, 0.0), silence, churn_rate, scale),
        churn_rate=churn_rate,
        scaled=margin_per_customer is not None,
        findings=fitness_findings(base_facts(found.summary, orders)),
        marks=found.marks,
    )
