"""Cumulative curves of options, laid over each other."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.letters import POINTS
from roi_engine.reporting.tables.option_curves import OptionCurvesTable
from roi_engine.reporting.words import N_, Words, shortened_apart

Dash = str | tuple[int, tuple[int, ...]]
# colour and dash together, so that no two options look alike in grey
DASHES: tuple[Dash, ...] = ("-", (0, (6, 2)), (0, (2, 1)), (0, (6, 2, 1, 2)), (0, (1, 1)), (0, (4, 3)))


def plot_option_curves(table: OptionCurvesTable, words: Words, axes: Axes | None = None) -> Axes:
    """One rising curve an option; the curve further to the right is the better one. Doing nothing stands at zero."""
    with canvas.theme():
        margins, nothing = None, words.text(N_("Doing nothing"))
        names = [canvas.legible(name) for name in shortened_apart(table.options, 36)]
        ncols, high = _key([*names, nothing])
        if axes is None:
            margins = canvas.Margins(66, 30, canvas.top_margin(table.caption, key=True) + high, 64)
            axes = canvas.framed_axes(margins)
        lines = _lines()
        for number, (label, chance) in enumerate(zip(names, table.chance, strict=True)):
            colour, dash = lines[number % len(lines)]
            axes.plot(table.amounts, chance, color=colour, linestyle=dash, label=label, gid=f"curve-{number}")
        axes.axvline(0.0, color="#262626", linewidth=1.2, label=nothing)
        axes.set_xlim(table.amounts[0], table.amounts[-1])
        axes.set_ylim(0.0, 1.02)
        axes.xaxis.set_major_locator(MaxNLocator(8))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: words.tick(x, table.scale)))
        axes.set_xlabel(words.text(N_("Net present value, {unit}"), unit=table.scale.unit))
        axes.yaxis.set_major_locator(MaxNLocator(5))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: words.share(y)))
        axes.set_ylabel(words.text(N_("Chance of at most this")))
        axes.grid()
        axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.02), ncols=ncols, handlelength=2.4)
        canvas.caption(axes, table.caption, margins)
        return axes


def _key(names: Sequence[str]) -> tuple[int, float]:
    """Columns of the key that stand beside each other, and how much higher it is than one row [points]."""
    wide = canvas.WIDTH * POINTS - 96
    entry = canvas.widest(names) + 5.5 * canvas.LABEL_SIZE  # its line, and the gaps on both sides
    ncols = max(1, min(len(names), int(wide / entry)))
    return ncols, (math.ceil(len(names) / ncols) - 1) * 1.6 * canvas.LABEL_SIZE


def _lines() -> list[tuple[str, Dash]]:
    """Colour and dash of each option: those with a role first, then those of the style sheet."""
    named = (canvas.OPERATIONAL, canvas.LOSS, canvas.NET)
    others = [tint for tint in canvas.tints() if tint not in named] or [canvas.NET]
    third, fifth, sixth = (others[place % len(others)] for place in (1, 4, 3))
    return list(zip((named[0], named[1], third, named[2], fifth, sixth), DASHES, strict=True))
