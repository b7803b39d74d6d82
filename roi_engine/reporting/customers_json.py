"""The customer base in `results.json`: by segment and in total, with the CRM and without it."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from roi_engine.engine.result import Result, SegmentResult, Spread
from roi_engine.timeline import Timeline


def customers_json(result: Result) -> dict[str, Any]:
    """`segments` is empty where the scenario states no customers.

    By year: contribution margin [currency], and customers active at the end of each. Present values in today's money,
    base case, mean and percentiles over a block of draws; `pv_beyond` is counted in neither of the other two.
    """
    base = result.customers
    if base is None:
        return {"segments": []}
    timeline = result.scenario.timeline
    basis = result.scenario.customers.basis if result.scenario.customers else None
    return {
        "segments": [_segment(segment, timeline) for segment in base.segments],
        "total": _segment(base.total, timeline),
        "source": base.source,
        "basis": None
        if basis is None
        else {
            "file": basis.file,
            "until": basis.until.isoformat(),
            "n_customers": basis.n_customers,
            "model": basis.model or None,
            "parameters": dict(basis.parameters) if basis.parameters else None,
            "time_unit": basis.time_unit or None,
        },
    }


def _segment(segment: SegmentResult, timeline: Timeline) -> dict[str, Any]:
    return {
        "id": segment.id,
        "title": segment.title,
        "customers": segment.counted,
        "active_without": _at_year_ends(segment.active_without, timeline),
        "active_with": _at_year_ends(segment.active_with, timeline),
        "margin_without": _by_year(segment.margin_without, timeline),
        "margin_with": _by_year(segment.margin_with, timeline),
        "pv_without": _spread(segment.pv_without),
        "pv_with": _spread(segment.pv_with),
        "pv_beyond": _spread(segment.pv_beyond),
    }


def _spread(spread: Spread) -> dict[str, float | None]:
    return {name: number if math.isfinite(number) else None for name, number in asdict(spread).items()}


def _by_year(amounts: tuple[float, ...], timeline: Timeline) -> list[float]:
    step = timeline.periods_per_year
    return [math.fsum(amounts[start : start + step]) for start in range(0, len(amounts), step)]


def _at_year_ends(counts: tuple[float, ...], timeline: Timeline) -> list[float]:
    step = timeline.periods_per_year
    return list(counts[step - 1 :: step])
