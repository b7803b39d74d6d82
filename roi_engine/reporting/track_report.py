"""The files of a plan and its actuals: `track.json`, `track.md`, tables and the chart."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from roi_engine import __version__
from roi_engine.analysis.track_records import TotalRealisation, Tracked, Tracking
from roi_engine.analysis.track_status import STATUSES
from roi_engine.reporting.comparison import page
from roi_engine.reporting.drawing import chart_files
from roi_engine.reporting.records_json import plain_record
from roi_engine.reporting.results_json import SCHEMA, json_text, number
from roi_engine.reporting.tables.cells import Rows, csv_text
from roi_engine.reporting.track_sentences import how_said, track_said
from roi_engine.reporting.track_tables import track_tables
from roi_engine.reporting.track_words import asked_of, month_text, plan_name
from roi_engine.reporting.words import N_, Words

MARKER = "track.json"
KINDS = ("md", "charts", "none")


def heading(tracking: Tracking, words: Words) -> str:
    """The heading of the page."""
    if not tracking.until:
        return words.text(N_("Plan and actuals of “{name}” before the first month"), name=plan_name(tracking))
    template = N_("Plan and actuals of “{name}” until {month}")
    return words.text(template, name=plan_name(tracking), month=month_text(tracking.until, words))


def track_files(tracking: Tracking, kinds: Collection[str], words: Words) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file of the folder, the marker first."""
    from roi_engine.reporting.tables.kpi_band import kpi_band_table

    yield MARKER, json_text(track_json(tracking)).encode()
    yield "tables/track_things.csv", csv_text(*_things(tracking)).encode()
    yield "tables/track_periods.csv", csv_text(*_periods(tracking)).encode()
    drawn = {}
    table = kpi_band_table(tracking, words) if "charts" in kinds else None
    if table is not None:
        yield from chart_files("kpi_band", table, words)
        drawn["kpi_band"] = table.caption.title
    if "md" in kinds:
        told, tables = track_said(tracking, words), track_tables(tracking, words)
        yield "track.md", page(heading(tracking, words), told, tables, drawn, how_said(tracking, words)).encode()


def track_json(tracking: Tracking) -> dict[str, Any]:
    """The whole answer as plain JSON, schema 1; money in `currency`, shares of one, months as `2027-03`.

    `track` counts the things by status. Where reality has left the plan's range, `reforecast.npv` holds nothing but
    None: no condition on it can be judged.
    """
    scenario, found = tracking.scenario, tracking.reforecast
    names = ("name", "file", "variant", "sha256")
    return {
        "schema": SCHEMA,
        "scenario": {name: getattr(scenario, name) for name in names},
        "engine": {"version": __version__},
        "report": "track",
        "currency": scenario.currency,
        "actuals": tracking.file,
        "until": tracking.until,
        "next_review": {"month": tracking.next_review, "goal": tracking.review_from or None},
        "track": {"things": len(tracking.things), **{status: tracking.count(status) for status in STATUSES}},
        "reforecast": {
            "basis": found.basis,
            "draws": found.draws,
            "effective_share": number(found.effective_share),
            "range_chance": number(found.range_chance),
            "npv": _outlook(tracking, "npv"),
            "plan": _outlook(tracking, "plan"),
            "rest_as_planned": number(found.rest_as_planned),
            "rest_as_so_far": number(found.rest_as_so_far),
            "assumptions": plain_record(found.shifts),
        },
        "totals": {each.id: _total(each) for each in tracking.totals},
        "things": [_thing(each, tracking) for each in tracking.things],
        "unobserved": list(tracking.unobserved),
        "warnings": [{"code": n.code, "path": n.path, "message": n.message} for n in tracking.notices],
    }


_OUTLOOK = ("mean", "sd", "p10", "p50", "p90", "error", "positive", "payback_months", "paid_back")


def _outlook(tracking: Tracking, which: str) -> dict[str, float | None]:
    found = getattr(tracking.reforecast, which)
    return {name: None if found is None else number(getattr(found, name)) for name in _OUTLOOK}


def _total(total: TotalRealisation) -> dict[str, Any]:
    told: dict[str, Any] = plain_record(total.realisation)
    return {**told, "observed_lines": total.observed_lines, "lines": total.lines}


def _thing(each: Tracked, tracking: Tracking) -> dict[str, Any]:
    observed, band = each.observed, each.band
    by_period = [
        {
            "period": tracking.labels[period],
            "actual": number(float(value)),
            "se": number(float(error)),
            "noise": number(noise),
            "base": number(band.base[period]),
            "p10": number(band.p10[period]),
            "p50": number(band.p50[period]),
            "p90": number(band.p90[period]),
        }
        for period, value, error, noise in zip(
            observed.periods, observed.values, observed.errors, each.noise, strict=True
        )
    ]
    return {
        "id": each.thing.id,
        "kind": each.thing.kind,
        "title": each.thing.title or each.thing.id,
        "unit": each.thing.unit,
        "better": each.thing.better,
        "status": each.status,
        "chance": number(each.standing.chance),
        "beyond": number(each.standing.beyond),
        "window": each.standing.window,
        "initial": number(observed.initial),
        "realisation": plain_record(each.realisation),
        "correction": plain_record(each.correction),
        "split": plain_record(each.split) if each.split is not None else None,
        "by_period": by_period,
    }


def _things(tracking: Tracking) -> tuple[tuple[str, ...], Rows]:
    """One row a thing, plain numbers."""
    header = ("what", "kind", "unit", "status", "actual", "base", "mean", "p10", "p90", "of_base", "action", "owner")
    rows = tuple(
        (
            each.thing.id, each.thing.kind, each.thing.unit, each.status, each.realisation.actual,
            each.realisation.base, each.realisation.mean, each.realisation.p10, each.realisation.p90,
            each.realisation.of_base, *asked_of(each),
        )
        for each in tracking.things
    )  # fmt: skip
    return header, rows


def _periods(tracking: Tracking) -> tuple[tuple[str, ...], Rows]:
    """One row a thing and observed period, plain numbers."""
    header = ("what", "period", "actual", "se", "noise", "base", "p10", "p50", "p90")
    rows = tuple(
        (
            each.thing.id, tracking.labels[period], float(value), float(error), noise,
            each.band.base[period], each.band.p10[period], each.band.p50[period], each.band.p90[period],
        )
        for each in tracking.things
        for period, value, error, noise in zip(
            each.observed.periods, each.observed.values, each.observed.errors, each.noise, strict=True
        )
    )  # fmt: skip
    return header, rows
