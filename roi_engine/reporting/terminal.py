"""What the commands print: the result, the assumption register, a calculation table.

Colour only where the output is a terminal and NO_COLOR is not set; user text is never read as markup.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from roi_engine.analysis.options import Options
from roi_engine.analysis.rollup import Rollup
from roi_engine.engine.explanation import LineExplanation
from roi_engine.engine.result import Assumption, Result
from roi_engine.reporting import figures, sentences
from roi_engine.reporting.asked import cautions
from roi_engine.reporting.comparison_sentences import conclusion, notes, pair_said
from roi_engine.reporting.comparison_tables import comparison_tables
from roi_engine.reporting.explain import calculation_table
from roi_engine.reporting.findings import NOTHING_ASKED, Findings, stress_said, told_as
from roi_engine.reporting.goal_sentences import brief_said
from roi_engine.reporting.origin import source_said
from roi_engine.reporting.rollup_sentences import rollup_said, shared_said
from roi_engine.reporting.rollup_tables import terminal_tables
from roi_engine.reporting.stated import shares
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.verdict import Verdict, verdict
from roi_engine.reporting.words import N_, Words, plain, words_for

PIPE_WIDTH = 100  # columns where the output is no terminal and COLUMNS does not say otherwise
WIDE_PIPE = 200
INDENT = 3  # of what stands behind an input
_STYLES = {
    Verdict.STRONG: "bold green",
    Verdict.LIKELY: "bold green",
    Verdict.UNCERTAIN: "bold yellow",
    Verdict.POOR: "bold red",
    Verdict.UNTESTED_GAIN: "bold yellow",
    Verdict.UNTESTED_EVEN: "bold yellow",
    Verdict.UNTESTED_POOR: "bold red",
}


def print_summary(result: Result, findings: Findings = NOTHING_ASKED) -> None:
    """Print the decision, the key figures with their range, and what the result hangs on."""
    words = words_for(result.scenario.language, result.scenario.currency)
    result = told_as(result, findings.stress, words)
    console = _console(PIPE_WIDTH)
    found = verdict(result)
    variant = f" ({plain(result.scenario.variant)})" if result.scenario.variant else ""
    console.print(Text(f"{plain(result.scenario.name)}{variant}", "bold"))
    if findings.stress is not None:
        console.print(Text(stress_said(findings.stress, words), "bold"))
    console.print(Text(words.text(found.value), _STYLES[found]))
    _print_sentences(console, sentences.decision(result, words))
    console.print(_key_figures(result, words))
    _print_sentences(console, filter(None, [figures.dash_said(figures.leading(result), result, words)]))
    _print_sentences(console, (sentences.split(result, words), *cautions(result, findings, words)))
    _print_sentences(console, brief_said(findings.goals, result.scenario, words))
    console.print()
    _print_sentences(console, (sentences.vouched(result, words),))


def print_register(rows: Sequence[Assumption], language: str = "en") -> None:
    """Print what each stated value implies: base, mean, P10, P50, P90, and who vouches for it."""
    words = words_for(language, "")
    titles = (N_("Assumption"), N_("Unit"), N_("Base"), N_("Mean"), "P10", "P50", "P90", N_("Evidence"), N_("Source"))
    table = _table([words.text(title) for title in titles], numeric=range(2, 7))
    as_share = shares(rows)
    for row in rows:
        numbers = (row.base, row.mean, row.p10, row.p50, row.p90) if row.uncertain else (row.base,)
        told = [words.quantity(x, "", as_share[row.path]) for x in numbers]
        evidence = words.text(row.evidence or N_("not stated"))
        source = plain(source_said(row.source, words)) or words.text(N_("no source"))
        _add(table, (row.path, row.unit, *told, *[""] * (5 - len(told)), evidence, source))
    _console(WIDE_PIPE).print(table)


def print_explanation(explanation: LineExplanation, currency: str = "", language: str = "en") -> None:
    """Print the calculation table of one line, its formula in words and what it is compared with."""
    words = words_for(language, currency)
    console = _console(WIDE_PIPE)
    told = calculation_table(explanation, words)
    console.print(Text(told.title, "bold"))
    _print_sentences(console, told.sentences)
    table = _table(told.header, numeric=told.numeric)
    for (first, label, *cells), inner in zip(told.rows, told.inner, strict=True):
        texts = (Text(plain(cell)) for cell in cells)
        table.add_row(Text(first), Padding(Text(label), (0, 0, 0, INDENT if inner else 0)), *texts)
    console.print(table)
    _print_sentences(console, told.notes)


def print_tables(heading: str, told: Iterable[str], tables: Iterable[TextTable]) -> None:
    """Print a heading, sentences, and tables below their titles."""
    console = _console(WIDE_PIPE)
    console.print(Text(plain(heading), "bold"))
    _print_sentences(console, told)
    for each in tables:
        console.print()
        console.print(Text(each.title, "bold"))
        table = _table(each.header, numeric=each.numeric)
        for row in each.rows:
            _add(table, row)
        console.print(table)


def print_comparison(options: Options, words: Words) -> None:
    """Print which option wins and how firmly, and the tables behind it."""
    pairs = (pair_said(pair, words) for pair in options.comparison.pairs)
    told = tuple(dict.fromkeys((*conclusion(options, words), *pairs)))
    print_tables(words.text(N_("Options side by side")), told, comparison_tables(options, words))
    _print_sentences(_console(WIDE_PIPE), notes(options, words))


def print_rollup(rollup: Rollup) -> None:
    """Print what a portfolio is worth, its members and their sums."""
    words = words_for(rollup.portfolio.language, rollup.portfolio.currency)
    told = (*rollup_said(rollup, words), *shared_said(rollup, words))
    print_tables(rollup.portfolio.name, told, terminal_tables(rollup, words))


def print_answer(told: Sequence[str]) -> None:
    """Print an answer in its first sentence, and what it rests on below."""
    console = _console(PIPE_WIDTH)
    console.print(Text(told[0], "bold"))
    _print_sentences(console, told[1:])


def _key_figures(result: Result, words: Words) -> Table:
    titles = (N_("Figure"), N_("Base case"), "P10", "P50", "P90")
    table = _table([words.text(title) for title in titles], numeric=range(1, 5))
    for figure in figures.leading(result):
        spread = figures.spread_texts(figure, result, words)
        _add(table, (words.text(figure.title), figures.base_text(figure, result.base, words), *spread))
    return table


def _table(header: Iterable[str], numeric: Iterable[int] = ()) -> Table:
    table, right = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False), set(numeric)
    for column, title in enumerate(header):
        table.add_column(Text(title), justify="right" if column in right else "left", overflow="fold")
    return table


def _add(table: Table, cells: Iterable[str]) -> None:
    table.add_row(*(Text(plain(cell)) for cell in cells))


def _print_sentences(console: Console, told: Iterable[str]) -> None:
    for sentence in told:
        console.print(Text(sentence))


def _console(pipe_width: int) -> Console:
    """The standard output as it is now; a pipe gets a fixed width, since rich would take it for 80 columns."""
    console = Console(markup=False, emoji=False, highlight=False)
    if not console.is_terminal and not os.environ.get("COLUMNS"):
        console.width = pipe_width
    return console
