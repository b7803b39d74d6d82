"""The net present value under each stress, beside the case itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from roi_engine.engine.result import Result
from roi_engine.reporting.tables.caption import Caption, source_line
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.words import N_, Scale, Words, plain

if TYPE_CHECKING:
    from roi_engine.analysis.drivers import Sensitivity


@dataclass(frozen=True, slots=True)
class RangeBar:
    """One row: P10, mean and P90 of NPV [currency]; `plain_case` where it is the case itself and no stress."""

    label: str
    p10: float
    mean: float
    p90: float
    plain_case: bool = False


@dataclass(frozen=True, slots=True)
class StressesTable:
    """The case itself first, then every stress."""

    bars: tuple[RangeBar, ...]
    scale: Scale
    caption: Caption
    header: tuple[str, ...] = ("stress", "npv_p10", "npv_mean", "npv_p90")

    @property
    def rows(self) -> Rows:
        """One row a stress."""
        return tuple((bar.label, bar.p10, bar.mean, bar.p90) for bar in self.bars)


def stresses_table(result: Result, sensitivity: Sensitivity, words: Words) -> StressesTable | None:
    """The bars, or None where the scenario has no stress."""
    from roi_engine.reporting.worth_sentences import stresses_said  # with all of the analysis: see `drivers`

    if not sensitivity.stresses:
        return None
    npv = result.simulation["npv"]
    itself = RangeBar(words.text(N_("The case itself")), npv.percentiles[10], npv.mean, npv.percentiles[90], True)
    under = (RangeBar(plain(row.title), row.p10, row.mean_npv, row.p90) for row in sensitivity.stresses)
    bars = (itself, *under)
    scale = words.scale([number for bar in bars for number in (bar.p10, bar.mean, bar.p90)])
    title = stresses_said(sensitivity.stresses, words).rstrip(".")
    subtitle = words.text(N_("Net present value, {unit}: bar from P10 to P90, mark at the mean"), unit=scale.unit)
    return StressesTable(bars, scale, Caption(title, subtitle, source_line(result, words)))
