"""The value that one assumption must reach for a wanted result."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

SCAN = 9  # points at which the range is looked over before a change is closed in on
CLOSE = 1e-5  # of the range: where the search stops

Measure = Callable[[float], float]
Test = Callable[[float], bool]


@dataclass(frozen=True, slots=True)
class Sought:
    """Answer of a search between `low` and `high` [unit of the value].

    `value` is the least change from `start` at which the goal holds, nan where it holds nowhere; `figure` is what was
    measured there. `held` says that it holds at the start already, and then `value` is the last one at which it does
    (nan where it holds all over). `best` and `best_at` name the nearest miss.
    """

    low: float
    high: float
    start: float
    held: bool
    reached: bool
    value: float
    figure: float
    best: float
    best_at: float


def seek(measure: Measure, holds: Test, start: float, low: float, high: float, rising: bool) -> Sought:
    """Where a goal begins (or ceases) to hold as one value moves away from `start`.

    Parameters
    ----------
    measure : the figure at a value; nan where it does not exist, which never holds.
    holds : whether a figure is good enough.
    rising : whether a higher figure is nearer to the goal.

    Notes
    -----
    The range is looked over at a few points, then the change nearest to `start` is closed in on by halving. A goal that
    holds only between two neighbouring points of the look-over is not seen.
    """
    seen: dict[float, float] = {}

    def good(point: float) -> bool:
        if point not in seen:
            seen[point] = measure(point)
        return not math.isnan(seen[point]) and holds(seen[point])

    points = sorted({start, low, high, *np.linspace(low, high, SCAN).tolist()})
    held = good(start)
    turns = [(a, b) for a, b in pairwise(points) if good(a) != good(b)]
    ranked = sorted(seen, key=lambda point: -math.inf if math.isnan(seen[point]) else seen[point], reverse=rising)
    numbers = [point for point in ranked if not math.isnan(seen[point])]
    best_at = numbers[0] if numbers else math.nan
    best = seen[best_at] if numbers else math.nan
    if not turns:
        return Sought(low, high, start, held, held, math.nan, seen[start], best, best_at)
    near, far = min(turns, key=lambda turn: min(abs(turn[0] - start), abs(turn[1] - start)))
    while abs(far - near) > CLOSE * (high - low):
        middle = 0.5 * (near + far)
        near, far = (middle, far) if good(middle) == good(near) else (near, middle)
    value = near if good(near) else far
    return Sought(low, high, start, held, True, value, seen[value], best, best_at)
