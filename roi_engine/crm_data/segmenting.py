"""A log or a list divided into named segments: what order and spend models, and a scenario's customers, start from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from roi_engine.crm_data.base import Base, Log
from roi_engine.crm_data.rows import HistoryRows, history_rows, spend_rows
from roi_engine.crm_data.scored import Scored, cut_points, scored
from roi_engine.crm_data.summary import Summary, customer_summary
from roi_engine.customers.history import History
from roi_engine.customers.rows import BaseRows, SpendRows
from roi_engine.customers.segments import SegmentTable, segment_by_cell, shipped_segments

CENTS = 100.0
DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}  # in one unit of time


@dataclass(frozen=True, slots=True)
class Segmented:
    """A base scored at a date, each customer in a segment of `table`."""

    base: Base
    summary: Summary
    marks: Scored
    table: SegmentTable

    @property
    def until(self) -> date:
        """The scoring date."""
        return self.summary.until


def segmented(base: Base, until: date, classes: int = 5, table: SegmentTable | None = None) -> Segmented:
    """The base scored at the end of the day `until` by its own cut points, in the segments of the table."""
    table = table or shipped_segments()
    summary = customer_summary(base, until)
    named = segment_by_cell(classes, amounts=base.has_amounts, table=table)
    cells = {(cell[0], cell[1], cell[2] if base.has_amounts else 0): name for cell, name in named.items()}
    return Segmented(base, summary, scored(summary, cut_points(summary, "independent", classes), cells), table)


def base_rows(found: Segmented, time_unit: str) -> BaseRows:
    """Unique rows of a segmented log, times in `time_unit`; segments without customers are left out."""
    rows = history_rows(found.summary, by=("segment",), table=found.marks.table)
    labels = rows.labels[0].astype(str)
    names = tuple(name for name in found.table.names if np.any(labels == name))
    place = {name: k for k, name in enumerate(names)}
    segment = np.array([place[label] for label in labels], dtype=np.intp)
    # refunds of a first order may exceed what came after it
    amount = np.maximum(rows.repeat_cents, 0) / CENTS if found.base.has_amounts else None
    return BaseRows(_history(rows, time_unit), segment, names, amount)


def _history(rows: HistoryRows, time_unit: str) -> History:
    days = DAYS[time_unit]
    return History(
        frequency=rows.frequency.astype(np.float64),
        recency=rows.recency_days / days,
        age=rows.age_days / days,
        count=rows.count.astype(np.float64),
    )


def model_spend(found: Segmented) -> SpendRows | None:
    """Rows of those who came back, for the spend model; None where amounts are not known."""
    if not found.base.has_amounts or not isinstance(found.base, Log):
        return None
    rows = spend_rows(found.summary)
    return SpendRows(rows.frequency.astype(np.float64), rows.mean_spend, rows.count.astype(np.float64))
