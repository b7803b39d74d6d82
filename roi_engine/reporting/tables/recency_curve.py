"""The cumulative recency curve: the share of the base whose last order lies within so many months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from roi_engine.reporting.customers_words import sentence
from roi_engine.reporting.tables.caption import Caption
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.words import N_, Words

YEAR = 12.0  # months: the share that the title tells


@dataclass(frozen=True, slots=True)
class RecencyCurveTable:
    """`share[i]` of the customers whose last order was at most `months[i]` months before the scoring date."""

    months: tuple[float, ...]
    share: tuple[float, ...]
    caption: Caption
    header: tuple[str, ...] = ("months", "share")

    @property
    def rows(self) -> Rows:
        """One row a month."""
        return tuple(zip(self.months, self.share, strict=True))


def recency_curve_table(
    months: Sequence[float], share: Sequence[float], source: str, words: Words
) -> RecencyCurveTable | None:
    """The curve from nothing at zero months; None where there is no second point to draw a line to."""
    points = [(0.0, 0.0)] if months and months[0] > 0 else []
    points += [(float(m), float(s)) for m, s in zip(months, share, strict=True)]
    if len(points) < 2:
        return None
    told = max((point for point in points if point[0] <= YEAR), default=points[-1])
    title = sentence(
        N_("{share} of the customers have ordered in the last {months}"),
        words,
        share=words.chance(told[1]),
        months=words.quantity(told[0], "month"),
    )
    subtitle = words.text(N_("Share of customers by the time since their last order"))
    caption = Caption(title, subtitle, source)
    return RecencyCurveTable(tuple(m for m, _ in points), tuple(s for _, s in points), caption)
