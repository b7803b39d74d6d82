"""Customers seen in one window who are seen again in the next: kept, lost, or moved up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import accumulate

from roi_engine.crm_data.database import named
from roi_engine.crm_data.kpis import cautions, estimates
from roi_engine.crm_data.kpis.computed import Found, Wanted, labelled
from roi_engine.crm_data.kpis.estimates import NOTHING, Estimate, Sums
from roi_engine.crm_data.kpis.records import MonthEstimate


def of_kept(wanted: Wanted) -> Found:
    """Share of those seen in the window before a month who are seen again in the window from it on.

    By month every month counts whose windows the history holds. The whole takes months a window apart, back from the
    last one that is not censored, so that nothing is counted twice.
    """
    definition, rows = wanted.definition, wanted.rows
    window = rows.months(definition)
    end = _month_number(rows.until.date() + timedelta(days=1))  # months before this one are complete
    first = _month_number(wanted.first)
    months = range(first + (window if definition.lookback == "window" else 1), end - window + 1)
    if not months:
        return Found(NOTHING, notices=(cautions.short_history(wanted.kpi.id, window),))
    apart = range(months[-1], months[0] - 1, -window)
    found = _by_month(wanted, months, window)
    by_month = tuple(MonthEstimate(_month_text(month), _estimate(wanted, found[month], window)) for month in months)
    whole = _estimate(wanted, sum((found[month] for month in apart), NO_ONE), window)
    by = {
        (dim, label): _estimate(wanted, sums, window)
        for dim in wanted.dims
        for label, sums in _by_label(wanted, apart, window, dim).items()
    }
    return Found(whole, by_month, labelled(by, wanted.dims))


NO_ONE = Sums(0, 0)


def _estimate(wanted: Wanted, sums: Sums, window: int) -> Estimate:
    kept = estimates.share(sums.y, sums.n)
    if wanted.kpi.unit == "1/year":
        return estimates.yearly(kept, window)
    return estimates.monthly_loss(kept, window) if wanted.kpi.point == "monthly_loss" else kept


def _by_month(wanted: Wanted, months: range, window: int) -> Mapping[int, Sums]:
    """How many were seen before each month, and how many of them again from it on.

    Between a month m of a person and the next one, nx, the person counts as seen before every month of m + 1 to nx, no
    longer than a window after m; and as seen again where the next month that counts, ns, lies within a window.
    """
    last = months[-1]
    until = f"least(coalesce(nx, {last}), {last}" + (
        f", m + {window})" if wanted.definition.lookback == "window" else ")"
    )
    steps = (
        "SELECT m, lead(m) OVER later AS nx, min(CASE WHEN again THEN m END) OVER "
        "(PARTITION BY person ORDER BY m ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS ns "
        f"FROM (SELECT person, m, bool_or(again) AS again FROM ({_seen(wanted)}) GROUP BY person, m) "
        "WINDOW later AS (PARTITION BY person ORDER BY m)"
    )
    begin = f"greatest(m + 1, {months[0]})"
    spans = f"SELECT {begin} AS a, {until} AS b, ns FROM ({steps})"
    again = f"SELECT greatest(a, ns - {window} + 1) AS a, least(b, ns) AS b FROM ({spans}) WHERE ns IS NOT NULL"
    counted = "SELECT a, b, count(*) FROM ({}) WHERE a <= b GROUP BY a, b"
    n, y = ([0] * (len(months) + 1) for _ in range(2))
    for counts, query in ((n, spans), (y, again)):
        for first, end, people in wanted.rows.database.run(counted.format(query)):
            counts[int(first) - months[0]] += int(people)
            counts[int(end) + 1 - months[0]] -= int(people)
    there, back = (accumulate(counts[:-1]) for counts in (n, y))
    return {month: Sums(at, of) for month, at, of in zip(months, there, back, strict=True)}


def _by_label(wanted: Wanted, months: range, window: int, dim: str) -> Mapping[str, Sums]:
    """The same for each label that people had before a month, whatever they bear when they come back; few months."""
    # months are joined by number, each with the months of its windows: an inequality would compare all with all
    back = window if wanted.definition.lookback == "window" else months[0] - _month_number(wanted.first)
    found = wanted.rows.database.run(
        f"WITH seen AS ({_seen(wanted, dim)}), marks AS (SELECT unnest({list(months)}) AS r), "
        f"before AS (SELECT r, r - unnest(range(1, {back + 1})) AS m FROM marks), "
        f"after AS (SELECT r, r + unnest(range(0, {window})) AS m FROM marks), "
        "base AS (SELECT DISTINCT r, person, label FROM seen JOIN before USING (m)), "
        "back AS (SELECT DISTINCT r, person FROM seen JOIN after USING (m) WHERE again) "
        "SELECT base.label, count(*), count(back.person) FROM base LEFT JOIN back USING (r, person) GROUP BY base.label"
    )
    return {str(label): Sums(int(n), int(y)) for label, n, y in found}


def _seen(wanted: Wanted, dim: str = "") -> str:
    """Query of the months in which each person was seen, and whether in the way that counts as again."""
    rows, definition = wanted.rows, wanted.definition
    label = f"coalesce({named(dim)}, '')" if dim else "''"
    again = f"({definition.success})" if definition.success else "true"
    return rows.filled(
        f"SELECT DISTINCT person, year(kpi_at) * 12 + month(kpi_at) - 1 AS m, {label} AS label, {again} AS again "
        f"FROM {rows.rows_of(definition)} WHERE person IS NOT NULL",
        definition,
    )


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month_text(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02d}"
