"""What the workbook reader writes: cells, the rows that hold them, and the timeline of the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from roi_engine.timeline import Array, Timeline


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Formulas without their equals sign, one or one a period, and what they come to, shape (1, as many)."""

    texts: tuple[str, ...]
    numbers: Array

    def text(self, period: int) -> str:
        """The formula in a period, counted from 0."""
        return self.texts[min(period, len(self.texts) - 1)]


class Rows(Protocol):
    """Where helper rows are written: each holds one cell, or one cell a period behind the cell of the start."""

    def ahead(self) -> tuple[str, ...]:
        """References of the row that `put` fills next: the start, then each period."""
        ...

    def put(self, what: str, cells: Cells, start: tuple[str, float] | None = None) -> Cells:
        """Write a row and give the references of its cells; `start` is the formula before the first period."""
        ...


@dataclass(frozen=True, slots=True)
class Calendar:
    """The timeline, and where the workbook holds the edges of its periods [year], (n_periods + 1) references."""

    timeline: Timeline
    edges: tuple[str, ...]


def number_text(number: float) -> str:
    """A number as a formula holds it: all digits, in brackets where it is negative."""
    text = f"{int(number)}" if number == int(number) and abs(number) < 1e15 else repr(float(number)).upper()
    return f"({text})" if number < 0 else text


def span(references: Sequence[str]) -> str:
    """The range from the first to the last of some references on one sheet."""
    first, last = references[0], references[-1].rpartition("!")[2]
    return first if len(references) == 1 else f"{first}:{last}"
