"""The scenario language: the only door for assumptions."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roi_engine.scenario.json_schema import json_schema
    from roi_engine.scenario.kinds import kind_of
    from roi_engine.scenario.loading import check_scenario, load_scenario
    from roi_engine.scenario.portfolio import check_portfolio, load_portfolio

__all__ = ["check_portfolio", "check_scenario", "json_schema", "kind_of", "load_portfolio", "load_scenario"]

_HOMES = {
    "load_scenario": "loading", "check_scenario": "loading", "json_schema": "json_schema", "kind_of": "kinds",
    "load_portfolio": "portfolio", "check_portfolio": "portfolio",
}  # fmt: skip


def __getattr__(name: str) -> object:
    """Import a public name on first use: the records alone cost nothing (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
