"""Stresses: what is left of the case under each of them."""

from __future__ import annotations

from matplotlib.axes import Axes

from roi_engine.reporting.charts.ranges import plot_ranges
from roi_engine.reporting.tables.stresses import StressesTable
from roi_engine.reporting.words import Words


def plot_stresses(table: StressesTable, words: Words, axes: Axes | None = None) -> Axes:
    """One bar a stress, the case itself on top."""
    return plot_ranges(table.bars, table.scale, table.caption, words, axes)
