"""Customers who are still there after a silence, as a value of the scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roi_engine.scenario.records import Value


@dataclass(frozen=True, slots=True)
class Remaining:
    """What a steady churn rate has left of groups: the sum of `weights` x (1 - rate)^months, or one over it.

    `rate` is the churn rate of the case; it counts as a share per month, whatever its unit. `months` is how long each
    group has been silent.
    """

    rate: Value
    weights: tuple[float, ...]
    months: tuple[float, ...]
    inverse: bool = False
    words: str = ""
