"""Sentences about a portfolio: what it is worth together, what diversification does, what the capital limit chooses."""

from __future__ import annotations

import math

import numpy as np

from roi_engine.analysis.rollup import Rollup
from roi_engine.reporting.outcomes import outcomes
from roi_engine.reporting.words import N_, Words, plain, quoted


def titles(rollup: Rollup) -> dict[str, str]:
    """Title of each member by id; the id is added where two share a title."""
    found = {member.id: plain(member.title) for member in rollup.portfolio.members}
    shared = [title for title in found.values() if list(found.values()).count(title) > 1]
    return {name: f"{title} ({name})" if title in shared else title for name, title in found.items()}


def rollup_said(rollup: Rollup, words: Words) -> tuple[str, ...]:
    """The sentences of the first page, in order."""
    parts = (_worth, _range, _chance, _best_use, diversification_said, selection_said)
    return tuple(said for part in parts if (said := part(rollup, words)))


def _worth(rollup: Rollup, words: Words) -> str:
    mean, members = rollup.rolled.total.mean, len(rollup.rolled.members)
    one, many = N_("The one member is worth {npv} on average."), N_("The {n} members are worth {npv} on average.")
    if mean < 0:
        one, many = N_("The one member loses {npv} on average."), N_("The {n} members lose {npv} on average.")
    return words.counted(one, many, members, npv=words.money(abs(mean)))


def _range(rollup: Rollup, words: Words) -> str:
    total = rollup.rolled.total
    if total.sd == 0:
        return words.text(N_("No value carries a range, so the chance of a loss is not known."))
    low, high = total.percentiles[10], total.percentiles[90]
    if low >= 0:
        template = N_("Four draws in five lie between a gain of {low} (P10) and a gain of {high} (P90).")
    elif high <= 0:
        template = N_("Four draws in five lie between a loss of {low} (P10) and a loss of {high} (P90).")
    else:
        template = N_("Four draws in five lie between a loss of {low} (P10) and a gain of {high} (P90).")
    return words.text(template, low=words.money(abs(low)), high=words.money(abs(high)))


def _chance(rollup: Rollup, words: Words) -> str:
    if rollup.rolled.total.sd == 0:
        return ""
    npv = np.sum([result.draws["npv"] for result in rollup.results.values()], axis=0)
    loss = outcomes(rollup.npv_positive, npv).loss
    return words.text(N_("The chance of a loss is {chance}."), chance=words.chance(loss))


def _best_use(rollup: Rollup, words: Words) -> str:
    if len(rollup.rolled.members) < 2:
        return ""
    first = next(member for member in rollup.rolled.members if member.id == rollup.rolled.ranking[0])
    title = titles(rollup)[first.id]
    if math.isinf(first.per_budget):
        return words.text(N_("“{title}” needs no funding before it pays."), title=title)
    template = N_("“{title}” earns most on its budget: a mean net present value of {ratio} for each {currency}.")
    return words.text(template, title=title, ratio=words.ratio(first.per_budget), currency=words.currency)


def diversification_said(rollup: Rollup, words: Words) -> str:
    """What holding the members together does to the spread; empty for one member or without a range."""
    found = rollup.rolled.diversification
    if len(rollup.rolled.members) < 2 or found.sum_of_sds == 0:
        return ""
    error = 0.0 if math.isnan(found.sd_saved.error) else found.sd_saved.error
    if found.sd_saved.value <= error:
        return words.text(N_("The members rise and fall together: holding all of them spreads no risk."))
    template = N_("Held together they vary {share} less than apart: not every member has its bad year at once.")
    return words.text(template, share=words.chance(found.saved_share))


def selection_said(rollup: Rollup, words: Words) -> str:
    """Which members the capital limit leaves; empty without a limit."""
    chosen = rollup.selection
    if chosen is None:
        return ""
    label = titles(rollup)
    told = {
        "limit": words.money(chosen.limit),
        "members": ", ".join(quoted(label[name], words) for name in chosen.members),
        "value": words.money(abs(chosen.value)),
        "budget": words.money(chosen.budget),
        "unused": words.money(chosen.unused),
    }
    if not chosen.members:
        return words.text(N_("Under the capital limit of {limit} no member is worth funding."), **told)
    if not chosen.left_out:
        return words.text(N_("The capital limit of {limit} pays for all members and leaves {unused}."), **told)
    template = N_(
        "Under the capital limit of {limit} the best set is {members}: {budget} of funding, {value} of mean net present"
        " value, {unused} unused."
    )
    return words.text(template, **told)
