"""Sentences about a result. Each is a whole template chosen by the sign of its figures, so that none can lie.

Templates stand beside the condition that chooses them; user text enters as plain text and is escaped where it is
written.
"""

from __future__ import annotations

import math

from roi_engine.engine.result import Result, Swing
from roi_engine.reporting.base_and_mean import base_and_mean
from roi_engine.reporting.outcomes import cashable_outcomes, needing_money, npv_outcomes
from roi_engine.reporting.verdict import has_range
from roi_engine.reporting.vouching import Vouched, vouched_for
from roi_engine.reporting.words import N_, Words, is_share, plain


def base_case(result: Result, words: Words) -> str:
    """What the base case is worth, over which time."""
    years = words.years(result.scenario.timeline.years)
    npv = result.base.npv
    if npv > 0:
        template = N_("Over {years} the base case is worth {npv} in today's money, all costs paid.")
    elif npv < 0:
        template = N_("Over {years} the base case loses {npv} in today's money.")
    else:
        template = N_("Over {years} the base case neither gains nor loses in today's money.")
    return words.text(template, years=years, npv=words.money(abs(npv)))


def outcome_range(result: Result, words: Words) -> str:
    """The P10-P90 range of the net present value, or that there is none."""
    if not has_range(result):
        return words.text(
            N_(
                "No value in this scenario carries a range, so the chance of a loss is not known:"
                " this is one calculation."
            )
        )
    low, high = (result.simulation["npv"].percentiles[p] for p in (10, 90))
    if low >= 0:
        template = N_("Four draws in five lie between a gain of {low} (P10) and a gain of {high} (P90).")
    elif high <= 0:
        template = N_("Four draws in five lie between a loss of {low} (P10) and a loss of {high} (P90).")
    else:
        template = N_("Four draws in five lie between a loss of {low} (P10) and a gain of {high} (P90).")
    return words.text(template, low=words.money(abs(low)), high=words.money(abs(high)))


def chance_of_loss(result: Result, words: Words) -> str:
    """The share of draws that end below zero, and of those that end at zero; empty without a range."""
    if not has_range(result):
        return ""
    ends = npv_outcomes(result)
    if ends.loss >= 1:
        template = N_("Every one of the {draws} draws ends in a loss.")
    elif ends.loss <= 0 and ends.even <= 0:
        template = N_("None of the {draws} draws ends in a loss.")
    elif ends.loss <= 0:
        template = N_("None of the {draws} draws ends in a loss; {even} of them neither gain nor lose.")
    elif ends.even <= 0:
        template = N_("The chance of a loss is {chance}.")
    else:
        template = N_("The chance of a loss is {chance}; {even} of the draws neither gain nor lose.")
    draws, even = words.count(result.engine.draws), words.chance(ends.even)
    return words.text(template, draws=draws, chance=words.chance(ends.loss), even=even)


def payback(result: Result, words: Words) -> str:
    """When the outlay is back in the base case."""
    status, months = result.base.payback_status, result.base.payback_months
    years = words.years(result.scenario.timeline.years)
    if status == "no_investment" and has_range(result) and needing_money(result) > 0:
        template = N_(
            "In the base case nothing has to be put in before it comes back, so there is no payback time;"
            " in {share} of the draws money has to be put in."
        )
        return words.text(template, share=words.chance(needing_money(result)))
    if status == "no_investment":
        return words.text(N_("Nothing has to be put in before it comes back, so there is no payback time."))
    if status != "reached":
        return words.text(N_("In the base case the outlay is not paid back within {years}."), years=years)
    return words.text(N_("In the base case the outlay is paid back after {months}."), months=words.months(months))


def payback_chance(result: Result, words: Words) -> str:
    """How many draws pay back in time; empty without a range, or where neither base case nor draw has an outlay."""
    if not has_range(result):
        return ""
    if result.base.payback_status == "no_investment" and needing_money(result) <= 0:
        return ""
    chance = result.probability.payback_within_horizon
    years = words.years(result.scenario.timeline.years)
    if chance >= 1:
        return words.text(N_("Every draw pays back within {years}."), years=years)
    if chance <= 0:
        return words.text(N_("No draw pays back within {years}."), years=years)
    template = N_("The chance of payback within {years} is {chance}.")
    return words.text(template, years=years, chance=words.chance(chance))


def cashable(result: Result, words: Words) -> str:
    """What is left where only lines marked cashable count."""
    npv, cash = result.base.npv, result.base.npv_cashable
    if all(line.cashable for line in result.lines):
        return words.text(N_("Every line is cashable, so counting cash alone changes nothing."))
    if cash < 0 < npv:
        template = N_(
            "Counting cashable lines alone the base case loses {cash}: the gain rests on value that is not cash."
        )
    elif cash > 0:
        template = N_("Counting cashable lines alone the base case is worth {cash}.")
    elif cash < 0:
        template = N_("Counting cashable lines alone the base case loses {cash}.")
    else:
        template = N_("Counting cashable lines alone the base case neither gains nor loses.")
    return words.text(template, cash=words.money(abs(cash)))


def cashable_chance(result: Result, words: Words) -> str:
    """The chance that cash alone gives a loss; empty without a range, and where cash alone never gains nor loses."""
    if not has_range(result) or all(line.cashable for line in result.lines):
        return ""
    ends = cashable_outcomes(result)
    if ends.even >= 1:
        template = N_("Counting cashable lines alone, no draw gains or loses anything.")
    elif ends.loss >= 1:
        template = N_("Counting cashable lines alone, every draw ends in a loss.")
    elif ends.loss <= 0 and ends.even <= 0:
        template = N_("Counting cashable lines alone, no draw ends in a loss.")
    elif ends.loss <= 0:
        template = N_("Counting cashable lines alone, no draw ends in a loss; {even} of them neither gain nor lose.")
    elif ends.even <= 0:
        template = N_("Counting cashable lines alone, the chance of a loss is {chance}.")
    else:
        template = N_(
            "Counting cashable lines alone, the chance of a loss is {chance}; {even} of the draws neither gain nor"
            " lose."
        )
    return words.text(template, chance=words.chance(ends.loss), even=words.chance(ends.even))


def split(result: Result, words: Words) -> str:
    """How the present value of the benefits divides into operational savings and customer value."""
    operational, analytical, total = (
        result.base.pv_operational,
        result.base.pv_analytical,
        result.base.pv_benefits,
    )
    if total <= 0 or operational < 0 or analytical < 0:
        template = N_(
            "Present value of benefits in the base case: operational savings {operational},"
            " customer value {analytical}."
        )
    elif analytical == 0:
        template = N_("All benefits, {total} in present value, are operational savings.")
    elif operational == 0:
        template = N_("All benefits, {total} in present value, are customer value.")
    else:
        template = N_(
            "Of the benefits of {total} in present value, {operational_share} are operational savings"
            " and {analytical_share} customer value."
        )
    first, second = words.halves(operational / total if total > 0 else math.nan)
    return words.text(
        template,
        total=words.money(total),
        operational=words.money(operational),
        analytical=words.money(analytical),
        operational_share=first,
        analytical_share=second,
    )


def base_against_draws(result: Result, words: Words) -> str:
    """A warning where the base case lies outside the middle half of the draws; else empty."""
    npv = result.simulation["npv"]
    base = result.base.npv
    if not has_range(result) or npv.percentiles[25] <= base <= npv.percentiles[75]:
        return ""
    if base > npv.percentiles[90]:
        template = N_(
            "The base case is rosier than nine draws in ten: do not plan by it, but by the range, whose middle (P50)"
            " is {p50}."
        )
    elif base > npv.percentiles[75]:
        template = N_(
            "The base case is rosier than three draws in four; plan by the range, whose middle (P50) is {p50}."
        )
    elif base < npv.percentiles[10]:
        template = N_("The base case is bleaker than nine draws in ten; the middle of the range (P50) is {p50}.")
    else:
        template = N_("The base case is bleaker than three draws in four; the middle of the range (P50) is {p50}.")
    return words.text(template, p50=words.money(npv.percentiles[50]))


def strongest(result: Result, words: Words) -> str:
    """Which assumption moves the result most, and whether it can turn it; empty where nothing is uncertain."""
    if not result.swings or span(result.swings[0]) == 0:
        return ""
    top = max(result.swings, key=span)
    if top.npv_low * top.npv_high >= 0:
        template = N_(
            "“{title}” moves the result most: net present value {npv_low} at its P10 ({low}),"
            " {npv_high} at its P90 ({high})."
        )
    elif result.base.npv > 0:
        template = N_(
            "“{title}” moves the result most and can by itself turn the gain into a loss: net present value {npv_low}"
            " at its P10 ({low}), {npv_high} at its P90 ({high})."
        )
    else:
        template = N_(
            "“{title}” moves the result most and can by itself turn the loss into a gain: net present value {npv_low}"
            " at its P10 ({low}), {npv_high} at its P90 ({high})."
        )
    return _swing_sentence(template, top, words)


def swing_ends(swing: Swing, words: Words, unit: str | None = None) -> tuple[str, str]:
    """The value at its P10 and at its P90 with its unit (or another text for it); a risk does not happen or happens."""
    if swing.event:
        return words.text(N_("does not happen")), words.text(N_("happens"))
    as_share = is_share(swing.unit, swing.low, swing.high)
    shown = swing.unit if unit is None else unit
    return words.quantity(swing.low, shown, as_share), words.quantity(swing.high, shown, as_share)


def _swing_sentence(template: str, swing: Swing, words: Words) -> str:
    low, high = swing_ends(swing, words)
    return words.text(
        template,
        title=plain(swing.title),
        npv_low=words.money(swing.npv_low),
        npv_high=words.money(swing.npv_high),
        low=low,
        high=high,
    )


def span(swing: Swing) -> float:
    """How far the net present value moves between the value's P10 and P90 [currency]."""
    return abs(swing.npv_high - swing.npv_low)


def vouched(result: Result, words: Words) -> str:
    """How many assumptions name a source, how many are marked as estimates, and how many say neither."""
    found = vouched_for(result)
    more = ""
    if found.defaults:
        one, many = N_("{n} more rests on the catalogue's source."), N_("{n} more rest on the catalogue's source.")
        more = words.counted(one, many, found.defaults)
    return f"{_vouched(found, words)} {more}".rstrip()


def _vouched(found: Vouched, words: Words) -> str:
    total = found.total
    if total == 0:
        return words.text(N_("The scenario has no assumptions to list."))
    if found.sourced == total:
        return words.counted(
            N_("The one assumption names its source."), N_("Every one of the {n} assumptions names its source."), total
        )
    if found.silent == total:
        return words.counted(
            N_("The one assumption names no source and is not marked as an estimate."),
            N_("None of the {n} assumptions names a source or is marked as an estimate."),
            total,
        )
    parts = (
        (found.sourced, N_("{n} names a source"), N_("{n} name a source")),
        (found.estimates, N_("{n} is marked as an estimate"), N_("{n} are marked as estimates")),
        (found.noted, N_("{n} is explained in a note"), N_("{n} are explained in a note")),
        (found.silent, N_("{n} says neither"), N_("{n} say neither")),
    )
    told = words.listed([words.counted(one, many, n) for n, one, many in parts if n])
    if found.sourced or (total == 1 and found.noted):
        return words.text(N_("Of {total} assumptions that need a source {told}."), total=words.count(total), told=told)
    return words.counted(
        N_("The one assumption names no source and is marked as an estimate."),
        N_("None of the {n} assumptions names a source: {told}."),
        total,
        told=told,
    )


def decision(result: Result, words: Words) -> tuple[str, ...]:
    """The sentences of the decision line, in order."""
    parts = (base_case, outcome_range, chance_of_loss, payback, payback_chance, cashable, cashable_chance)
    return tuple(said for part in parts if (said := part(result, words)))


def caution(result: Result, words: Words) -> tuple[str, ...]:
    """What a careful reader would ask next, in order."""
    parts = (base_against_draws, base_and_mean, strongest)
    return tuple(said for part in parts if (said := part(result, words)))
