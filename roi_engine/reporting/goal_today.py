"""Why a share that was counted stands a little elsewhere in a plan than in the report that counted it."""

from __future__ import annotations

from collections.abc import Iterator

from roi_engine.analysis.goals import GoalResult
from roi_engine.reporting.words import N_, Words
from roi_engine.scenario.records import Reference, Scenario, Uncertain, Value
from roi_engine.uncertainty.distributions import Beta

_SAME = 1e-9


def today_said(result: GoalResult, scenario: Scenario, words: Words) -> str:
    """One line where the level today is the mean of a Beta of counts, and reads otherwise than the plain share."""
    for value in _behind(result, scenario):
        form = value.form
        if not isinstance(form, Uncertain) or not isinstance(form.distribution, Beta) or result.baseline is None:
            continue
        if abs(form.base - result.baseline) > _SAME:
            continue
        found, n_cases = form.distribution.a - 0.5, form.distribution.a + form.distribution.b - 1.0
        if n_cases < 1 or not 0 <= found <= n_cases:
            continue
        today, counted = (words.quantity(level, "", True) for level in (result.baseline, found / n_cases))
        if today == counted:
            continue
        template = N_(
            "Counted were {cases} of {total}, which is {counted}; the plan has {today}, the mean of all shares that"
            " such a sample allows (Jeffreys' prior)."
        )
        told = {"cases": words.count(round(found)), "total": words.count(round(n_cases))}
        return words.text(template, counted=counted, today=today, **told)
    return ""


def _behind(result: GoalResult, scenario: Scenario) -> Iterator[Value]:
    """The values that may say where the KPI of a goal stands today."""
    target = result.goal.target
    if target.baseline is not None:
        yield _followed(target.baseline, scenario)
    for line in scenario.lines:
        if target.kpi in line.kpis:
            yield from (_followed(value, scenario) for value in line.inputs.values())


def _followed(value: Value, scenario: Scenario) -> Value:
    while isinstance(value.form, Reference):
        value = scenario.assumptions[value.form.name]
    return value
