"""Registers of the compiled account: two expressions that say the same are one, and what is known is a number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from roi_engine.formula.evaluate import FUNCTIONS, OVER_TIME
from roi_engine.timeline import Array, Timeline


@dataclass(frozen=True, slots=True)
class Register:
    """One value of the program: its operation on other registers, or a known array, or a drawn slot."""

    operation: str
    operands: tuple[int, ...]
    drawn: bool  # has one row a draw
    over_time: bool  # has one column a period
    known: Array | None = None
    path: str = ""


class Registers:
    """The table of registers under way, in the order of computation."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self.all: list[Register] = []
        self._index: dict[tuple[object, ...], int] = {}

    def drawn(self, path: str) -> int:
        """The register of a drawn value."""
        return self._register(("drawn", path), Register("", (), True, False, path=path))

    def constant(self, known: Array) -> int:
        """The register of a known number or series."""
        key = ("known", known.shape, known.tobytes())
        return self._register(key, Register("", (), False, known.shape[1] > 1, known))

    def operation(self, name: str, operands: tuple[int, ...]) -> int:
        """The register of an operation; computed at once where all operands are known."""
        parts = [self.all[operand] for operand in operands]
        if all(part.known is not None for part in parts):
            with np.errstate(all="ignore"):
                return self.constant(FUNCTIONS[name](self._timeline, *(part.known for part in parts)))
        over_time = name in OVER_TIME or any(part.over_time for part in parts)
        return self._register((name, operands), Register(name, operands, True, over_time))

    def _register(self, key: tuple[object, ...], register: Register) -> int:
        if key not in self._index:
            self._index[key] = len(self.all)
            self.all.append(register)
        return self._index[key]
