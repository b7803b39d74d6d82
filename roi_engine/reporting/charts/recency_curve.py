"""Cumulative recency curve."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.tables.recency_curve import RecencyCurveTable
from roi_engine.reporting.words import N_, Words


def plot_recency_curve(table: RecencyCurveTable, words: Words, axes: Axes | None = None) -> Axes:
    """A rising curve; where it is steep, many customers stopped (or were won) that long ago."""
    with canvas.theme():
        margins = None
        if axes is None:
            margins = canvas.Margins(66, 30, canvas.top_margin(table.caption), 64)
            axes = canvas.framed_axes(margins)
        axes.plot(table.months, table.share, color=canvas.OPERATIONAL, marker="o", markersize=3.5, gid="curve")
        axes.set_xlim(0.0, table.months[-1])
        axes.set_ylim(0.0, 1.02)
        axes.xaxis.set_major_locator(MaxNLocator(10, integer=True))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: words.quantity(x, "")))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: words.share(y)))
        axes.set_xlabel(words.text(N_("Months since the last order")))
        axes.set_ylabel(words.text(N_("Share of customers")))
        axes.grid()
        canvas.caption(axes, table.caption, margins)
        return axes
