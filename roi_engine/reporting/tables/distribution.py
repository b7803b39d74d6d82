"""How the net present value is spread over the draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.engine.result import Result
from roi_engine.reporting.outcomes import Outcomes, npv_outcomes
from roi_engine.reporting.sentences import chance_of_loss
from roi_engine.reporting.tables.caption import Caption, source_line
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.verdict import has_range
from roi_engine.reporting.words import N_, Scale, Words

BINS = 48
TAIL = 0.002  # share of the draws beyond either end of the picture: a fat tail must not flatten the rest


@dataclass(frozen=True, slots=True)
class DistributionTable:
    """Share of all draws per bin of net present value; bins are equally wide and zero is an edge where it is inside.

    `below` and `above` are the shares outside the first and the last edge; with them the shares sum to one.
    """

    edges: tuple[float, ...]
    shares: tuple[float, ...]
    below: float
    above: float
    p10: float
    p50: float
    p90: float
    mean: float
    ends: Outcomes
    scale: Scale
    caption: Caption
    header: tuple[str, ...] = ("npv_from", "npv_to", "share_of_draws")

    @property
    def rows(self) -> Rows:
        """One row a bin, the two open ends included where any draw lies there."""
        inner = tuple(zip(self.edges[:-1], self.edges[1:], self.shares, strict=True))
        first: Rows = ((None, self.edges[0], self.below),) if self.below else ()
        last: Rows = ((self.edges[-1], None, self.above),) if self.above else ()
        return first + inner + last


def distribution_table(result: Result, words: Words) -> DistributionTable | None:
    """The histogram of net present value, or None where nothing is spread."""
    npv = result.draws["npv"]
    if not has_range(result) or npv.size < 2 or float(np.ptp(npv)) == 0.0:
        return None
    edges, shares, below, above = histogram(npv)
    summary = result.simulation["npv"]
    scale = words.scale(edges)
    return DistributionTable(
        edges=edges,
        shares=shares,
        below=below,
        above=above,
        p10=summary.percentiles[10],
        p50=summary.percentiles[50],
        p90=summary.percentiles[90],
        mean=summary.mean,
        ends=npv_outcomes(result),
        scale=scale,
        caption=_caption(result, below + above, scale, words),
    )


def histogram(npv: NDArray[np.float64]) -> tuple[tuple[float, ...], tuple[float, ...], float, float]:
    """Edges, the share of draws in each bin, and the shares below the first and above the last edge."""
    edges = _edges(npv)
    counts, _ = np.histogram(npv, edges)
    below, above = int(np.sum(npv < edges[0])), int(np.sum(npv > edges[-1]))
    return tuple(edges.tolist()), tuple((counts / npv.size).tolist()), below / npv.size, above / npv.size


def _edges(npv: NDArray[np.float64]) -> NDArray[np.float64]:
    """Edges of equal width, shifted so that zero separates loss from gain exactly."""
    low, high = np.quantile(npv, [TAIL, 1.0 - TAIL])
    if high <= low:
        low, high = float(npv.min()), float(npv.max())
    width = (high - low) / BINS
    first = np.floor(low / width)
    return np.asarray((first + np.arange(BINS + 2)) * width, dtype=np.float64)


def _caption(result: Result, outside: float, scale: Scale, words: Words) -> Caption:
    summary = result.simulation["npv"]
    middle = summary.percentiles[50]
    if middle > 0:
        template = N_("Half of the draws gain more than {middle}. {chance}")
    elif middle < 0:
        template = N_("Half of the draws lose more than {middle}. {chance}")
    else:
        template = N_("Half of the draws gain nothing. {chance}")
    title = words.text(template, middle=words.money(abs(middle)), chance=chance_of_loss(result, words).rstrip("."))
    subtitle = words.text(N_("Net present value, {unit}; height: share of draws"), unit=scale.unit)
    if outside > 0:
        subtitle = words.text(
            N_("Net present value, {unit}; height: share of draws ({outside} lie beyond the picture)"),
            unit=scale.unit,
            outside=words.share(outside, 1),
        )
    return Caption(title, subtitle, source_line(result, words))
