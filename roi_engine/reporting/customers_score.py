"""The report of a scoring: segments, classes, cells, hurdles, trip wires, and whether scores fit at all."""

from __future__ import annotations

import math
from typing import Any

from roi_engine.crm_data.scoring import Scoring
from roi_engine.customers.cut_points import as_mapping
from roi_engine.customers.fitness import Finding
from roi_engine.reporting import tables
from roi_engine.reporting.customers_file import file_json, file_said, file_table
from roi_engine.reporting.customers_report import Drawn, FileReport, Sheet
from roi_engine.reporting.customers_score_tables import score_tables, segment_titles
from roi_engine.reporting.customers_words import day, file_name, file_source, money, no_currency_said
from roi_engine.reporting.records_json import plain_record
from roi_engine.reporting.words import N_, Words, noticed

_SEVERITY = {"unfit": N_("Do not rely on these scores"), "warning": N_("Take care"), "note": N_("Note")}


def score_report(scoring: Scoring, words: Words) -> FileReport:
    """Everything that a scoring has to say."""
    source = file_source(scoring.report.file, words, scoring.n_customers)
    means = scoring.heat.mean_amount.tolist() if scoring.has_amounts else None
    heat = tables.heat_map_table(scoring.heat.customers.tolist(), means, source, words)
    months = [hurdle.hurdle for hurdle in scoring.curve]
    curve = tables.recency_curve_table(months, [hurdle.share for hurdle in scoring.curve], source, words)
    return FileReport(
        kind="rfm score",
        heading=words.text(
            N_("Customers of “{file}” scored on {day}"), file=file_name(scoring.report.file), day=day(scoring.at, words)
        ),
        told=score_said(scoring, words),
        tables=(*score_tables(scoring, words), file_table(scoring.report, words)),
        record=score_json(scoring),
        sheets=score_sheets(scoring),
        charts=(Drawn("heat_map", "heat_map", heat), Drawn("recency_curve", "recency_curve", curve)),
    )


def score_said(scoring: Scoring, words: Words) -> tuple[str, ...]:
    """The findings first, then the file, the largest segments, the classes and the customers overdue."""
    told = [*findings_said(scoring.findings, words), *file_said(scoring.report, words)]
    largest = max(scoring.segments, key=lambda row: row.customers)
    titles = segment_titles(scoring.table, words)
    one = N_("The largest segment is “{name}”: {n} customer, {share} of the base.")
    many = N_("The largest segment is “{name}”: {n} customers, {share} of the base.")
    said = {"name": titles[largest.name], "share": words.chance(largest.share)}
    told.append(words.counted(one, many, largest.customers, **said))
    if scoring.has_amounts:
        richest = max(scoring.segments, key=lambda row: row.amount)
        total = sum(row.amount for row in scoring.segments)
        if total > 0:
            template = N_("“{name}” have spent most: {amount}, {share} of all.")
            told.append(
                words.text(
                    template,
                    name=titles[richest.name],
                    amount=money(richest.amount, words),
                    share=words.chance(richest.amount / total),
                )
            )
    if scoring.late is not None and not math.isnan(scoring.late.share):
        template = N_("{share} of the customers have been silent for longer than is usual after as many orders.")
        told.append(words.text(template, share=words.chance(scoring.late.share)))
    if scoring.reused:
        template = N_(
            "Scored with the cut points of {day}: a base that ages scores lower without anything having gone wrong."
        )
        told.append(words.text(template, day=day(scoring.cuts.scoring_date, words)))
    if scoring.has_amounts:
        told.append(no_currency_said(words))
    return tuple(said for said in told if said)


def findings_said(findings: tuple[Finding, ...], words: Words) -> tuple[str, ...]:
    """Each finding with what to do instead."""
    template = N_("{severity}: {message}. Instead: {instead}.")
    return tuple(
        words.text(
            template,
            severity=words.text(_SEVERITY[each.severity]),
            message=noticed(each.said, words),
            instead=words.text(each.instead),
        )
        for each in findings
    )


def fitness_json(findings: tuple[Finding, ...]) -> list[dict[str, str]]:
    """Findings as plain JSON, in English."""
    return [
        {"code": each.code, "severity": each.severity, "message": each.message, "instead": each.instead}
        for each in findings
    ]


def score_json(scoring: Scoring) -> dict[str, Any]:
    """The scoring as plain JSON; shares of one, money in the file's currency."""
    cells, names = scoring.cells, scoring.cell_segments
    return {
        "file": file_json(scoring.report),
        "scoring_date": scoring.at.isoformat(),
        "n_customers": scoring.n_customers,
        "classes": scoring.cuts.classes,
        "cut_points": as_mapping(scoring.cuts),
        "cut_points_reused": scoring.reused,
        "evenness": {name: plain_record(found) for name, found in scoring.evenness},
        "segments": plain_record(scoring.segments),
        "cells": [
            {
                "r": int(cells.r[i]),
                "f": int(cells.f[i]),
                "m": int(cells.m[i]) or None,
                "segment": names[i],
                "customers": int(cells.customers[i]),
                "orders": int(cells.orders[i]),
                "amount": float(cells.amount[i]) if scoring.has_amounts else None,
                "break_even_response": _finite(scoring, i),
            }
            for i in range(len(names))
        ],
        "heat_map": plain_record(scoring.heat),
        "order_hurdles": plain_record(scoring.order_hurdles),
        "active_hurdles": plain_record(scoring.active_hurdles),
        "recency_curve": plain_record(scoring.curve),
        "trip_wires": None if scoring.wires is None else plain_record(scoring.wires),
        "overdue": None if scoring.late is None else {**plain_record(scoring.late), "share": scoring.late.share},
        "fitness": fitness_json(scoring.findings),
    }


def _finite(scoring: Scoring, row: int) -> float | None:
    if scoring.break_even is None or not math.isfinite(scoring.break_even[row]):
        return None
    return float(scoring.break_even[row])


def score_sheets(scoring: Scoring) -> dict[str, Sheet]:
    """The tables as files: cells, segments, hurdles, curve and trip wires."""
    cells = scoring.cells
    found = {
        "segments": Sheet(
            ("segment", "customers", "share", "orders", "amount", "mean_amount", "mean_days_since_last", "break_even"),
            tuple(
                (s.name, s.customers, s.share, s.orders, s.amount, s.mean_amount, s.silent_days, s.break_even)
                for s in scoring.segments
            ),
        ),
        "cells": Sheet(
            ("r", "f", "m", "segment", "customers", "orders", "amount", "break_even_response"),
            tuple(
                (
                    int(cells.r[i]), int(cells.f[i]), int(cells.m[i]) or None, name, int(cells.customers[i]),
                    int(cells.orders[i]), float(cells.amount[i]), _finite(scoring, i),
                )
                for i, name in enumerate(scoring.cell_segments)
            ),
        ),
        "hurdles": Sheet(
            ("hurdle", "customers", "share"),
            (
                *((f"{h.hurdle:g} orders or more", h.customers, h.share) for h in scoring.order_hurdles),
                *((f"ordered in the last {h.hurdle:g} days", h.customers, h.share) for h in scoring.active_hurdles),
            ),
        ),
    }  # fmt: skip
    if scoring.wires is not None and scoring.late is not None:
        wires, late = scoring.wires, scoring.late
        columns = (wires.n, wires.count, wires.mean_gap, wires.sd_gap, wires.wire, late.customers, late.overdue)
        header = ("after_order", "gaps", "mean_gap_days", "sd_gap_days", "wire_days", "customers", "overdue")
        found["trip_wires"] = Sheet(header, tuple(zip(*(column.tolist() for column in columns), strict=True)))
    return found
