"""The rows behind a payback and a rate of return: running sums, flows at their dates, and how often they turn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from roi_engine.formula.excel import Cells
from roi_engine.reporting.words import N_
from roi_engine.reporting.workbook.book import QUIET, Style
from roi_engine.reporting.workbook.case import Case
from roi_engine.reporting.workbook.number_formats import MONEY, WHOLE
from roi_engine.reporting.workbook.period_rows import PeriodRow, PeriodSheet, Yearly
from roi_engine.timeline import Array


@dataclass(frozen=True, slots=True)
class Flow:
    """A row of money with its numbers: `start` [currency] and `periods` (n_periods,)."""

    row: PeriodRow
    start: float
    periods: Array


@dataclass(frozen=True, slots=True)
class Recovery:
    """The rows behind a payback and a rate of return: running sum, what is short, flows at their dates, their turns."""

    flow: Flow
    running: Flow
    short: PeriodRow
    dated: PeriodRow
    turns: PeriodRow
    turns_of_sum: PeriodRow
    running_dated: PeriodRow


class RecoveryRows:
    """Writes such rows on a sheet."""

    def __init__(self, rows: PeriodSheet, case: Case) -> None:
        self.rows, self._case, self._words = rows, case, case.words

    def write(self, of: Flow, mode: str) -> Recovery:
        """All rows of one flow; `mode` is the cell with the convention of discounting."""
        words = self._words
        self.rows.section(words.text(N_("Behind payback and rate of return")))
        running = self.running(of, N_("Running sum"))
        short = self.short(running)
        dated_numbers = self._at_dates(of.periods)
        step, row = self._case.timeline.periods_per_year, of.row
        texts = []
        for k in range(self._case.timeline.n_periods):
            year = [row.periods[place] for place in range(k - k % step, k - k % step + step)]
            whole = f"SUM({year[0]}:{year[-1].rpartition('!')[2]})" if k % step == step - 1 else "0"
            texts.append(f"IF({mode}=1,{whole},{row.periods[k]})" if step > 1 else row.periods[k])
        dated = self.plain(N_("Net at its date"), texts, dated_numbers, (row.start, of.start), MONEY, yearly="sum")
        turns = self._turns(Flow(dated, of.start, dated_numbers), N_("sign"), N_("turn of the sign"))
        summed = self.running(Flow(dated, of.start, dated_numbers), N_("Running sum at its dates"))
        turns_of_sum = self._turns(summed, N_("sign of the running sum"), N_("turn of its sign"))
        return Recovery(of, running, short, dated, turns, turns_of_sum, summed.row)

    def _at_dates(self, periods: Array) -> Array:
        """Flows at the times at which they count: at the end of their year, or where they are."""
        if self._case.scenario.finance.discounting != "year_end":
            return periods
        step = self._case.timeline.periods_per_year
        dated = np.zeros_like(periods)
        dated[step - 1 :: step] = periods.reshape(-1, step).sum(axis=1)
        return dated

    def plain(
        self,
        title: str,
        texts: list[str],
        numbers: Array,
        start: tuple[str, float],
        style: Style = QUIET,
        yearly: Yearly = "",
    ) -> PeriodRow:
        """A quiet row without a unit."""
        return self.rows.row(
            self._words.text(title), "", Cells(tuple(texts), numbers[None, :]), start, yearly, QUIET, style
        )

    def running(self, of: Flow, title: str) -> Flow:
        """The running sum of a row."""
        here = self.rows.ahead()
        texts = [f"{here[k]}+{cell}" for k, cell in enumerate(of.row.periods)]
        numbers = of.start + np.cumsum(of.periods)
        row = self.plain(title, texts, numbers, (of.row.start, of.start), MONEY, yearly="end")
        return Flow(row, of.start, numbers)

    def short(self, running: Flow) -> PeriodRow:
        """The place of each date at which money is still out, counted from 1 at the start; 0 where none is."""
        row, numbers = running.row, np.array([running.start, *running.periods])
        lowest = f"1E-12*MIN({row.start},{row.range},0)"
        least = 1e-12 * min(0.0, float(numbers.min()))
        texts = [f"IF({cell}<{lowest},{k},0)" for k, cell in enumerate((row.start, *row.periods), 1)]
        places = np.where(numbers < least, np.arange(1, len(numbers) + 1), 0).astype(float)
        return self.plain(N_("money is out (place)"), texts[1:], places[1:], (texts[0], float(places[0])), WHOLE)

    def _turns(self, of: Flow, sign_title: str, turn_title: str) -> PeriodRow:
        """1 where the sign differs from the last one, zeros left out."""
        here = self.rows.ahead()
        texts = [f"IF({cell}=0,{here[k]},SIGN({cell}))" for k, cell in enumerate(of.row.periods)]
        signs = [float(np.sign(of.start))]
        for number in of.periods:
            signs.append(float(np.sign(number)) or signs[-1])
        row = self.plain(sign_title, texts, np.array(signs[1:]), (f"SIGN({of.row.start})", signs[0]), WHOLE)
        before = (row.start, *row.periods)
        texts = [f"IF({before[k]}*{cell}<0,1,0)" for k, cell in enumerate(row.periods)]
        turned = np.array(signs[1:]) * np.array(signs[:-1]) < 0
        return self.plain(turn_title, texts, turned.astype(float), ("0", 0.0), WHOLE)
