"""The customer base in the summary: what today's customers are worth, with the CRM and without it."""

from __future__ import annotations

import math

from roi_engine.engine.customer_base import BEYOND
from roi_engine.engine.result import CustomerBase, Result, SegmentResult, Spread
from roi_engine.reporting.customers_words import day
from roi_engine.reporting.markdown import Markdown, table
from roi_engine.reporting.verdict import has_range
from roi_engine.reporting.words import N_, Words


def customers_said(result: Result, words: Words) -> str:
    """What the base yields, what the CRM adds, what the horizon leaves out; empty without customers."""
    base = result.customers
    if base is None:
        return ""
    return " ".join(
        filter(None, (_worth(result, base, words), _added(result, base, words), _beyond(result, base, words)))
    )


def basis_said(result: Result, words: Words) -> str:
    """What the figures of the base rest on; empty without customers."""
    customers = result.scenario.customers
    if customers is None:
        return ""
    basis = customers.basis
    if basis is None:
        return words.text(N_("Size, churn, orders and margin of the base are stated in the scenario."))
    told = {"file": basis.file, "n": words.count(basis.n_customers), "until": day(basis.until, words)}
    if not basis.model:
        template = N_(
            "{file} lists {n} customers as of {until}; without their history the file says how they compare, and one"
            " stated margin and churn rate give the scale: an estimate."
        )
        return words.text(template, **told)
    template = N_(
        "{model} was fitted to the orders of {n} customers in {file} up to {until}; what the fit leaves open is drawn."
    )
    return words.text(template, model=basis.model, **told)


def _worth(result: Result, base: CustomerBase, words: Words) -> str:
    worth = base.total.pv_without
    years = words.years(result.scenario.timeline.years)
    if not has_range(result) or worth.p10 == worth.p90:
        template = N_("Without the CRM, today's customers bring a margin of {worth} in today's money over {years}.")
        return words.text(template, worth=words.money(worth.base), years=years)
    template = N_(
        "Without the CRM, today's customers bring a margin of {worth} in today's money over {years} (base case;"
        " four draws in five: {low} to {high})."
    )
    told = {"worth": words.money(worth.base), "low": words.money(worth.p10), "high": words.money(worth.p90)}
    return words.text(template, years=years, **told)


def _added(result: Result, base: CustomerBase, words: Words) -> str:
    change = base.total.pv_with.base - base.total.pv_without.base
    if change > 0:
        template = N_("With it they bring {change} more, {share} of that.")
    elif change < 0:
        template = N_("With it they bring {change} less, {share} of that.")
    else:
        return words.text(N_("The CRM does not change that."))
    share = words.chance(abs(change) / base.total.pv_without.base) if base.total.pv_without.base > 0 else words.missing
    return words.text(template, change=words.money(abs(change)), share=share)


def _beyond(result: Result, base: CustomerBase, words: Words) -> str:
    if not math.isfinite(base.total.pv_beyond.base):
        return words.text(N_("Where nobody leaves and nothing is discounted, what comes after the end has no bound."))
    counted = [line.pv for line in result.lines if line.id.startswith(f"{BEYOND}_")]
    worth = words.money(base.total.pv_beyond.base)
    if counted:
        template = N_(
            "Those still active at the end are worth another {worth} after it; of that, {counted} for customers kept by"
            " the CRM are counted, on a line of their own."
        )
        return words.text(template, worth=worth, counted=words.money(sum(counted)))
    template = N_("Those still active at the end are worth another {worth} after it, which is counted nowhere.")
    return words.text(template, worth=worth)


def customer_table(result: Result, words: Words) -> Markdown | None:
    """One row a segment; None where there are no customers."""
    base = result.customers
    if base is None:
        return None
    header = (
        words.text(N_("Segment")),
        words.text(N_("Customers")),
        words.text(N_("Active at the end, without")),
        words.text(N_("Active at the end, with")),
        words.text(N_("Margin without, {currency}"), currency=words.currency),
        "P10",
        "P90",
        words.text(N_("Margin with, {currency}"), currency=words.currency),
        words.text(N_("After the horizon, without, {currency}"), currency=words.currency),
    )
    rows = [_row(segment, words, segment.title or words.text(N_("All customers"))) for segment in base.segments]
    if len(base.segments) > 1:
        rows.append(_row(base.total, words, words.text(N_("Total"))))
    return table(header, rows, tuple(range(1, len(header))))


def _row(segment: SegmentResult, words: Words, title: str) -> tuple[str, ...]:
    counted = words.missing if segment.counted is None else words.count(round(segment.counted))
    ends = (words.count(round(segment.active_without[-1])), words.count(round(segment.active_with[-1])))
    without: Spread = segment.pv_without
    amounts = (without.base, without.p10, without.p90, segment.pv_with.base, segment.pv_beyond.base)
    return (title, counted, *ends, *map(words.amount, amounts))
