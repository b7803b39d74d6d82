"""The reports of a portfolio: tables, `results.json`, `summary.md`, charts and its workbook."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from roi_engine.analysis.portfolio import Member
from roi_engine.analysis.rollup import Rollup
from roi_engine.reporting.comparison import page
from roi_engine.reporting.drawing import chart_files
from roi_engine.reporting.goal_tables import members_goals_table
from roi_engine.reporting.goals_json import goals_json
from roi_engine.reporting.records_json import plain_record, spread_json
from roi_engine.reporting.results_json import SCHEMA, json_text
from roi_engine.reporting.rollup_sentences import rollup_said, titles
from roi_engine.reporting.run_files import MARKER
from roi_engine.reporting.tables.benefit_stack import year_label
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import N_, Words, noticed, plain


def rollup_json(rollup: Rollup) -> dict[str, Any]:
    """The portfolio as plain JSON; keys that a scenario has too mean the same of the total."""
    portfolio, rolled = rollup.portfolio, rollup.rolled
    first = next(iter(rollup.results.values()))
    years: Mapping[str, tuple[float, ...]] = rollup.by_year
    return {
        "schema": SCHEMA,
        "kind": "portfolio",
        "portfolio": {key: getattr(portfolio, key) for key in ("name", "file", "sha256", "language")},
        "engine": asdict(first.engine),
        "currency": portfolio.currency,
        "base": {"npv": plain_record(rollup.base_npv)},
        "simulation": {"npv": spread_json(rolled.total)},
        "probability": {"npv_positive": plain_record(rollup.npv_positive)},
        "budget": plain_record(rolled.budget),
        "members": [_member(member, rollup) for member in rolled.members],
        "ranking": list(rolled.ranking),
        "shared": list(portfolio.shared),
        "diversification": plain_record(rolled.diversification),
        "capital_limit": portfolio.capital_limit,
        "selection": plain_record(rollup.selection),
        "by_year": {"year": list(first.by_year.year), **plain_record(years)},
        "warnings": [{"code": n.code, "path": n.path, "message": n.message} for n in portfolio.notices],
    }


def _member(member: Member, rollup: Rollup) -> dict[str, Any]:
    result = rollup.results[member.id]
    scenario = result.scenario
    return {
        "id": member.id,
        "name": scenario.name,
        "file": scenario.file,
        "variant": scenario.variant,
        "sha256": scenario.sha256,
        "budget": plain_record(member.budget),
        "base_npv": plain_record(result.base.npv),
        "npv": spread_json(member.outcome),
        "npv_positive": plain_record(result.probability.npv_positive),
        "per_budget": plain_record(member.per_budget),
        "goals": goals_json(rollup.goals.get(member.id)),
    }


def rollup_tables(rollup: Rollup, words: Words) -> list[TextTable]:
    """All tables of a portfolio, in the order in which they are read."""
    goals = members_goals_table(rollup.goals, rollup.results, titles(rollup), words)
    whole = [member_table(rollup, words), spread_table(rollup, words), year_table(rollup, words)]
    return [*whole, goals] if goals is not None else whole


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


def rollup_files(rollup: Rollup, kinds: Collection[str], words: Words) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file, the marker first."""
    from roi_engine.reporting import tables

    yield MARKER, json_text(rollup_json(rollup)).encode()
    drawn = {}
    if "charts" in kinds:
        members = tables.members_table(rollup, words)
        yield from chart_files("members", members, words)
        drawn["members"] = members.caption.title
        total = tables.total_table(rollup, words)
        if total is not None:
            yield from chart_files("distribution", total, words)
            drawn["distribution"] = total.caption.title
    if "md" in kinds:
        told = [*rollup_said(rollup, words), *shared_said(rollup, words)]
        shown = rollup_tables(rollup, words)
        yield "summary.md", page(heading(rollup), told, shown, drawn, _notes(rollup, words)).encode()
    if "xlsx" in kinds:
        from roi_engine.reporting.workbook.rollup_book import rollup_book_bytes

        yield "workbook.xlsx", rollup_book_bytes(rollup, words)


def heading(rollup: Rollup) -> str:
    """The portfolio's name."""
    return plain(rollup.portfolio.name)


def shared_said(rollup: Rollup, words: Words) -> tuple[str, ...]:
    """Which assumptions have one fate in all members."""
    if not rollup.portfolio.shared:
        return (words.text(N_("No assumption is shared: the members' luck is their own.")),)
    listed = ", ".join(rollup.portfolio.shared)
    return (words.text(N_("Drawn once for all members that state them: {shared}."), shared=listed),)


def _notes(rollup: Rollup, words: Words) -> tuple[str, ...]:
    return tuple(": ".join(filter(None, (n.path, noticed(n, words)))) for n in rollup.portfolio.notices)
