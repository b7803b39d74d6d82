"""Frequency-recency matrix: expected orders, or the chance of being alive, over orders so far and silence."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.tables.frequency_recency import FrequencyRecencyTable
from roi_engine.reporting.words import N_, Words

COLOURS = "Blues"


def plot_frequency_recency(table: FrequencyRecencyTable, words: Words, axes: Axes | None = None) -> Axes:
    """Filled contours with labelled lines; the latest order on top."""
    with canvas.theme():
        margins = None
        if axes is None:
            margins = canvas.Margins(72, 30, canvas.top_margin(table.caption), 64)
            axes = canvas.framed_axes(margins)
        values = np.array(table.values)
        axes.contourf(table.frequency, table.silence, values, levels=12, cmap=COLOURS, alpha=0.6)
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        levels = [level for level in MaxNLocator(8).tick_values(low, high) if low < level < high]
        if levels:
            lines = axes.contour(
                table.frequency, table.silence, values, levels=levels, colors=canvas.MUTED, linewidths=0.8
            )
            axes.clabel(lines, fmt=lambda level: _text(level, table, words), fontsize=8.5, colors="#262626")
        axes.invert_yaxis()
        axes.xaxis.set_major_locator(MaxNLocator(10, integer=True))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: words.quantity(x, "")))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: words.quantity(y, "")))
        axes.set_xlabel(words.text(N_("Repeat orders so far")))
        axes.set_ylabel(table.silence_label)
        canvas.caption(axes, table.caption, margins)
        return axes


def _text(level: float, table: FrequencyRecencyTable, words: Words) -> str:
    return words.share(level) if table.chance else words.quantity(level, "")
