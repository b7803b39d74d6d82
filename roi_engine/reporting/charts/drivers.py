"""Drivers: the share of the spread that each assumption explains."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.tables.drivers import DriversTable
from roi_engine.reporting.words import N_, Words

LABEL_WIDTH = 210.0  # points


def plot_drivers(table: DriversTable, words: Words, axes: Axes | None = None) -> Axes:
    """One bar an assumption, largest on top, with a line for its error and its share beside it."""
    with canvas.theme():
        labels = canvas.row_labels([bar.label for bar in table.bars], LABEL_WIDTH)
        margins = None
        if axes is None:
            margins = canvas.Margins(canvas.widest(labels) + 24, 44, canvas.top_margin(table.caption), 58)
            axes = canvas.framed_axes(margins, 2.2 + 0.36 * len(labels))
        for row, bar in enumerate(table.bars):
            axes.barh(row, bar.share, height=0.62, color=canvas.OPERATIONAL, gid=f"bar-{row}")
            ends = [max(bar.share - bar.error, 0.0), bar.share + bar.error]
            axes.plot(ends, [row, row], color=canvas.NET, linewidth=1.4, gid=f"error-{row}")
            axes.annotate(
                words.chance(min(bar.share, 1.0)), (ends[1], row), (5, 0), textcoords="offset points", va="center",
                annotation_clip=False,
            )  # fmt: skip
        axes.set_xlim(0.0, 1.02 * max(bar.share + bar.error for bar in table.bars))
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        axes.xaxis.set_major_locator(MaxNLocator(6))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: words.share(x)))
        template = N_("Share of the variance of the net present value (in {currency})")
        axes.set_xlabel(words.text(template, currency=words.currency))
        axes.grid(axis="x")
        axes.spines["left"].set_visible(False)
        canvas.caption(axes, table.caption, margins)
        return axes
