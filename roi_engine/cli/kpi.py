"""`roi-engine kpi`: exports recognised and measured; its commands are imported when called."""

from __future__ import annotations

from roi_engine.cli.lazy import LazyGroup

COMMANDS = {
    "profile": "Say what an export holds and how it is read, and print a mapping to edit.",
    "list": "Show which KPIs there are, and what each one is and wants.",
    "compute": "Compute KPIs from exports, by month and by dimension, with their uncertainty.",
}
command = LazyGroup(
    "kpi",
    table=COMMANDS,
    prefix="kpi_",
    help="KPIs from CRM exports: what a file holds, what it measures.",
    no_args_is_help=True,
)
