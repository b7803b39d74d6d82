"""The sheet behind a native chart, which opens when someone edits it."""

from __future__ import annotations

import io

import xlsxwriter  # type: ignore[import-untyped]

from roi_engine.reporting.slides.parts import Chart


def sheet_bytes(chart: Chart) -> bytes:
    """Categories in the first column, one column a series, as the references in the chart expect them.

    Every text is written as text: a name that looks like a formula or an address stays a name.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Sheet1")
    money = book.add_format({"num_format": chart.number_format})
    for row, category in enumerate(chart.categories, 1):
        sheet.write_string(row, 0, category)
    for column, series in enumerate(chart.series, 1):
        sheet.write_string(0, column, series.name)
        for row, value in enumerate(series.values, 1):
            if value is not None:
                sheet.write_number(row, column, value, money)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, len(chart.series), 18)
    book.close()
    return out.getvalue()
