"""Migration matrix: rows are where customers were, columns where they are."""

from __future__ import annotations

from matplotlib.axes import Axes

from roi_engine.reporting.charts import canvas
from roi_engine.reporting.charts.grid import coloured_grid
from roi_engine.reporting.tables.migration import MigrationTable
from roi_engine.reporting.words import Words

LABEL_WIDTH = 110.0  # points
SEVERAL = 6  # columns up to which a cell holds its count too


def plot_migration(table: MigrationTable, words: Words, axes: Axes | None = None) -> Axes:
    """Cells darker with a larger share of their row."""
    with canvas.theme():
        names = canvas.row_labels(table.before, LABEL_WIDTH)
        margins = None
        if axes is None:
            margins = canvas.Margins(canvas.widest(names) + 40, 20, canvas.top_margin(table.caption), 84)
            axes = canvas.framed_axes(margins, max(canvas.HEIGHT, 2.4 + 0.5 * len(names)))
        small = len(table.after) > SEVERAL + 2
        coloured_grid(table.shares, table.labels, axes, 7.5 if small else 8.5)
        room = canvas.extent(axes)[0] / len(table.after) - 6
        heads = [canvas.wrapped(name, room, 8.5) for name in table.after]
        axes.set_xticks([j + 0.5 for j in range(len(heads))], heads, fontsize=8.5)
        axes.set_yticks([i + 0.5 for i in range(len(names))], names)
        axes.set_xlabel(table.after_label)
        axes.set_ylabel(table.before_label)
        canvas.caption(axes, table.caption, margins)
        return axes
