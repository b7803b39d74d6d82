"""`summary.md`: the executive's page first, the evidence behind it."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from roi_engine.analysis.drivers import Sensitivity
from roi_engine.engine.result import Result
from roi_engine.reporting import driver_tables, figures, sentences, summary_tables, worth_tables
from roi_engine.reporting.asked import cautions, question_tables
from roi_engine.reporting.customer_section import basis_said, customer_table, customers_said
from roi_engine.reporting.explain import CALCULATION, calculated
from roi_engine.reporting.findings import NOTHING_ASKED, Findings, stress_said, told_as
from roi_engine.reporting.goal_sentences import coverage_said, goals_said
from roi_engine.reporting.goal_tables import goal_tables
from roi_engine.reporting.markdown import Markdown, escaped
from roi_engine.reporting.method import how_computed
from roi_engine.reporting.verdict import has_range, thresholds, verdict
from roi_engine.reporting.warned import warnings_said
from roi_engine.reporting.words import Words, plain, words_for

TEMPLATES = Path(__file__).parent / "templates"

_NOT_ASKED: dict[str, Any] = {"top": "", "stresses": "", "behind": []}


def summary_markdown(result: Result, charts: Collection[str] = (), findings: Findings = NOTHING_ASKED) -> str:
    """The whole page; `charts` names the charts that are written beside it (`waterfall`, ...) and may be shown.

    Every text that is not of the template is escaped on its way in: no scenario can write markup.
    """
    words = words_for(result.scenario.language, result.scenario.currency)
    page = _environment().get_template("summary.md.j2")
    context = _context(told_as(result, findings.stress, words), words, charts, findings)
    return page.render(context, _=lambda text: Markdown(words.text(text)))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,
        finalize=escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _context(result: Result, words: Words, charts: Collection[str], findings: Findings) -> dict[str, Any]:
    tables = summary_tables
    return {
        "name": result.scenario.name,
        "variant": result.scenario.variant or "",
        "description": plain(result.scenario.description),
        "verdict": words.text(verdict(result).value),
        "decision": " ".join(sentences.decision(result, words)),
        "stressed": stress_said(findings.stress, words),
        "cautions": cautions(result, findings, words),
        "asked": _asked(result, findings.sensitivity, words) if findings.sensitivity else _NOT_ASKED,
        "thresholds": thresholds(words) if has_range(result) else "",
        "currency": result.scenario.currency,
        "profile": result.scenario.finance.profile,
        "key_figures": tables.key_figures(result, words),
        "split": sentences.split(result, words),
        "split_table": tables.split_table(result, words),
        "customers": customers_said(result, words),
        "customers_basis": basis_said(result, words),
        "customer_table": customer_table(result, words),
        "goals": goals_said(findings.goals, result.scenario, words),
        "goal_coverage": coverage_said(findings.goals, result.scenario, words),
        "goal_tables": [(t.title, t.markdown()) for t in goal_tables(findings.goals, result.scenario, words)],
        "drivers": tables.driver_table(result, words),
        "risks": tables.risk_table(result, words),
        "years": tables.year_table(result, words),
        "warnings": warnings_said(result, words),
        "lines": tables.line_table(result, words),
        "vouched": sentences.vouched(result, words),
        "register": tables.register_table(result, words),
        "other_figures": tables.other_figures(result, words),
        "dash": figures.dash_said(figures.leading(result), result, words),
        "other_dash": figures.dash_said(figures.other(result), result, words),
        "calculation": Markdown(CALCULATION) if calculated(result, findings) else "",
        "definitions": tables.definition_table(result, words),
        "method": how_computed(result, words),
        "charts": {name: Markdown(f"charts/{name}.svg") for name in charts},
    }


def _asked(result: Result, sensitivity: Sensitivity, words: Words) -> dict[str, Any]:
    """The tables of the sensitivity as Markdown: three on the first page, the others with their titles behind it."""
    top = driver_tables.top_table(result, sensitivity, words)
    stresses = worth_tables.stress_table(sensitivity, words)
    behind = question_tables(result, sensitivity, words)
    return {
        "top": top.markdown() if top else "",
        "stresses": stresses.markdown() if stresses else "",
        "behind": [(table.title, table.markdown()) for table in behind],
    }
