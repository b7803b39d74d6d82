"""The sheet of what customers are worth: present values by segment with the range of the draws, as numbers."""

from __future__ import annotations

from roi_engine.engine.result import CustomerBase, SegmentResult, Spread
from roi_engine.reporting.words import N_, Words
from roi_engine.reporting.workbook.book import BOLD, QUIET, Sheet
from roi_engine.reporting.workbook.number_formats import MONEY

HEADER_ROW = 3
PARTS = (
    ("pv_without", N_("margin without the CRM")),
    ("pv_with", N_("margin with the CRM")),
    ("pv_beyond", N_("worth after the horizon, in neither")),
)


def write_worth(sheet: Sheet, base: CustomerBase, words: Words) -> None:
    """Write the sheet: the engine's figures, which do not follow the inputs."""
    said = words.text(N_("Present values within the horizon, from the engine"))
    sheet.heading(N_("Customer value"), f"{said}.")
    titles = (N_("Segment and figure"), N_("Unit"), N_("Base case"), "P10", "P50", "P90")
    sheet.header(HEADER_ROW, *map(words.text, titles), figures=(2, 3, 4, 5))
    sheet.widths(52, 12, 16, 16, 16, 16)
    sheet.repeat(HEADER_ROW, 1)
    row = HEADER_ROW + 1
    for segment in (*base.segments, base.total):
        row = _segment(sheet, row, segment, words)


def _segment(sheet: Sheet, row: int, segment: SegmentResult, words: Words) -> int:
    """The rows of one segment; the first row after them."""
    title = segment.title or words.text(N_("All customers"))
    if segment.counted is not None:
        counted = words.text(N_("{n} in the file"), n=words.count(round(segment.counted)))
        title = f"{title} ({counted})"
    sheet.text(row, 0, title, BOLD)
    for name, said in PARTS:
        row += 1
        spread: Spread = getattr(segment, name)
        sheet.text(row, 0, words.text(said), QUIET)
        sheet.text(row, 1, words.currency, QUIET)
        for column, amount in enumerate((spread.base, spread.p10, spread.p50, spread.p90), 2):
            sheet.number(row, column, amount, MONEY)
    return row + 1
