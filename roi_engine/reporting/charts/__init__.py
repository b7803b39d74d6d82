"""Charts, one a file: table in, Axes out. No figures are made here, no files written, pyplot never touched."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roi_engine.reporting.charts.alluvial import plot_alluvial
    from roi_engine.reporting.charts.benefit_stack import plot_benefit_stack
    from roi_engine.reporting.charts.break_even_map import plot_break_even_map
    from roi_engine.reporting.charts.bridge import plot_bridge
    from roi_engine.reporting.charts.canvas import png, svg
    from roi_engine.reporting.charts.conditional import plot_conditional
    from roi_engine.reporting.charts.cumulative import plot_cumulative
    from roi_engine.reporting.charts.customer_base import plot_customer_base
    from roi_engine.reporting.charts.customer_margin import plot_customer_margin
    from roi_engine.reporting.charts.distribution import plot_distribution
    from roi_engine.reporting.charts.drivers import plot_drivers
    from roi_engine.reporting.charts.exceedance import plot_exceedance
    from roi_engine.reporting.charts.frequency_recency import plot_frequency_recency
    from roi_engine.reporting.charts.goal_map import plot_goal_map
    from roi_engine.reporting.charts.heat_map import plot_heat_map
    from roi_engine.reporting.charts.kpi_band import plot_kpi_band
    from roi_engine.reporting.charts.members import plot_members
    from roi_engine.reporting.charts.migration import plot_migration
    from roi_engine.reporting.charts.option_curves import plot_option_curves
    from roi_engine.reporting.charts.recency_curve import plot_recency_curve
    from roi_engine.reporting.charts.stresses import plot_stresses
    from roi_engine.reporting.charts.tornado import plot_tornado
    from roi_engine.reporting.charts.tracking import plot_tracking
    from roi_engine.reporting.charts.waterfall import plot_waterfall

__all__ = [
    "plot_alluvial",
    "plot_benefit_stack",
    "plot_break_even_map",
    "plot_bridge",
    "plot_conditional",
    "plot_cumulative",
    "plot_customer_base",
    "plot_customer_margin",
    "plot_distribution",
    "plot_drivers",
    "plot_exceedance",
    "plot_frequency_recency",
    "plot_goal_map",
    "plot_heat_map",
    "plot_kpi_band",
    "plot_members",
    "plot_migration",
    "plot_option_curves",
    "plot_recency_curve",
    "plot_stresses",
    "plot_tornado",
    "plot_tracking",
    "plot_waterfall",
    "png",
    "svg",
]

_HOMES = {"png": "canvas", "svg": "canvas"}  # `plot_NAME` is in the module NAME


def __getattr__(name: str) -> object:
    """Import a chart on first use: the others, and what they show, are not needed to draw it (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES.get(name) or name.removeprefix('plot_')}"), name)
    globals()[name] = found
    return found
