"""Options side by side: a native chart of their ranges beside a table of their figures, and what sets them apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from roi_engine.analysis.varying import Change, OptionRow, OptionTable
from roi_engine.engine.register import in_words
from roi_engine.engine.result import Result
from roi_engine.reporting.figures import NOT_SIMULATED
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.origin import source_said
from roi_engine.reporting.slides import series
from roi_engine.reporting.slides.parts import Slide
from roi_engine.reporting.tables.caption import Caption, source_line
from roi_engine.reporting.tables.stresses import RangeBar, StressesTable
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import N_, Words, is_share, plain, quoted, shortened, shortened_apart

LABEL = 24  # characters of an option's name in the chart
NAMED = 60  # and in a sentence
CHART_WIDE = 0.42
SHOWN_CHANGES = 12  # of an option, in the notes


def variants(result: Result, findings: Findings, words: Words) -> Iterator[Slide]:
    """The case and the variants of its file, where they were computed."""
    table = findings.options
    if table is None:
        return
    titles = tuple(_title(row.name, words) for row in table.rows)
    notes = [
        words.text(N_("Variants of {file}; every value has the same luck in all of them."),
                   file=plain(result.scenario.file)),
        words.text(N_("Variants that were not run themselves are drawn fewer times, enough for a table.")),
        *_apart(table.rows, titles, words),
    ]  # fmt: skip
    if table.left_out:
        listed = ", ".join(_title(name, words) for name in table.left_out)
        notes.append(
            words.text(N_("Not shown, since it cannot be computed beside the others: {options}"), options=listed)
        )
    source = source_line(result, words)
    yield options_slide(table, titles, words, source, (*notes, source))


def options_slide(
    table: OptionTable, titles: tuple[str, ...], words: Words, source: str, notes: tuple[str, ...]
) -> Slide:
    """One slide of options under the finding of the base case; `titles` are their names, in order."""
    title = _finding(table.rows, titles, words)
    bars = tuple(
        RangeBar(name, row.p10, row.mean_npv, row.p90, place == table.run)
        for place, (name, row) in enumerate(zip(shortened_apart(titles, LABEL), table.rows, strict=True))
    )
    scale = words.scale([number for bar in bars for number in (bar.p10, bar.mean, bar.p90)])
    chart = series.stresses(StressesTable(bars, scale, Caption(title, "", source)), words, narrow=True)
    figures = _table(table.rows, titles, words)
    return Slide(title, (chart, figures), chart.subtitle, source, notes, left=CHART_WIDE)


def _title(name: str, words: Words) -> str:
    return in_words(plain(name)) if name else words.text(N_("Without a variant"))


def _finding(rows: tuple[OptionRow, ...], titles: tuple[str, ...], words: Words) -> str:
    """Which option is worth most and which least, in the base case, where no error of the draws blurs it."""
    ranked = sorted(range(len(rows)), key=lambda place: -rows[place].base_npv)
    first, last = rows[ranked[0]].base_npv, rows[ranked[-1]].base_npv
    most, least = words.money(abs(first)), words.money(abs(last))
    names = [quoted(shortened(title, NAMED), words) for title in titles]
    level = [name for name, row in zip(names, rows, strict=True) if words.money(row.base_npv) == words.money(first)]
    if most == least and first * last >= 0:
        template = N_("In the base case all options come to the same net present value")
    elif first <= 0:
        template, level = N_("No option gains in the base case; {best} loses least, {most}"), level[:1]
    elif len(level) > 1 and last < 0:
        template = N_("Highest in the base case: {best}, {most} each; {worst} loses {least}")
    elif len(level) > 1:
        template = N_("Highest in the base case: {best}, {most} each; {worst} is worth least, {least}")
    elif last < 0:
        template = N_("In the base case {best} is worth most, {most}; {worst} loses {least}")
    else:
        template = N_("In the base case {best} is worth most, {most}; {worst} least, {least}")
    return words.text(template, best=words.listed(level), worst=names[ranked[-1]], most=most, least=least)


def _table(rows: tuple[OptionRow, ...], titles: tuple[str, ...], words: Words) -> TextTable:
    header = (
        words.text(N_("Option, NPV in {currency}"), currency=words.currency),
        words.text(N_("Base case")),
        "P10",
        "P90",
        words.text(N_("Chance of a gain")),
        words.text(N_("Payback")),
    )
    cells = tuple((title, *_figures(row, words)) for title, row in zip(titles, rows, strict=True))
    return TextTable(words.text(N_("Options side by side")), header, cells, (1, 2, 3, 4, 5))


def _figures(row: OptionRow, words: Words) -> tuple[str, ...]:
    spread = (words.amount(row.p10), words.amount(row.p90), words.chance(row.npv_positive))
    return (
        words.amount(row.base_npv),
        *(spread if row.varies else (NOT_SIMULATED,) * len(spread)),
        words.months(row.payback_months) if math.isfinite(row.payback_months) else _unpaid(row, words),
    )


def _unpaid(row: OptionRow, words: Words) -> str:
    said = {"not_reached": N_("not reached"), "no_investment": N_("no outlay to pay back")}
    return words.text(said.get(row.payback_status, N_("n/a")))


def _apart(rows: tuple[OptionRow, ...], titles: tuple[str, ...], words: Words) -> Iterator[str]:
    """What each option states otherwise than the first, with its source."""
    for row, title in zip(rows, titles, strict=True):
        parts = [_changed(change, words) for change in row.changes[:SHOWN_CHANGES]]
        if more := len(row.changes) - SHOWN_CHANGES:
            parts += [words.counted(N_("{n} more change"), N_("{n} more changes"), more)] if more > 0 else []
        parts += _lines(N_("without {lines}"), row.without, words) + _lines(
            N_("with {lines} as well"), row.added, words
        )
        if parts:
            yield f"{title}: {'; '.join(parts)}."


def _changed(change: Change, words: Words) -> str:
    share = is_share(change.unit, change.number, change.before)
    said = words.text(
        N_("{title} {number} instead of {before}"),
        title=plain(change.title),
        number=words.quantity(change.number, plain(change.unit), share),
        before=words.quantity(change.before, plain(change.unit), share),
    )
    source = plain(source_said(change.source, words))
    return f"{said} ({source})" if source else said


def _lines(template: str, titles: Iterable[str], words: Words) -> list[str]:
    listed = ", ".join(quoted(plain(title), words) for title in titles)
    return [words.text(template, lines=listed)] if listed else []
