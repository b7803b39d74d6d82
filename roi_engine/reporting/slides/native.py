"""Native charts: bars, areas and lines that an office program can edit, in the colours of the theme."""

from __future__ import annotations

import copy
from typing import Any

from pptx.chart.data import ChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from roi_engine.reporting.slides.parts import Chart, Series
from roi_engine.reporting.slides.sheet import sheet_bytes
from roi_engine.reporting.slides.xml import DARK, WHITE, added, made, rgb
from roi_engine.reporting.theme import Theme

GRID, AXIS = "#D9D9D9", "#8C8C8C"
SMALL, MIDDLE = Pt(10), Pt(11)
_TYPES = {
    "rows": XL_CHART_TYPE.BAR_STACKED,
    "columns": XL_CHART_TYPE.COLUMN_STACKED,
    "histogram": XL_CHART_TYPE.COLUMN_STACKED,
    "swings": XL_CHART_TYPE.BAR_CLUSTERED,
    "courses": XL_CHART_TYPE.AREA_STACKED,
}
_GAPS = {"rows": 45, "columns": 60, "histogram": 4, "swings": 45}
_LIE = ("rows", "swings")


def draw_chart(chart: Chart, slide: Any, box: tuple[int, int, int, int], theme: Theme) -> None:
    """Put a chart into a box (left, top, width, height) [EMU] of a slide, with its alternative text."""
    given: Any = ChartData(number_format=chart.number_format)  # type: ignore[no-untyped-call]
    given.categories = chart.categories
    for series in chart.series:
        given.add_series(series.name, series.values)
    kind = _TYPES[chart.kind]
    if chart.kind == "courses" and not any(series.shape == "area" for series in chart.series):
        kind = XL_CHART_TYPE.LINE
    left, top, width, height = map(Emu, box)
    frame: Any = slide.shapes.add_chart(kind, left, top, width, height, given)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", chart.alternative)
    drawn = frame.chart
    drawn.part.chart_workbook.update_from_xlsx_blob(sheet_bytes(chart))
    drawn.has_title = False
    drawn.font.size, drawn.font.color.rgb = SMALL, rgb(DARK)
    for office, series in zip(drawn.plots[0].series, chart.series, strict=True):
        _paint(office, series, theme)
    _axes(drawn, chart)
    if chart.kind in _GAPS:
        drawn.plots[0].gap_width = _GAPS[chart.kind]
        drawn.plots[0].overlap = 100
    _key(drawn, chart)
    _part_lines(drawn, chart)


def _paint(office: Any, series: Series, theme: Theme) -> None:
    if series.shape in ("bar", "area"):
        _fill(office.format, series, theme)
    else:
        _line(office, series, theme)
    for place, text in enumerate(series.labels):
        if text:
            _label(office.points[place].data_label, text, series)


def _fill(shown: Any, series: Series, theme: Theme) -> None:
    """A plain fill, or a hatched one for a loss, which is told apart in grey as well."""
    shown.line.fill.background()
    if series.role == "none":
        shown.fill.background()
        return
    colour = rgb(theme.colour(series.role))
    if series.role == "loss":
        shown.fill.patterned()
        shown.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        shown.fill.fore_color.rgb, shown.fill.back_color.rgb = colour, rgb(WHITE)
    else:
        shown.fill.solid()
        shown.fill.fore_color.rgb = colour
    if series.shape == "area":
        solid = shown.fill._xPr.find(qn("a:solidFill"))
        if solid is not None:
            added(solid[0], "a:alpha", val="45000")


def _line(office: Any, series: Series, theme: Theme) -> None:
    shown = office.format.line
    if series.shape == "marks":
        shown.fill.background()
        return
    shown.color.rgb = rgb(theme.colour(series.role))
    shown.width = Pt(2.5 if series.shape == "line" else 1.75)
    if series.shape == "dashed":
        shown.dash_style = MSO_LINE.DASH


def _label(label: Any, text: str, series: Series) -> None:
    """A text at a point: beyond a bar at its base where the part is blank, at its end otherwise."""
    frame = label.text_frame
    frame.text = text
    run = frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = SMALL, series.shape == "marks"
    run.font.color.rgb = rgb(DARK)
    if series.shape == "marks":
        label.position = XL_LABEL_POSITION.ABOVE
    else:
        label.position = XL_LABEL_POSITION.INSIDE_BASE if series.role == "none" else XL_LABEL_POSITION.OUTSIDE_END


def _axes(drawn: Any, chart: Chart) -> None:
    amounts, names = drawn.value_axis, drawn.category_axis
    amounts.minimum_scale, amounts.maximum_scale, amounts.major_unit = chart.bounds
    amounts.tick_labels.number_format, amounts.tick_labels.number_format_is_linked = chart.number_format, False
    amounts.major_gridlines.format.line.color.rgb = rgb(GRID)
    amounts.format.line.fill.background()
    names.format.line.color.rgb = rgb(AXIS)
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.has_major_gridlines = False
    if chart.kind in _LIE:
        names.reverse_order = True
        amounts._element.find(qn("c:crosses")).set("val", "max")  # else the axis of amounts stands on top
    for axis, title in ((amounts, chart.axis), (names, chart.category_axis)):
        axis.has_title = bool(title)
        if title:
            axis.axis_title.text_frame.text = title
            run = axis.axis_title.text_frame.paragraphs[0].runs[0]
            run.font.size, run.font.bold = SMALL, False
    if chart.every > 1:
        _every(names._element, chart.every)


def _every(axis: Any, every: int) -> None:
    """Label and mark one category in `every`; the schema wants the elements before `noMultiLvlLbl`."""
    last = axis.find(qn("c:noMultiLvlLbl"))
    for name in ("c:tickLblSkip", "c:tickMarkSkip"):
        last.addprevious(made(axis, name, val=str(every)))


def _key(drawn: Any, chart: Chart) -> None:
    """The key, without the parts that only lift or carry figures; none for a single series."""
    drawn.has_legend = len(chart.named()) > 1
    if not drawn.has_legend:
        return
    drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    drawn.legend.font.size = MIDDLE
    place = drawn.legend._element.find(qn("c:legendPos"))
    for number, series in reversed(list(enumerate(chart.series))):
        if not series.named:
            entry = made(place, "c:legendEntry")
            added(entry, "c:idx", val=str(number))
            added(entry, "c:delete", val="1")
            place.addnext(entry)


def _part_lines(drawn: Any, chart: Chart) -> None:
    """Move the series that are lines from the first plot to a plot of lines on the same axes."""
    first = drawn.plots[0]._element
    shapes = [series.shape for series in chart.series]
    moved = [each for each, shape in zip(first.findall(qn("c:ser")), shapes, strict=True) if shape in _DRAWN]
    if not moved:
        return
    if first.tag == qn("c:lineChart"):
        plot = first
    else:
        plot = made(first, "c:lineChart")
        added(plot, "c:grouping", val="standard")
        added(plot, "c:varyColors", val="0")
        plot.extend(moved)
        added(plot, "c:marker", val="1")
        plot.extend(copy.deepcopy(axis) for axis in first.findall(qn("c:axId")))
        first.addnext(plot)
    for each in moved:
        _as_line(each, shapes[int(each.find(qn("c:idx")).get("val"))])


_DRAWN = ("line", "dashed", "marks")
_AFTER_MARKER = ("c:dPt", "c:dLbls", "c:trendline", "c:errBars", "c:cat", "c:val", "c:smooth")


def _as_line(element: Any, shape: str) -> None:
    """What a series needs as a line: a marker or none, and no smoothing; bars and areas do not have these."""
    for name in ("c:invertIfNegative", "c:marker", "c:smooth"):
        for found in element.findall(qn(name)):
            element.remove(found)
    marker = made(element, "c:marker")
    added(marker, "c:symbol", val="diamond" if shape == "marks" else "none")
    if shape == "marks":
        added(marker, "c:size", val="9")
        properties = added(marker, "c:spPr")
        added(added(properties, "a:solidFill"), "a:srgbClr", val=DARK[1:])
        added(added(added(properties, "a:ln", w="19050"), "a:solidFill"), "a:srgbClr", val=WHITE[1:])
    following = next(e for e in element if e.tag in {qn(name) for name in _AFTER_MARKER})
    following.addprevious(marker)
    added(element, "c:smooth", val="0")
