"""What each member of a portfolio is worth, and all of them together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from roi_engine.analysis.rollup import Rollup
from roi_engine.reporting.outcomes import outcomes
from roi_engine.reporting.rollup_sentences import rollup_said, titles
from roi_engine.reporting.tables.caption import Caption
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.tables.distribution import DistributionTable, histogram
from roi_engine.reporting.tables.stresses import RangeBar
from roi_engine.reporting.words import N_, Scale, Words, plain, shortened


@dataclass(frozen=True, slots=True)
class MembersTable:
    """A bar for each member, the total last."""

    bars: tuple[RangeBar, ...]
    scale: Scale
    caption: Caption
    header: tuple[str, ...] = ("member", "npv_p10", "npv_mean", "npv_p90")

    @property
    def rows(self) -> Rows:
        """One row a member."""
        return tuple((bar.label, bar.p10, bar.mean, bar.p90) for bar in self.bars)


def members_table(rollup: Rollup, words: Words) -> MembersTable:
    """The bars of all members and of their sum."""
    label, total = titles(rollup), rollup.rolled.total
    bars = (
        *(
            RangeBar(label[m.id], m.outcome.percentiles[10], m.outcome.mean, m.outcome.percentiles[90])
            for m in rollup.rolled.members
        ),
        RangeBar(words.text(N_("Together")), total.percentiles[10], total.mean, total.percentiles[90], True),
    )
    scale = words.scale([number for bar in bars for number in (bar.p10, bar.mean, bar.p90)])
    subtitle = words.text(N_("Net present value, {unit}: bar from P10 to P90, mark at the mean"), unit=scale.unit)
    title = rollup_said(rollup, words)[0].rstrip(".")
    return MembersTable(bars, scale, Caption(title, subtitle, _source(rollup, words)))


def total_table(rollup: Rollup, words: Words) -> DistributionTable | None:
    """The histogram of the sum of all members, or None where nothing is spread."""
    npv = np.sum([result.draws["npv"] for result in rollup.results.values()], axis=0)
    if npv.size < 2 or float(np.ptp(npv)) == 0.0:
        return None
    ends = outcomes(rollup.npv_positive, npv)
    edges, shares, below, above = histogram(npv)
    total = rollup.rolled.total
    scale = words.scale(edges)
    title = words.text(
        N_("All members together: {middle} in the middle (P50), a chance of a loss of {chance}"),
        middle=words.money(total.percentiles[50]),
        chance=words.chance(ends.loss),
    )
    subtitle = words.text(N_("Distribution of the net present value, {unit}"), unit=scale.unit)
    return DistributionTable(
        edges=edges,
        shares=shares,
        below=below,
        above=above,
        p10=total.percentiles[10],
        p50=total.percentiles[50],
        p90=total.percentiles[90],
        mean=total.mean,
        ends=ends,
        scale=scale,
        caption=Caption(title, subtitle, _source(rollup, words)),
    )


def _source(rollup: Rollup, words: Words) -> str:
    engine = next(iter(rollup.results.values())).engine
    return words.text(
        N_("Source: portfolio “{name}”; roi_engine {version}, {draws} draws, seed {seed}"),
        name=shortened(plain(rollup.portfolio.name), 60),
        version=engine.version,
        draws=words.count(engine.draws),
        seed=str(engine.seed),
    )
