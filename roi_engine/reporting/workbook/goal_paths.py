"""The rows behind the sheet of goals: each KPI without the CRM and in the plan, by period."""

from __future__ import annotations

import numpy as np

from roi_engine.engine.kpi_trees import KpiTree, level_without
from roi_engine.formula.excel import Cells, span
from roi_engine.formula.tree import Number
from roi_engine.reporting.goal_sentences import kpi_title
from roi_engine.reporting.words import N_, Words
from roi_engine.reporting.workbook.calendar_sheet import CalendarSheet
from roi_engine.reporting.workbook.period_rows import referred
from roi_engine.timeline import Timeline


class GoalPaths:
    """Writes the rows of a KPI on the sheet of the timeline, where they are first asked for."""

    def __init__(self, calendar: CalendarSheet, timeline: Timeline, words: Words) -> None:
        self._calendar, self._timeline, self._words = calendar, timeline, words
        self._rows: dict[str, tuple[Cells | None, Cells]] = {}

    def rows(self, kpi: str, tree: KpiTree, unit: str) -> tuple[Cells | None, Cells]:
        """The rows of a KPI on the sheet of the timeline: without the CRM (None where not known), and in the plan."""
        if kpi not in self._rows:
            without = self._without(kpi, tree, unit)
            reader, title = self._calendar.reader, kpi_title(kpi, self._words)
            start = without if tree.level is None else reader.cells(tree.level)
            assert start is not None, "a KPI has a level, or it is known where it stands"
            plan = start
            if tree.change != Number(1.0):
                plan = reader.each("*", (start, reader.cells(tree.change)))
            label = self._words.text(N_("{measure}: plan"), measure=title)
            self._rows[kpi] = without, referred(self._calendar.rows.row(label, unit, plan), plan)
        return self._rows[kpi]

    def _without(self, kpi: str, tree: KpiTree, unit: str) -> Cells | None:
        """The row of the level without the CRM; see `level_without`."""
        reader, rows, words = self._calendar.reader, self._calendar.rows, self._words
        title = kpi_title(kpi, words)
        stated, today = (None if node is None else reader.cells(node) for node in (tree.stated, tree.today))
        cells = today if stated is None else stated
        if cells is None:
            return None
        if stated is not None and today is not None and len(today.texts) > 1:
            label = words.text(N_("{measure}: as the lines have it"), measure=title)
            today = referred(rows.row(label, unit, today), today)
            year = span(today.texts[: self._timeline.periods_per_year])
            texts = tuple(f"({stated.text(k)}*{today.text(k)}/AVERAGE({year}))" for k in range(len(today.texts)))
            cells = Cells(texts, _moved(stated, today, self._timeline))
        label = words.text(N_("{measure}: without the CRM"), measure=title)
        return referred(rows.row(label, unit, cells), cells)


def _moved(stated: Cells, today: Cells, timeline: Timeline) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    found = level_without(stated.numbers, today.numbers, timeline)
    assert found is not None, "both are known"
    return found
