"""The sheet of risks: an event is 0 in the base case and can be made to happen; the register of the draws beside it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from roi_engine.engine.register import label_of
from roi_engine.formula.evaluate import evaluate
from roi_engine.formula.excel import Cells
from roi_engine.reporting.words import N_, plain
from roi_engine.reporting.workbook.book import INDENT, INPUT, WRAPPED, Book, Sheet, Style
from roi_engine.reporting.workbook.case import Case
from roi_engine.reporting.workbook.number_formats import MONEY, SHARE

HEADER_ROW, EVENT = 3, 1
TITLE_WIDE, ACTS_WIDE, NOTE_WIDE = 34, 34, 44
TOP: Style = {"valign": "top"}


class RiskSheet:
    """Writes the register with a cell for each event."""

    def __init__(self, book: Book, sheet: Sheet, case: Case) -> None:
        self._book, self._sheet, self._case = book, sheet, case

    def write(self) -> Mapping[str, Cells]:
        """Write the sheet; the cells of the events, by the id of the risk."""
        words, sheet = self._book.words, self._sheet
        said = N_("No risk happens in the base case. Write 1 to make one happen; the other figures are of the draws.")
        sheet.heading(N_("Risks"), words.text(said), amounts=True)
        titles = (N_("Risk"), N_("Happens (0 or 1)"), N_("Chance"), N_("Mean NPV if it happens"), N_("Mean NPV if not"),
                  N_("Expected cost"), N_("Acts on"), N_("Owner"), N_("Note"))  # fmt: skip
        sheet.header(HEADER_ROW, *map(words.text, titles), figures=range(1, 6))
        sheet.widths(TITLE_WIDE, 12, 12, 16, 16, 16, ACTS_WIDE, 16, NOTE_WIDE)
        sheet.repeat(HEADER_ROW, 1)
        cells = {}
        effects = {risk.id: risk.effects for risk in self._case.scenario.risks}
        for row, risk in enumerate(self._case.result.risks, HEADER_ROW + 1):
            sheet.text(row, 0, risk.title, WRAPPED)
            cells[risk.id] = self._event(row, risk.id)
            sheet.number(row, 2, risk.probability, SHARE, TOP)
            for column, amount in enumerate((risk.npv_if_happens, risk.npv_if_not, risk.expected_cost), 3):
                sheet.number(row, column, amount, MONEY, TOP)
            acts = "; ".join(label_of(self._case.scenario, effect.on) for effect in effects.get(risk.id, ()))
            sheet.text(row, 6, plain(acts), WRAPPED, INDENT)
            sheet.text(row, 7, risk.owner, WRAPPED)
            sheet.text(row, 8, risk.note, WRAPPED)
            sheet.height(row, (risk.title, TITLE_WIDE), (acts, ACTS_WIDE), (risk.note, NOTE_WIDE))
        return cells

    def _event(self, row: int, risk: str) -> Cells:
        """The cell of an event, 0 or 1."""
        path, sheet = self._case.events[risk], self._sheet
        base = self._base(risk)
        sheet.number(row, EVENT, self._case.inputs.get(path, base), INPUT, TOP, {"align": "center"})
        rule = {"validate": "list", "source": ["0", "1"]}
        sheet.page.data_validation(row, EVENT, row, EVENT, rule)
        reference = sheet.reference(row, EVENT, fixed=True)
        name = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in risk)[:150]
        self._book.workbook.define_name(f"risk_{row - HEADER_ROW}_{name}", f"={reference}")
        return Cells((reference,), np.full((1, 1), base))

    def _base(self, risk: str) -> float:
        """Whether it happens in the case as it was run: only a stress makes it so."""
        numbers = {path: slot.base for path, slot in self._case.build.slots.items()}
        tree = self._case.build.events[risk]
        return float(evaluate(tree, numbers, self._case.timeline)[0, 0])
