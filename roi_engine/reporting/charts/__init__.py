"""Charts, one a file: table in, Axes out. No figures are made here, no files written, pyplot never touched."""

from roi_engine.reporting.charts.benefit_stack import plot_benefit_stack
from roi_engine.reporting.charts.break_even_map import plot_break_even_map
from roi_engine.reporting.charts.bridge import plot_bridge
from roi_engine.reporting.charts.canvas import png, svg
from roi_engine.reporting.charts.cumulative import plot_cumulative
from roi_engine.reporting.charts.distribution import plot_distribution
from roi_engine.reporting.charts.drivers import plot_drivers
from roi_engine.reporting.charts.exceedance import plot_exceedance
from roi_engine.reporting.charts.members import plot_members
from roi_engine.reporting.charts.option_curves import plot_option_curves
from roi_engine.reporting.charts.stresses import plot_stresses
from roi_engine.reporting.charts.tornado import plot_tornado
from roi_engine.reporting.charts.waterfall import plot_waterfall

__all__ = [
    "plot_benefit_stack",
    "plot_break_even_map",
    "plot_bridge",
    "plot_cumulative",
    "plot_distribution",
    "plot_drivers",
    "plot_exceedance",
    "plot_members",
    "plot_option_curves",
    "plot_stresses",
    "plot_tornado",
    "plot_waterfall",
    "png",
    "svg",
]
