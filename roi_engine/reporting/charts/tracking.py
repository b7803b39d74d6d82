"""Tracking plot: repeat orders as they came beside those expected."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.tables.tracking import TrackingTable
from roi_engine.reporting.words import N_, Words


def plot_tracking(table: TrackingTable, words: Words, axes: Axes | None = None) -> Axes:
    """A full line for what came, a dashed one for what was expected; a mark where the fit ends."""
    with canvas.theme():
        margins = None
        if axes is None:
            margins = canvas.Margins(72, 30, canvas.top_margin(table.caption, key=True), 64)
            axes = canvas.framed_axes(margins)
        axes.plot(
            table.times, table.actual, color=canvas.NET, linewidth=1.8, label=words.text(N_("Came")), gid="actual"
        )
        axes.plot(
            table.times, table.expected, color=canvas.OPERATIONAL, linestyle=(0, (5, 2)), gid="expected",
            label=words.text(N_("Expected by the model")),
        )  # fmt: skip
        axes.set_xlim(0.0, table.times[-1])
        axes.set_ylim(0.0, 1.05 * max(*table.actual, *table.expected, 1e-12))
        if 0.0 < table.fitted_to < table.times[-1]:
            label = words.text(N_("End of what the model was fitted to"))
            axes.axvline(
                table.fitted_to, color=canvas.MUTED, linewidth=1.0, linestyle=(0, (1, 2)), label=label, gid="fitted"
            )
        axes.xaxis.set_major_locator(MaxNLocator(10))
        axes.yaxis.set_major_locator(MaxNLocator(7))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: words.quantity(x, "")))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: words.quantity(y, "")))
        axes.set_xlabel(table.time_label)
        axes.set_ylabel(words.text(N_("Repeat orders")))
        axes.grid()
        axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.02), ncols=3, handlelength=2.4)
        canvas.caption(axes, table.caption, margins)
        return axes
