"""Native tables: a heading row that says it is one, figures to the right, as many rows as there is room for."""

from __future__ import annotations

from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from roi_engine.reporting import measure
from roi_engine.reporting.slides.xml import DARK, WHITE, rgb
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.theme import Theme

SIZES = (14.0, 12.5, 11.0)  # points, the largest in which all rows stand on one slide, else the last
PAD_X, PAD_Y = 5.0, 3.0
LINES, HEADING_LINES = 3, 5  # of a cell at most
PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # "No Style, No Grid"
SHADE = "#F2F2F2"


def size_of(table: TextTable, width: float, height: float) -> float:
    """Size of the letters [points]."""
    return next((size for size in SIZES if len(_cut(table, width, height, size)) == 1), SIZES[-1])


def pages(table: TextTable, width: float, height: float) -> list[TextTable]:
    """The table cut into as few as fit into `width` and `height` points, of like length, each with the heading."""
    size = size_of(table, width, height)
    best = _cut(table, width, height, size)
    for lower in range(5, 60, 5):
        tried = _cut(table, width, height * (1 - lower / 100), size)
        if len(tried) > len(best):
            break
        best = tried
    return best


def _cut(table: TextTable, width: float, height: float, size: float) -> list[TextTable]:
    columns = measure.columns(table.header, table.rows, width, size)
    room = height - _row_height(table.header, columns, size, heading=True)
    found: list[list[tuple[str, ...]]] = [[]]
    left = room
    for row in table.rows:
        need = _row_height(row, columns, size)
        if found[-1] and need > left:
            found.append([])
            left = room
        found[-1].append(row)
        left -= need
    return [TextTable(table.title, table.header, tuple(rows), table.numeric) for rows in found]


def _row_height(row: tuple[str, ...], columns: list[float], size: float, heading: bool = False) -> float:
    most, weight = (HEADING_LINES, "bold") if heading else (LINES, "normal")
    lines = max(
        min(measure.n_lines(cell, width - 2 * PAD_X, size, weight), most)
        for cell, width in zip(row, columns, strict=True)
    )
    return lines * size * measure.LINE + 2 * PAD_Y


def draw_table(table: TextTable, slide: Any, box: tuple[int, int, int, int], theme: Theme, whole: TextTable) -> None:
    """Put a table into a box [EMU]; `whole` is what it is a page of, so that its pages have columns alike."""
    left, top, width, height = box
    size = size_of(whole, width / Pt(1), height / Pt(1))
    columns = measure.columns(whole.header, whole.rows, width / Pt(1), size)
    rows = (table.header, *table.rows)
    heights = [_row_height(row, columns, size, heading=place == 0) for place, row in enumerate(rows)]
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
        _write_row(drawn, number, row, columns, size, theme)
        for place in table.numeric:
            drawn.cell(number, place).text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT


def _write_row(drawn: Any, number: int, row: tuple[str, ...], columns: list[float], size: float, theme: Theme) -> None:
    heading = number == 0
    shade = theme.net if heading else SHADE if number % 2 == 0 else WHITE
    for place, text in enumerate(row):
        room = columns[place] - 2 * PAD_X
        kept = measure.fitted(text, room, size, HEADING_LINES if heading else LINES, "bold" if heading else "normal")
        cell = drawn.cell(number, place)
        cell.margin_left = cell.margin_right = Pt(PAD_X)
        cell.margin_top = cell.margin_bottom = Pt(PAD_Y)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        cell.fill.solid()
        cell.fill.fore_color.rgb = rgb(shade)
        run = cell.text_frame.paragraphs[0].add_run()
        run.text = kept
        run.font.size, run.font.bold = Pt(size), heading
        run.font.color.rgb = rgb(WHITE if heading else DARK)
