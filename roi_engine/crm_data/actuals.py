"""Actuals: what was measured or booked of a plan, month by month; the record, and what every source of it gives."""

from __future__ import annotations

from dataclasses import dataclass

INITIAL = "initial"  # in place of a month: what was paid or earned before the first period


@dataclass(frozen=True, slots=True)
class ActualPlace:
    """Where an actual stands in a file: its row, and the column of each of its parts (from 1; 0 where it has none)."""

    file: str
    line: int
    month: int = 0
    what: int = 0
    value: int = 0
    unit: int = 0


@dataclass(frozen=True, slots=True)
class Actual:
    """One number of one month.

    `what` is the id of a line (`benefits.handle_time`), of a total (`benefits`, `costs`), of a KPI
    (`service.handle_time`) or of a value of the scenario (`assumptions.contacts`). `month` is `2027-03`, or `INITIAL`.
    `unit` is that of `value` and `se`, empty for the unit that `what` has in the plan; `se` is the standard error of
    the value and `n` how many it was measured on, None where not known.
    """

    what: str
    month: str
    value: float
    se: float | None = None
    n: int | None = None
    unit: str = ""
    source: str = ""
    note: str = ""
    place: ActualPlace | None = None
