"""The workbook of a portfolio: members, years and diversification, sums by formula, the engine's figures beside them.

What the members come to are numbers here, as their accounts have workbooks of their own; every total is live.
"""

from __future__ import annotations

from collections.abc import Sequence

from roi_engine.analysis.rollup import Rollup
from roi_engine.reporting.words import N_, Words
from roi_engine.reporting.workbook.book import BOLD, ENGINE, INDENT, Book, Sheet, quoted
from roi_engine.reporting.workbook.number_formats import MONEY
from roi_engine.reporting.workbook.rollup_members import P10_COLUMN, SPREAD, MemberSheet
from roi_engine.reporting.workbook.rollup_years import YearSheet
from roi_engine.reporting.workbook.tie import Tie

HEADER_ROW = 3
CLOSE = "1E-9"


def rollup_book_bytes(rollup: Rollup, words: Words) -> bytes:
    """The workbook of a portfolio as the bytes of an xlsx file; the same portfolio gives the same bytes."""
    book = Book(rollup.portfolio.name, words)
    sheets = [book.sheet(name) for name in (N_("Members"), N_("Year by year"), N_("Diversification"), N_("Checks"))]
    members, years = MemberSheet(sheets[0], rollup), YearSheet(sheets[1], rollup)
    ties = [*members.write(), *years.write(), *_diversification(sheets[2], members, rollup)]
    _tied(sheets[3], ties)
    return book.content()


def _diversification(sheet: Sheet, members: MemberSheet, rollup: Rollup) -> list[Tie]:
    """Spread of the members apart, by formula, against the engine's spread of their sum."""
    words, found = sheet.book.words, rollup.rolled.diversification
    sheet.heading(N_("Diversification"), words.text(N_("What holding them together does, {currency}"),
                                                    currency=words.currency))  # fmt: skip
    titles = (N_("Diversification"), N_("Apart, summed"), N_("Together"), N_("Difference"))
    sheet.header(HEADER_ROW, *map(words.text, titles), figures=(1, 2, 3))
    sheet.widths(40, 20, 20, 20)
    told = (
        (words.text(N_("Standard deviation")), SPREAD, found.sum_of_sds, found.sd_of_sum),
        ("P10", P10_COLUMN, found.sum_of_p10s, found.p10_of_sum),
    )
    ties = []
    for row, (title, column, apart, together) in enumerate(told, HEADER_ROW + 1):
        sheet.text(row, 0, title)
        sheet.formula(row, 1, f"SUM({members.cells(column)})", apart, MONEY)
        sheet.number(row, 2, together, ENGINE, MONEY)
        left, right = sheet.reference(row, 2), sheet.reference(row, 1)
        sheet.formula(row, 3, f"{left}-{right}", together - apart, MONEY)
        ties.append(Tie(f"{title}: {words.text(N_('Apart, summed'))}", right, apart))
    return ties


def _tied(sheet: Sheet, ties: Sequence[Tie]) -> None:
    """Every sum by formula against the engine's."""
    words = sheet.book.words
    good, bad = words.text(N_("OK")), words.text(N_("differs"))
    sheet.heading(N_("Checks"), amounts=True)
    titles = (N_("Check"), N_("Workbook"), N_("Engine"), N_("Result"))
    sheet.header(HEADER_ROW, *map(words.text, titles), figures=(1, 2))
    sheet.widths(60, 20, 20, 12)
    first = HEADER_ROW + 2
    for row, tie in enumerate(ties, first):
        sheet.text(row, 0, tie.title)
        sheet.formula(row, 1, tie.cell, tie.number, MONEY)
        sheet.number(row, 2, tie.number, ENGINE, MONEY)
        left, right = sheet.reference(row, 1), sheet.reference(row, 2)
        flag = f"IF(ABS({left}-{right})<={CLOSE}*MAX(1,ABS({right})),{quoted(good)},{quoted(bad)})"
        sheet.formula(row, 3, flag, good, INDENT)
    flags = sheet.range((first, 3), (first + len(ties) - 1, 3))
    sheet.said(HEADER_ROW + 1, 0, N_("All sums tie"), BOLD)
    whole = f"IF(COUNTIF({flags},{quoted(bad)})=0,{quoted(good)},{quoted(bad)})"
    sheet.formula(HEADER_ROW + 1, 3, whole, good, BOLD, INDENT)
