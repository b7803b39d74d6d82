"""Conditions of `--fail-if` and `--so-that`: a path into the results, a comparison, a constant; never evaluated."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from roi_engine.cli.failures import refusal
from roi_engine.errors import did_you_mean

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
}
_SHAPE = re.compile(
    r"""\s*(?P<path>[A-Za-z_]\w*(?:\.\w+)*)
        \s*(?P<sign><=|>=|==|!=|<|>)
        \s*(?:(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(?P<quote>["'])(?P<word>\w+)(?P=quote))\s*\Z""",
    re.VERBOSE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: the figure at `path` of results.json compared with `constant`; `text` is as written.

    `option` is the option of the command line that stated it, for messages.
    """

    text: str
    path: str
    sign: str
    constant: float | str
    option: str = field(default="--fail-if", repr=False)


def parse_condition(text: str, option: str = "--fail-if") -> Condition:
    """The condition that `text` states; ScenarioError where it is not `path comparison constant`.

    >>> parse_condition("probability.npv_positive < 0.8")
    Condition(text='probability.npv_positive < 0.8', path='probability.npv_positive', sign='<', constant=0.8)
    """
    match = _SHAPE.match(text)
    if match is None or len(text) > 200:
        raise refusal(
            "bad-condition",
            f"{option} {text[:80]!r} is not a condition",
            accepted="PATH < NUMBER, with <, <=, >, >=, == or !=; shares are of one",
            hint=f'e.g. {option} "probability.npv_positive < 0.8"',
        )
    word, sign = match["word"], match["sign"]
    if word is not None and sign not in ("==", "!="):
        raise refusal("bad-condition", f"{option} {text!r}: a word can only be equal (==) or not (!=)")
    return Condition(text.strip(), match["path"], sign, float(match["number"]) if word is None else word, option)


def holds(condition: Condition, results: Mapping[str, Any]) -> str:
    """Say in a sentence why the condition holds on `results` (the content of results.json); empty where it does not.

    A figure that does not exist (null) counts as holding: a gate must not open because nothing could be measured.
    ScenarioError where the path leads nowhere or to something of another kind.
    """
    found = figure_at(condition, results)
    if found is None:
        return f"{condition.text}: cannot be judged, {condition.path} does not exist in this case"
    if isinstance(found, str) != isinstance(condition.constant, str):
        expected = "a number" if isinstance(condition.constant, float) else "a word"
        raise refusal(
            "bad-condition", f"{condition.option} {condition.text!r}: {condition.path} is {found!r}, not {expected}"
        )
    if not COMPARISONS[condition.sign](found, condition.constant):
        return ""
    return f"{condition.text}: it is {found}"


def figure_at(condition: Condition, results: Mapping[str, Any]) -> float | str | None:
    """The number, word or null at the condition's path; list items are counted from 0 (`by_year.net.1`)."""
    place: Any = results
    walked: list[str] = []
    for key in condition.path.split("."):
        choices = list(place) if isinstance(place, Mapping) else [str(n) for n in range(len(place))]
        if key not in choices:
            where = f"under {'.'.join(walked)}" if walked else "in the results"
            hint = did_you_mean(key, choices) or f"there are: {', '.join(choices[:12])}"
            raise refusal("unknown-figure", f"{condition.option} {condition.text!r}: no '{key}' {where}", hint=hint)
        place = place[key] if isinstance(place, Mapping) else place[int(key)]
        walked.append(key)
        if not isinstance(place, Mapping | list):
            break
    if len(walked) < len(condition.path.split(".")) or isinstance(place, Mapping | list | bool):
        raise refusal(
            "unknown-figure", f"{condition.option} {condition.text!r}: {condition.path} is not a single figure"
        )
    figure: float | str | None = place
    return figure
