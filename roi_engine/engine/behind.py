"""The rows of a calculation table, and what stands behind each: the assumption, the formula, the rollout."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from roi_engine.catalogue import labels
from roi_engine.engine.register import label_of, stated_words
from roi_engine.scenario.records import Derived, Modelled, Place, Provenance, Reference, Scenario, Value
from roi_engine.scenario.remaining import Remaining
from roi_engine.timeline import Array, Timeline

_SERIES = {"live": "live", "live_share": "live_share", "year": "calendar_year", "month": "calendar_month"}
_SPANS = {"go_live": "go_live", "horizon": "horizon"}


@dataclass(frozen=True, slots=True)
class ExplanationRow:
    """One input of a line: mean over the periods of each year in the base case, in its own unit.

    `initial` is its value in the initial column, nan for what acts over time; `by_year` then is, and the other way
    round. A row without `reference` is not in the formula: it stands behind the row before it.
    """

    reference: str  # A1
    name: str
    label: str
    unit: str
    initial: float
    by_year: tuple[float, ...]
    stated: str
    source: str
    place: Place | None
    overrode: tuple[tuple[Place, str], ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """Makes rows; `base` gives the base case of every stated value by path."""

    scenario: Scenario
    base: Mapping[str, Array]

    def series(self, reference: str, name: str, number: Array) -> ExplanationRow:
        """A reserved series or span."""
        label, unit = labels()[{**_SERIES, **_SPANS}[name]][self.scenario.language], "year" if name in _SPANS else ""
        label = label[:1].lower() + label[1:]
        yearly = yearly_mean(self.scenario.timeline, number)
        return ExplanationRow(reference, name, label, unit, math.nan, yearly, "", "rollout", None, ())

    def row(self, reference: str, name: str, value: Value, number: Array, at_start: bool = False) -> ExplanationRow:
        """A stated value; `at_start` where it acts in the initial column alone."""
        provenance = value.provenance or Provenance(Place(self.scenario.file), "")
        yearly = yearly_mean(self.scenario.timeline, number)
        nothing = (math.nan,) * len(yearly)
        return ExplanationRow(
            reference=reference,
            name=name,
            label=label_of(self.scenario, value.path),
            unit=value.unit,
            initial=float(number.flat[0]) if at_start else math.nan,
            by_year=nothing if at_start else yearly,
            stated=stated_words(value),
            source=value.source,
            place=provenance.place,
            overrode=provenance.overrode,
        )

    def behind(self, name: str, value: Value | None) -> list[ExplanationRow]:
        """What a row rests on: each value once, however deep."""
        found = {each.path: each for each in self._values(name, value)}
        return [
            self.row("", each.path, each, self.base[each.path]) for each in found.values() if each.path in self.base
        ]

    def _values(self, name: str, value: Value | None) -> Iterator[Value]:
        if value is None:
            yield from self._rollout(name)
            return
        match value.form:
            case Reference(name=assumption):
                yield from self._assumption(assumption)
            case Derived(formula=formula):
                for part in formula.names:
                    yield from self._assumption(part)
            case Modelled(times=times):
                for factor in times:
                    yield factor
                    yield from self._values("", factor)
            case Remaining(rate=rate):
                yield rate
                yield from self._values("", rate)
        if value.growth is not None:
            yield value.growth

    def _assumption(self, name: str) -> Iterator[Value]:
        stated = self.scenario.assumptions.get(name)
        if stated is None:
            yield from self._rollout(name)
        else:
            yield stated
            yield from self._values(name, stated)

    def _rollout(self, name: str) -> Iterator[Value]:
        rollout = self.scenario.rollout
        parts = {
            "live": (rollout.go_live,),
            "go_live": (rollout.go_live,),
            "live_share": (rollout.go_live, rollout.ramp.length, rollout.adoption),
        }
        for part in parts.get(name, ()):
            if part is not None:
                yield part
                yield from self._values("", part)


def yearly_mean(timeline: Timeline, number: Array) -> tuple[float, ...]:
    """Mean over the periods of each year."""
    full = np.broadcast_to(number, (1, timeline.n_periods))
    return tuple(float(mean) for mean in full.reshape(timeline.years, timeline.periods_per_year).mean(axis=1))
