"""Which answers of the analysis go into a report, and in which order."""

from __future__ import annotations

from collections.abc import Mapping

from roi_engine.analysis.drivers import Sensitivity
from roi_engine.engine.result import Result
from roi_engine.reporting import driver_sentences, driver_tables, sentences, worth_sentences, worth_tables
from roi_engine.reporting.base_and_mean import base_and_mean
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import Words


def cautions(result: Result, findings: Findings, words: Words) -> tuple[str, ...]:
    """What a careful reader would ask next, in order; the answers of the sensitivity where it was computed."""
    sensitivity = findings.sensitivity
    if sensitivity is None or not sensitivity.drivers:
        return sentences.caution(result, words)
    against = (sentences.base_against_draws(result, words), base_and_mean(result, words))
    told = (
        *driver_sentences.page_one(result, sensitivity, words),
        *worth_sentences.page_one(result, sensitivity, words),
    )
    return tuple(said for said in (*against, *told) if said)


def question_tables(
    result: Result,
    sensitivity: Sensitivity,
    words: Words,
    total: Mapping[str, tuple[float, float]] | None = None,
) -> list[TextTable]:
    """All tables of the sensitivity that hold anything, but for the stresses."""
    found: list[TextTable | None] = []
    if sensitivity.drivers:
        found = [
            driver_tables.share_table(sensitivity, words, total),
            driver_tables.swing_table(sensitivity, words),
            driver_tables.needs_table(result, sensitivity, words),
            driver_tables.pair_table(sensitivity, words),
            driver_tables.worth_table(sensitivity, words),
        ]
    gate = worth_tables.gate_table(sensitivity.gate, words, result.engine)
    found += [worth_tables.study_table(sensitivity, words), gate]
    return [table for table in found if table is not None]
