"""Distribution of the net present value with its loss area."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.tables.distribution import DistributionTable
from roi_engine.reporting.words import N_, Words

KEY_RISE = 34.0  # points between the axes and the key: room for the names of the percentiles


def plot_distribution(table: DistributionTable, words: Words, axes: Axes | None = None) -> Axes:
    """Bars of the share of draws: losses hatched, gains plain; P10, P50 and P90 as lines."""
    with canvas.theme():
        margins = None
        if axes is None:
            margins = canvas.Margins(66, 30, canvas.top_margin(table.caption, key=True) + KEY_RISE, 64)
            axes = canvas.framed_axes(margins)
        _draw_bars(table, axes)
        axes.set_xlim(table.edges[0], table.edges[-1])
        axes.set_ylim(0, 1.06 * max(table.shares))
        _mark_percentiles(table, words, axes)
        _draw_key(table, words, axes)
        axes.xaxis.set_major_locator(MaxNLocator(8))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: words.tick(x, table.scale)))
        axes.set_xlabel(words.text(N_("Net present value, {unit}"), unit=table.scale.unit))
        axes.yaxis.set_major_locator(MaxNLocator(5))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: words.share(y, 1)))
        axes.set_ylabel(words.text(N_("Share of draws")))
        axes.grid(axis="y")
        canvas.caption(axes, table.caption, margins)
        return axes


def _draw_bars(table: DistributionTable, axes: Axes) -> None:
    for low, high, share in zip(table.edges[:-1], table.edges[1:], table.shares, strict=True):
        loss = (low + high) / 2 < 0
        axes.bar(
            low, share, high - low, align="edge", color=canvas.LOSS if loss else canvas.OPERATIONAL,
            hatch=canvas.LOSS_HATCH if loss else None, edgecolor="white", linewidth=0.4,
        )  # fmt: skip
        if low == 0 and table.ends.even > 0:  # those that end at zero are part of the bar that begins there
            even = min(table.ends.even, share)
            axes.bar(0.0, even, high, align="edge", color=canvas.MUTED, edgecolor="white", linewidth=0.4, gid="even")
    if table.edges[0] < 0 < table.edges[-1]:
        axes.axvline(0.0, color="#262626", linewidth=1.4)


def _mark_percentiles(table: DistributionTable, words: Words, axes: Axes) -> None:
    """Lines with their figures above the axes, moved apart where they would overlap."""
    figures = ((10, table.p10), (50, table.p50), (90, table.p90))
    labels = [f"P{p}\n{words.scaled(npv, table.scale, signed=True)}" for p, npv in figures]
    low, high = axes.get_xlim()
    gap = (canvas.widest(labels, weight="bold") + 8) * (high - low) / canvas.extent(axes)[0]
    places = canvas.spread_apart([npv for _, npv in figures], gap)
    for (_, npv), place, label in zip(figures, places, labels, strict=True):
        axes.axvline(npv, color="#262626", linewidth=1.1, linestyle=(0, (4, 2)))
        axes.annotate(
            label, (npv, 1.0), (place, 1.03), xycoords=("data", "axes fraction"),
            textcoords=("data", "axes fraction"), ha="center", va="bottom", weight="bold", annotation_clip=False,
        )  # fmt: skip


def _draw_key(table: DistributionTable, words: Words, axes: Axes) -> None:
    """What the two kinds of bars are, and how many draws each kind holds."""
    loss, even, gain = table.ends.loss, table.ends.even, table.ends.gain
    handles = []
    if loss > 0:
        text = words.text(N_("Loss: {chance} of draws"), chance=words.chance(loss))
        handles.append(
            Patch(facecolor=canvas.LOSS, edgecolor="white", linewidth=0, hatch=canvas.LOSS_HATCH, label=text)
        )
    if even > 0:
        text = words.text(N_("Neither: {chance} of draws"), chance=words.chance(even))
        handles.append(Patch(facecolor=canvas.MUTED, label=text))
    if gain > 0:
        text = words.text(N_("Gain: {chance} of draws"), chance=words.chance(gain))
        handles.append(Patch(facecolor=canvas.OPERATIONAL, label=text))
    above = 1.0 + (KEY_RISE + 6) / canvas.extent(axes)[1]
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.0, above), ncols=len(handles))
