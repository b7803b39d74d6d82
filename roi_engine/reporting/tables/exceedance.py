"""How likely the net present value is at least a given amount."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from roi_engine.engine.result import Result
from roi_engine.reporting.tables.caption import Caption, source_line
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.verdict import has_range
from roi_engine.reporting.words import N_, Scale, Words

POINTS = 201
TAIL = 0.002  # share of the draws beyond either end of the picture


@dataclass(frozen=True, slots=True)
class ExceedanceTable:
    """`chance` that NPV is at least `amounts` [currency]; rising amounts, falling chances."""

    amounts: tuple[float, ...]
    chance: tuple[float, ...]
    at_zero: float
    scale: Scale
    caption: Caption
    header: tuple[str, ...] = ("npv_at_least", "chance")

    @property
    def rows(self) -> Rows:
        """One row an amount."""
        return tuple(zip(self.amounts, self.chance, strict=True))


def exceedance_table(result: Result, words: Words) -> ExceedanceTable | None:
    """The curve over the middle of the draws, or None where nothing is spread."""
    npv = np.sort(result.draws["npv"])
    if not has_range(result) or npv.size < 2 or npv[0] == npv[-1]:
        return None
    low, high = np.quantile(npv, [TAIL, 1 - TAIL])
    amounts = np.linspace(float(low), float(high), POINTS)
    chance = 1.0 - np.searchsorted(npv, amounts, side="left") / npv.size
    scale = words.scale(amounts.tolist())
    p10 = result.simulation["npv"].percentiles[10]
    template = N_("With a chance of {chance} the net present value is a gain of {amount} or more")
    if p10 < 0:
        template = N_("With a chance of {chance} the loss is not larger than {amount}")
    title = words.text(template, chance=words.share(0.9), amount=words.money(abs(p10)))
    subtitle = words.text(N_("Share of draws with a net present value of at least the amount, {unit}"), unit=scale.unit)
    return ExceedanceTable(
        amounts=tuple(amounts.tolist()),
        chance=tuple(chance.tolist()),
        at_zero=result.probability.npv_positive,
        scale=scale,
        caption=Caption(title, subtitle, source_line(result, words)),
    )
