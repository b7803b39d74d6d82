"""Scoring of a base: from the orders in the database to scores, segments, hurdles, trip wires and findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from roi_engine.crm_data.base import Base, Log
from roi_engine.crm_data.gaps import GapCounts, gap_regularity, open_gaps, order_gaps
from roi_engine.crm_data.report import DataReport
from roi_engine.crm_data.rows import history_rows
from roi_engine.crm_data.scored import Cell, Scored, cell_table, cut_points, key_counts, scored
from roi_engine.crm_data.summary import Summary, customer_summary
from roi_engine.customers.cells import CellTable, HeatMap, break_even_response, heat_map
from roi_engine.customers.cut_points import CutPoints, Kind, day_number
from roi_engine.customers.evenness import Evenness, evenness
from roi_engine.customers.fitness import BaseFacts, Finding, fitness_findings
from roi_engine.customers.hurdles import DAYS_A_MONTH, Hurdle, active_hurdles, order_hurdles, recency_curve
from roi_engine.customers.latency import Latency, Overdue, latency, overdue
from roi_engine.customers.scores import Histogram
from roi_engine.customers.segments import SegmentTable, segment_by_cell, shipped_segments
from roi_engine.errors import DataError, Problem

Array = NDArray[np.float64]
CENTS = 100.0
YEAR = 365.25  # days
LONGEST_CURVE = 60  # months


@dataclass(frozen=True, slots=True)
class ScoreQuestion:
    """How a base is to be scored: date (the file's last one by default), cut points (computed by default), segments.

    `contact_cost` [currency/contact] and `margin` [share of an order's amount] give the break-even responses.
    """

    at: date | None = None
    kind: Kind = "independent"
    classes: int = 5
    cuts: CutPoints | None = None
    segments: SegmentTable | None = None
    contact_cost: float | None = None
    margin: float | None = None


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """One segment: customers, their share of the base, orders, amount [currency], mean days since the last order."""

    name: str
    customers: int
    share: float
    orders: int
    amount: float
    mean_amount: float
    silent_days: float
    break_even: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Scoring:
    """A scored base and all that is told of it.

    `evenness` is by score (recency, frequency and, with amounts, monetary). `cell_segments` names the segment of each
    row of `cells`, `break_even` [orders/contact] its response at which a contact pays, None where no cost was stated.
    `wires` and `late` are None for a bare list and for a log in which nobody ordered twice.
    """

    report: DataReport
    at: date
    n_customers: int
    cuts: CutPoints
    reused: bool
    table: SegmentTable
    has_amounts: bool
    evenness: tuple[tuple[str, Evenness], ...]
    segments: tuple[SegmentRow, ...]
    cells: CellTable
    cell_segments: tuple[str, ...]
    break_even: Array | None
    heat: HeatMap
    order_hurdles: tuple[Hurdle, ...]
    active_hurdles: tuple[Hurdle, ...]
    curve: tuple[Hurdle, ...]
    wires: Latency | None
    late: Overdue | None
    findings: tuple[Finding, ...]
    marks: Scored


def scored_base(base: Base, question: ScoreQuestion) -> Scoring:
    """The base scored at a date; DataError where there is nobody to score."""
    at = question.at or base.report.last_date
    if at is None:
        raise DataError([Problem("no-customers", "there is no order to score", file=base.report.file)])
    summary = customer_summary(base, at)
    if not summary.n_customers:
        said = f"no customer had ordered by {at}"
        accepted = f"a date from {base.report.first_date} on"
        raise DataError([Problem("no-customers", said, file=base.report.file, accepted=accepted)])
    cuts = question.cuts or cut_points(summary, question.kind, question.classes)
    table = question.segments or shipped_segments()
    marks = scored(summary, cuts, named_cells(cuts, table, base.has_amounts))
    found = cell_table(marks)
    cells = CellTable(found.r, found.f, found.m, found.customers, found.orders, found.cents / CENTS)
    names = tuple(map(str, found.segment))
    days = key_counts(summary, "last_day")
    orders = key_counts(summary, "orders")
    wires, late = _latency(summary)
    return Scoring(
        report=base.report,
        at=at,
        n_customers=summary.n_customers,
        cuts=cuts,
        reused=question.cuts is not None,
        table=table,
        has_amounts=base.has_amounts,
        evenness=_evenness(summary, cuts, cells, (days, orders)),
        segments=_segments(table, names, cells, found.last_day_sum, day_number(at), question),
        cells=cells,
        cell_segments=names,
        break_even=_break_even(cells, base.has_amounts, question),
        heat=heat_map(cells, cuts.classes),
        order_hurdles=order_hurdles(orders),
        active_hurdles=active_hurdles(days, at),
        curve=recency_curve(days, at, _months(days, at)),
        wires=wires,
        late=late,
        findings=fitness_findings(base_facts(summary, orders)),
        marks=marks,
    )


def named_cells(cuts: CutPoints, table: SegmentTable, amounts: bool) -> dict[Cell, str]:
    """Segment of every cell of the cut points' classes, m = 0 where no amounts are known."""
    known = amounts and bool(cuts.monetary)
    found = segment_by_cell(cuts.classes, amounts=known, table=table)
    return {(cell[0], cell[1], cell[2] if known else 0): name for cell, name in found.items()}


def base_facts(summary: Summary, orders: Histogram) -> BaseFacts:
    """What decides whether scores fit; of a bare list there are no gaps to be known."""
    single = int(orders.counts[orders.values <= 1].sum()) / max(orders.n_customers, 1)
    log = summary.base
    if not isinstance(log, Log):
        return BaseFacts(summary.n_customers, single, log.has_amounts)
    rows = history_rows(summary)
    years = float(rows.age_days @ rows.count) / YEAR
    gaps = order_gaps(log, summary.until, summary.since)
    regular = gap_regularity(log, summary.until, summary.since)
    n_regular = int(regular.count.sum())
    first = summary.since or log.report.first_date
    return BaseFacts(
        n_customers=summary.n_customers,
        single_share=single,
        has_amounts=log.has_amounts,
        orders_per_customer_year=float((rows.frequency + 1) @ rows.count) / years if years > 0 else None,
        median_gap_days=_median(gaps),
        gap_variation=float((regular.thousandths + 0.5) @ regular.count) / 1000 / n_regular if n_regular else None,
        gap_customers=n_regular,
        window_days=float((summary.until - first).days) if first else None,
    )


def _median(gaps: GapCounts) -> float | None:
    """Median gap [days] over all gaps of all customers."""
    if not gaps.count.size:
        return None
    order = np.argsort(gaps.days, kind="stable")
    held = np.cumsum(gaps.count[order])
    return float(gaps.days[order][np.searchsorted(held, held[-1] / 2)])


def _latency(summary: Summary) -> tuple[Latency | None, Overdue | None]:
    """Trip wires from the gaps of the log, and who is beyond them; none where nobody ordered twice."""
    if not isinstance(summary.base, Log):
        return None, None
    gaps = order_gaps(summary.base, summary.until, summary.since)
    if not gaps.count.size:
        return None, None
    n, place = np.unique(gaps.order, return_inverse=True)
    count = np.bincount(place, gaps.count)
    mean = np.bincount(place, gaps.count * gaps.days) / count
    squares = np.bincount(place, gaps.count * (gaps.days - mean[place]) ** 2)
    spread = np.sqrt(squares / np.maximum(count - 1, 1))
    wires = latency(n, count.astype(np.int64), mean, spread)
    still = open_gaps(summary)
    return wires, overdue(wires, still.order, still.days, still.count)


def _months(days: Histogram, at: date) -> tuple[int, ...]:
    """Every month up to the one in which the most silent customer has ordered, five years at most."""
    oldest = (day_number(at) - int(days.values[0])) / DAYS_A_MONTH
    return tuple(range(1, min(int(oldest) + 1, LONGEST_CURVE) + 1))


def _evenness(
    summary: Summary, cuts: CutPoints, cells: CellTable, keys: tuple[Histogram, Histogram]
) -> tuple[tuple[str, Evenness], ...]:
    """How even each score became; of nested scores only the shares are known, since their cuts differ by class."""
    days, orders = keys
    found = [("recency", evenness(days, cuts.last_day_cuts(summary.until)))]
    if cuts.kind == "nested":
        found.append(("frequency", _shares(cells.f, cells, cuts.classes)))
        if cuts.monetary:
            found.append(("monetary", _shares(cells.m, cells, cuts.classes)))
        return tuple(found)
    found.append(("frequency", evenness(orders, cuts.frequency[0])))
    if cuts.monetary and summary.base.has_amounts:
        found.append(("monetary", evenness(key_counts(summary, "cents"), cuts.monetary[0])))
    return tuple(found)


def _shares(score: NDArray[np.int64], cells: CellTable, classes: int) -> Evenness:
    held = np.bincount(score, cells.customers, classes + 1)[1:]
    empty = tuple(place + 1 for place in range(classes) if held[place] == 0)
    return Evenness(tuple((held / held.sum()).tolist()), empty, float("nan"))


def _segments(
    table: SegmentTable,
    names: tuple[str, ...],
    cells: CellTable,
    last_day_sum: NDArray[np.int64],
    today: int,
    question: ScoreQuestion,
) -> tuple[SegmentRow, ...]:
    """Every segment of the table in its order, empty ones too."""
    total, labels = int(cells.customers.sum()), np.array(names, dtype=object)
    rows = []
    for name in table.names:
        held = labels == name
        n, orders, amount = (float(each[held].sum()) for each in (cells.customers, cells.orders, cells.amount))
        silent = today - float(last_day_sum[held].sum()) / n if n else float("nan")
        mean = amount / n if n else float("nan")
        needed = _needed(amount / orders if orders else float("nan"), question)
        rows.append(SegmentRow(name, int(n), n / total, int(orders), amount, mean, silent, needed))
    return tuple(rows)


def _break_even(cells: CellTable, has_amounts: bool, question: ScoreQuestion) -> Array | None:
    """Response at which contacting a cell pays [orders/contact], from its own mean order; inf where none does."""
    if not has_amounts or _needed(1.0, question) is None:
        return None
    return np.array([_needed(float(mean), question) for mean in cells.mean_order], dtype=np.float64)


def _needed(mean_order: float, question: ScoreQuestion) -> float | None:
    if question.contact_cost is None or question.margin is None or np.isnan(mean_order):
        return None
    return break_even_response(question.contact_cost, question.margin * mean_order)
