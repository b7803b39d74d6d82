"""Break-even map: the net present value over two values, with the line along which it is zero."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.tables.break_even_map import BreakEvenMapTable
from roi_engine.reporting.words import N_, Words

LEVELS = 11
COLOURS = "PuOr"  # tells loss from gain without red and green


def plot_break_even_map(table: BreakEvenMapTable, words: Words, axes: Axes | None = None) -> Axes:
    """Filled contours, loss on the orange side and gain on the violet one, labelled lines, the base case as a point."""
    with canvas.theme():
        margins = None
        if axes is None:
            margins = canvas.Margins(78, 30, canvas.top_margin(table.caption), 64)
            axes = canvas.framed_axes(margins)
        x, y, npv = np.array(table.first), np.array(table.second), np.array(table.npv).T
        reach = max(1.5 * float(np.abs(npv).max()), 1e-9)  # light enough for the figures on it
        levels = MaxNLocator(LEVELS).tick_values(float(npv.min()), float(npv.max()))
        norm = TwoSlopeNorm(0.0, -reach, reach)
        axes.contourf(x, y, npv, levels=levels, cmap=COLOURS, norm=norm, alpha=0.75)
        shown = [level for level in levels if npv.min() < level < npv.max() and abs(level) > 1e-9 * reach]
        if shown:
            lines = axes.contour(x, y, npv, levels=shown, colors=canvas.MUTED, linewidths=0.7)
            axes.clabel(
                lines, fmt=lambda level: words.scaled(level, table.scale, signed=True), fontsize=8, colors="#262626"
            )
        if npv.min() < 0 < npv.max():
            axes.contour(x, y, npv, levels=[0.0], colors="#262626", linewidths=2.6)
        if table.base is not None:
            _mark_base(table.base, words, axes)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: _tick(v, table.first_share, words)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: _tick(v, table.second_share, words)))
        axes.set_xlabel(table.first_label)
        axes.set_ylabel(canvas.wrapped(table.second_label, 250, canvas.LABEL_SIZE))
        canvas.caption(axes, table.caption, margins)
        return axes


def _tick(number: float, share: bool, words: Words) -> str:
    return words.quantity(number, "", share)


def _mark_base(base: tuple[float, float], words: Words, axes: Axes) -> None:
    axes.plot([base[0]], [base[1]], "o", color="#262626", markersize=8, markeredgecolor="white", gid="base", zorder=5)
    box = {"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
    low, high = axes.get_xlim()
    right = base[0] < 0.7 * high + 0.3 * low
    axes.annotate(
        words.text(N_("Base case")), base, (10 if right else -10, 10), textcoords="offset points", weight="bold",
        ha="left" if right else "right", bbox=box,
    )  # fmt: skip
