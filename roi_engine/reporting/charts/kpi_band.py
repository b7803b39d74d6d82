"""Actuals in the band of the plan: one small panel a thing, with its status written on it."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roi_engine.analysis.track_status import Status
from roi_engine.reporting.charts import canvas
from roi_engine.reporting.letters import POINTS
from roi_engine.reporting.tables.kpi_band import BandPanel, KpiBandTable
from roi_engine.reporting.words import Words

COLUMNS, PANEL_HEIGHT = 3, 1.75  # panels in a row; inches
GAP_ACROSS, GAP_DOWN = 54.0, 58.0  # white space between panels, for ticks and titles [points]
SIZE = 8.0  # of letters
_SHAPES = {"below": "v", "inside": "o", "above": "^"}  # told apart without colour
_MARKS: dict[Status, str] = {"off_track": "×", "watch": "!", "on_track": "✓", "ahead": "▲", "too_early": "…"}


def plot_kpi_band(table: KpiBandTable, words: Words, axes: Axes | None = None) -> Axes:
    """The band as an area, the base case as a line, actuals as points: filled inside the band, hollow outside."""
    with canvas.theme():
        n_columns = min(COLUMNS, len(table.panels))
        n_rows = math.ceil(len(table.panels) / n_columns)
        margins = None
        if axes is None:
            margins = canvas.Margins(58, 16, canvas.top_margin(table.caption) + 26, 66)
            tall = n_rows * PANEL_HEIGHT * POINTS + (n_rows - 1) * GAP_DOWN
            axes = canvas.framed_axes(margins, (tall + margins.top + margins.bottom) / POINTS)
        axes.set_axis_off()
        wide, high = canvas.extent(axes)
        across = (wide - (n_columns - 1) * GAP_ACROSS) / n_columns
        down = (high - (n_rows - 1) * GAP_DOWN) / n_rows
        for number, panel in enumerate(table.panels):
            row, column = divmod(number, n_columns)
            left, top = column * (across + GAP_ACROSS) / wide, 1.0 - row * (down + GAP_DOWN) / high
            inset = axes.inset_axes((left, top - down / high, across / wide, down / high))
            _draw(panel, table.labels, across, words, inset)
        canvas.caption(axes, table.caption, margins)
        return axes


def _draw(panel: BandPanel, labels: tuple[str, ...], width: float, words: Words, axes: Axes) -> None:
    periods = range(len(labels))
    axes.fill_between(periods, panel.p10, panel.p90, color=canvas.ANALYTICAL, alpha=0.35, linewidth=0)
    axes.plot(periods, panel.base, color=canvas.OPERATIONAL, linewidth=1.4, gid=f"base-{panel.id}")
    for mark, shape in _SHAPES.items():
        chosen = [point for point in panel.points if point.mark == mark]
        inside = mark == "inside"
        axes.plot(
            [point.period for point in chosen], [point.value for point in chosen], shape, markersize=4.5,
            color=canvas.NET if inside else canvas.LOSS, markerfacecolor=canvas.NET if inside else "white",
            linestyle="none", gid=f"{mark}-{panel.id}", zorder=5,
        )  # fmt: skip
    _frame(panel, labels, width, words, axes)


def _frame(panel: BandPanel, labels: tuple[str, ...], width: float, words: Words, axes: Axes) -> None:
    last = len(labels) - 1
    axes.set_xlim(-0.5, last + 0.5)
    ticks = sorted({0, last // 2, last})
    axes.set_xticks(ticks, [labels[tick] for tick in ticks], fontsize=SIZE - 0.5)
    labels_shown = axes.get_xticklabels()
    labels_shown[0].set_horizontalalignment("left")
    labels_shown[-1].set_horizontalalignment("right")
    axes.set_ylim(*_limits(panel))
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: _tick(y, panel, words)))
    axes.tick_params(labelsize=SIZE - 0.5)
    axes.grid(axis="y")
    said = f"{_MARKS[panel.status]} {panel.status_said}"
    status_width = canvas.text_width(said, SIZE, "bold") + 10
    title = canvas.wrapped(panel.title, width - status_width, SIZE + 0.5, lines=1, weight="bold")
    colour = canvas.LOSS if panel.status in ("off_track", "watch") else canvas.NET
    above: dict[str, Any] = {
        "xycoords": "axes fraction",
        "textcoords": "offset points",
        "annotation_clip": False,
        "va": "bottom",
    }
    axes.annotate(title, (0, 1), (0, 17), fontsize=SIZE + 0.5, weight="bold", ha="left", **above)
    axes.annotate(said, (1, 1), (0, 17), fontsize=SIZE, weight="bold", ha="right", color=colour, **above)
    unit = canvas.wrapped(panel.unit, width, SIZE, lines=1)
    axes.annotate(unit, (0, 1), (0, 5), fontsize=SIZE, color=canvas.MUTED, ha="left", **above)


def _limits(panel: BandPanel) -> tuple[float, float]:
    """Ends of the axis: all that is drawn and a little room, from zero on for amounts that are never below it."""
    drawn = [*panel.p10, *panel.p90, *panel.base, *(point.value for point in panel.points)]
    low, high = min(drawn), max(drawn)
    if panel.scale is not None and low >= 0:
        return 0.0, high * 1.12 or 1.0
    room = 0.12 * (high - low) or 0.1 * abs(high) or 1.0
    return low - room, high + room


def _tick(number: float, panel: BandPanel, words: Words) -> str:
    """A number on the axis of a panel."""
    if panel.scale is not None:
        return words.tick(number, panel.scale)
    return words.quantity(number, "", panel.as_share)
