"""Time for the plain recomputation: periods, ramps, spans and rates, one period after the other."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

STEPS = {"month": 1 / 12, "quarter": 1 / 4, "year": 1.0}
Series = list[float]


@dataclass(frozen=True)
class Clock:
    """Periods of the account and the rollout of one line. Times in years."""

    years: int
    step: float
    go_live: float
    shape: str
    length: float
    ceiling: tuple[float, ...]

    @property
    def n(self) -> int:
        return round(self.years / self.step)

    @property
    def spans(self) -> list[tuple[float, float]]:
        return [(i * self.step, (i + 1) * self.step) for i in range(self.n)]

    def year_of(self, period: int) -> int:
        """0 for the first year."""
        return int((period + 0.5) * self.step)

    def live(self) -> Series:
        """Share of each period after go-live."""
        return [covered(a, b, self.go_live, math.inf) / self.step for a, b in self.spans]

    def live_share(self) -> Series:
        """Ceiling times ramp, averaged over each period."""
        return [
            self.ceiling[i] * (self._used_until(b) - self._used_until(a)) / self.step
            for i, (a, b) in enumerate(self.spans)
        ]

    def _used_until(self, t: float) -> float:
        """Integral of the ramp from the start to t."""
        since = t - self.go_live
        if since <= 0:
            return 0.0
        if self.shape == "none" or self.length == 0:
            return since
        u = min(since / self.length, 1.0)
        rising = u * u / 2 if self.shape == "linear" else u**3 - u**4 / 2
        return self.length * rising + max(since - self.length, 0.0)

    def fully_live(self) -> Clock:
        return replace(self, go_live=0.0, shape="none", ceiling=(1.0,) * self.n)

    def spread(self, amount: Series, start: float, length: float) -> Series:
        """An amount even over a span; what lies beyond the horizon is lost."""
        if length == 0:
            return self.once(amount, start)
        return [x * covered(a, b, start, start + length) / length for x, (a, b) in zip(amount, self.spans, strict=True)]

    def once(self, amount: Series, when: float) -> Series:
        """An amount in the period that ends on or after a date: the horizon is in the last, the start in the first."""
        when = max(when, self.step / 2)
        return [x if a + 1e-12 < when <= b + 1e-12 else 0.0 for x, (a, b) in zip(amount, self.spans, strict=True)]

    def every(self, amount: Series, interval: float) -> Series:
        """An amount at each whole multiple of an interval after the start, the horizon included."""
        total = [0.0] * self.n
        k = 1
        while k * interval <= self.years + 1e-12:
            total = added(total, self.once(amount, k * interval))
            k += 1
        return total

    def lag(self, series: Series, delay: float) -> Series:
        """The series later by a delay; a period between two gets its part of each."""
        whole = math.floor(delay / self.step + 1e-9)
        part = max(delay / self.step - whole, 0.0)
        part = part if part > 1e-9 else 0.0
        earlier = [series[i - whole] if i >= whole else 0.0 for i in range(self.n)]
        before = [series[i - whole - 1] if i > whole else 0.0 for i in range(self.n)]
        return [x * (1 - part) + y * part for x, y in zip(earlier, before, strict=True)]

    def survival(self, monthly_rate: Series) -> Series:
        """Share left at the end of each period; a rate per month, applied geometrically."""
        left, shares = 1.0, []
        for rate in monthly_rate:
            left *= (1 - rate) ** (self.step * 12)
            shares.append(left)
        return shares

    def cumulated(self, yearly: Series) -> Series:
        """Integral from the start to the end of each period."""
        total, sums = 0.0, []
        for rate in yearly:
            total += rate * self.step
            sums.append(total)
        return sums

    def over_time(self, yearly: Series) -> Series:
        """Money per year as money in each period."""
        return [rate * self.step for rate in yearly]


def covered(a: float, b: float, start: float, end: float) -> float:
    return max(min(b, end) - max(a, start), 0.0)


def added(first: Series, second: Series) -> Series:
    return [x + y for x, y in zip(first, second, strict=True)]


def product(*factors: Any) -> Series:
    """Period by period; a number stands for itself in every period."""
    n = max(len(factor) for factor in factors if isinstance(factor, list))
    result = [1.0] * n
    for factor in factors:
        result = [x * (factor[i] if isinstance(factor, list) else factor) for i, x in enumerate(result)]
    return result
