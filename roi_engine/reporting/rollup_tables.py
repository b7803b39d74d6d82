"""The tables of a portfolio: its members, what holding them together does, its years, the members' goals."""

from __future__ import annotations

import math

from roi_engine.analysis.rollup import Rollup
from roi_engine.reporting.goal_tables import members_brief_table, members_goals_table
from roi_engine.reporting.rollup_sentences import titles
from roi_engine.reporting.tables.benefit_stack import year_label
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import N_, Words


def rollup_tables(rollup: Rollup, words: Words) -> list[TextTable]:
    """All tables of a portfolio, in the order in which they are read."""
    goals = members_goals_table(rollup.goals, rollup.results, titles(rollup), words)
    return [*_figures(rollup, words), *filter(None, [goals])]


def terminal_tables(rollup: Rollup, words: Words) -> list[TextTable]:
    """The same where there is little room: of the goals what stands on one line."""
    goals = members_brief_table(rollup.goals, rollup.results, titles(rollup), words)
    return [*_figures(rollup, words), *filter(None, [goals])]


def _figures(rollup: Rollup, words: Words) -> list[TextTable]:
    return [member_table(rollup, words), spread_table(rollup, words), year_table(rollup, words)]


def member_table(rollup: Rollup, words: Words) -> TextTable:
    """Members with budget and NPV, and their sum; means add up, percentiles do not."""
    label, chosen = titles(rollup), rollup.selection
    header = [words.text(N_("Member, {currency}"), currency=words.currency), words.text(N_("Budget"))]
    header += [words.text(N_("Base case")), words.text(N_("Mean NPV")), "P10", "P50", "P90"]
    header += [words.text(N_("NPV per budget"))]
    header += [words.text(N_("Funded"))] if chosen else []
    rows = []
    for m in rollup.rolled.members:
        cells = [label[m.id], words.amount(m.budget), words.amount(rollup.results[m.id].base.npv)]
        cells += [words.amount(m.outcome.mean), *(words.amount(m.outcome.percentiles[p]) for p in (10, 50, 90))]
        cells.append(words.ratio(m.per_budget) if math.isfinite(m.per_budget) else words.missing)
        if chosen:
            cells.append(words.text(N_("yes")) if m.id in chosen.members else words.text(N_("no")))
        rows.append(tuple(cells))
    total, budget = rollup.rolled.total, rollup.rolled.budget
    last = [words.text(N_("Together")), words.amount(budget), words.amount(rollup.base_npv), words.amount(total.mean)]
    last += [words.amount(total.percentiles[p]) for p in (10, 50, 90)]
    last.append(words.ratio(total.mean / budget) if budget else words.missing)
    rows.append((*last, *([""] if chosen else [])))
    title = words.text(N_("Members; budget: deepest funding need in the base case"))
    return TextTable(title, tuple(header), tuple(rows), tuple(range(1, 8)))


def spread_table(rollup: Rollup, words: Words) -> TextTable:
    """Spread of the members apart and together."""
    found = rollup.rolled.diversification
    header = tuple(map(words.text, (N_("Diversification"), N_("Apart, summed"), N_("Together"), N_("Difference"))))
    rows = (
        (words.text(N_("Standard deviation")), found.sum_of_sds, found.sd_of_sum, found.sd_of_sum - found.sum_of_sds),
        ("P10", found.sum_of_p10s, found.p10_of_sum, found.p10_of_sum - found.sum_of_p10s),
    )
    told = tuple((name, *map(words.amount, amounts)) for name, *amounts in rows)
    title = words.text(N_("What holding them together does, {currency}"), currency=words.currency)
    return TextTable(title, header, told, (1, 2, 3))


def year_table(rollup: Rollup, words: Words) -> TextTable:
    """Base case of all members by year, undiscounted."""
    years = next(iter(rollup.results.values())).by_year.year
    header = (
        words.text(N_("{currency}, undiscounted"), currency=words.currency),
        *(year_label(year, words) for year in years),
    )
    names = {"benefits": N_("Benefits"), "costs": N_("Costs"), "net": N_("Net"), "cumulative": N_("Cumulative")}
    rows = []
    for key, name in names.items():
        amounts = rollup.by_year[key]
        rows.append((words.text(name), *(words.amount(-x if key == "costs" else x) for x in amounts)))
    return TextTable(words.text(N_("Year by year, base case")), header, tuple(rows), tuple(range(1, len(header))))
