"""Conditional expectations: orders to come by orders so far."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.tables.conditional import ConditionalTable
from roi_engine.reporting.words import N_, Words


def plot_conditional(table: ConditionalTable, words: Words, axes: Axes | None = None) -> Axes:
    """Bars for what came, points for what was expected; the number of customers below each."""
    with canvas.theme():
        margins = None
        if axes is None:
            margins = canvas.Margins(66, 30, canvas.top_margin(table.caption, key=True), 78)
            axes = canvas.framed_axes(margins)
        places = range(len(table.frequency))
        if table.actual is not None:
            axes.bar(places, table.actual, 0.6, color=canvas.ANALYTICAL, label=words.text(N_("Came")), gid="actual")
        axes.plot(
            places, table.expected, "D-", color=canvas.OPERATIONAL, markersize=6, markeredgecolor="white",
            gid="expected", label=words.text(N_("Expected by the model")),
        )  # fmt: skip
        counts = [words.count(round(n)) for n in table.customers]
        axes.set_xticks(list(places), [f"{x}\n({n})" for x, n in zip(table.frequency, counts, strict=True)])
        axes.set_ylim(0.0, 1.08 * max(*table.expected, *(table.actual or (0.0,)), 1e-12))
        axes.yaxis.set_major_locator(MaxNLocator(7))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: words.quantity(y, "")))
        axes.set_xlabel(words.text(N_("Repeat orders before (customers)")))
        axes.set_ylabel(words.text(N_("Orders a customer")))
        axes.grid(axis="y")
        axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.02), ncols=2)
        canvas.caption(axes, table.caption, margins)
        return axes
