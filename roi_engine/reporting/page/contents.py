"""What the page says: the sentences and tables of the summary, in the order of their sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from roi_engine.engine.explanation import explanations
from roi_engine.engine.result import Result
from roi_engine.finance import DEFINITIONS
from roi_engine.reporting import driver_tables, figures, sentences, summary_tables, worth_tables
from roi_engine.reporting.asked import cautions, question_tables
from roi_engine.reporting.customer_section import basis_said, customer_table, customers_said
from roi_engine.reporting.explain import calculated, calculation_table
from roi_engine.reporting.findings import Findings, stress_said
from roi_engine.reporting.goal_sentences import coverage_said, goals_said
from roi_engine.reporting.goal_tables import goal_tables
from roi_engine.reporting.method import how_computed
from roi_engine.reporting.outcomes import npv_outcomes
from roi_engine.reporting.page.tables import HtmlTable, from_calculation, from_markdown, from_text
from roi_engine.reporting.verdict import has_range, thresholds, verdict
from roi_engine.reporting.warned import warnings_said
from roi_engine.reporting.words import N_, Words, plain

_LIVE = {"npv": N_("NPV"), "npv_cashable": "", "npv_after_tax": "", "roi": N_("ROI"), "payback_months": N_("Payback")}


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure: what it is (`short` in a narrow place), how much, and a word on it; `name` as the script knows it."""

    name: str
    title: str
    text: str
    note: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class Calculation:
    """How one line is computed: sentences, its table, and what its inputs overrode."""

    sentences: tuple[str, ...]
    table: HtmlTable
    notes: tuple[str, ...]


def contents(result: Result, findings: Findings, words: Words) -> dict[str, Any]:
    """All sentences and tables by the names that the template gives them."""
    return {**_front(result, findings, words), **_behind(result, findings, words)}


def _front(result: Result, findings: Findings, words: Words) -> dict[str, Any]:
    """What decides: the first page."""
    tables = summary_tables
    return {
        "name": plain(result.scenario.name),
        "variant": plain(result.scenario.variant or ""),
        "description": plain(result.scenario.description),
        "stressed": stress_said(findings.stress, words),
        "verdict": words.text(verdict(result).value),
        "decision": sentences.decision(result, words),
        "cautions": cautions(result, findings, words),
        "facts": _facts(result, words),
        "key_figures": from_markdown(words.text(N_("Key figures")), tables.key_figures(result, words)),
        "dash": figures.dash_said(figures.leading(result), result, words),
        "split": sentences.split(result, words),
        "split_table": from_markdown(words.text(N_("Where the value comes from")), tables.split_table(result, words)),
        "matters": _matters(result, findings, words),
        "live": _live(result, words),
        "customers": customers_said(result, words),
        "customers_basis": basis_said(result, words),
        "customer_table": from_markdown(words.text(N_("Today's customers")), customer_table(result, words)),
        "goals": goals_said(findings.goals, result.scenario, words),
        "goal_coverage": coverage_said(findings.goals, result.scenario, words),
        "goal_tables": [from_text(table) for table in goal_tables(findings.goals, result.scenario, words)],
    }


def _behind(result: Result, findings: Findings, words: Words) -> dict[str, Any]:
    """What supports the first page."""
    tables, sensitivity = summary_tables, findings.sensitivity
    asked = question_tables(result, sensitivity, words) if sensitivity else []
    register = words.text(N_("Assumption register"))
    years = words.text(N_("Year by year, base case"))
    return {
        "stresses": from_text(worth_tables.stress_table(sensitivity, words) if sensitivity else None),
        "risks": from_markdown(words.text(N_("Risks")), tables.risk_table(result, words)),
        "years": from_markdown(years, tables.year_table(result, words)),
        "warnings": warnings_said(result, words),
        "asked": [from_text(table) for table in asked],
        "lines": from_markdown(words.text(N_("Lines")), tables.line_table(result, words)),
        "calculations": _calculations(result, findings, words),
        "vouched": sentences.vouched(result, words),
        "register": from_markdown(register, tables.register_table(result, words)),
        "other_figures": from_markdown(words.text(N_("Other figures")), tables.other_figures(result, words)),
        "other_dash": figures.dash_said(figures.other(result), result, words),
        "definitions": from_markdown(words.text(N_("Definitions")), tables.definition_table(result, words)),
        "thresholds": thresholds(words) if has_range(result) else "",
        "method": how_computed(result, words),
    }


def _matters(result: Result, findings: Findings, words: Words) -> HtmlTable | None:
    """The strongest assumptions: what must be true of each where that was asked, else the tornado."""
    title = words.text(N_("Assumptions that matter most"))
    if findings.sensitivity is not None:
        found = from_text(driver_tables.top_table(result, findings.sensitivity, words))
        if found is not None:
            return found
    return from_markdown(title, summary_tables.driver_table(result, words))


def _facts(result: Result, words: Words) -> tuple[Fact, ...]:
    """The figures that an executive looks for first."""
    base = figures.base_text
    in_base = words.text(N_("base case"))
    npv, cash, paid, roi = (DEFINITIONS[name] for name in ("npv", "npv_cashable", "payback_months", "roi"))
    found = [Fact("", words.text(npv.title), base(npv, result.base, words), in_base)]
    if has_range(result):
        spread = result.simulation["npv"].percentiles
        ends = words.text(N_("{low} to {high}"), low=words.money(spread[10]), high=words.money(spread[90]))
        found.append(Fact("", words.text(N_("Range of NPV")), ends, words.text(N_("P10 to P90: four draws in five"))))
        loss = words.chance(npv_outcomes(result).loss)
        found.append(Fact("", words.text(N_("Chance of a loss")), loss, words.text(N_("of all draws"))))
    found.append(Fact("", words.text(paid.title), base(paid, result.base, words), in_base))
    found.append(Fact("", words.text(roi.title), base(roi, result.base, words), in_base))
    found.append(Fact("", words.text(cash.title), base(cash, result.base, words), in_base))
    return tuple(found)


def _live(result: Result, words: Words) -> tuple[Fact, ...]:
    """The figures that the sliders move; they start at base."""
    taxed = result.scenario.finance.tax_rate is not None
    chosen = [DEFINITIONS[name] for name in _LIVE if taxed or name != "npv_after_tax"]
    at_base = [figures.base_text(figure, result.base, words) for figure in chosen]
    found = []
    for figure, text in zip(chosen, at_base, strict=True):
        short = words.text(_LIVE[figure.name]) if _LIVE[figure.name] else ""
        note = words.text(N_("base case {value}"), value=text)
        found.append(Fact(figure.name, words.text(figure.title), text, note, short))
    return tuple(found)


def _calculations(result: Result, findings: Findings, words: Words) -> list[Calculation]:
    """The calculation of every line; none under a stress, which changes them."""
    if not calculated(result, findings):
        return []
    told = [calculation_table(each, words) for each in explanations(result.scenario)]
    return [Calculation(table.sentences, from_calculation(table), table.notes) for table in told]
