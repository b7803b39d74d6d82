"""Ranges side by side: a bar from P10 to P90 with a mark at the mean, one row each."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.tables.caption import Caption
from roi_engine.reporting.tables.stresses import RangeBar
from roi_engine.reporting.words import N_, Scale, Words

LABEL_WIDTH = 210.0  # points


def plot_ranges(
    bars: Sequence[RangeBar], scale: Scale, caption: Caption, words: Words, axes: Axes | None = None
) -> Axes:
    """Bars of NPV; what lies below zero is hatched, the row of the case itself or of the total is dark."""
    with canvas.theme():
        labels = canvas.row_labels([bar.label for bar in bars], LABEL_WIDTH)
        margins = None
        if axes is None:
            margins = canvas.Margins(canvas.widest(labels) + 24, 20, canvas.top_margin(caption), 58)
            axes = canvas.framed_axes(margins, 2.2 + 0.46 * len(labels))
        _widen(bars, scale, words, axes)
        for row, bar in enumerate(bars):
            _draw(row, bar, scale, words, axes)
        axes.axvline(0.0, color="#262626", linewidth=1.2)
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        axes.xaxis.set_major_locator(MaxNLocator(7))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: words.tick(x, scale)))
        axes.set_xlabel(words.text(N_("Net present value, {unit}"), unit=scale.unit))
        axes.grid(axis="x")
        axes.spines["left"].set_visible(False)
        canvas.caption(axes, caption, margins)
        return axes


def _draw(row: int, bar: RangeBar, scale: Scale, words: Words, axes: Axes) -> None:
    colour = canvas.NET if bar.plain_case else canvas.OPERATIONAL
    split = min(max(0.0, bar.p10), bar.p90)
    if bar.p10 < split:
        axes.barh(
            row, split - bar.p10, left=bar.p10, height=0.5, color=canvas.LOSS, hatch=canvas.LOSS_HATCH,
            edgecolor="white", linewidth=0, gid=f"loss-{row}",
        )  # fmt: skip
    if bar.p90 > split:
        axes.barh(row, bar.p90 - split, left=split, height=0.5, color=colour, gid=f"gain-{row}")
    axes.plot(
        [bar.mean], [row], "D", color="white", markersize=6, markeredgecolor="#262626", markeredgewidth=1.2,
        gid=f"mean-{row}", zorder=5,
    )  # fmt: skip
    for x, side in ((bar.p10, -1), (bar.p90, 1)):
        axes.annotate(
            words.scaled(x, scale, signed=True), (x, row), (5 * side, 0), textcoords="offset points", va="center",
            ha="right" if side < 0 else "left", annotation_clip=False, fontsize=8.5,
            bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"},
        )  # fmt: skip


def _widen(bars: Sequence[RangeBar], scale: Scale, words: Words, axes: Axes) -> None:
    lowest = min(0.0, *(bar.p10 for bar in bars))
    highest = max(0.0, *(bar.p90 for bar in bars))
    room = canvas.widest([words.scaled(x, scale, signed=True) for b in bars for x in (b.p10, b.p90)], 8.5) + 16
    unit = (highest - lowest or 1.0) / max(canvas.extent(axes)[0] - 2 * room, 60.0)
    axes.set_xlim(lowest - room * unit, highest + room * unit)
