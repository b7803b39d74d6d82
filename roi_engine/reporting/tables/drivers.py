"""How much of the spread each assumption explains."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roi_engine.engine.result import Result
from roi_engine.reporting.tables.caption import Caption, source_line
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.words import N_, Words, shortened

if TYPE_CHECKING:
    from roi_engine.analysis.drivers import Sensitivity

SHOWN = 10


@dataclass(frozen=True, slots=True)
class DriverBar:
    """One assumption: its share of the variance of NPV, and the half-width of the 95 % error (0: not known)."""

    label: str
    path: str
    share: float
    error: float


@dataclass(frozen=True, slots=True)
class DriversTable:
    """The largest shares, largest first."""

    bars: tuple[DriverBar, ...]
    caption: Caption
    header: tuple[str, ...] = ("assumption", "path", "share_of_variance", "error")

    @property
    def rows(self) -> Rows:
        """One row an assumption."""
        return tuple((bar.label, bar.path, bar.share, bar.error) for bar in self.bars)


def drivers_table(result: Result, sensitivity: Sensitivity, words: Words) -> DriversTable | None:
    """The bars of the drivers, or None where none stands out of its error."""
    from roi_engine.reporting.driver_tables import names  # with all of the analysis, which drawing the bars needs not

    drivers = [d for d in sensitivity.drivers if d.share > 0 and not d.share <= d.share_error]
    if not drivers:
        return None
    label = names(drivers)
    bars = tuple(
        DriverBar(label[d.path], d.path, d.share, d.share_error if math.isfinite(d.share_error) else 0.0)
        for d in drivers[:SHOWN]
    )
    return DriversTable(bars, _caption(result, sensitivity, bars, words))


def _caption(result: Result, sensitivity: Sensitivity, bars: tuple[DriverBar, ...], words: Words) -> Caption:
    title = words.text(
        N_("“{title}” explains {share} of the spread of the net present value"),
        title=shortened(bars[0].label, 60),
        share=words.chance(min(bars[0].share, 1.0)),
    )
    subtitle = N_("Share of the variance that a value explains alone; line: 95 % Monte Carlo error")
    if not sensitivity.adds_up:
        subtitle = N_("Share of the variance that a value explains alone; values move together, so shares overlap")
    return Caption(title, words.text(subtitle), source_line(result, words))
