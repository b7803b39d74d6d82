"""The key figures: which lead in which profile, how each is written, what it means and where that is defined."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import fields

from roi_engine.engine.result import Metrics, Result
from roi_engine.finance import DEFINITIONS, LEADING, Definition, MetricUnit
from roi_engine.reporting.verdict import has_range
from roi_engine.reporting.words import N_, Words

# titles and sentences stand in one table with the definitions; they are translated here, where they are shown
NOT_SIMULATED = "–"
TAXED = ("npv_after_tax", "irr_after_tax", "payback_months_after_tax")


def leading(result: Result) -> tuple[Definition, ...]:
    """The key figures that lead in the scenario's profile, with those after tax where there is a tax rate."""
    names = LEADING[result.scenario.finance.profile]
    return tuple(DEFINITIONS[name] for name in (*names, *(TAXED if result.scenario.finance.tax_rate else ())))


def other(result: Result) -> tuple[Definition, ...]:
    """All figures that do not lead."""
    shown = {figure.name for figure in leading(result)} | (set() if result.scenario.finance.tax_rate else set(TAXED))
    if math.isnan(result.base.cost_of_delay):  # nothing depends on go-live, so that there is nothing to tell
        shown.add("cost_of_delay")
    known = {field.name for field in fields(Metrics)}
    return tuple(figure for name, figure in DEFINITIONS.items() if name in known and name not in shown)


def base_text(figure: Definition, base: Metrics, words: Words) -> str:
    """The figure in the base case; where it does not exist, why."""
    number: float = getattr(base, figure.name)
    if not math.isfinite(number):
        return _why_missing(figure, base, words)
    return number_text(figure, number, words)


def number_text(figure: Definition, number: float, words: Words) -> str:
    """One number of this kind, as written in a table of key figures."""
    writers: dict[MetricUnit, Callable[[float], str]] = {
        "money": words.money,
        "share": words.share,
        "months": words.months,
        "ratio": words.ratio,
    }
    return writers[figure.unit](number)


def spread_texts(figure: Definition, result: Result, words: Words) -> tuple[str, str, str]:
    """P10, P50 and P90 of the figure; dashes where it was not simulated, or where nothing at all varies.

    A percentile of payback that is not a number lies beyond the horizon and is called so.
    """
    summary = result.simulation.get(figure.name)
    if summary is None or not has_range(result):
        return NOT_SIMULATED, NOT_SIMULATED, NOT_SIMULATED
    beyond = words.text(N_("not reached")) if figure.unit == "months" else words.missing
    found = [summary.percentiles[p] for p in (10, 50, 90)]
    low, middle, high = (number_text(figure, n, words) if math.isfinite(n) else beyond for n in found)
    return low, middle, high


def dash_said(chosen: Sequence[Definition], result: Result, words: Words) -> str:
    """What a dash means in a table of these figures; empty where there is none, or where nothing varies at all."""
    if not has_range(result) or all(figure.name in result.simulation for figure in chosen):
        return ""
    return words.text(
        N_("{dash} in place of a range: this figure is computed for the base case alone."), dash=NOT_SIMULATED
    )


def _why_missing(figure: Definition, base: Metrics, words: Words) -> str:
    statuses = {
        "payback_months": base.payback_status,
        "discounted_payback_months": base.discounted_payback_status,
        "irr": base.irr_status,
        "payback_months_after_tax": base.payback_after_tax_status,
        "irr_after_tax": base.irr_after_tax_status,
    }
    said = {
        "not_reached": N_("not reached"),
        "no_investment": N_("no outlay to pay back"),
        "none": N_("none: no rate makes NPV zero"),
        "multiple": N_("more than one rate makes NPV zero"),
    }
    return words.text(said.get(statuses.get(figure.name) or "", N_("n/a")))
