"""Native tables: a heading row that says it is one, figures to the right, as many rows as there is room for."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from roi_engine.reporting import measure
from roi_engine.reporting.slides.xml import DARK, WHITE, rgb
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.theme import Theme

PAD_X, PAD_Y = 5.0, 3.0
PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # "No Style, No Grid"
SHADE = "#F2F2F2"


@dataclass(frozen=True, slots=True)
class Look:
    """Size of the letters [points], and how many lines a cell and a cell of the heading may take."""

    size: float
    lines: int
    heading_lines: int


# the first in which a table stands whole on one slide, no cell cut; else the last
LOOKS = (Look(14.0, 3, 4), Look(12.5, 3, 5), Look(12.5, 5, 5), Look(11.0, 3, 6), Look(11.0, 10, 8))
LONG = Look(11.0, 6, 6)  # of a table that goes on over several slides


def look_of(table: TextTable, width: float, height: float) -> Look:
    """How a table is written into a box `width` and `height` points large."""
    return next((look for look in LOOKS if _holds(table, width, height, look)), LONG)


def _holds(table: TextTable, width: float, height: float, look: Look) -> bool:
    """Whether all rows stand in the box with all their words, none of them broken."""
    if sum(measure.least(table.header, table.rows, look.size)) > width:
        return False
    columns = measure.columns(table.header, table.rows, width, look.size)
    if _lines(table.header, columns, look.size, "bold") > look.heading_lines:
        return False
    if any(_lines(row, columns, look.size) > look.lines for row in table.rows):
        return False
    return len(_cut(table, width, height, look)) == 1


def _lines(row: tuple[str, ...], columns: list[float], size: float, weight: str = "normal") -> int:
    """Lines of the longest cell of a row."""
    return max(measure.n_lines(cell, width - 2 * PAD_X, size, weight) for cell, width in zip(row, columns, strict=True))


def pages(table: TextTable, width: float, height: float) -> list[TextTable]:
    """The table cut into as few as fit into `width` and `height` points, of like length, each with the heading."""
    look = look_of(table, width, height)
    best = _cut(table, width, height, look)
    for lower in range(5, 60, 5):
        tried = _cut(table, width, height * (1 - lower / 100), look)
        if len(tried) > len(best):
            break
        best = tried
    return best


def _cut(table: TextTable, width: float, height: float, look: Look) -> list[TextTable]:
    columns = measure.columns(table.header, table.rows, width, look.size)
    room = height - _row_height(table.header, columns, look, heading=True)
    found: list[list[tuple[str, ...]]] = [[]]
    left = room
    for row in table.rows:
        need = _row_height(row, columns, look)
        if found[-1] and need > left:
            found.append([])
            left = room
        found[-1].append(row)
        left -= need
    return [TextTable(table.title, table.header, tuple(rows), table.numeric) for rows in found]


def _row_height(row: tuple[str, ...], columns: list[float], look: Look, heading: bool = False) -> float:
    most, weight = (look.heading_lines, "bold") if heading else (look.lines, "normal")
    return min(_lines(row, columns, look.size, weight), most) * look.size * measure.LINE + 2 * PAD_Y


def draw_table(table: TextTable, slide: Any, box: tuple[int, int, int, int], theme: Theme, whole: TextTable) -> None:
    """Put a table into a box [EMU]; `whole` is what it is a page of, so that its pages have columns alike."""
    left, top, width, height = box
    look = look_of(whole, width / Pt(1), height / Pt(1))
    columns = measure.columns(whole.header, whole.rows, width / Pt(1), look.size)
    rows = (table.header, *table.rows)
    heights = [_row_height(row, columns, look, heading=place == 0) for place, row in enumerate(rows)]
    tall = Emu(round(sum(heights) * Pt(1)))
    frame: Any = slide.shapes.add_table(len(rows), len(columns), Emu(left), Emu(top), Emu(width), tall)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", table.title)
    drawn = frame.table
    drawn._tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN_STYLE
    drawn.first_row, drawn.horz_banding = True, False
    for place, each in enumerate(columns):
        drawn.columns[place].width = Emu(round(each * Pt(1)))
    for number, row in enumerate(rows):
        drawn.rows[number].height = Emu(round(heights[number] * Pt(1)))
        _write_row(drawn, number, row, columns, look, theme)
        for place in table.numeric:
            drawn.cell(number, place).text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT


def _write_row(drawn: Any, number: int, row: tuple[str, ...], columns: list[float], look: Look, theme: Theme) -> None:
    heading = number == 0
    first = drawn.cell(number, 0)
    _dress(first, heading, theme.net if heading else SHADE if number % 2 == 0 else WHITE, look.size)
    cells = [first._tc, *(copy.deepcopy(first._tc) for _ in row[1:])]  # many times quicker than to dress each
    first._tc.getparent()[: len(row)] = cells
    most, weight = (look.heading_lines, "bold") if heading else (look.lines, "normal")
    for cell, text, column in zip(cells, row, columns, strict=True):
        paragraph = cell.txBody.p_lst[0]
        if text:
            paragraph.r_lst[0].text = measure.fitted(text, column - 2 * PAD_X, look.size, most, weight)
        else:
            paragraph.remove(paragraph.r_lst[0])  # else it is as high as letters of 18 points


def _dress(cell: Any, heading: bool, shade: str, size: float) -> None:
    """Room around the text, a ground, and a run of letters without text."""
    cell.margin_left = cell.margin_right = Pt(PAD_X)
    cell.margin_top = cell.margin_bottom = Pt(PAD_Y)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(shade)
    run = cell.text_frame.paragraphs[0].add_run()
    run.font.size, run.font.bold = Pt(size), heading
    run.font.color.rgb = rgb(WHITE if heading else DARK)
    # an empty cell is as high as the letters that would be typed there
    cell.text_frame.paragraphs[0]._p.get_or_add_endParaRPr().set("sz", str(round(100 * size)))
