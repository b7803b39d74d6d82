"""The answer to `goal-seek`, in words and as JSON."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from roi_engine.analysis.seeking import Sought
from roi_engine.finance import DEFINITIONS
from roi_engine.reporting.figures import number_text
from roi_engine.reporting.records_json import plain_record
from roi_engine.reporting.results_json import SCHEMA
from roi_engine.reporting.words import N_, Words, is_share, plain


@dataclass(frozen=True, slots=True)
class Goal:
    """What was sought and found: value `path` so that `condition` (on the figure `figure_path`) holds.

    `today` is the value's base, `stated` how the scenario states it, `as_stated` the figure with the value as stated.
    `own_range`: the search kept to the value's own range (P0.1 to P99.9).
    """

    path: str
    title: str
    unit: str
    today: float
    stated: str
    own_range: bool
    condition: str
    figure_path: str
    as_stated: float
    draws: int
    found: Sought


def goal_json(goal: Goal) -> dict[str, Any]:
    """The answer as plain JSON; `value` is None where there is none."""
    told: dict[str, Any] = plain_record(goal)
    return {"schema": SCHEMA, **told, "found": {**told["found"], "outcome": outcome(goal.found)}}


def outcome(found: Sought) -> str:
    """`reached`, `unreachable`, `held` (ceases at a value) or `held_throughout`."""
    if found.held:
        return "held_throughout" if math.isnan(found.value) else "held"
    return "reached" if found.reached else "unreachable"


def goal_said(goal: Goal, words: Words) -> tuple[str, ...]:
    """What the value must reach, beside where it stands today."""
    told = {
        "title": plain(goal.title),
        "condition": goal.condition,
        "value": _value(goal.found.value, goal, words),
        "start": _value(goal.found.start, goal, words),
        "low": _value(goal.found.low, goal, words),
        "high": _value(goal.found.high, goal, words),
        "figure": figure_text(goal.figure_path, goal.found.figure, words),
        "best": figure_text(goal.figure_path, goal.found.best, words),
        "best_at": _value(goal.found.best_at, goal, words),
    }
    stated = words.text(
        N_("Today: base {today}, stated as {stated}; with that, {path} is {figure}."),
        today=_value(goal.today, goal, words),
        stated=plain(goal.stated),
        path=goal.figure_path,
        figure=figure_text(goal.figure_path, goal.as_stated, words),
    )
    searched = words.text(
        N_("Searched from {low} to {high}, each time with the value settled there, {draws} draws a step."),
        **told,
        draws=words.count(goal.draws),
    )
    outside = words.text(N_("What lies outside its stated range (P0.1 to P99.9) was not searched."))
    return (words.text(_answer(goal), **told), stated, searched, *((outside,) if goal.own_range else ()))


def _answer(goal: Goal) -> str:
    """The template of the answer, by its outcome and its side."""
    found, kind = goal.found, outcome(goal.found)
    if kind == "held_throughout":
        return N_("{condition} holds for any “{title}” settled between {low} and {high}.")
    if kind == "held":
        if found.value > found.start:
            return N_("{condition} holds with “{title}” settled at {start}; it would cease to hold above {value}.")
        return N_("{condition} holds with “{title}” settled at {start}; it would cease to hold below {value}.")
    if kind == "unreachable":
        if math.isnan(found.best_at):
            return N_("{condition} cannot be reached between {low} and {high}: the figure does not exist there.")
        return N_("{condition} cannot be reached between {low} and {high}; nearest is {best}, at {best_at}.")
    if found.value > found.start:
        return N_("{condition} needs “{title}” at {value} or more; there it is {figure}.")
    return N_("{condition} needs “{title}” at {value} or less; there it is {figure}.")


def _value(number: float, goal: Goal, words: Words) -> str:
    return words.quantity(number, goal.unit, is_share(goal.unit, goal.today))


def figure_text(path: str, figure: float, words: Words) -> str:
    """A figure of results.json by its path: chances as per cent, figures by their definition, else a number."""
    if not math.isfinite(figure):
        return words.missing
    keys = path.split(".")
    if keys[0] == "probability":
        return words.share(figure, 1)
    known = next((DEFINITIONS[key] for key in keys if key in DEFINITIONS), None)
    return number_text(known, figure, words) if known and keys[-1] != "undefined" else words.number(figure)
