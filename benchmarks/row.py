"""One line of the table of measurements."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `target` says what the ratio should be, empty where there is none."""

    what: str
    value: float
    unit: str
    ratio: float = math.nan
    target: str = ""
