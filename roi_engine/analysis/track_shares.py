"""Shares among the actuals: a 60 without its per cent sign is 6,000 %, and is asked about before it is used."""

from __future__ import annotations

import numpy as np

from roi_engine.analysis.track_faults import problem_at
from roi_engine.analysis.track_plan import Paths
from roi_engine.analysis.track_things import Thing
from roi_engine.crm_data.actuals import Actual
from roi_engine.errors import Problem

_PURE = ("", "1/year", "1/quarter", "1/month", "1/week", "1/day")
_SLACK = 1e-9


def share_problem(actual: Actual, thing: Thing, value: float, base: Paths | None) -> Problem | None:
    """The problem of an actual that its share, or rate, cannot be; None where all is well.

    `value` is the actual in the unit of the thing. What is a share by its nature lies between nothing and all. What is
    only planned as one (below 1 in the `base` case) may be more, but then it is stated in per cent or with a unit.
    """
    if thing.unit not in _PURE:
        return None
    if thing.is_share and not -_SLACK <= value <= 1.0 + _SLACK:
        said = f"{actual.what} is a share, and {_shown(actual)} lies outside what is possible"
        return problem_at(actual, "range", said, "value", "0 to 1, or 0 % to 100 %", _meant(actual, thing))
    if not actual.unit and abs(value) > 1.0 and _planned_as_share(actual.what, base):
        said = f"{actual.what} is planned as a share, and {_shown(actual)} would be {100 * value:,.6g} %"
        accepted = "a share of one such as 0.6, or a per cent such as 60 %" + (" with its unit" if thing.unit else "")
        return problem_at(actual, "range", said, "value", accepted, _meant(actual, thing))
    return None


def _planned_as_share(what: str, base: Paths | None) -> bool:
    """Whether the base case never has as much as 1 of it."""
    level = None if base is None else base.levels.get(what)
    return level is not None and bool(np.abs(level).max() < 1.0)


def _shown(actual: Actual) -> str:
    return f"{actual.value:.6g} {actual.unit}".strip()


def _meant(actual: Actual, thing: Thing) -> str:
    if actual.unit or not 1 < abs(actual.value) <= 100:
        return ""
    per_time = thing.unit.removeprefix("1")
    return f"did you mean {actual.value:.6g} %{', the unit being %' + per_time if per_time else ''}?"
