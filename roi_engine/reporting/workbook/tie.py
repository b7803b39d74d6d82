"""A sum that must tie: what it is, the cell with its formula, and the engine's own number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tie:
    """One check of a workbook."""

    title: str
    cell: str
    number: float
