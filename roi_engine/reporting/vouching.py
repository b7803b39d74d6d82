"""How many of the stated values name a source, by the definition that the warning about missing sources counts by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from roi_engine.engine.result import Assumption, Result
from roi_engine.scenario.notices import asked_for_sources
from roi_engine.scenario.records import Derived, Line, Reference, Value


@dataclass(frozen=True, slots=True)
class Vouched:
    """Values of the scenario that want a source: with one, marked as estimates, with a note alone, with none of these.

    `defaults` were not stated: they are the catalogue's own, and rest on its source.
    """

    sourced: int
    estimates: int
    noted: int
    silent: int
    defaults: int

    @property
    def total(self) -> int:
        """All values that want a source."""
        return self.sourced + self.estimates + self.noted + self.silent


def vouched_for(result: Result) -> Vouched:
    """The counts of one result."""
    values, lines = result.scenario.values, {line.id: line for line in result.scenario.lines}
    wanting, silent = asked_for_sources(result.scenario.lines, values)
    kinds = Counter("silent" if path in set(silent) else _kind(path, lines, values.get(path)) for path in wanting)
    kinds.update(_kind(row.path, lines, row) for row in result.assumptions if row.path not in values)
    own = [one for one in values.values() if one.default and not isinstance(one.form, Reference | Derived)]
    return Vouched(
        sourced=kinds["sourced"],
        estimates=kinds["estimate"],
        noted=kinds["noted"],
        silent=kinds["silent"],
        defaults=sum(bool(one.source) for one in own),
    )


def _kind(path: str, lines: dict[str, Line], stated: Value | Assumption | None) -> str:
    """By what a value, or a line with a table (`stated` is None), is vouched for; its line speaks for it too."""
    line = lines.get(path) or next((line for name, line in lines.items() if path.startswith(f"{name}.")), None)
    speak = [one for one in (stated, line) if one is not None]
    if any(one.source.strip() for one in speak):
        return "sourced"
    if stated is not None and stated.evidence in ("estimate", "guess"):
        return "estimate"
    return "noted" if stated is None or any(one.note for one in speak) else "silent"
