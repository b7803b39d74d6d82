"""Spans of which some are not yet over: mean, quantiles and share by a time, from distinct spans with their counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from roi_engine.crm_data.kpis.estimates import LEVEL, NOTHING, Estimate

Whole: TypeAlias = NDArray[np.int64]
Array: TypeAlias = NDArray[np.float64]
_Z = float(ndtri((1.0 + LEVEL) / 2.0))


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """The curve of spans of whole seconds: one step for each span at which some ended, shape (n_steps,) each.

    `at_risk` had lasted that long and `ended` ended then; `share` lasts longer. `censored` were not over when last
    seen, `longest` [second] is the longest span seen, over or not.
    """

    time: Array
    at_risk: Array
    ended: Array
    share: Array
    censored: int
    longest: float

    @property
    def n(self) -> int:
        """All spans, ended or not."""
        return int(self.ended.sum()) + self.censored

    @property
    def still_open(self) -> float:
        """Share that has not ended by the longest span seen; the mean reaches no further than that."""
        return float(self.share[-1]) if self.share.size else 1.0


def spans_of(seconds: Whole, ended: Whole, censored: Whole) -> Spans:
    """The curve from spans, and how many ended and were last seen at each, shape (n,), in any order.

    Those last seen at a moment at which others end are counted as having lasted beyond it (Kaplan & Meier 1958, JASA
    53).
    """
    time, place = np.unique(seconds, return_inverse=True)
    gone = np.bincount(place, ended, time.size)
    unseen = np.bincount(place, censored, time.size)
    left = np.cumsum((gone + unseen)[::-1])[::-1]
    steps = gone > 0
    over, at_risk = gone[steps].astype(np.float64), left[steps].astype(np.float64)
    share = np.cumprod(1.0 - over / at_risk).astype(np.float64)
    longest = float(time[-1]) if time.size else 0.0
    steps_at = time[steps].astype(np.float64)
    return Spans(steps_at, at_risk, over, share, int(unseen.sum()), longest)


def restricted_mean(spans: Spans) -> Estimate:
    """Mean span up to the longest one seen [second], error by Greenwood's formula.

    Area under the curve; var = d / (d - 1) sum A_i^2 d_i / (n_i (n_i - d_i)) with A_i the area from step i on and d the
    ended ones (Kaplan & Meier 1958, section 4.2; Klein & Moeschberger 2003, equation 4.5.2). Where every span has ended
    these are the mean and its usual standard error.
    """
    if spans.time.size == 0:
        return Estimate(None, spans.n)
    edges = np.append(spans.time, spans.longest)
    areas = spans.share * np.diff(edges)
    ahead = np.cumsum(areas[::-1])[::-1]
    value, ended = float(spans.time[0] + areas.sum()), float(spans.ended.sum())
    if ended < 2:
        return Estimate(value, spans.n)
    left = spans.at_risk - spans.ended
    inside = left > 0
    terms = ahead[inside] ** 2 * spans.ended[inside] / (spans.at_risk[inside] * left[inside])
    se = float(np.sqrt(terms.sum() * ended / (ended - 1.0)))
    return Estimate(value, spans.n, se, max(0.0, value - _Z * se), value + _Z * se)


def quantile(spans: Spans, share: float) -> Estimate:
    """Span within which `share` have ended [second]: the first step at which no more than the rest is left.

    None where fewer have ended. The interval holds the spans at which the curve's own interval, on the scale of
    log(-log S), meets the rest (Brookmeyer & Crowley 1982, Biometrics 38); a bound that is not reached is None.
    """
    rest = 1.0 - share
    place = _first(spans.share <= rest + 1e-12)
    if place is None:
        return Estimate(None, spans.n)
    low, high = bounds(spans)
    first, last = _first(low <= rest + 1e-12), _first(high <= rest + 1e-12)
    return Estimate(
        float(spans.time[place]), spans.n, None, None if first is None else float(spans.time[first]),
        None if last is None else float(spans.time[last]),
    )  # fmt: skip


def share_within(spans: Spans, seconds: float) -> Estimate:
    """Share of the spans that end within a time, error by Greenwood's formula; None beyond the longest one seen.

    Where all have ended before the longest one seen the curve is 0 from then on, and known.
    """
    if spans.n == 0:
        return NOTHING
    if seconds > spans.longest and spans.still_open > 0:
        return Estimate(None, spans.n)
    step = int(np.searchsorted(spans.time, seconds, side="right")) - 1
    if step < 0:
        return Estimate(0.0, spans.n, None, 0.0, None)
    low, high = bounds(spans)
    value, left = 1.0 - float(spans.share[step]), spans.at_risk - spans.ended
    if value == 1.0:
        return Estimate(1.0, spans.n, None, None, 1.0)
    terms = spans.ended[: step + 1] / (spans.at_risk[: step + 1] * left[: step + 1])
    se = float(spans.share[step] * np.sqrt(terms.sum()))
    return Estimate(value, spans.n, se, 1.0 - float(high[step]), 1.0 - float(low[step]))


def bounds(spans: Spans) -> tuple[Array, Array]:
    """Interval of the curve at each step, on the scale of log(-log S); where all have ended its upper bound is nan.

    Kalbfleisch & Prentice (2002), The Statistical Analysis of Failure Time Data, section 1.4.
    """
    low, high = np.zeros_like(spans.share), np.full_like(spans.share, np.nan)
    inside = spans.share > 0
    left = spans.at_risk[inside] - spans.ended[inside]
    root = np.sqrt(np.cumsum(spans.ended[inside] / (spans.at_risk[inside] * left)))
    logs = np.log(spans.share[inside])
    width = _Z * root / -logs
    low[inside], high[inside] = np.exp(logs * np.exp(width)), np.exp(logs * np.exp(-width))
    return low, high


def _first(reached: NDArray[np.bool_]) -> int | None:
    return int(np.argmax(reached)) if reached.any() else None
