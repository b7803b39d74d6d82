"""`roi-engine rfm`: customers scored, projected and followed; its commands are imported when called."""

from __future__ import annotations

from roi_engine.cli.lazy import LazyGroup

COMMANDS = {
    "score": "Score a base by recency, frequency and amount, from a log or a bare list.",
    "value": "Project what today's customers will order and earn, with its uncertainty.",
    "migrate": "Follow the scores between two dates, against a control group.",
}
command = LazyGroup(
    "rfm",
    table=COMMANDS,
    prefix="rfm_",
    help="Customers: scored from day one, projected, followed.",
    no_args_is_help=True,
)
