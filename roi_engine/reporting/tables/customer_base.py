"""What today's customers are expected to bring, month by month and by segment, with the range of the total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from roi_engine.reporting.customers_words import scale_unit, with_unit
from roi_engine.reporting.tables.caption import Caption
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.words import N_, Scale, Words, plain


@dataclass(frozen=True, slots=True)
class CustomerBaseTable:
    """Means by segment and period, `mean[s][t]`; `p10` and `p90` of the total; `periods` names each period.

    `scale` is None where the figures are counts (orders), else the unit of the money.
    """

    segments: tuple[str, ...]
    periods: tuple[str, ...]
    mean: tuple[tuple[float, ...], ...]
    p10: tuple[float, ...]
    p90: tuple[float, ...]
    quantity: str
    period_label: str
    scale: Scale | None
    caption: Caption

    @property
    def header(self) -> tuple[str, ...]:
        """Column names."""
        return ("period", *self.segments, "total", "total_p10", "total_p90")

    @property
    def rows(self) -> Rows:
        """One row a period."""
        return tuple(
            (name, *(row[t] for row in self.mean), sum(row[t] for row in self.mean), self.p10[t], self.p90[t])
            for t, name in enumerate(self.periods)
        )


@dataclass(frozen=True, slots=True)
class Course:
    """A quantity by segment and period, with the range of its total; `money` or a count of orders."""

    mean: Mapping[str, Sequence[float]]
    p10: Sequence[float]
    p90: Sequence[float]
    money: bool


def customer_base_table(
    course: Course, periods: Sequence[str], period_label: str, source: str, words: Words
) -> CustomerBaseTable | None:
    """The stacked means; None where there are not two periods to draw."""
    if len(periods) < 2:
        return None
    means = tuple(tuple(float(x) for x in row) for row in course.mean.values())
    total = [sum(row[t] for row in means) for t in range(len(periods))]
    scale = words.scale([*total, *course.p90]) if course.money else None
    change = total[-1] / total[0] - 1.0 if total[0] > 0 else 0.0
    if course.money:
        falling, rising = (
            N_("Margin of today's customers falls by {share} from {first} to {last}"),
            N_("Margin of today's customers rises by {share} from {first} to {last}"),
        )
        quantity = with_unit(words.text(N_("Expected margin")), scale_unit(scale, words) if scale else "")
    else:
        falling, rising = (
            N_("Orders of today's customers fall by {share} from {first} to {last}"),
            N_("Orders of today's customers rise by {share} from {first} to {last}"),
        )
        quantity = words.text(N_("Expected orders"))
    subtitle = words.text(
        N_("Mean by segment, stacked; dashed lines: P10 and P90 of the total; new customers left out")
    )
    told = {"share": words.chance(abs(change)), "first": periods[0], "last": periods[-1]}
    title = words.text(falling if change <= 0 else rising, **told)
    return CustomerBaseTable(
        segments=tuple(plain(name) for name in course.mean),
        periods=tuple(periods),
        mean=means,
        p10=tuple(map(float, course.p10)),
        p90=tuple(map(float, course.p90)),
        quantity=quantity,
        period_label=period_label,
        scale=scale,
        caption=Caption(title, subtitle, source),
    )
