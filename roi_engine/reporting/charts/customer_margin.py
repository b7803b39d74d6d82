"""Contribution margin of the customer base over time, with the CRM and without it."""

from __future__ import annotations

from dataclasses import replace

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.tables.customer_margin import CustomerMarginTable
from roi_engine.reporting.words import N_, Scale, Words

LINE_HEIGHT = 13.0  # points between two labels


def plot_customer_margin(table: CustomerMarginTable, words: Words, axes: Axes | None = None) -> Axes:
    """Two lines, each with its band, named at their right end."""
    with canvas.theme():
        margins = None
        ends = [
            (table.with_crm[-1], words.text(N_("With the CRM")), canvas.OPERATIONAL),
            (table.without[-1], words.text(N_("Without")), canvas.NET),
        ]
        scale = _scale(table)
        labels = [f"{name} {words.scaled(end, scale)}" for end, name, _ in ends]
        if axes is None:
            margins = canvas.Margins(
                78, canvas.widest(labels, weight="bold") + 20, canvas.top_margin(table.caption), 64
            )
            axes = canvas.framed_axes(margins)
        if table.without_range[0]:
            axes.fill_between(table.months, *table.without_range, color=canvas.NET, alpha=0.16, linewidth=0)
            axes.fill_between(table.months, *table.with_range, color=canvas.ANALYTICAL, alpha=0.3, linewidth=0)
        axes.plot(table.months, table.without, color=canvas.NET, linewidth=2.0, linestyle=(0, (5, 2)), gid="without")
        axes.plot(table.months, table.with_crm, color=canvas.OPERATIONAL, linewidth=2.2, gid="with")
        _frame(table, words, axes)
        low, high = axes.get_ylim()
        unit = (high - low) / canvas.extent(axes)[1]
        places = canvas.spread_apart([end for end, _, _ in ends], LINE_HEIGHT * unit)
        for (_, _, colour), text, place in zip(ends, labels, places, strict=True):
            axes.annotate(
                text, (table.months[-1], place), (8, 0), textcoords="offset points", va="center", color=colour,
                annotation_clip=False, weight="bold",
            )  # fmt: skip
        canvas.caption(axes, table.caption, margins)
        return axes


def _scale(table: CustomerMarginTable) -> Scale:
    """The unit of the axis, with one more digit where rounding would tell the ends too near or too far apart."""
    near = abs(table.with_crm[-1] - table.without[-1]) < 0.1 * abs(table.without[-1])
    return replace(table.scale, digits=table.scale.digits + 1) if near else table.scale


def _frame(table: CustomerMarginTable, words: Words, axes: Axes) -> None:
    axes.set_xlim(0, 12 * table.years)
    unit, step = (1, 3) if table.years <= 2 else (12, 12) if table.years <= 12 else (12, 60)
    ticks = range(0, 12 * table.years + 1, step)
    axes.set_xticks(ticks, [words.text(N_("Start")), *(str(tick // unit) for tick in ticks[1:])])
    axes.set_xlabel(words.text(N_("Months after the start") if unit == 1 else N_("Years after the start")))
    axes.set_ylim(bottom=0.0)
    axes.margins(y=0.1)
    axes.yaxis.set_major_locator(MaxNLocator(7))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: words.tick(y, table.scale)))
    axes.set_ylabel(words.text(N_("Margin a year, {unit}"), unit=table.scale.unit))
    axes.grid(axis="y")
