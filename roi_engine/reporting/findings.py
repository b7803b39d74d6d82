"""What was asked of a result beside itself: its drivers, variants and goals, and the stress that it was run under."""

from __future__ import annotations

from dataclasses import dataclass, replace

from roi_engine.analysis.drivers import Sensitivity
from roi_engine.analysis.goals import Goals
from roi_engine.analysis.varying import OptionTable
from roi_engine.engine.result import Result
from roi_engine.reporting.words import N_, Words, plain
from roi_engine.scenario.records import Stress


@dataclass(frozen=True, slots=True)
class Findings:
    """The answers that go into the reports of one run; None where the question was not put."""

    sensitivity: Sensitivity | None = None
    stress: Stress | None = None
    options: OptionTable | None = None
    goals: Goals | None = None


NOTHING_ASKED = Findings()


def told_as(result: Result, stress: Stress | None, words: Words) -> Result:
    """The result under the name that its reports give it: a stress stands first, where no shortening drops it."""
    if stress is None:
        return result
    name = words.text(N_("Stress “{stress}” of {name}"), stress=plain(stress.title), name=plain(result.scenario.name))
    return replace(result, scenario=replace(result.scenario, name=name))


def stress_said(stress: Stress | None, words: Words) -> str:
    """That the figures are those of a stress and not of the case; empty without one."""
    if stress is None:
        return ""
    if stress.note:
        template = N_("This is the stress “{stress}”, not the case itself: {note}")
    else:
        template = N_("This is the stress “{stress}”, not the case itself.")
    return words.text(template, stress=plain(stress.title), note=plain(stress.note))
