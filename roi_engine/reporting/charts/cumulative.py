"""Cumulative cash flow, its P10-P90 band and the payback."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.tables.cumulative import CumulativeTable
from roi_engine.reporting.words import N_, Words

LINE_HEIGHT = 13.0  # points between two labels


def plot_cumulative(table: CumulativeTable, words: Words, axes: Axes | None = None) -> Axes:
    """The base case as a line, four draws in five as a band, the payback as a point on the zero line."""
    with canvas.theme():
        margins = None
        ends = _ends(table, words)
        if axes is None:
            room = canvas.widest([label for _, label, _ in ends], weight="bold") + 20
            margins = canvas.Margins(78, room, canvas.top_margin(table.caption), 64)
            axes = canvas.framed_axes(margins)
        if table.p10:
            axes.fill_between(table.months, table.p10, table.p90, color=canvas.ANALYTICAL, alpha=0.35, linewidth=0)
            axes.plot(table.months, table.p50, color=canvas.OPERATIONAL, linewidth=1.4, linestyle=(0, (4, 2)))
        axes.plot(table.months, table.base, color=canvas.NET, linewidth=2.2, gid="base")
        axes.axhline(0.0, color="#404040", linewidth=1.0)
        _frame(table, words, axes)
        _label_ends(ends, table, axes)
        _mark_payback(table, axes)
        canvas.caption(axes, table.caption, margins)
        return axes


def _ends(table: CumulativeTable, words: Words) -> list[tuple[float, str, str]]:
    """Where the lines end, their names and colours."""
    found = [(table.base[-1], words.text(N_("Base case")), canvas.NET)]
    if table.p10:
        found += [
            (table.p90[-1], "P90", canvas.OPERATIONAL),
            (table.p50[-1], "P50", canvas.OPERATIONAL),
            (table.p10[-1], "P10", canvas.OPERATIONAL),
        ]
    return [(end, f"{name} {words.scaled(end, table.scale, signed=True)}", colour) for end, name, colour in found]


def _frame(table: CumulativeTable, words: Words, axes: Axes) -> None:
    axes.set_xlim(0, table.months[-1])
    unit, step = (1, 3) if table.years <= 2 else (12, 12) if table.years <= 12 else (12, 60)
    ticks = range(0, 12 * table.years + 1, step)
    axes.set_xticks(ticks, [words.text(N_("Start")), *(str(tick // unit) for tick in ticks[1:])])
    axes.set_xlabel(words.text(N_("Months after the start") if unit == 1 else N_("Years after the start")))
    axes.yaxis.set_major_locator(MaxNLocator(7))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: words.tick(y, table.scale)))
    axes.set_ylabel(words.text(N_("Cumulative net flow, {unit}"), unit=table.scale.unit))
    axes.grid(axis="y")
    axes.margins(y=0.1)


def _label_ends(ends: list[tuple[float, str, str]], table: CumulativeTable, axes: Axes) -> None:
    """Names at the right end of the lines, moved apart where they would overlap."""
    low, high = axes.get_ylim()
    unit = (high - low) / canvas.extent(axes)[1]
    places = canvas.spread_apart([end for end, _, _ in ends], LINE_HEIGHT * unit)
    for (_, text, colour), place in zip(ends, places, strict=True):
        bold = "bold" if colour == canvas.NET else "normal"
        axes.annotate(
            text, (table.months[-1], place), (8, 0), textcoords="offset points", va="center", color=colour,
            annotation_clip=False, weight=bold,
        )  # fmt: skip


def _mark_payback(table: CumulativeTable, axes: Axes) -> None:
    months = table.payback_months
    if months is None or not 0 <= months <= table.months[-1]:
        return
    axes.plot([months], [0.0], "o", color=canvas.NET, markersize=8, markeredgecolor="white", gid="payback", zorder=5)
    left = months > 0.55 * table.months[-1]  # the label stands below the zero line's rising curve, on the free side
    box = {"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
    axes.annotate(
        table.payback_label, (months, 0.0), (-10 if left else 10, 16 if left else -16), textcoords="offset points",
        ha="right" if left else "left", va="center", bbox=box, weight="bold",
    )  # fmt: skip
