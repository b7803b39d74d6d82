"""Benefits and costs by year."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.tables.benefit_stack import BenefitStackTable
from roi_engine.reporting.words import N_, Words

BAR = 0.62


def plot_benefit_stack(table: BenefitStackTable, words: Words, axes: Axes | None = None) -> Axes:
    """Operational savings and customer value stacked above zero, costs below, the net as a point with its figure."""
    with canvas.theme():
        margins = None
        if axes is None:
            margins = canvas.Margins(78, 24, canvas.top_margin(table.caption, key=True), 48)
            axes = canvas.framed_axes(margins)
        tops, bottoms = _draw_stacks(table, axes)
        places = range(len(table.labels))
        axes.plot(
            places, table.net, "D", color="white", markeredgecolor="#262626", markeredgewidth=1.6, markersize=8,
            label=words.text(N_("Net")), gid="net", zorder=5,
        )  # fmt: skip
        axes.axhline(0.0, color="#404040", linewidth=1.0)
        for x, (top, net) in enumerate(zip(tops, table.net, strict=True)):
            text = words.text(N_("Net\n{net}"), net=words.scaled(net, table.scale, signed=True))
            axes.annotate(
                text, (x, max(top, net, 0.0)), (0, 9), textcoords="offset points", ha="center", va="bottom",
                weight="bold",
            )  # fmt: skip
        _frame(table, words, axes, min(*bottoms, *table.net, 0.0), max(*tops, *table.net, 0.0))
        canvas.caption(axes, table.caption, margins)
        return axes


def _draw_stacks(table: BenefitStackTable, axes: Axes) -> tuple[list[float], list[float]]:
    """Draw the parts of each year, positive ones up, negative ones down from zero; tops and bottoms of the stacks."""
    tops, bottoms = [0.0] * len(table.labels), [0.0] * len(table.labels)
    parts = (
        ("operational", table.operational, canvas.OPERATIONAL, None),
        ("analytical", table.analytical, canvas.ANALYTICAL, None),
        ("costs", table.costs, canvas.LOSS, canvas.LOSS_HATCH),
    )
    for name, amounts, colour, hatch in parts:
        for x, amount in enumerate(amounts):
            if amount == 0:
                continue
            pile = tops if amount > 0 else bottoms
            axes.bar(
                x, amount, BAR, bottom=pile[x], color=colour, hatch=hatch, edgecolor="white", linewidth=0.6,
                gid=f"{name}-{x}",
            )  # fmt: skip
            pile[x] += amount
    return tops, bottoms


def _frame(table: BenefitStackTable, words: Words, axes: Axes, low: float, high: float) -> None:
    axes.set_xticks(range(len(table.labels)), table.labels)
    axes.tick_params(axis="x", length=0)
    axes.set_xlim(-0.6, len(table.labels) - 0.4)
    span = high - low or 1.0
    axes.set_ylim(low - 0.06 * span, high + 0.16 * span)
    axes.yaxis.set_major_locator(MaxNLocator(7))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: words.tick(y, table.scale)))
    axes.set_ylabel(words.text(N_("Flow in the year, {unit}"), unit=table.scale.unit))
    axes.grid(axis="y")
    axes.spines["bottom"].set_visible(False)
    handles: list[Patch] = []
    kinds = (
        (N_("Operational saving"), table.operational, canvas.OPERATIONAL, None),
        (N_("Customer value"), table.analytical, canvas.ANALYTICAL, None),
        (N_("Cost"), table.costs, canvas.LOSS, canvas.LOSS_HATCH),
    )
    for name, amounts, colour, hatch in kinds:
        if any(amounts):
            handles.append(Patch(facecolor=colour, edgecolor="white", linewidth=0, hatch=hatch, label=words.text(name)))
    net = axes.lines[0]
    axes.legend(handles=[*handles, net], loc="lower left", bbox_to_anchor=(0.0, 1.02), ncols=len(handles) + 1)
