"""Contribution margin of the customer base by period, with the CRM and without it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from roi_engine.engine.result import Range, Result
from roi_engine.reporting.tables.caption import Caption, source_line
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.verdict import has_range
from roi_engine.reporting.words import N_, Scale, Words


@dataclass(frozen=True, slots=True)
class CustomerMarginTable:
    """Margin of all segments in each period [currency/year], base case and P10-P90; `months` after the start.

    The ranges are empty where nothing is uncertain.
    """

    labels: tuple[str, ...]
    months: tuple[float, ...]
    without: tuple[float, ...]
    with_crm: tuple[float, ...]
    without_range: Range
    with_range: Range
    years: int
    scale: Scale
    caption: Caption

    @property
    def header(self) -> tuple[str, ...]:
        """Column names."""
        ranges = ("without_p10", "without_p90", "with_p10", "with_p90") if self.without_range[0] else ()
        return ("period", "months", "without", "with", *ranges)

    @property
    def rows(self) -> Rows:
        """One row a period."""
        ranges = (*self.without_range, *self.with_range) if self.without_range[0] else ()
        return tuple(zip(self.labels, self.months, self.without, self.with_crm, *ranges, strict=True))


def customer_margin_table(result: Result, words: Words) -> CustomerMarginTable | None:
    """The two courses as yearly rates; None where the scenario states no customers."""
    if result.customers is None:
        return None
    total, timeline = result.customers.total, result.scenario.timeline
    yearly = float(timeline.periods_per_year)

    def rate(amounts: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(yearly * amount for amount in amounts)

    spread = has_range(result)
    nothing: Range = ((), ())
    without_range = (rate(total.margin_without_range[0]), rate(total.margin_without_range[1])) if spread else nothing
    with_range = (rate(total.margin_with_range[0]), rate(total.margin_with_range[1])) if spread else nothing
    without, with_crm = rate(total.margin_without), rate(total.margin_with)
    step = 12.0 / timeline.periods_per_year
    scale = words.scale([*without, *with_crm, *without_range[1], *with_range[1]])
    return CustomerMarginTable(
        labels=tuple(timeline.label(k) for k in range(timeline.n_periods)),
        months=tuple(step * (k + 0.5) for k in range(timeline.n_periods)),
        without=without,
        with_crm=with_crm,
        without_range=without_range,
        with_range=with_range,
        years=timeline.years,
        scale=scale,
        caption=_caption(result, scale, words, spread),
    )


def _caption(result: Result, scale: Scale, words: Words, spread: bool) -> Caption:
    assert result.customers is not None, "called where there are customers"
    total, timeline = result.customers.total, result.scenario.timeline
    last = timeline.periods_per_year
    change = float(np.sum(total.margin_with[-last:]) - np.sum(total.margin_without[-last:]))
    if change > 0:
        template = N_("In year {year} today's customers bring {change} more with the CRM")
    elif change < 0:
        template = N_("In year {year} today's customers bring {change} less with the CRM")
    else:
        template = N_("The CRM does not change what today's customers bring")
    title = words.text(template, year=words.count(timeline.years), change=words.money(abs(change)))
    shown = (
        N_("Contribution margin a year of today's customers, {unit}; bands: four draws in five (P10-P90)")
        if spread
        else N_("Contribution margin a year of today's customers, base case, {unit}")
    )
    return Caption(title, words.text(shown, unit=scale.unit), source_line(result, words))
