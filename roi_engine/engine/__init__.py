"""The engine: a checked scenario in, a frozen result out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roi_engine.engine.explanation import LineExplanation
    from roi_engine.engine.result import Result
    from roi_engine.engine.simulation import assumption_register, simulate

__all__ = ["LineExplanation", "Result", "assumption_register", "simulate"]

_HOMES = {
    "LineExplanation": "explanation",
    "Result": "result",
    "assumption_register": "simulation",
    "simulate": "simulation",
}


def __getattr__(name: str) -> object:
    """Import a public name on first use: the records of a result alone cost nothing (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
