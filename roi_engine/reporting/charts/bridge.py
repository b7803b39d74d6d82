"""Bridge: from one option to another, line by line."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.tables.bridge import BridgeTable
from roi_engine.reporting.words import N_, Words

LABEL_WIDTH = 190.0  # points


def plot_bridge(table: BridgeTable, words: Words, axes: Axes | None = None) -> Axes:
    """Horizontal bars from the top down, each starting where the one above ends; options stand on zero."""
    with canvas.theme():
        labels = canvas.row_labels([bar.label for bar in table.bars], LABEL_WIDTH)
        margins = None
        if axes is None:
            wide = max(canvas.widest(labels), canvas.widest([labels[0], labels[-1]], weight="bold"))
            margins = canvas.Margins(wide + 24, 20, canvas.top_margin(table.caption), 58)
            axes = canvas.framed_axes(margins, 2.0 + 0.36 * len(labels))
        _draw_bars(table, axes)
        _draw_amounts(table, words, axes)
        axes.set_yticks(range(len(labels)), labels)
        for row in (0, -1):
            axes.get_yticklabels()[row].set_fontweight("bold")
        axes.set_ylim(len(labels) - 0.4, -0.6)
        axes.xaxis.set_major_locator(MaxNLocator(7))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: words.tick(x, table.scale)))
        axes.set_xlabel(words.text(N_("Mean net present value, {unit}"), unit=table.scale.unit))
        axes.grid(axis="x")
        axes.spines["left"].set_visible(False)
        canvas.caption(axes, table.caption, margins)
        return axes


def _draw_bars(table: BridgeTable, axes: Axes) -> None:
    for row, bar in enumerate(table.bars):
        axes.barh(
            row, bar.amount, left=bar.start, height=0.66, color=_colour(bar.kind),
            hatch=canvas.LOSS_HATCH if bar.kind == "loss" else None, edgecolor="white", linewidth=0, gid=f"bar-{row}",
        )  # fmt: skip
        if row:
            end = table.bars[row - 1].end
            axes.plot([end, end], [row - 1 + 0.33, row - 0.33], color="#8C8C8C", linewidth=0.8)
    axes.axvline(0.0, color="#404040", linewidth=1.0)


def _colour(kind: str) -> str:
    return {"option": canvas.NET, "gain": canvas.OPERATIONAL, "loss": canvas.LOSS}[kind]


def _draw_amounts(table: BridgeTable, words: Words, axes: Axes) -> None:
    """Each amount beside its bar, on the side it grows to; the view is widened until all of them fit."""
    texts = [words.scaled(bar.amount, table.scale, signed=True) for bar in table.bars]
    places = [end for bar in table.bars for end in (bar.start, bar.end)]
    lowest, highest = min(0.0, *places), max(0.0, *places)
    room = canvas.widest(texts, weight="bold") + 10
    unit = (highest - lowest or 1.0) / max(canvas.extent(axes)[0] - 2 * room, 50.0)
    axes.set_xlim(lowest - room * unit, highest + room * unit)
    for row, (bar, text) in enumerate(zip(table.bars, texts, strict=True)):
        side = 1 if bar.amount >= 0 else -1
        axes.annotate(
            text, (bar.end, row), (4 * side, 0), textcoords="offset points", va="center",
            ha="left" if side > 0 else "right", weight="bold" if bar.kind == "option" else "normal",
        )  # fmt: skip
