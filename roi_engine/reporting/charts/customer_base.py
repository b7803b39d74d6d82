"""The customer base over time: stacked means by segment, and the P10-P90 range of the total."""

from __future__ import annotations

from itertools import accumulate, pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.tables.customer_base import CustomerBaseTable
from roi_engine.reporting.words import Words

LABEL_WIDTH = 130.0  # points
LINE_HEIGHT = 12.5
TICKS = 8


def plot_customer_base(table: CustomerBaseTable, words: Words, axes: Axes | None = None) -> Axes:
    """Areas from the first segment upwards, named at their right end."""
    with canvas.theme():
        names = [canvas.wrapped(name, LABEL_WIDTH, 9.0, lines=1) for name in table.segments]
        margins = None
        if axes is None:
            room = canvas.widest(names, weight="bold") + 20
            margins = canvas.Margins(84, room, canvas.top_margin(table.caption), 64)
            axes = canvas.framed_axes(margins)
        x = np.arange(len(table.periods), dtype=float)
        tops = list(accumulate(np.array(row) for row in table.mean))
        lower, tints = np.zeros_like(x), canvas.tints()
        for number, upper in enumerate(tops):
            colour = tints[number % len(tints)]
            axes.fill_between(
                x, lower, upper, color=colour, alpha=0.75, linewidth=0.8, edgecolor="white", gid=f"segment-{number}"
            )
            lower = upper
        for row in (table.p10, table.p90):
            axes.plot(x, row, color=canvas.NET, linewidth=1.3, linestyle=(0, (4, 2)))
        _frame(table, words, axes)
        _label_ends(table, names, tops, axes)
        canvas.caption(axes, table.caption, margins)
        return axes


def _frame(table: CustomerBaseTable, words: Words, axes: Axes) -> None:
    last = len(table.periods) - 1
    step = max(1, -(-last // TICKS))
    places = list(range(0, last + 1, step))
    axes.set_xticks(places, [table.periods[i] for i in places])
    axes.set_xlim(0, last)
    axes.set_ylim(0.0, 1.08 * max(*table.p90, *(sum(row[t] for row in table.mean) for t in range(last + 1)), 1e-12))
    axes.yaxis.set_major_locator(MaxNLocator(7))
    scale = table.scale
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: words.tick(y, scale) if scale else words.quantity(y, "")))
    axes.set_xlabel(table.period_label)
    axes.set_ylabel(table.quantity)
    axes.grid(axis="y")


def _label_ends(table: CustomerBaseTable, names: list[str], tops: list[np.ndarray], axes: Axes) -> None:
    """Names of the segments at the right end, moved apart where they would overlap; percentiles on their lines."""
    ends = [0.0, *(float(top[-1]) for top in tops)]
    last, high = len(table.periods) - 1, axes.get_ylim()[1]
    gap = LINE_HEIGHT * high / canvas.extent(axes)[1]
    tints = canvas.tints()
    places = canvas.spread_apart([(below + above) / 2 for below, above in pairwise(ends)], gap)
    lift = max(0.0, -min(places))
    for number, (name, place) in enumerate(zip(names, places, strict=True)):
        axes.annotate(
            name, (last, place + lift), (8, 0), textcoords="offset points", va="center", weight="bold",
            color=tints[number % len(tints)], annotation_clip=False, fontsize=9.0,
        )  # fmt: skip
    at = last // 2
    for text, row, side in (("P90", table.p90, 9), ("P10", table.p10, -9)):
        axes.annotate(
            text, (at, row[at]), (0, side), textcoords="offset points", ha="center", va="center", fontsize=8.5,
            bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.85},
        )  # fmt: skip
