"""Tornado: what each assumption alone does to the net present value."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.tables.tornado import TornadoBar, TornadoTable
from roi_engine.reporting.words import N_, Words

LABEL_WIDTH = 210.0  # points
END_SIZE = 8.5


def plot_tornado(table: TornadoTable, words: Words, axes: Axes | None = None) -> Axes:
    """One bar an assumption around the base case, largest on top; the assumption's own values at the ends."""
    with canvas.theme():
        labels = canvas.row_labels([bar.label for bar in table.bars], LABEL_WIDTH)
        margins = None
        if axes is None:
            margins = canvas.Margins(canvas.widest(labels) + 24, 20, canvas.top_margin(table.caption, key=True), 58)
            axes = canvas.framed_axes(margins, 2.4 + 0.4 * len(labels))
        _widen(table, axes)
        for row, bar in enumerate(table.bars):
            _draw_bar(row, bar, table.base, axes)
        _frame(table, words, labels, axes)
        canvas.caption(axes, table.caption, margins)
        return axes


def _frame(table: TornadoTable, words: Words, labels: list[str], axes: Axes) -> None:
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.axvline(table.base, color="#262626", linewidth=1.2)
    low, high = axes.get_xlim()
    if low < 0 < high:
        axes.axvline(0.0, color=canvas.LOSS, linewidth=1.2, linestyle=(0, (2, 2)), zorder=0.5)
    axes.xaxis.set_major_locator(MaxNLocator(7))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: words.tick(x, table.scale)))
    template = N_("Net present value, {unit} (solid line: base case {base}; dashed line: zero)")
    if not low < 0 < high:
        template = N_("Net present value, {unit} (solid line: base case {base})")
    base = words.scaled(table.base, table.scale)
    axes.set_xlabel(words.text(template, unit=table.scale.unit, base=base))
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)
    handles = [
        Patch(facecolor=canvas.ANALYTICAL, label=words.text(N_("assumption at its P10"))),
        Patch(facecolor=canvas.OPERATIONAL, label=words.text(N_("assumption at its P90"))),
    ]
    if any(bar.event for bar in table.bars):
        text = words.text(N_("the risk happens"))
        handles.append(
            Patch(facecolor=canvas.RISK, edgecolor="white", linewidth=0, hatch=canvas.RISK_HATCH, label=text)
        )
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.02), ncols=len(handles))


def _draw_bar(row: int, bar: TornadoBar, base: float, axes: Axes) -> None:
    """Two bars from the base; the longer is drawn first, so that neither hides the other on one side."""
    ends = [(bar.npv_low, canvas.ANALYTICAL, "low"), (bar.npv_high, canvas.OPERATIONAL, "high")]
    for npv, colour, end in sorted(ends, key=lambda e: -abs(e[0] - base)):
        happens = bar.event and end == "high"
        axes.barh(
            row, npv - base, left=base, height=0.62, color=canvas.RISK if happens else colour,
            hatch=canvas.RISK_HATCH if happens else None, edgecolor="white", linewidth=0, gid=f"{end}-{row}",
        )  # fmt: skip
    for x, side, text in _end_labels(bar, base):
        axes.annotate(
            text, (x, row), (4 * side, 0), textcoords="offset points", va="center",
            ha="right" if side < 0 else "left", fontsize=END_SIZE, color="#404040", annotation_clip=False,
            bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"},
        )  # fmt: skip


def _end_labels(bar: TornadoBar, base: float) -> list[tuple[float, int, str]]:
    """Where the assumption's own values stand: place, side (-1 left, 1 right), text.

    Where both ends lie on one side of the base, both values stand beyond the longer bar, in the order of the bars.
    """
    low, high = canvas.legible(bar.low_label), canvas.legible(bar.high_label)
    left, right = sorted(((bar.npv_low, low), (bar.npv_high, high)), key=lambda end: end[0])
    if base in (left[0], right[0]) and left[0] != right[0]:  # one end does nothing: the other says enough
        return [(left[0], -1, left[1])] if right[0] == base else [(right[0], 1, right[1])]
    if right[0] <= base:
        return [(left[0], -1, f"{left[1]} | {right[1]}")]
    if left[0] >= base:
        return [(right[0], 1, f"{left[1]} | {right[1]}")]
    return [(left[0], -1, left[1]), (right[0], 1, right[1])]


def _widen(table: TornadoTable, axes: Axes) -> None:
    """A view that leaves room for the values at both ends."""
    npvs = [table.base, *(n for bar in table.bars for n in (bar.npv_low, bar.npv_high))]
    lowest, highest = min(npvs), max(npvs)
    labels = [label for bar in table.bars for label in _end_labels(bar, table.base)]
    left, right = (canvas.widest([text for _, at, text in labels if at == side], END_SIZE) + 14 for side in (-1, 1))
    unit = (highest - lowest or 1.0) / max(canvas.extent(axes)[0] - left - right, 60.0)
    axes.set_xlim(lowest - left * unit, highest + right * unit)
