"""The sheet of goals: each target beside what the plan leads to, by formula; the chances are those of the draws."""

from __future__ import annotations

from collections.abc import Mapping

from roi_engine.analysis.goals import SURE, Change, GoalResult, Goals
from roi_engine.engine.kpi_trees import KpiTree, KpiTrees
from roi_engine.formula.excel import Cells, number_text, span
from roi_engine.reporting.goal_sentences import coverage_said, date_text, measure_title
from roi_engine.reporting.goal_tables import strategy_table
from roi_engine.reporting.unit_words import unit_said
from roi_engine.reporting.words import N_
from roi_engine.reporting.workbook.book import ENGINE, INDENT, INPUT, RIGHT, WRAPPED, Book, Sheet, Style, quoted
from roi_engine.reporting.workbook.calendar_sheet import CalendarSheet
from roi_engine.reporting.workbook.case import Case
from roi_engine.reporting.workbook.goal_paths import GoalPaths
from roi_engine.reporting.workbook.line_sheet import LineSheet
from roi_engine.reporting.workbook.number_formats import CHANGED, SHARE, number_format

HEADER_ROW = 3
TOP: Style = {"valign": "top"}
TITLES = (
    N_("Goal"), N_("Measured by"), N_("Unit"), N_("By"), N_("Today"), N_("Change wanted"), N_("Level wanted"),
    N_("Plan, base case"), N_("Reached in the base case"), N_("Engine, base case"), N_("Chance"), "P10", "P50", "P90",
)  # fmt: skip
TODAY, CHANGE, WANTED, PLAN, REACHED, BASE, CHANCE, SPREAD = 4, 5, 6, 7, 8, 9, 10, 11
NAME_WIDE, MEASURE_WIDE = 40, 26
WIDTHS = (NAME_WIDE, MEASURE_WIDE, 18, *[14] * 12, 20)


class GoalSheet:
    """Writes the table of targets, then the strategies; the paths behind them stand on the sheet of the timeline."""

    def __init__(self, book: Book, sheet: Sheet, case: Case, calendar: CalendarSheet, lines: LineSheet) -> None:
        self._book, self._sheet, self._case, self._calendar = book, sheet, case, calendar
        self._flows = {line.id: written for line, written in zip(case.scenario.lines, lines.lines, strict=True)}
        self._paths = GoalPaths(calendar, case.timeline, book.words)
        self._stated: dict[str, tuple[int, float]] = {}  # path of a level stated here -> its row and number

    def write(self, goals: Goals) -> None:
        """Write the whole sheet."""
        words, sheet = self._book.words, self._sheet
        said = N_("The base case follows the inputs; chance and range are of the draws.")
        sheet.heading(N_("Goals"), words.text(said))
        sure = words.text(N_("With a chance of {share}"), share=words.share(SURE))
        titles = (*map(words.text, TITLES), sure, words.text(N_("Owner")))
        sheet.header(HEADER_ROW, *titles, figures=range(TODAY, len(titles) - 1))
        sheet.widths(*WIDTHS)
        sheet.repeat(HEADER_ROW, 1)
        self._calendar.rows.section(words.text(N_("Behind the sheet of goals")))
        made = KpiTrees(self._case.scenario, self._case.findings.stress, self._case.build)
        trees = made.trees()
        self._place(goals, made)
        for row, result in enumerate(goals.goals, HEADER_ROW + 1):
            self._goal(row, result, trees)
        self._strategies(goals, HEADER_ROW + 2 + len(goals.goals))

    def _place(self, goals: Goals, made: KpiTrees) -> None:
        """Say where the numbers stand that goals state themselves: a cell for a level today, else the number."""
        for row, result in enumerate(goals.goals, HEADER_ROW + 1):
            baseline = result.goal.target.baseline
            if baseline is None or baseline.path not in made.slots or baseline.path in self._stated:
                continue
            cell, base = self._sheet.reference(row, TODAY, fixed=True), made.slots[baseline.path].base
            self._stated[baseline.path] = (row, float(base[0, 0]))
            self._calendar.place(baseline.path, Cells((cell,), base))
        for path, slot in made.slots.items():
            if path.startswith("goals.") and path.count(".") > 3:
                self._calendar.place(path, Cells((number_text(float(slot.base[0, 0])),), slot.base))

    def _goal(self, row: int, result: GoalResult, trees: Mapping[str, KpiTree]) -> None:
        sheet, words, goal = self._sheet, self._book.words, result.goal
        look = self._look(result)
        for column, said in enumerate((goal.objective, measure_title(result, self._case.scenario, words))):
            sheet.text(row, column, said, WRAPPED)
        sheet.height(row, (goal.objective, NAME_WIDE))
        sheet.text(row, 2, unit_said(goal.target.unit, words.text), TOP)
        sheet.text(row, 3, date_text(result, words), TOP)
        if goal.target.line:
            self._line(row, result, look)
        else:
            self._kpi(row, result, trees.get(goal.target.kpi), look)
        if result.base is not None:
            self._compared(row, result, look)
        chance = result.chance.value
        if chance is None:
            sheet.said(row, CHANCE, N_("not known"), TOP, RIGHT)
        else:
            sheet.number(row, CHANCE, chance, SHARE, TOP)
            spread: GoalResult | Change = result  # of a relative target the change, by which its chance is judged
            if goal.target.change is not None and result.change is not None:
                spread, look = result.change, CHANGED
            for column, level in enumerate((spread.p10, spread.p50, spread.p90, spread.sure), SPREAD):
                sheet.number(row, column, float("nan") if level is None else level, look, TOP)
        sheet.text(row, SPREAD + 4, goal.owner, WRAPPED, INDENT)

    def _look(self, result: GoalResult) -> Style:
        levels = (result.baseline, result.wanted, result.base, result.p10, result.p90)
        known = [level for level in levels if level is not None]
        return number_format(result.goal.target.unit, known, self._book.words.currency)

    def _compared(self, row: int, result: GoalResult, look: Style) -> None:
        """Whether the base case reaches the target, and the engine's own figure."""
        assert result.base is not None
        wanted, plan = self._sheet.reference(row, WANTED), self._sheet.reference(row, PLAN)
        up = result.goal.target.aim == "up"
        test = f"{plan}>={wanted}-1E-9*ABS({wanted})" if up else f"{plan}<={wanted}+1E-9*ABS({wanted})"
        yes, no = (self._book.words.text(said) for said in (N_("yes"), N_("no")))
        level = 0.0 if result.wanted is None else result.wanted
        slack = 1e-9 * abs(level)
        reached = result.base >= level - slack if up else result.base <= level + slack
        self._sheet.formula(row, REACHED, f"IF({test},{quoted(yes)},{quoted(no)})", yes if reached else no, TOP, RIGHT)
        self._sheet.number(row, BASE, result.base, look, ENGINE, TOP)

    def _line(self, row: int, result: GoalResult, look: Style) -> None:
        """A line: its amounts of the twelve months up to the date, added up."""
        target, sheet = result.goal.target, self._sheet
        first = max(0, target.period - self._case.timeline.periods_per_year + 1)
        parts = []
        for line in self._case.scenario.lines:
            cost = line.category == "cost"
            if target.line in (line.id, "net", "costs" if cost else "benefits"):
                cells = self._flows[line.id].flow.periods[first : target.period + 1]
                parts.append(("-" if cost and target.line == "net" else "+", f"SUM({span(cells)})"))
        text = "".join(sign + part for sign, part in parts).removeprefix("+")
        assert result.base is not None
        assert result.wanted is not None
        sheet.formula(row, PLAN, text or "0", result.base, look, TOP)
        sheet.number(row, WANTED, result.wanted, look, INPUT, TOP)

    def _kpi(self, row: int, result: GoalResult, tree: KpiTree | None, look: Style) -> None:
        """A KPI: its level today, the level wanted, and where the plan leads."""
        target, sheet = result.goal.target, self._sheet
        without, plan = (None, None) if tree is None else self._paths.rows(target.kpi, tree, target.unit)
        season = target.period % self._case.timeline.periods_per_year
        today = None if without is None else without.text(season)
        stated = self._stated.get(target.baseline.path) if target.baseline is not None else None
        if stated is not None and stated[0] == row:
            sheet.number(row, TODAY, stated[1], look, INPUT, TOP)
        elif result.baseline is not None and today is not None:
            sheet.formula(row, TODAY, today, result.baseline, look, TOP)
        else:
            sheet.said(row, TODAY, N_("not known"), TOP, RIGHT)
        if target.change is None:
            sheet.number(row, WANTED, float("nan") if target.level is None else target.level, look, INPUT, TOP)
        else:
            sheet.number(row, CHANGE, target.change, SHARE, INPUT, TOP)
            if today is not None and result.wanted is not None:
                change = sheet.reference(row, CHANGE)
                sheet.formula(row, WANTED, f"{today}+ABS({today})*{change}", result.wanted, look, TOP)
        if plan is not None and result.base is not None:
            sheet.formula(row, PLAN, plan.text(target.period), result.base, look, TOP)

    def _strategies(self, goals: Goals, row: int) -> None:
        """The strategies below, and whether every line of customer value is driven by a goal."""
        words, sheet = self._book.words, self._sheet
        table = strategy_table(goals, self._case.scenario, words)
        covered = coverage_said(goals, self._case.scenario, words)
        if covered:
            sheet.text(row, 0, covered)
            row += 2
        sheet.header(row, *table.header)
        for down, cells in enumerate(table.rows, row + 1):
            for column, said in enumerate(cells):
                sheet.text(down, column, said, WRAPPED)
            sheet.height(down, *zip(cells, WIDTHS, strict=False))
