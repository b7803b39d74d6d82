"""Exceedance curve: the chance that the net present value is at least an amount."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.tables.exceedance import ExceedanceTable
from roi_engine.reporting.words import N_, Words


def plot_exceedance(table: ExceedanceTable, words: Words, axes: Axes | None = None) -> Axes:
    """A falling curve, with the chance of a gain marked where it crosses zero."""
    with canvas.theme():
        margins = None
        if axes is None:
            margins = canvas.Margins(66, 30, canvas.top_margin(table.caption), 64)
            axes = canvas.framed_axes(margins)
        axes.plot(table.amounts, table.chance, color=canvas.OPERATIONAL, gid="curve")
        axes.set_xlim(table.amounts[0], table.amounts[-1])
        axes.set_ylim(0.0, 1.02)
        _mark_zero(table, words, axes)
        axes.xaxis.set_major_locator(MaxNLocator(8))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: words.tick(x, table.scale)))
        axes.set_xlabel(words.text(N_("Net present value, {unit}"), unit=table.scale.unit))
        axes.yaxis.set_major_locator(MaxNLocator(5))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: words.share(y)))
        axes.set_ylabel(words.text(N_("Chance of at least this")))
        axes.grid()
        canvas.caption(axes, table.caption, margins)
        return axes


def _mark_zero(table: ExceedanceTable, words: Words, axes: Axes) -> None:
    low, high = table.amounts[0], table.amounts[-1]
    if not low < 0 < high:
        return
    axes.axvline(0.0, color="#262626", linewidth=1.2)
    axes.plot([0.0], [table.at_zero], "o", color=canvas.NET, markersize=8, markeredgecolor="white", gid="zero")
    right = -low < 0.6 * (high - low)  # the curve falls to the right, so the free side is above it there
    text = words.text(N_("Chance of a gain: {chance}"), chance=words.chance(table.at_zero))
    box = {"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
    axes.annotate(
        text, (0.0, table.at_zero), (12 if right else -12, 12 if right and table.at_zero < 0.9 else -14),
        textcoords="offset points", ha="left" if right else "right", va="center", bbox=box, weight="bold",
    )  # fmt: skip
