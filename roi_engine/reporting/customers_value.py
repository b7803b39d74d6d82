"""The report of a valuation: what today's customers will order and earn, how sure that is, and how it was judged."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np

from roi_engine.crm_data.projecting import Valuation
from roi_engine.crm_data.segmenting import DAYS
from roi_engine.reporting import tables
from roi_engine.reporting.customers_file import file_json, file_table
from roi_engine.reporting.customers_report import Drawn, FileReport, Sheet
from roi_engine.reporting.customers_score import fitness_json
from roi_engine.reporting.customers_score_tables import segment_titles
from roi_engine.reporting.customers_value_said import value_said
from roi_engine.reporting.customers_value_tables import value_tables
from roi_engine.reporting.customers_words import day, file_name, file_source
from roi_engine.reporting.records_json import plain_record
from roi_engine.reporting.words import N_, Words


def value_report(found: Valuation, words: Words) -> FileReport:
    """Everything that a valuation has to say."""
    template = N_("Future value of the customers of “{file}” on {day}")
    return FileReport(
        kind="rfm value",
        heading=words.text(template, file=file_name(found.report.file), day=day(found.until, words)),
        told=value_said(found, words),
        tables=(*value_tables(found, words), file_table(found.report, words)),
        record=value_json(found),
        sheets=value_sheets(found),
        charts=value_charts(found, words),
    )


def value_json(found: Valuation) -> dict[str, Any]:
    """The valuation as plain JSON; times in `time_unit`, money in the file's currency, shares of one."""
    fit, spend, total = found.fit, found.projection.spend, found.orders[-1].total
    return {
        "file": file_json(found.report),
        "until": found.until.isoformat(),
        "model": fit.model,
        "time_unit": found.question.time_unit,
        "n_customers": found.n_customers,
        "parameters": {name: float(value) for name, value in fit.parameters.items()},
        "standard_errors": {name: float(value) for name, value in fit.standard_errors.items()},
        "log_likelihood": fit.log_likelihood,
        "spend_model": None if spend is None else {name: float(value) for name, value in spend.parameters.items()},
        "spend_standard_errors": None if spend is None else plain_record(dict(spend.standard_errors)),
        "horizon": {"days": found.question.horizon_days, "periods": int(found.days.size - 1)},
        "expected_orders": float(total.mean[0]),
        "expected_orders_range": spread_json(total),
        "margin_share": found.question.margin,
        "margin_per_order": found.question.margin_per_order,
        "discount_rate": found.question.discount_rate,
        "future_margin": _margin_json(found, -1),
        "segments": [_segment_json(found, place) for place in range(len(found.projection.segments))],
        "periods": [
            {"end": end.isoformat(), "orders": spread_json(found.orders[-1].periods, place)}
            for place, end in enumerate(period_ends(found))
        ],
        "choice": _choice_json(found),
        "backtest": _backtest_json(found),
        "tracking": {
            "time": found.tracking.edges[1:].tolist(),
            "actual_orders": found.tracking.cumulative_actual.tolist(),
            "expected_orders": found.tracking.cumulative_expected.tolist(),
        },
        "fitness": fitness_json(found.findings),
        "warnings": [{"code": n.code, "path": n.path, "message": n.message} for n in found.notices],
    }


def spread_json(spread: Any, place: int = 0) -> dict[str, float | None]:
    """Mean, P10 and P90 of one place of a spread; None where not known."""
    return {key: plain_record(float(getattr(spread, key)[place])) for key in ("mean", "p10", "p90")}


def _margin_json(found: Valuation, place: int) -> dict[str, Any]:
    """Discounted margin within the horizon, and beyond it apart; None throughout without a stated margin."""
    if found.margin is None:
        return {"mean": None, "p10": None, "p90": None, "beyond": None}
    margin = found.margin.total if place < 0 else found.margin.segments[place]
    return {**spread_json(margin.present), "beyond": spread_json(margin.beyond)}


def _segment_json(found: Valuation, place: int) -> dict[str, Any]:
    segment, unit = found.projection.segments[place], DAYS[found.question.time_unit]
    return {
        "name": segment.name,
        "customers": segment.customers,
        "active": float(segment.active.base[0]),
        "expected_orders": spread_json(found.orders[place].total),
        "orders_by_period": found.orders[place].periods.mean.tolist(),
        "amount_per_order": None if segment.amount is None else float(segment.amount.base[0]),
        "churn_per_month": [1 - (1 - float(rate)) ** (DAYS["month"] / unit) for rate in segment.churn_rate.base],
        "future_margin": _margin_json(found, place),
    }


def _choice_json(found: Valuation) -> dict[str, Any] | None:
    if found.choice is None:
        return None
    rows = [
        {
            "model": each.model,
            "log_likelihood": None if each.fit is None else each.fit.log_likelihood,
            "aic": None if each.fit is None else each.fit.aic,
            "holdout_error": plain_record(float(each.holdout_error)),
            "failure": each.failure or None,
        }
        for each in found.choice.candidates
    ]
    return {"code": found.choice.code, "reason": found.choice.reason, "candidates": rows}


def _backtest_json(found: Valuation) -> dict[str, Any] | None:
    if found.judged is None:
        return None
    judged = found.judged
    total = judged.found.total
    return {
        "days": judged.days,
        "actual_orders": total.actual_total,
        "expected_orders": spread_json(total.total),
        "error": plain_record(float(total.error)),
        "within_80_interval": total.held,
        "naive": [
            {"name": each.name, "orders": float(each.orders.sum()), "error": plain_record(float(each.error))}
            for each in judged.found.naive
        ],
        "by_period": {"actual": total.actual.tolist(), "expected": total.forecast.mean.tolist()},
        "by_segment": [
            {"name": each.name, "actual_orders": each.actual_total, "expected_orders": spread_json(each.total)}
            for each in judged.found.segments
        ],
        "conditional": plain_record(judged.conditional),
    }


def period_ends(found: Valuation) -> list[datetime.date]:
    """Last day of each period."""
    return [found.until + datetime.timedelta(days=round(float(edge))) for edge in found.days[1:]]


def value_sheets(found: Valuation) -> dict[str, Sheet]:
    """Orders by segment and period with their range, and the backtest where one was made."""
    ends = [end.isoformat() for end in period_ends(found)]
    rows = tuple(
        (each.name, end, float(p.mean[t]), float(p.p10[t]), float(p.p90[t]))
        for each in found.orders
        for p in (each.periods,)
        for t, end in enumerate(ends)
    )
    sheets = {"orders": Sheet(("segment", "period_end", "orders_mean", "orders_p10", "orders_p90"), rows)}
    if found.margin is not None:
        rows = tuple(
            (each.name, end, float(p.mean[t]), float(p.p10[t]), float(p.p90[t]))
            for each in (*found.margin.segments, found.margin.total)
            for p in (each.periods,)
            for t, end in enumerate(ends)
        )
        sheets["margin"] = Sheet(("segment", "period_end", "margin_mean", "margin_p10", "margin_p90"), rows)
    if found.judged is not None:
        total = found.judged.found.total
        columns = (total.actual, total.forecast.mean, total.forecast.p10, total.forecast.p90)
        header = ("actual_orders", "forecast_mean", "forecast_p10", "forecast_p90")
        sheets["backtest"] = Sheet(header, tuple(zip(*(column.tolist() for column in columns), strict=True)))
    return sheets


def value_charts(found: Valuation, words: Words) -> tuple[Drawn, ...]:
    """The customer base by month, tracking (both ways), conditional expectations and the frequency-recency matrices."""
    source = file_source(found.report.file, words, found.n_customers)
    unit, track = found.question.time_unit, found.tracking
    label = words.text(N_("Time since the first order of the file, {unit}"), unit=words.text(N_("{unit}s"), unit=unit))
    fitted = float(track.edges[-1])
    if found.report.first_date:
        fitted = (found.until - found.report.first_date).days / DAYS[unit]
    lines = (
        ("tracking", track.cumulative_actual, track.cumulative_expected, True),
        ("tracking_by_period", track.actual, track.expected, False),
    )
    charts = [Drawn("customer_base", "customer_base", _base_table(found, source, words))]
    charts += [
        Drawn("tracking", stem, tables.tracking_table(
            track.edges[1:].tolist(), came.tolist(), expected.tolist(), fitted, (label, source), words,
            cumulative=total,
        ))
        for stem, came, expected, total in lines
    ]  # fmt: skip
    if found.judged is not None:
        seen = found.judged.conditional
        kept = np.flatnonzero(seen.customers > 0)
        names = [seen.frequency[i] for i in kept]
        table = tables.conditional_table(
            (names, seen.customers[kept].tolist()), seen.actual[kept].tolist(), seen.expected[kept].tolist(),
            words.quantity(found.judged.days / DAYS[unit], unit), source, words,
        )  # fmt: skip
        charts.append(Drawn("conditional", "conditional", table))
    horizon = words.quantity(found.question.horizon_days / DAYS[unit], unit)
    age = words.quantity(found.age, unit)
    for stem, values, said in (("expected_orders", found.grid.orders, horizon), ("alive", found.grid.alive, None)):
        grid = (found.grid.frequency.tolist(), found.grid.silence.tolist(), values.T.tolist())
        charts.append(
            Drawn("frequency_recency", stem, tables.frequency_recency_table(grid, said, age, unit, source, words))
        )
    return tuple(charts)


def _base_table(found: Valuation, source: str, words: Words) -> tables.CustomerBaseTable | None:
    """Margin by period and segment where it is known, else orders."""
    titles = segment_titles(found.found.table, words)
    rows = found.orders if found.margin is None else (*found.margin.segments, found.margin.total)
    *segments, total = rows
    course = tables.Course(
        mean={titles.get(each.name, each.name): each.periods.mean.tolist() for each in segments},
        p10=total.periods.p10.tolist(),
        p90=total.periods.p90.tolist(),
        money=found.margin is not None,
    )
    ends = period_ends(found)
    return tables.customer_base_table(
        course, [day(end, words) for end in ends], words.text(N_("Period of about a month, up to")), source, words
    )
