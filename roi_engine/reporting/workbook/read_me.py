"""The first sheet: what the workbook is, which cells are there to be changed, and what stands where."""

from __future__ import annotations

from collections.abc import Mapping

from roi_engine.reporting import figures
from roi_engine.reporting.findings import stress_said, told_as
from roi_engine.reporting.warned import warnings_said
from roi_engine.reporting.words import N_, plain
from roi_engine.reporting.workbook.book import (
    BOLD,
    ENGINE,
    INDENT,
    INPUT,
    QUIET,
    RIGHT,
    SECTION,
    TITLE,
    Book,
    Sheet,
    Style,
)
from roi_engine.reporting.workbook.case import Case
from roi_engine.reporting.workbook.number_formats import looks
from roi_engine.reporting.workbook.results_sheet import ResultSheet, stored_figure

ABOUT = {
    "Inputs": N_("every number of the case, with its range, its source and who vouches for it; the cells to change"),
    "Timeline": N_("periods, discounting, the rollout, and every value that is computed from inputs"),
    "Lines": N_("each benefit and cost, from inputs to flow by period; single periods stand right of the years"),
    "Cash flow": N_("the lines added up by period and by year"),
    "Rate of return": N_("how the internal rate of return is found"),
    "Results": N_("every figure by formula, with its definition"),
    "Scenarios": N_("the switch between scenarios, and the engine's figures of each"),
    "Simulation": N_("what the draws of the uncertain values say"),
    "Sensitivity": N_("which assumptions move the result"),
    "Risks": N_("the risk register; write 1 to make a risk happen"),
    "Goals": N_("the targets beside what the plan leads to, with their chances"),
    "Customers": N_("the customer base with the CRM and without it"),
    "Customer value": N_("what the customers are worth within the horizon and after it, with the range of the draws"),
    "Checks": N_("whether sums tie, and the engine's figures beside the workbook's"),
}


class ReadMe:
    """Writes the first sheet."""

    def __init__(self, book: Book, sheet: Sheet, case: Case) -> None:
        self._book, self._sheet, self._words, self._case = book, sheet, book.words, case
        self._row = 0

    def write(self, sheets: Mapping[str, Sheet], results: ResultSheet) -> None:
        """Write the whole sheet."""
        words, scenario, sheet = self._words, self._case.scenario, self._sheet
        sheet.widths(34, 22, 90)
        sheet.text(0, 0, told_as(self._case.result, self._case.findings.stress, words).scenario.name, TITLE)
        self._row = 1
        for said in (scenario.description, stress_said(self._case.findings.stress, words), self._run_said()):
            if said:
                sheet.wrapped(self._row, 2, said, 140)
                self._row += 1
        self._key_figures(results)
        self._colours()
        self._contents(sheets)
        self._notes()

    def _run_said(self) -> str:
        words, engine, scenario = self._words, self._case.result.engine, self._case.scenario
        template = N_("Engine {version}, scenario {hash}, {draws} draws; amounts in {currency}. Variant: {variant}.")
        return words.text(
            template,
            version=engine.version,
            hash=scenario.sha256[:8],
            draws=words.count(engine.draws),
            currency=words.currency,
            variant=plain(scenario.variant or "") or words.text(N_("none")),
        )

    def _section(self, template: str) -> None:
        self._row += 1
        for column in range(3):
            self._sheet.text(self._row, column, "" if column else self._words.text(template), SECTION)
        self._row += 1

    def _key_figures(self, results: ResultSheet) -> None:
        self._section(N_("Key figures, base case, by formula"))
        shown = looks(self._words)
        for figure in figures.leading(self._case.result):
            self._sheet.said(self._row, 0, figure.title)
            stored = stored_figure(figure.name, self._case.result.base, self._words)
            self._sheet.formula(self._row, 1, results.cells[figure.name], stored, BOLD, shown[figure.unit], RIGHT)
            self._sheet.said(self._row, 2, figure.sentence, QUIET, INDENT)
            self._row += 1

    def _colours(self) -> None:
        self._section(N_("What may be changed"))
        examples: tuple[tuple[Style, str, str], ...] = (
            (INPUT, N_("blue on yellow"), N_("an input: change it, and every sheet follows")),
            ({}, N_("black"), N_("a formula: leave it as it is")),
            (ENGINE, N_("grey"), N_("the engine's own figure, for comparison")),
        )
        for style, name, said in examples:
            self._sheet.said(self._row, 0, name, style)
            self._sheet.said(self._row, 1, said)
            self._row += 1

    def _contents(self, sheets: Mapping[str, Sheet]) -> None:
        self._section(N_("Sheets"))
        for template, sheet in sheets.items():
            if template in ABOUT:
                link = f"internal:{sheet.prefix}A1"
                style = self._book.style({"font_color": "#0B5CAD", "underline": 1})
                self._sheet.page.write_url(self._row, 0, link, style, sheet.name)
                self._sheet.said(self._row, 1, ABOUT[template])
                self._row += 1

    def _notes(self) -> None:
        self._section(N_("Notes"))
        words = self._words
        notes = [
            words.text(N_("The formulas are the base case: every uncertain value at its base, no risk happens.")),
            words.text(N_("The simulation, the sensitivity and the chances are numbers: a workbook does not draw.")),
            words.text(
                N_("Payback stands here to the tenth of a month; the other reports round it up to whole months.")
            ),
            *warnings_said(self._case.result, words),
        ]
        for said in filter(None, notes):
            self._sheet.text(self._row, 0, said, QUIET)
            self._row += 1
