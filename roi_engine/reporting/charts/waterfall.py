"""Waterfall: costs, benefits, net present value."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.tables.waterfall import WaterfallTable
from roi_engine.reporting.words import N_, Words

LABEL_WIDTH = 190.0  # points
NAMES = {"cost": N_("Cost"), "operational": N_("Operational saving"), "analytical": N_("Customer value")}


def plot_waterfall(table: WaterfallTable, words: Words, axes: Axes | None = None) -> Axes:
    """Horizontal bars from the top down, each starting where the one above ends; the last is the total."""
    with canvas.theme():
        labels = canvas.row_labels([step.label for step in table.steps], LABEL_WIDTH)
        margins = None
        if axes is None:
            left = max(canvas.widest(labels), canvas.widest(labels[-1:], weight="bold")) + 24
            margins = canvas.Margins(left, 20, canvas.top_margin(table.caption, key=True), 58)
            axes = canvas.framed_axes(margins, 2.2 + 0.34 * len(labels))
        _draw_bars(table, axes)
        _draw_labels(table, words, axes)
        axes.set_yticks(range(len(labels)), labels)
        axes.get_yticklabels()[-1].set_fontweight("bold")
        axes.set_ylim(len(labels) - 0.4, -0.6)
        axes.xaxis.set_major_locator(MaxNLocator(7))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: words.tick(x, table.scale)))
        axes.set_xlabel(words.text(N_("Present value, {unit}"), unit=table.scale.unit))
        axes.grid(axis="x")
        axes.spines["left"].set_visible(False)
        _draw_key(table, words, axes)
        canvas.caption(axes, table.caption, margins)
        return axes


def _draw_bars(table: WaterfallTable, axes: Axes) -> None:
    for row, step in enumerate(table.steps):
        loss = step.kind == "cost"
        axes.barh(
            row, step.amount, left=step.start, height=0.66, color=_colour(step.kind),
            hatch=canvas.LOSS_HATCH if loss else None, edgecolor="white", linewidth=0, gid=f"bar-{row}",
        )  # fmt: skip
        if row:
            start = table.steps[row - 1].end
            axes.plot([start, start], [row - 1 + 0.33, row - 0.33], color="#8C8C8C", linewidth=0.8)
    axes.axvline(0.0, color="#404040", linewidth=1.0)


def _colour(kind: str) -> str:
    colours = {
        "cost": canvas.LOSS,
        "operational": canvas.OPERATIONAL,
        "analytical": canvas.ANALYTICAL,
        "net": canvas.NET,
    }
    return colours[kind]


def _draw_labels(table: WaterfallTable, words: Words, axes: Axes) -> None:
    """Each amount beside its bar, on the side it grows to; the view is widened until all of them fit."""
    texts = [words.scaled(step.amount, table.scale, signed=True) for step in table.steps]
    ends = [step.end for step in table.steps]
    lowest, highest = min(0.0, *ends), max(0.0, *ends)
    room = canvas.widest(texts, weight="bold") + 10
    unit = (highest - lowest or 1.0) / max(canvas.extent(axes)[0] - 2 * room, 50.0)
    axes.set_xlim(lowest - room * unit, highest + room * unit)
    for row, (step, text) in enumerate(zip(table.steps, texts, strict=True)):
        side = 1 if step.amount >= 0 else -1
        axes.annotate(
            text, (step.end, row), (4 * side, 0), textcoords="offset points", va="center",
            ha="left" if side > 0 else "right", weight="bold" if step.kind == "net" else "normal",
            bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"},
        )  # fmt: skip


def _draw_key(table: WaterfallTable, words: Words, axes: Axes) -> None:
    kinds = [kind for kind in NAMES if any(step.kind == kind for step in table.steps)]
    patches = [
        Patch(
            facecolor=_colour(kind),
            edgecolor="white",
            linewidth=0,
            hatch=canvas.LOSS_HATCH if kind == "cost" else None,
            label=words.text(NAMES[kind]),
        )
        for kind in kinds
    ]
    axes.legend(handles=patches, loc="lower left", bbox_to_anchor=(0.0, 1.02), ncols=len(patches))
