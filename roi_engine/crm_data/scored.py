"""Scores in the database: histograms for cut points, the scores themselves, cell tables, rows of customers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import uuid4

import numpy as np
from ibis.expr.types import Table
from numpy.typing import NDArray

from roi_engine.crm_data import expressions
from roi_engine.crm_data.database import compiled
from roi_engine.crm_data.dates import day_of
from roi_engine.crm_data.summary import Summary
from roi_engine.customers.cut_points import CLASSES, CutPoints, Kind
from roi_engine.customers.scores import Histogram, independent_cuts, nested_cuts

Integers = NDArray[np.int64]
Key = Literal["last_day", "orders", "cents"]
Cell = tuple[int, int, int]
_EMPTY = Histogram(np.empty(0, np.int64), np.empty(0, np.int64))


@dataclass(frozen=True, slots=True)
class Scored:
    """A summary with scores: a table with the summary's columns and r, f, m (0 without amounts), segment ('' without).

    Scores run from 1 to `cuts.classes`, the best is the highest.
    """

    summary: Summary
    table: str
    cuts: CutPoints


@dataclass(frozen=True, slots=True, eq=False)
class CellTable:
    """Cells that hold customers, sorted by r, f, m: arrays of shape (n_cells,), sums over the cell's customers."""

    r: Integers
    f: Integers
    m: Integers
    segment: NDArray[np.object_]
    customers: Integers
    orders: Integers
    cents: Integers
    last_day_sum: Integers


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer as exported: dates are None where a list does not know them, `amount_cents` [1/100 currency]."""

    customer: str
    first_date: date | None
    last_date: date
    orders: int
    amount_cents: int
    r: int
    f: int
    m: int
    segment: str


def key_counts(summary: Summary, key: Key) -> Histogram:
    """Distinct values of a key ascending and the customers that hold each."""
    found = summary.base.database.columns(expressions.key_histogram(_table(summary), key))
    return Histogram(found[key], found["count"])


def cut_points(summary: Summary, kind: Kind = "independent", classes: int = CLASSES) -> CutPoints:
    """Independent or nested cut points of a summary, from histograms counted in the database."""
    last_day, orders = key_counts(summary, "last_day"), key_counts(summary, "orders")
    known = summary.base.has_amounts
    if kind == "independent":
        cents = key_counts(summary, "cents") if known else None
        return independent_cuts(last_day, orders, cents, summary.until, classes)
    recency = independent_cuts(last_day, orders, None, summary.until, classes)
    by_r = _nested_counts(summary, recency, "r", "orders")

    def of_orders(r: int) -> Histogram:
        return by_r.get((r,), _EMPTY)

    within = nested_cuts(last_day, of_orders, None, summary.until, classes)
    by_rf = _nested_counts(summary, within, "rf", "cents") if known else {}

    def of_cents(r: int, f: int) -> Histogram:
        return by_rf.get((r, f), _EMPTY)

    return nested_cuts(last_day, of_orders, of_cents if known else None, summary.until, classes)


def _nested_counts(summary: Summary, cuts: CutPoints, within: str, key: Key) -> dict[tuple[int, ...], Histogram]:
    """Histogram of a key in each class of the scores named by the letters of `within`."""
    marked = expressions.scores(_table(summary), cuts, summary.until, within)
    found = summary.base.database.columns(expressions.key_histogram(marked, key, list(within)))
    classes = np.column_stack([found[letter] for letter in within])
    return {
        tuple(int(score) for score in each): Histogram(found[key][inside], found["count"][inside])
        for each in np.unique(classes, axis=0)
        if (inside := (classes == each).all(axis=1)).any()
    }


def scored(summary: Summary, cuts: CutPoints, segments: Mapping[Cell, str] | None = None) -> Scored:
    """The summary with scores by these cut points at the summary's date; `segments` names the segment of cells."""
    marked = expressions.with_segments(expressions.scores(_table(summary), cuts, summary.until), segments)
    table = f"scored_{uuid4().hex[:12]}"
    summary.base.database.store(table, marked)
    return Scored(summary, table, cuts)


def cell_table(marks: Scored) -> CellTable:
    """Customers, orders and amounts by cell."""
    found = marks.summary.base.database.columns(expressions.cells(scored_table(marks)))
    return CellTable(**{name: found[name] for name in CellTable.__dataclass_fields__})


def customer_rows(marks: Scored, chunk: int = 65_536) -> Iterator[list[CustomerRow]]:
    """Every customer in lists of at most `chunk`, ordered by name (by code point: the same on any machine)."""
    cursor = marks.summary.base.database.connection.cursor()
    rows = expressions.exported(scored_table(marks), expressions.names_table("names"))
    cursor.execute(compiled(rows) + " ORDER BY name")
    while found := cursor.fetchmany(chunk):
        yield [_row(*values) for values in found]


def scored_table(marks: Scored) -> Table:
    """The scored customers as a table of expressions."""
    return expressions.summary_table(marks.table, marks.summary.base.groups, has_scores=True)


def _row(name: str, first_day: int | None, last_day: int, orders: int, cents: int, *scores: int | str) -> CustomerRow:
    r, f, m, segment = scores
    first = None if first_day is None else day_of(first_day)
    return CustomerRow(name, first, day_of(last_day), orders, cents, int(r), int(f), int(m), str(segment))


def _table(summary: Summary) -> Table:
    return expressions.summary_table(summary.table, summary.base.groups)
