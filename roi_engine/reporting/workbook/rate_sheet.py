"""The sheet of the rate of return: the yearly rate at which NPV is zero, by halving an interval.

The spreadsheet's own IRR() knows evenly spaced flows alone, and stops with an error or at a wrong root where the flows
change sign more than once. Here a rate is shown where it is the only one: the flows change sign once, or their running
sum does and does not end at zero (Norstrom 1972), or NPV crosses zero once over a grid of rates. With z = ln(1 + rate)
a flow at t years counts exp(-z t).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from roi_engine.reporting.words import N_
from roi_engine.reporting.workbook.book import HEADING, QUIET, RIGHT, Book, Sheet, Style, quoted
from roi_engine.reporting.workbook.calendar_sheet import Discounted
from roi_engine.reporting.workbook.recovery_rows import Recovery
from roi_engine.timeline import Array

LOWEST, HIGHEST = math.log(0.01), 18.5  # ln(1 + rate): from -99 % to a hundred millionfold a year
GRID: Array = np.concatenate([np.linspace(LOWEST, math.log(11.0), 141), np.linspace(math.log(11.0), HIGHEST, 21)[1:]])
LADDER = 5  # columns of a ladder, with the blank one behind it
EXPONENT: Style = {"num_format": "0.000000"}
MONEY: Style = {"num_format": "#,##0.00"}
STEPS = 58  # halves the interval to the last bit
FIRST_ROW = 8


@dataclass(frozen=True, slots=True)
class _Cell:
    """A formula and its number."""

    text: str
    number: float


class RateSheet:
    """Writes a ladder of halvings for each flow; gives the cell with its rate."""

    def __init__(self, book: Book, sheet: Sheet, discounted: Discounted, times: Array, n_ladders: int) -> None:
        self._sheet, self._words, self._grids = sheet, book.words, LADDER * n_ladders
        self._discounted, self._times = discounted, times
        said = N_("The yearly rate at which NPV is zero, by halving an interval; shown where it is the only one.")
        sheet.heading(N_("Rate of return"), book.words.text(said))
        sheet.page.freeze_panes(FIRST_ROW, 0)
        sheet.page.set_column(0, self._grids + 7, 16)
        for ladder in range(n_ladders):  # the first column of each ladder also holds the words
            sheet.page.set_column(LADDER * ladder, LADDER * ladder, 34)
        sheet.upright()
        sheet.page.print_area(0, 0, FIRST_ROW + STEPS - 1, self._grids - 2)  # the grids are for the screen
        sheet.page.fit_to_pages(1, 1)

    def ladder(self, column: int, title: str, recovery: Recovery) -> tuple[str, str]:
        """Write the ladder of one flow from `column` on; the cell that is 1 where there is one rate, and the rate's."""
        sheet, words = self._sheet, self._words
        numbers = np.array([recovery.flow.start, *recovery.flow.periods])
        sheet.said(2, column, title, HEADING)
        low, high, known = self._head(column, recovery, numbers)
        for k, heading in enumerate((N_("low"), N_("high"), N_("middle"), N_("NPV there"))):
            sheet.said(FIRST_ROW - 1, column + k, heading, HEADING, RIGHT)
        at_high = self._npv(numbers, high)
        for step in range(STEPS):
            row = FIRST_ROW + step
            middle = 0.5 * (low + high)
            worth = self._npv(numbers, middle)
            self._rung(row, column, recovery, (low, high, middle, worth))
            low, high = (low, middle) if worth * at_high >= 0 else (middle, high)
        there = sheet.reference(5, column + 1, fixed=True)
        rate = f"EXP({sheet.reference(FIRST_ROW + STEPS - 1, column + 2, fixed=True)})-1"
        missing = words.text(N_("n/a"))
        cell = sheet.reference(6, column + 1, fixed=True)
        sheet.said(6, column, N_("Rate"))
        value = math.expm1(0.5 * (low + high)) if known else missing
        sheet.formula(6, column + 1, f"IF({there}=1,{rate},{quoted(missing)})", value, {"num_format": "0.00%"})
        return there, cell

    def _head(self, column: int, recovery: Recovery, numbers: Array) -> tuple[float, float, bool]:
        """Whether there is one rate, and the interval it is looked for in."""
        sheet, dated = self._sheet, self._dated(numbers)
        running = np.cumsum(dated)
        n_turns, proved = _turns(dated), _turns(running) == 1 and bool(running[-1] != 0)
        crossings, grid = self._grid(column, recovery, numbers)
        changes, proof, crossed = (sheet.reference(3, column + k, fixed=True) for k in (1, 2, 3))
        sheet.said(3, column, N_("Sign changes; proof; crossings"), QUIET)
        sheet.formula(3, column + 1, f"SUM({recovery.turns.range})", float(n_turns))
        text = f"IF(AND(SUM({recovery.turns_of_sum.range})=1,{recovery.running_dated.end}<>0),1,0)"
        sheet.formula(3, column + 2, text, float(proved))
        sheet.formula(3, column + 3, crossings.text, crossings.number)
        low = LOWEST if n_turns == 1 else 0.0 if proved else grid[0].number
        high = HIGHEST if n_turns == 1 or proved else grid[1].number
        sheet.said(4, column, N_("Lowest and highest ln(1 + rate)"), QUIET)
        lowest = f"IF({changes}=1,{LOWEST!r},IF({proof}=1,0,{grid[0].text}))"
        highest = f"IF(OR({changes}=1,{proof}=1),{HIGHEST!r},{grid[1].text})"
        sheet.formula(4, column + 1, lowest, low, EXPONENT)
        sheet.formula(4, column + 2, highest, high, EXPONENT)
        one = n_turns == 1 or (n_turns > 1 and (proved or crossings.number == 1))
        bounds = [sheet.reference(4, column + k, fixed=True) for k in (1, 2)]
        sheet.formula(4, column + 3, self._npv_text(recovery, bounds[1]), self._npv(numbers, high), MONEY)
        across = "*".join(f"({self._npv_text(recovery, bound)})" for bound in bounds) + "<0"
        known = one and self._npv(numbers, low) * self._npv(numbers, high) < 0
        sheet.said(5, column, N_("There is one rate (1) or not (0)"), QUIET)
        text = f"IF(AND(OR({changes}=1,AND({changes}>1,OR({proof}=1,{crossed}=1))),{across}),1,0)"
        sheet.formula(5, column + 1, text, float(known))
        return low, high, known

    def _grid(self, column: int, recovery: Recovery, numbers: Array) -> tuple[_Cell, tuple[_Cell, _Cell]]:
        """NPV over a grid of rates: how often it crosses zero, and the ends of the one interval in which it does."""
        sheet, first = self._sheet, self._grids + (column and 4)
        for k, heading in enumerate((N_("ln(1 + rate)"), N_("NPV there"), N_("crossed since"))):
            sheet.said(FIRST_ROW - 1, first + k, heading, HEADING, RIGHT)
        npv = [self._npv(numbers, float(z)) for z in GRID]
        crossed = [False, *((one >= 0) != (other >= 0) for one, other in pairwise(npv))]
        for place, z in enumerate(GRID):
            row = FIRST_ROW + place
            rate, worth, above = (sheet.reference(at, first + k) for at, k in ((row, 0), (row, 1), (row - 1, 1)))
            sheet.number(row, first, float(z), EXPONENT)
            sheet.formula(row, first + 1, self._npv_text(recovery, rate), npv[place], MONEY)
            if place:
                flag = f"IF(({worth}>=0)=({above}>=0),0,1)"
                sheet.formula(row, first + 2, flag, float(crossed[place]))
        ends = FIRST_ROW + 1, FIRST_ROW + len(GRID) - 1
        flags = sheet.range((ends[0], first + 2), (ends[1], first + 2))
        found = []
        for up in (1, 0):
            rates = sheet.range((ends[0] - up, first), (ends[1] - up, first))
            found.append(_Cell(f"SUMPRODUCT({flags},{rates})", _sum_at(crossed, up)))
        return _Cell(f"SUM({flags})", float(sum(crossed))), (found[0], found[1])

    def _dated(self, numbers: Array) -> Array:
        """Flows at equal times added, the start first."""
        sums = [numbers[0]]
        for time in dict.fromkeys(self._times.tolist()):
            sums.append(float(numbers[1:][self._times == time].sum()))
        return np.array(sums)

    def _npv(self, numbers: Array, z: float) -> float:
        return float(numbers[0] + numbers[1:] @ np.exp(-z * self._times))

    def _npv_text(self, recovery: Recovery, z: str) -> str:
        row, times = recovery.flow.row, self._discounted.times
        return f"{row.start}+SUMPRODUCT({row.range},EXP(-{z}*{times.range}))"

    def _rung(self, row: int, column: int, recovery: Recovery, numbers: tuple[float, float, float, float]) -> None:
        sheet = self._sheet
        here = [sheet.reference(row, column + k) for k in range(4)]
        if row == FIRST_ROW:
            low, high = (sheet.reference(4, column + k, fixed=True) for k in (1, 2))
        else:
            above = [sheet.reference(row - 1, column + k) for k in range(4)]
            top = sheet.reference(4, column + 3, fixed=True)
            low = f"IF({above[3]}*{top}>=0,{above[0]},{above[2]})"
            high = f"IF({above[3]}*{top}>=0,{above[2]},{above[1]})"
        texts = (low, high, f"({here[0]}+{here[1]})/2", self._npv_text(recovery, here[2]))
        for k, (text, number) in enumerate(zip(texts, numbers, strict=True)):
            sheet.formula(row, column + k, text, number, EXPONENT if k < 3 else MONEY)


def _sum_at(crossed: list[bool], up: int) -> float:
    """The sum of the grid's rates where NPV has crossed zero since the one before, or of those before."""
    return sum(float(GRID[place - up]) for place, flag in enumerate(crossed) if flag)


def _turns(flows: Array) -> int:
    """How often the sign changes, zeros left out."""
    signs = [sign for sign in np.sign(flows) if sign]
    return sum(one != other for one, other in pairwise(signs))
