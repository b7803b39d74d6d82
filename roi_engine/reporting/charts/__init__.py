"""Charts, one a file: table in, Axes out. No figures are made here, no files written, pyplot never touched."""

from roi_engine.reporting.charts.benefit_stack import plot_benefit_stack
from roi_engine.reporting.charts.canvas import png, svg
from roi_engine.reporting.charts.cumulative import plot_cumulative
from roi_engine.reporting.charts.distribution import plot_distribution
from roi_engine.reporting.charts.tornado import plot_tornado
from roi_engine.reporting.charts.waterfall import plot_waterfall

__all__ = [
    "plot_benefit_stack",
    "plot_cumulative",
    "plot_distribution",
    "plot_tornado",
    "plot_waterfall",
    "png",
    "svg",
]
