"""What is there at a moment: how many rows have begun and are not over, at the end of each month and of the period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import accumulate

from roi_engine.crm_data.database import named
from roi_engine.crm_data.kpis import cautions
from roi_engine.crm_data.kpis.computed import Found, Wanted, labelled
from roi_engine.crm_data.kpis.estimates import NOTHING, Estimate, Sums
from roi_engine.crm_data.kpis.records import MonthEstimate
from roi_engine.crm_data.kpis.rows import ALL, Key, grouped, keyed

Flow = Mapping[date | None, Sums]  # None holds rows without a start, which are in no month


def of_stock(wanted: Wanted) -> Found:
    """Counted and not drawn, so it has no standard error; months know only of rows whose start is known."""
    entered, left = (_flows(wanted, month) for month in ("begin_at", "CASE WHEN over_at <= {until} THEN over_at END"))
    if not entered:
        return Found(NOTHING)
    scale = wanted.definition.scale
    groups = {
        key: _stock(sum(flow.values(), Sums(0, 0)), sum(left.get(key, {}).values(), Sums(0, 0)), scale)
        for key, flow in entered.items()
    }
    by_month = tuple(_by_month(wanted, entered[ALL], left.get(ALL, {})))
    undated = entered[ALL].get(None, Sums(0, 0)).n
    notices = cautions.about_unbegun(wanted.kpi.id, undated)
    return Found(groups[ALL], by_month, labelled(groups, wanted.dims), notices=notices)


def _flows(wanted: Wanted, moment: str) -> Mapping[Key, Flow]:
    """How many rows enter or leave by month, and their measure, for all and by label."""
    rows, definition = wanted.rows, wanted.definition
    leaving = moment != "begin_at"
    measure = f"({definition.measure or '1'})"
    listed = "".join(f", {named(dim)}" for dim in wanted.dims)
    moments = rows.filled(
        f"SELECT ({definition.start}) AS begin_at, ({definition.end}) AS over_at, {measure} AS y{listed}", definition
    )
    at = rows.filled(f"({moment})", definition)
    # what leaves without a known start comes with no month either, so that months hold only what they saw enter
    month = f"CASE WHEN begin_at IS NOT NULL THEN CAST(date_trunc('month', {at}) AS DATE) END AS month"
    possible = "(begin_at IS NULL OR (begin_at <= {until} AND coalesce(over_at >= begin_at, true)))"
    wanted_rows = rows.filled(possible, definition) + (f" AND {at} IS NOT NULL" if leaving else "")
    source = f"(SELECT {month}, y{listed} FROM ({moments} FROM {rows.rows_of(definition)}) WHERE {wanted_rows})"
    found: dict[Key, dict[date | None, Sums]] = {}
    for row in rows.database.run(grouped("count(*), sum(y), month", source, wanted.dims, always=("month",))):
        key, (n, y, of) = keyed(row, wanted.dims)
        found.setdefault(key, {})[of] = Sums(int(n), int(y))
    return found


def _by_month(wanted: Wanted, entered: Flow, left: Flow) -> Iterator[MonthEstimate]:
    known = [month for month in entered if month is not None]
    if not known:
        return
    # months before the period too: what entered then may still be there
    months = replace(wanted.rows, since=None).month_range(min(known))
    sums = [(_of(entered, month), _of(left, month)) for month in months]
    stock = accumulate(sums, lambda had, one: (had[0] + one[0], had[1] + one[1]))
    for month, (came, went) in zip(months, stock, strict=True):
        if wanted.rows.since is None or month >= wanted.rows.since.replace(day=1):
            found = _stock(came, went, wanted.definition.scale)
            yield MonthEstimate(f"{month:%Y-%m}", found, wanted.rows.is_partial(month))


def _of(flow: Flow, month: date) -> Sums:
    return flow.get(month, Sums(0, 0))


def _stock(came: Sums, went: Sums, scale: float) -> Estimate:
    return Estimate((came.y - went.y) / scale, came.n - went.n)
