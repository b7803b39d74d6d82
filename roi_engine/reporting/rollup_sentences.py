"""Sentences about a portfolio: what it is worth together, what diversification does, what the capital limit chooses."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from roi_engine.analysis.rollup import Rollup
from roi_engine.engine.register import in_words
from roi_engine.errors import Notice
from roi_engine.reporting.outcomes import outcomes
from roi_engine.reporting.warned import titled
from roi_engine.reporting.words import N_, Words, noticed, plain, quoted


@dataclass(frozen=True, slots=True)
class Fact:
    """A key figure: what it is, the figure, and a word on it."""

    title: str
    figure: str
    beside: str


def titles(rollup: Rollup) -> dict[str, str]:
    """Title of each member by id; the id is added where two share a title."""
    found = {member.id: plain(member.title) for member in rollup.portfolio.members}
    shared = [title for title in found.values() if list(found.values()).count(title) > 1]
    return {name: f"{title} ({name})" if title in shared else title for name, title in found.items()}


def rollup_said(rollup: Rollup, words: Words) -> tuple[str, ...]:
    """The sentences of the first page, in order."""
    parts = (_worth, _range, _chance, _best_use, diversification_said, selection_said, _without_goals)
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
    return words.text(N_("The chance of a loss is {chance}."), chance=words.chance(_loss(rollup)))


def _loss(rollup: Rollup) -> float:
    """The share of draws that lose [1]."""
    npv = np.sum([result.draws["npv"] for result in rollup.results.values()], axis=0)
    return outcomes(rollup.npv_positive, npv).loss


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


def _without_goals(rollup: Rollup, words: Words) -> str:
    """The members that set no goal, where others do."""
    label = titles(rollup)
    without = [quoted(label[name], words) for name in rollup.results if name not in rollup.goals]
    if not rollup.goals or not without:
        return ""
    return words.text(N_("No goals are set for {members}."), members=words.listed(without))


def rollup_facts(rollup: Rollup, words: Words) -> tuple[Fact, ...]:
    """The figures that an executive looks for first; no range and no chance where nothing varies."""
    total, deepest = rollup.rolled.total, words.text(N_("deepest funding need of each member, added up"))
    base = Fact(words.text(N_("Net present value (NPV)")), words.money(rollup.base_npv), words.text(N_("base case")))
    budget = Fact(words.text(N_("Budget")), words.money(rollup.rolled.budget), deepest)
    if total.sd == 0:
        return (base, budget)
    low, high = (words.money(total.percentiles[p]) for p in (10, 90))
    ends = words.text(N_("P10 {low} to P90 {high}"), low=low, high=high)
    mean = Fact(words.text(N_("Mean NPV")), words.money(total.mean), ends)
    loss = Fact(words.text(N_("Chance of a loss")), words.chance(_loss(rollup)), words.text(N_("of all draws")))
    return (mean, loss, base, budget)


def shared_said(rollup: Rollup, words: Words) -> tuple[str, ...]:
    """Which assumptions have one fate in all members."""
    if not rollup.portfolio.shared:
        return (words.text(N_("No assumption is shared: the members' luck is their own.")),)
    listed = ", ".join(quoted(in_words(name), words) for name in rollup.portfolio.shared)
    return (words.text(N_("Drawn once for all members that state them: {shared}."), shared=listed),)


def rollup_notices(rollup: Rollup) -> tuple[Notice, ...]:
    """What the reader should know: of the portfolio, and of the members' goals, each at its place in its member."""
    found = list(rollup.portfolio.notices)
    for name, goals in rollup.goals.items():
        stated = [one for one in rollup.results[name].scenario.notices if one.path.partition(".")[0] == "goals"]
        found += [replace(one, path=f"members.{name}.{one.path}") for one in (*stated, *goals.notices)]
    return tuple(found)


def notes_said(rollup: Rollup, words: Words) -> tuple[str, ...]:
    """Those notices in words, members by their titles."""
    label = titles(rollup)
    return tuple(_told(one, label, rollup, words) for one in rollup_notices(rollup))


def _told(notice: Notice, label: dict[str, str], rollup: Rollup, words: Words) -> str:
    section, name, place = (*notice.path.split(".", 2), "", "")[:3]
    if section != "members" or name not in label:
        said = noticed(notice, words)
        return said[:1].upper() + said[1:]
    values = tuple((key, label.get(value, value) if key == "first" else value) for key, value in notice.values)
    title, said = titled(replace(notice, path=place, values=values), rollup.results[name].scenario, words)
    return f"{', '.join(quoted(each, words) for each in (label[name], title) if each)}: {said}"
