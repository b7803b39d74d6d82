"""The sheet of inputs: every number of the case once, who vouches for it, and a column for each scenario."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from roi_engine.engine.register import label_of
from roi_engine.engine.result import Assumption
from roi_engine.engine.value_trees import DELAY, Slot
from roi_engine.formula.excel import Cells
from roi_engine.reporting.origin import source_said
from roi_engine.reporting.stated import shares, stated
from roi_engine.reporting.unit_words import unit_said
from roi_engine.reporting.words import N_, plain, shortened
from roi_engine.reporting.workbook.book import (
    BOLD,
    INDENT,
    INPUT,
    QUIET,
    SECTION,
    WRAPPED,
    Book,
    Sheet,
    Style,
    wide_enough,
)
from roi_engine.reporting.workbook.case import Case
from roi_engine.reporting.workbook.choices import Choices
from roi_engine.reporting.workbook.names import Names
from roi_engine.reporting.workbook.number_formats import number_format

HEADER_ROW, UNIT, LIVE = 3, 1, 2
AFTER = 8  # columns behind the numbers
TITLE_WIDE, STATED_WIDE, SOURCE_WIDE, NOTE_WIDE = 42, 34, 40, 40
TOP: Style = {"valign": "top"}
LONGEST_COMMENT = 600
SECTIONS = {
    "assumptions": N_("Assumptions"),
    "rollout": N_("Rollout"),
    "finance": N_("Finance"),
    "customers": N_("Customers"),
    "benefits": N_("Benefits"),
    "costs": N_("Costs"),
    "risks": N_("Effects and chances of risks"),
}
_OTHERS = N_("Other values")
BESIDE = (
    N_("As stated"), "P10", "P90", N_("Evidence"), N_("Source"), N_("Owner"), N_("Note"), N_("Path"),
)  # fmt: skip
CONVENTION, DEPRECIATION = "finance.discounting", "finance.depreciation_years"
CONVENTIONS = ("year_end", "period_end", "mid_period")


class InputSheet:
    """Writes the inputs; `cells` says afterwards where each stands, by path."""

    def __init__(self, book: Book, sheet: Sheet, case: Case, choices: Choices, switch: str) -> None:
        self._book, self._sheet, self._case = book, sheet, case
        self._choices, self._switch = choices, switch
        self._register = {row.path: row for row in case.result.assumptions}
        self._stated = _stated(case)
        self._names = Names()
        self.cells: dict[str, Cells] = {}
        self.mode = self.depreciation = ""

    @property
    def _several(self) -> int:
        """Columns with the numbers of the scenarios; none where there is but one."""
        return len(self._choices.all) if len(self._choices.all) > 1 else 0

    def write(self) -> None:
        """Write the whole sheet."""
        said = N_("Change the cells with blue figures; everything else is computed from them.")
        self._sheet.heading(N_("Inputs"), self._book.words.text(said))
        self._header()
        row = HEADER_ROW + 1
        for template, slots in self._sections():
            for column in range(LIVE + self._several + AFTER + 1):
                self._sheet.text(row, column, self._book.words.text(template) if not column else "", SECTION)
            row += 1
            for slot in slots:
                self._row(row, slot)
                row += 1
        self._settings(row)

    def _settings(self, row: int) -> None:
        """How flows are judged: settings that are no numbers of the scenario."""
        words, sheet, finance = self._book.words, self._sheet, self._case.scenario.finance
        for column in range(LIVE + self._several + AFTER + 1):
            sheet.text(row, column, "" if column else words.text(N_("Settings")), SECTION)
        said = words.text(N_("Discounting: 1 end of the year, 2 end of the period, 3 middle of the period"))
        sheet.text(row + 1, 0, said, WRAPPED)
        sheet.height(row + 1, (said, TITLE_WIDE))
        written = self._case.inputs
        sheet.number(row + 1, LIVE, written.get(CONVENTION, CONVENTIONS.index(finance.discounting) + 1), INPUT, TOP)
        sheet.page.data_validation(row + 1, LIVE, row + 1, LIVE, {"validate": "list", "source": ["1", "2", "3"]})
        self.mode = sheet.reference(row + 1, LIVE, fixed=True)
        if finance.tax_rate is not None:
            years = finance.depreciation_years or float(self._case.timeline.years)
            sheet.said(row + 2, 0, N_("Costs at the start are depreciated over"))
            sheet.text(row + 2, UNIT, unit_said("year", words.text))
            sheet.number(row + 2, LIVE, written.get(DEPRECIATION, years), INPUT)
            self.depreciation = sheet.reference(row + 2, LIVE, fixed=True)

    def _header(self) -> None:
        words, sheet = self._book.words, self._sheet
        live = N_("In use") if self._several else N_("Base case")
        stated_in = [choice.name for choice in self._choices.all] if self._several else []
        sheet.header(
            HEADER_ROW,
            *map(words.text, (N_("Input"), N_("Unit"), live)),
            *stated_in,
            *map(words.text, BESIDE),
            figures=(*range(LIVE, LIVE + 1 + len(stated_in)), LIVE + 2 + len(stated_in), LIVE + 3 + len(stated_in)),
        )
        sheet.widths(
            TITLE_WIDE, 16, 12, *map(wide_enough, stated_in), STATED_WIDE, 10, 10, 14, SOURCE_WIDE, 14, NOTE_WIDE, 40
        )
        sheet.page.print_area(0, 0, HEADER_ROW + 200 + len(self._case.inputs_shown), LIVE + self._several + AFTER - 1)
        sheet.repeat(HEADER_ROW, 1)
        sheet.large()
        sheet.page.set_row(HEADER_ROW, 30)

    def _sections(self) -> Sequence[tuple[str, Sequence[Slot]]]:
        slots = self._case.inputs_shown
        groups: dict[str, list[Slot]] = {name: [] for name in (*SECTIONS, "")}
        for slot in slots:
            section = "rollout" if slot.path == DELAY else slot.path.partition(".")[0]
            groups[section if section in SECTIONS else ""].append(slot)
        return [(SECTIONS.get(name, _OTHERS), found) for name, found in groups.items() if found]

    def _row(self, row: int, slot: Slot) -> None:
        value = self._case.scenario.values.get(slot.path)
        unit = "year" if slot.path == DELAY else value.unit if value else ""
        known = self._register.get(slot.path)
        title = _title(self._case, slot.path)
        self._sheet.text(row, 0, title, WRAPPED)
        self._sheet.text(row, LIVE + self._several + AFTER, "" if slot.path == DELAY else slot.path, QUIET, TOP)
        self._sheet.text(row, UNIT, unit_said(unit, self._book.words.text), TOP)
        numbers = [choice.numbers.get(slot.path, float(slot.base[0, 0])) for choice in self._choices.all]
        spread = [known.p10, known.p90] if known and known.uncertain else []
        look = {**number_format(unit, [*numbers, *spread], self._book.words.currency), **TOP}
        said = (
            (source_said(known.source, self._book.words), known.note, self._stated[known.path])
            if known
            else ("", "", "")
        )
        wide = zip(said, (SOURCE_WIDE, NOTE_WIDE, STATED_WIDE), strict=True)
        self._sheet.height(row, (title, TITLE_WIDE), *wide)
        self._numbers(row, slot.path, numbers, look)
        if known:
            self._vouched(row, known, look)
        self._comment(row, known)

    def _numbers(self, row: int, path: str, numbers: Sequence[float], look: Style) -> None:
        """The cell in use, and before it one a scenario where there are several."""
        sheet, run = self._sheet, self._choices.run
        base = numbers[run]
        written = [*numbers[:run], self._case.inputs.get(path, base), *numbers[run + 1 :]]
        if self._several:
            for k, number in enumerate(written):
                sheet.number(row, LIVE + 1 + k, number, INPUT, look)
                self._bounds(row, LIVE + 1 + k, path)
            stated_cells = sheet.range((row, LIVE + 1), (row, LIVE + self._several))
            sheet.formula(row, LIVE, f"INDEX({stated_cells},1,{self._switch})", base, BOLD, look)
        else:
            sheet.number(row, LIVE, written[0], INPUT, look)
            self._bounds(row, LIVE, path)
        reference = sheet.reference(row, LIVE, fixed=True)
        self.cells[path] = Cells((reference,), np.full((1, 1), base))
        self._book.workbook.define_name(self._names.of(path), f"={reference}")

    def _bounds(self, row: int, column: int, path: str) -> None:
        """Warn where a number is typed that the value cannot be."""
        value = self._case.scenario.values.get(path)
        if value is None or (value.lower is None and value.upper is None):
            return
        low, high = value.lower, value.upper
        both: Style = {"criteria": "between", "minimum": low, "maximum": high}
        one: Style = {"criteria": "<=", "value": high} if low is None else {"criteria": ">=", "value": low}
        rule = one if low is None or high is None else both
        self._sheet.page.data_validation(
            row, column, row, column, {"validate": "decimal", "error_type": "warning", **rule}
        )

    def _vouched(self, row: int, known: Assumption, look: Style) -> None:
        first, sheet, words = LIVE + 1 + self._several, self._sheet, self._book.words
        sheet.text(row, first, self._stated[known.path], WRAPPED, INDENT)
        if known.uncertain:
            sheet.number(row, first + 1, known.p10, look)
            sheet.number(row, first + 2, known.p90, look)
        evidence = words.text(known.evidence) if known.evidence else ""
        source = source_said(known.source, words)
        for column, said in enumerate((evidence, source, known.owner, known.note), first + 3):
            sheet.text(row, column, said, WRAPPED, INDENT if column == first + 3 else {})

    def _comment(self, row: int, known: Assumption | None) -> None:
        parts = [source_said(known.source, self._book.words), known.note] if known else []
        said = shortened(" - ".join(plain(part) for part in parts if part), LONGEST_COMMENT)
        if said:
            place = LIVE + 1 + self._choices.run if self._several else LIVE
            self._sheet.page.write_comment(row, place, said, {"x_scale": 2.2, "y_scale": 1.2})


def _title(case: Case, path: str) -> str:
    return case.words.text(N_("Go-live later by")) if path == DELAY else label_of(case.scenario, path)


def _stated(case: Case) -> dict[str, str]:
    """How each assumption was stated, by path."""
    rows = case.result.assumptions
    as_share = shares(rows)
    return {row.path: stated(row.words, as_share[row.path], case.words) for row in rows}


def series_title(case: Case, path: str, templates: Mapping[str, str]) -> str:
    """The title of a row of numbers from a file or a model: that of its value, and which part of it the row is."""
    for part, template in templates.items():
        found = re.fullmatch(rf"(.+)\.{part}", path)
        if found:
            number = found[2] if len(found.groups()) > 1 else ""
            return case.words.text(template, title=plain(label_of(case.scenario, found[1])), number=number)
    return label_of(case.scenario, path)
