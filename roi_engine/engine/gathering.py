"""What the replicates say together: spreads with their Monte Carlo error, chances, risks, lines.

Up to a stated number of draws every figure is kept; beyond it the same summaries are made by counting in two passes
over the same draws, so that memory does not grow with their number.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from roi_engine.engine.draws import Job, Outcome
from roi_engine.engine.result import Summary
from roi_engine.timeline import Array
from roi_engine.uncertainty.counting import PercentileCounter
from roi_engine.uncertainty.precision import (
    Chance,
    Spread,
    gaps,
    half_width,
    percentile_errors,
    percentiles,
    standard_error,
    summarise,
)
from roi_engine.uncertainty.sampling import Plan

KEPT_PATHS = 1 << 15  # draws whose cumulative flow is kept for the band


class Outcomes(Protocol):
    """Gives the outcomes of some replicates in their order."""

    def __call__(self, job: Job, replicates: range, keep_cumulative: bool) -> Iterable[Outcome]:
        """One outcome a replicate, in order; with the cumulative flows where they are to be kept."""
        ...


@dataclass(frozen=True, slots=True)
class Gathered:
    """All draws together. `draws` and `cumulative` (n, n_periods + 1) may hold only the first of them.

    `risks` gives (share of draws in which it happens, mean NPV given it does, mean NPV given it does not);
    `pv_lines` the mean present value of each line.
    """

    plan: Plan
    spreads: Mapping[str, Spread]
    chances: Mapping[str, Chance]
    risks: Mapping[str, tuple[float, float, float]]
    pv_lines: Array
    draws: Mapping[str, Array]
    cumulative: Array
    tallies: Tallies

    def summaries(self) -> dict[str, Summary]:
        """The spreads as records of the result; an infinite payback is one that does not exist."""
        return {name: _summary(spread) for name, spread in self.spreads.items()}


@dataclass(slots=True)
class Tallies:
    """Sums by replicate, in order: what is needed of a replicate once its draws are gone."""

    kept: list[Mapping[str, Array]] = field(default_factory=list)
    cumulative: list[Array] = field(default_factory=list)
    pv_lines: list[Array] = field(default_factory=list)
    risks: dict[str, list[tuple[int, float, int, float]]] = field(default_factory=dict)
    chances: dict[str, list[float]] = field(default_factory=dict)

    def add(self, outcome: Outcome, keep: bool) -> None:
        """Take in the next replicate."""
        npv = outcome.figures["npv"]
        self.pv_lines.append(outcome.pv_lines / npv.size)
        for risk, struck in outcome.happened.items():
            parts = npv[struck], npv[~struck]
            row = (parts[0].size, float(parts[0].sum()), parts[1].size, float(parts[1].sum()))
            self.risks.setdefault(risk, []).append(row)
        for name, happened in _events(outcome.figures).items():
            self.chances.setdefault(name, []).append(float(happened.mean()))
        if keep:
            self.kept.append(outcome.figures)
        if outcome.cumulative is not None:
            self.cumulative.append(outcome.cumulative)


def _events(figures: Mapping[str, Array]) -> dict[str, Array]:
    return {
        "npv_positive": figures["npv"] > 0,
        "payback_within_horizon": np.isfinite(figures["payback_months"]),
        "npv_cashable_positive": figures["npv_cashable"] > 0,
    }


def gather(job: Job, outcomes: Outcomes, keep_draws: int, before: Gathered | None = None) -> Gathered:
    """Draw and summarise; `before` holds the first replicates of the same job, which are not drawn again."""
    plan = job.plan
    tallies = before.tallies if before else Tallies()
    keep = max(1, keep_draws // plan.points)
    paths = max(1, KEPT_PATHS // plan.points)
    streamed: dict[str, _Streamed] = {}
    for first, last, keep_cumulative in _stages(len(tallies.pv_lines), plan.replicates, paths):
        for place, outcome in enumerate(outcomes(job, range(first, last), keep_cumulative), start=first):
            tallies.add(outcome, keep=place < keep)
            if plan.replicates > keep:
                for name, figure in outcome.figures.items():
                    streamed.setdefault(name, _Streamed()).count(figure)
    if streamed:
        for each in streamed.values():
            each.counter.narrow()
        for outcome in outcomes(job, range(plan.replicates), False):
            for name, figure in outcome.figures.items():
                streamed[name].counter.collect(figure)
    return _gathered(plan, tallies, {name: each.spread() for name, each in streamed.items()})


def _stages(done: int, replicates: int, paths: int) -> list[tuple[int, int, bool]]:
    """Ranges of replicates still to draw: those whose cumulative flows are kept, then the others."""
    stages = [(done, min(paths, replicates), True), (max(done, paths), replicates, False)]
    return [stage for stage in stages if stage[0] < stage[1]]


def _gathered(plan: Plan, tallies: Tallies, streamed: Mapping[str, Spread]) -> Gathered:
    names = tallies.kept[0]
    kept = {name: np.array([figures[name] for figures in tallies.kept]) for name in names}
    spreads = streamed or {name: summarise(figure) for name, figure in kept.items()}
    draws = {name: figure.ravel() for name, figure in kept.items()}
    for figure in draws.values():
        figure.flags.writeable = False
    return Gathered(
        plan=plan,
        spreads=spreads,
        chances={
            name: Chance(float(np.mean(shares)), standard_error(np.array(shares)))
            for name, shares in tallies.chances.items()
        },
        risks={risk: _conditional(rows) for risk, rows in tallies.risks.items()},
        pv_lines=np.mean(tallies.pv_lines, axis=0),
        draws=draws,
        cumulative=np.concatenate(tallies.cumulative),
        tallies=tallies,
    )


def _conditional(rows: list[tuple[int, float, int, float]]) -> tuple[float, float, float]:
    n_struck, struck, n_spared, spared = (sum(column) for column in zip(*rows, strict=True))
    share = n_struck / (n_struck + n_spared)
    return share, struck / n_struck if n_struck else math.nan, spared / n_spared if n_spared else math.nan


class _Streamed:
    """One figure over more draws than are kept: moments by replicate and counters for the percentiles."""

    def __init__(self) -> None:
        self.counter = PercentileCounter()
        self._rows: list[tuple[int, float, float]] = []  # finite draws, their mean, their squared deviations
        self._each: list[dict[int, float]] = []
        self._gaps: list[dict[int, float]] = []
        self._n, self._undefined, self._infinite = 0, 0, 0

    def count(self, figure: Array) -> None:
        """Take in one replicate."""
        finite = figure[np.isfinite(figure)]
        mean = float(finite.mean()) if finite.size else math.nan
        self._rows.append((finite.size, mean, float(np.square(finite - mean).sum())))
        self._each.append(percentiles(figure))
        self._gaps.append(gaps(figure))
        self._n += figure.size
        self._undefined += int(np.isnan(figure).sum())
        self._infinite += int(np.isinf(figure).sum())
        self.counter.count(figure)

    def spread(self) -> Spread:
        """The spread, once both passes are made."""
        sizes, means, squares = (np.array(column) for column in zip(*self._rows, strict=True))
        there = sizes > 0
        n = int(sizes.sum())
        mean = float(np.average(means[there], weights=sizes[there])) if n else math.nan
        between = float((sizes[there] * np.square(means[there] - mean)).sum())
        error = percentile_errors(self._each, self._gaps)
        return Spread(
            mean=mean,
            sd=math.sqrt((float(squares[there].sum()) + between) / n) if n else math.nan,
            se=standard_error(means) if there.all() else math.nan,
            percentiles=self.counter.percentiles(),
            error={0: half_width(means) if there.all() else math.nan, **error},
            undefined=self._undefined / self._n,
            infinite=self._infinite / self._n,
        )


def _summary(spread: Spread) -> Summary:
    shown: Callable[[float], float] = lambda point: point if math.isfinite(point) else math.nan  # noqa: E731
    return Summary(
        mean=spread.mean,
        sd=spread.sd,
        se=spread.se,
        percentiles={level: shown(point) for level, point in spread.percentiles.items()},
        error={
            level: shown(width) if level == 0 or math.isfinite(spread.percentiles[level]) else math.nan
            for level, width in spread.error.items()
        },
        undefined=spread.undefined + spread.infinite,
    )
