"""The calculation table of a line in the manner of a TEI study: A1, A2, ..., At, Atr."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from roi_engine.engine.behind import ExplanationRow
from roi_engine.engine.explanation import LineExplanation, explanations
from roi_engine.engine.result import Result
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.formula_words import formula_said
from roi_engine.reporting.markdown import Markdown, escaped, table
from roi_engine.reporting.origin import source_said
from roi_engine.reporting.stated import stated
from roi_engine.reporting.unit_words import unit_said
from roi_engine.reporting.words import N_, Words, is_share, plain, words_for
from roi_engine.scenario.records import Place

CALCULATION = "calculation.md"


@dataclass(frozen=True, slots=True)
class CalculationTable:
    """Finished text of one line's table; `numeric` are the columns that hold figures.

    `inner` marks the rows that are not in the formula but stand behind the one before; they are shown indented.
    """

    title: str
    sentences: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    inner: tuple[bool, ...]
    numeric: tuple[int, ...]
    notes: tuple[str, ...]


def calculation_table(explanation: LineExplanation, words: Words) -> CalculationTable:
    """Inputs with unit, value of each year, source and place; then the line's total and its risk-adjusted total.

    The total is named by the line's letter and t, the risk-adjusted one by the letter and tr. An input stands in the
    initial column or in the years, where it acts; a row without a reference stands behind the one before it.
    """
    n_years = len(explanation.total) - 1
    rows = tuple(_rows(explanation, words))
    years = [words.text(N_("Year {year}"), year=str(year)) for year in range(1, n_years + 1)]
    titles = (N_("Ref."), N_("Metric"), N_("Unit"), N_("Initial"))
    ends = (N_("As stated"), N_("Source"), N_("Written in"))
    return CalculationTable(
        title=plain(f"{explanation.reference}: {explanation.title} ({explanation.id})"),
        sentences=tuple(_sentences(explanation, words)),
        header=(*map(words.text, titles), *years, *map(words.text, ends)),
        rows=rows,
        inner=tuple(not row[0] for row in rows),
        numeric=tuple(range(3, 4 + n_years)),
        notes=tuple(_overrides(explanation, words)),
    )


def calculated(result: Result, findings: Findings) -> bool:
    """Whether the calculation tables are those of `result`: there are lines, and no stress has changed them."""
    return bool(result.scenario.lines) and findings.stress is None


def calculation_markdown(result: Result) -> str:
    """The calculation tables of every line of a run, base case, below the name of the case."""
    scenario = result.scenario
    words = words_for(scenario.language, scenario.currency)
    title = words.text(N_("{name}: how every line is calculated"), name=plain(scenario.name))
    head = [f"# {escaped(title)}"]
    if scenario.variant:
        head.append(f"{words.text(N_('Variant:'))} {escaped(scenario.variant)}")
    head.append(words.text(N_("Base case, undiscounted. What stands indented is not in the formula: it is behind.")))
    return Markdown("\n\n".join((*head, explanation_markdown(explanations(scenario), words))))


def explanation_markdown(explanations: Iterable[LineExplanation], words: Words) -> str:
    """The calculation tables of several lines as Markdown; user text is escaped."""
    parts = []
    for explanation in explanations:
        told = calculation_table(explanation, words)
        bullets = [f"- {escaped(said)}" for said in told.sentences]
        notes = [f"- {escaped(note)}" for note in told.notes]
        rows = [
            (first, Markdown(f"&emsp;{escaped(label)}") if inner else label, *cells)
            for (first, label, *cells), inner in zip(told.rows, told.inner, strict=True)
        ]
        blocks = [f"## {escaped(told.title)}", "\n".join(bullets), table(told.header, rows, told.numeric)]
        parts += [*blocks, *(["\n".join(notes)] if notes else [])]
    return Markdown("\n\n".join(parts) + "\n")


def _sentences(explanation: LineExplanation, words: Words) -> Iterable[str]:
    yield words.text(
        N_("{reference}t = {by_reference}, in words: {by_name}."),
        reference=explanation.reference,
        by_reference=plain(explanation.formula_references),
        by_name=_own(formula_said(explanation, words), explanation),
    )
    if explanation.counterfactual:
        yield words.text(N_("Compared with: {counterfactual}"), counterfactual=plain(explanation.counterfactual))
    yield words.text(
        N_("Cashable: money that moves.") if explanation.cashable else N_("Not cashable: freed time or soft value.")
    )
    if explanation.source:
        yield words.text(N_("Source of the line: {source}"), source=plain(explanation.source))


def _rows(explanation: LineExplanation, words: Words) -> Iterable[tuple[str, ...]]:
    for row in explanation.rows:
        yield _input_row(row, explanation, words)
    total = words.text(N_("Total"))
    yield _total_row(f"{explanation.reference}t", total, explanation.total, words)
    if explanation.adjustment is None:
        return
    template = N_("Total, costs raised by {share} for risk")
    if explanation.category != "cost":
        template = N_("Total, benefits lowered by {share} for risk")
    adjusted = words.text(template, share=words.share(explanation.adjustment, 1))
    yield _total_row(f"{explanation.reference}tr", adjusted, explanation.adjusted, words)


def _own(text: str, explanation: LineExplanation) -> str:
    """Labels without the line's own title before them: the table is headed by it."""
    return plain(text.replace(f"{explanation.title}: ", ""))


def _input_row(row: ExplanationRow, explanation: LineExplanation, words: Words) -> tuple[str, ...]:
    as_share = is_share(row.unit, row.initial, *row.by_year) and row.name not in {"year", "month"}
    numbers = (row.initial, *row.by_year)
    told = tuple("" if math.isnan(number) else words.quantity(number, "", as_share) for number in numbers)
    place = _place(row.place) if row.place else ""
    label = _own(row.label, explanation)
    shown = label if row.reference else words.text(N_("from: {label}"), label=label)
    unit, source = unit_said(row.unit, words.text), source_said(row.source, words)
    return (row.reference, shown, unit, *told, stated(row.stated, as_share, words), source, place)


def _total_row(reference: str, label: str, amounts: tuple[float, ...], words: Words) -> tuple[str, ...]:
    return (reference, label, words.currency, *map(words.amount, amounts), "", "", "")


def _overrides(explanation: LineExplanation, words: Words) -> Iterable[str]:
    for row in explanation.rows:
        for place, text in row.overrode:
            yield words.text(
                N_("{reference} {label}: overrides {text} of {place}."),
                reference=row.reference,
                label=_own(row.label, explanation),
                text=plain(text),
                place=_place(place),
            )


def _place(place: Place) -> str:
    return f"{plain(place.file)}:{place.line}" if place.line else plain(place.file)
