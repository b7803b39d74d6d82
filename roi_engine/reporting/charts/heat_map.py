"""Heat map of customers by recency and frequency score."""

from __future__ import annotations

from matplotlib.axes import Axes

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.charts.grid import coloured_grid
from roi_engine.reporting.tables.heat_map import HeatMapTable
from roi_engine.reporting.words import N_, Words

FIVE = 5  # classes up to which a cell holds two lines of full size


def plot_heat_map(table: HeatMapTable, words: Words, axes: Axes | None = None) -> Axes:
    """Cells darker with more customers; best recency on top, best frequency on the right."""
    with canvas.theme():
        margins = None
        if axes is None:
            margins = canvas.Margins(66, 20, canvas.top_margin(table.caption), 64)
            axes = canvas.framed_axes(margins)
        most = max(map(max, table.counts)) or 1.0
        many = len(table.recency) > FIVE
        labels = [[text.split("\n")[0] for text in row] for row in table.labels] if many else table.labels
        shade = [[(n / most) ** 0.5 for n in row] for row in table.counts]
        coloured_grid(shade, labels, axes, 7.0 if many else 9.0)
        axes.set_xticks([j + 0.5 for j in range(len(table.frequency))], [str(f) for f in table.frequency])
        axes.set_yticks([i + 0.5 for i in range(len(table.recency))], [str(r) for r in table.recency])
        axes.set_xlabel(words.text(N_("Frequency score")))
        axes.set_ylabel(words.text(N_("Recency score")))
        canvas.caption(axes, table.caption, margins)
        return axes
