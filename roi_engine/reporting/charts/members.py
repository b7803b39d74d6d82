"""Members of a portfolio: what each is worth, and all together."""

from __future__ import annotations

from matplotlib.axes import Axes

from roi_engine.reporting.charts.ranges import plot_ranges
from roi_engine.reporting.tables.members import MembersTable
from roi_engine.reporting.words import Words


def plot_members(table: MembersTable, words: Words, axes: Axes | None = None) -> Axes:
    """One bar a member, the total last."""
    return plot_ranges(table.bars, table.scale, table.caption, words, axes)
