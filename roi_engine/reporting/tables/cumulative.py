"""Cumulative cash flow with its P10-P90 band and the payback."""

from __future__ import annotations

import math
from dataclasses import dataclass

from roi_engine.engine.result import Result
from roi_engine.reporting.tables.caption import Caption, source_line
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.verdict import has_range
from roi_engine.reporting.words import N_, Scale, Words


@dataclass(frozen=True, slots=True)
class CumulativeTable:
    """Cumulative undiscounted net flow [currency] at the start and each period's end; `months` after the start.

    `p10`, `p50` and `p90` are empty where nothing is uncertain; `payback_months` is None where it is not reached.
    """

    labels: tuple[str, ...]
    months: tuple[float, ...]
    base: tuple[float, ...]
    p10: tuple[float, ...]
    p50: tuple[float, ...]
    p90: tuple[float, ...]
    payback_months: float | None
    payback_label: str
    years: int
    scale: Scale
    caption: Caption

    @property
    def header(self) -> tuple[str, ...]:
        """Column names."""
        return ("period", "months", "base", *(("p10", "p50", "p90") if self.p10 else ()))

    @property
    def rows(self) -> Rows:
        """One row a period's end."""
        series = (self.base, *((self.p10, self.p50, self.p90) if self.p10 else ()))
        return tuple(zip(self.labels, self.months, *series, strict=True))


def cumulative_table(result: Result, words: Words) -> CumulativeTable:
    """The cumulative flow of the base case and its band over the draws."""
    band, timeline = result.band, result.scenario.timeline
    step = 12.0 / timeline.periods_per_year
    spread = has_range(result)
    series = (band.p10, band.p50, band.p90) if spread else ((), (), ())
    scale = words.scale([*band.base, *series[0], *series[2]])
    months = result.base.payback_months
    reached = result.base.payback_status == "reached" and math.isfinite(months)
    return CumulativeTable(
        labels=band.labels,
        months=tuple(step * k for k in range(len(band.labels))),
        base=band.base,
        p10=series[0],
        p50=series[1],
        p90=series[2],
        payback_months=months if reached else None,
        payback_label=words.text(N_("Payback, base case: {months}"), months=words.months(months)) if reached else "",
        years=timeline.years,
        scale=scale,
        caption=_caption(result, scale, words),
    )


def _caption(result: Result, scale: Scale, words: Words) -> Caption:
    status, years = result.base.payback_status, words.years(result.scenario.timeline.years)
    end = result.band.base[-1]
    if end <= 0:
        missing, short = (
            N_("The outlay is not back within {years}; {end} are missing at the end"),
            N_("{end} are missing at the end of {years}"),
        )
        template = missing if status == "not_reached" else short
    elif status == "reached":
        template = N_("The outlay is back after {months}; {end} are gained by the end of {years}")
    elif status == "no_investment":
        template = N_("No outlay to pay back; {end} are gained by the end of {years}")
    else:
        template = N_("{end} are gained by the end of {years}")
    title = words.text(
        template, months=words.months(result.base.payback_months), end=words.money(abs(end)), years=years
    )
    shown = (
        N_("Cumulative undiscounted net flow, {unit}; band: four draws in five (P10-P90)")
        if has_range(result)
        else N_("Cumulative undiscounted net flow, base case, {unit}")
    )
    return Caption(title, words.text(shown, unit=scale.unit), source_line(result, words))
