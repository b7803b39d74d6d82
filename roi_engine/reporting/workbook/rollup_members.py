"""The sheet of a portfolio's members: what each comes to, and their sum by formula."""

from __future__ import annotations

from collections.abc import Iterator

from roi_engine.analysis.portfolio import Member
from roi_engine.analysis.rollup import Rollup
from roi_engine.reporting.rollup_sentences import rollup_said, titles
from roi_engine.reporting.words import N_
from roi_engine.reporting.workbook.book import ENGINE, INDENT, QUIET, RIGHT, TITLE, TOTAL, Sheet, quoted
from roi_engine.reporting.workbook.number_formats import MONEY, RATIO
from roi_engine.reporting.workbook.tie import Tie

LEVELS = (10, 50, 90)
BUDGET, BASE, MEAN, SPREAD, P10_COLUMN = 1, 2, 3, 4, 5
PER_BUDGET = P10_COLUMN + len(LEVELS)
TITLE_WIDE, WIDE, SPREAD_WIDE, FUNDED_WIDE, FILE_WIDE = 34.0, 14.0, 19.0, 12.0, 36.0


class MemberSheet:
    """Writes the members under the sentences about all of them."""

    def __init__(self, sheet: Sheet, rollup: Rollup) -> None:
        self._sheet, self._words, self._rollup = sheet, sheet.book.words, rollup
        self._said = rollup_said(rollup, self._words)
        self._header = 3 + len(self._said)
        self._titles = titles(rollup)

    def cells(self, column: int) -> str:
        """The range of the members' cells in a column."""
        first = self._header + 1
        return self._sheet.range((first, column), (first + len(self._rollup.rolled.members) - 1, column))

    def write(self) -> list[Tie]:
        """Write the whole sheet; what must tie."""
        words, sheet, rollup = self._words, self._sheet, self._rollup
        sheet.text(0, 0, rollup.portfolio.name, TITLE)
        sheet.said(1, 0, N_("Amounts in {currency}."), QUIET, currency=words.currency)
        wide = TITLE_WIDE + PER_BUDGET * WIDE
        for row, said in enumerate(self._said, 2):
            sheet.wrapped(row, PER_BUDGET, said, wide)
        before = (N_("Member"), N_("Budget"), N_("Base case"), N_("Mean NPV"), N_("Standard deviation"))
        after = (N_("NPV per budget"), N_("Funded"), N_("File"))
        shown = (*map(words.text, before), *(f"P{level}" for level in LEVELS), *map(words.text, after))
        sheet.header(self._header, *shown, figures=range(1, PER_BUDGET + 1))
        sheet.page.set_row(self._header, 30)
        sheet.widths(TITLE_WIDE, *(WIDE for _ in range(PER_BUDGET)), FUNDED_WIDE, FILE_WIDE)
        sheet.page.set_column(SPREAD, SPREAD, SPREAD_WIDE)
        sheet.repeat(self._header, 1)
        for row, member in enumerate(rollup.rolled.members, self._header + 1):
            self._member(row, member)
        return list(self._together(self._header + 1 + len(rollup.rolled.members)))

    def _member(self, row: int, member: Member) -> None:
        sheet, rollup, spread = self._sheet, self._rollup, member.outcome
        result = rollup.results[member.id]
        sheet.text(row, 0, self._titles[member.id])
        numbers = (member.budget, result.base.npv, spread.mean, spread.sd)
        for column, number in enumerate((*numbers, *(spread.percentiles[level] for level in LEVELS)), BUDGET):
            sheet.number(row, column, number, MONEY)
        self._ratio(row, spread.mean, member.budget)
        if rollup.selection is not None:
            funded = N_("yes") if member.id in rollup.selection.members else N_("no")
            sheet.said(row, PER_BUDGET + 1, funded, INDENT)
        file = "@".join(filter(None, (result.scenario.file, result.scenario.variant)))
        sheet.text(row, PER_BUDGET + 2, file, QUIET)

    def _together(self, row: int) -> Iterator[Tie]:
        """Budgets, base cases and means add up; the spread of the sum does not, and is the engine's number."""
        sheet, words, rolled = self._sheet, self._words, self._rollup.rolled
        sheet.said(row, 0, N_("Together"), TOTAL)
        sums = (
            (BUDGET, N_("Budget"), rolled.budget),
            (BASE, N_("Base case"), self._rollup.base_npv),
            (MEAN, N_("Mean NPV"), rolled.total.mean),
        )
        for column, title, number in sums:
            sheet.formula(row, column, f"SUM({self.cells(column)})", number, TOTAL, MONEY)
            yield Tie(words.text(title), sheet.reference(row, column), number)
        spread = (rolled.total.sd, *(rolled.total.percentiles[level] for level in LEVELS))
        for column, number in enumerate(spread, SPREAD):
            sheet.number(row, column, number, TOTAL, ENGINE, MONEY)
        self._ratio(row, rolled.total.mean, rolled.budget)

    def _ratio(self, row: int, mean: float, budget: float) -> None:
        """Mean NPV per budget, by formula."""
        above, below = (self._sheet.reference(row, column) for column in (MEAN, BUDGET))
        missing = self._words.missing
        text = f"IF({below}=0,{quoted(missing)},{above}/{below})"
        self._sheet.formula(row, PER_BUDGET, text, mean / budget if budget else missing, RATIO, RIGHT)
