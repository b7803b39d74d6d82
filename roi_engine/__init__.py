"""What does a CRM return, how sure are we, and what must be true?

Two verbs make a business case: `load` reads and checks a scenario file, `simulate` runs it. `sensitivity` and
`compare` ask what drives it and which option wins. Three more are for customers: `read_log` (or `read_list`) reads a
file, `score` and `value` say who they are and what they will bring. Everything is imported on first use, so that
`import roi_engine` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from roi_engine.version import __version__

if TYPE_CHECKING:
    from roi_engine.analysis.drivers import sensitivity
    from roi_engine.analysis.options import compare_scenarios as compare
    from roi_engine.crm_data.projecting import ValueQuestion
    from roi_engine.crm_data.projecting import valuation as value
    from roi_engine.crm_data.reading import read_list, read_log
    from roi_engine.crm_data.scoring import ScoreQuestion
    from roi_engine.crm_data.scoring import scored_base as score
    from roi_engine.engine import simulate
    from roi_engine.engine.frames import frame
    from roi_engine.engine.result import Result
    from roi_engine.errors import DataError, ModelError, Problem, ScenarioError
    from roi_engine.scenario import load_scenario as load
    from roi_engine.scenario.records import Scenario

__all__ = [
    "DataError", "ModelError", "Problem", "Result", "Scenario", "ScenarioError", "ScoreQuestion", "ValueQuestion",
    "__version__", "compare", "frame", "load", "read_list", "read_log", "score", "sensitivity", "simulate", "value",
]  # fmt: skip

_HOMES = {
    "load": ("roi_engine.scenario", "load_scenario"),
    "simulate": ("roi_engine.engine", "simulate"),
    "compare": ("roi_engine.analysis.options", "compare_scenarios"),
    "sensitivity": ("roi_engine.analysis.drivers", "sensitivity"),
    "frame": ("roi_engine.engine.frames", "frame"),
    "read_log": ("roi_engine.crm_data.reading", "read_log"),
    "read_list": ("roi_engine.crm_data.reading", "read_list"),
    "score": ("roi_engine.crm_data.scoring", "scored_base"),
    "ScoreQuestion": ("roi_engine.crm_data.scoring", "ScoreQuestion"),
    "value": ("roi_engine.crm_data.projecting", "valuation"),
    "ValueQuestion": ("roi_engine.crm_data.projecting", "ValueQuestion"),
    "Scenario": ("roi_engine.scenario.records", "Scenario"),
    "Result": ("roi_engine.engine.result", "Result"),
    "Problem": ("roi_engine.errors", "Problem"),
    "ScenarioError": ("roi_engine.errors", "ScenarioError"),
    "ModelError": ("roi_engine.errors", "ModelError"),
    "DataError": ("roi_engine.errors", "DataError"),
}


def __getattr__(name: str) -> object:
    """Import a public name where it lives, on first use (PEP 562); AttributeError for any other name."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    found: object = getattr(import_module(module), attribute)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
