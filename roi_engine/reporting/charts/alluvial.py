"""Alluvial chart: streams of customers from where they were to where they are, as wide as they are many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.tables.migration import MigrationTable
from roi_engine.reporting.words import Words

COLUMN = 0.025  # width of the bars at either end, share of the picture
GAP = 0.02  # between two bars, share of all customers
LABEL_WIDTH = 170.0  # points
STEPS = 40


def plot_alluvial(table: MigrationTable, words: Words, axes: Axes | None = None) -> Axes:
    """Bars before on the left and after on the right, streams in the colour of where they come from."""
    left = [sum(row) for row in table.counts]
    right = [sum(row[j] for row in table.counts) for j in range(len(table.after))]
    with canvas.theme():
        labels = [_named(table.before, left, words), _named(table.after, right, words)]
        margins = None
        if axes is None:
            rooms = [canvas.widest(texts) + 22 for texts in labels]
            margins = canvas.Margins(rooms[0], rooms[1], canvas.top_margin(table.caption) + 14, 44)
            axes = canvas.framed_axes(margins, max(canvas.HEIGHT, 1.8 + 0.42 * max(len(left), len(right))))
        starts, ends = _starts(left), _starts(right)
        _draw_streams(table, starts, ends, axes)
        _draw_bars(left, starts, labels[0], 0.0, axes)
        _draw_bars(right, ends, labels[1], 1.0 - COLUMN, axes)
        for x, text, side in ((0.0, table.before_label, "left"), (1.0, table.after_label, "right")):
            axes.annotate(
                text, (x, 1), (0, 4), xycoords="axes fraction", textcoords="offset points", ha=side, weight="bold",
                annotation_clip=False,
            )  # fmt: skip
        axes.set_xlim(0.0, 1.0)
        axes.set_ylim(max(_bottom(left, starts), _bottom(right, ends)), 0.0)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.set_axis_off()
        canvas.caption(axes, table.caption, margins)
        return axes


def _named(names: Sequence[str], sizes: Sequence[float], words: Words) -> list[str]:
    return [
        f"{canvas.wrapped(name, LABEL_WIDTH, 9.0, lines=1)}: {words.count(round(n))}"
        for name, n in zip(names, sizes, strict=True)
    ]


def _starts(sizes: Sequence[float]) -> list[float]:
    """Upper edge of each bar, with gaps between them."""
    gap = GAP * sum(sizes)
    return [sum(sizes[:i]) + gap * i for i in range(len(sizes))]


def _bottom(sizes: Sequence[float], starts: Sequence[float]) -> float:
    return starts[-1] + sizes[-1]


def _draw_bars(sizes: Sequence[float], starts: Sequence[float], labels: Sequence[str], x: float, axes: Axes) -> None:
    """Bars with their names beside them, moved apart where bars are thin."""
    total = starts[-1] + sizes[-1]
    line = 12.0 * total / canvas.extent(axes)[1]
    places = canvas.spread_apart([s + n / 2 for s, n in zip(starts, sizes, strict=True)], line)
    for row, (start, size) in enumerate(zip(starts, sizes, strict=True)):
        axes.bar(
            x, size, COLUMN, bottom=start, align="edge", color="#404040", linewidth=0, gid=f"bar-{x:.0f}-{row}",
        )  # fmt: skip
        at_left = x == 0.0
        axes.annotate(
            labels[row], (0.0 if at_left else 1.0, places[row]), (-6 if at_left else 6, 0),
            textcoords="offset points", ha="right" if at_left else "left", va="center", annotation_clip=False,
            fontsize=9.0,
        )  # fmt: skip


def _draw_streams(table: MigrationTable, starts: Sequence[float], ends: Sequence[float], axes: Axes) -> None:
    """A band for every pair that holds anyone."""
    x = np.linspace(COLUMN, 1.0 - COLUMN, STEPS)
    ease = 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, STEPS))
    filled, tints = list(ends), canvas.tints()
    for i, row in enumerate(table.counts):
        top = starts[i]
        for j, n in enumerate(row):
            if n > 0:
                upper = top + (filled[j] - top) * ease
                axes.fill_between(
                    x, upper, upper + n, color=tints[i % len(tints)], alpha=0.55, linewidth=0, gid=f"stream-{i}-{j}"
                )
                top, filled[j] = top + n, filled[j] + n
