"""Orders that came beside those that the model expects, from the start of the log into what came after the fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from roi_engine.reporting.tables.caption import Caption
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.words import N_, Words


@dataclass(frozen=True, slots=True)
class TrackingTable:
    """Repeat orders at `times` [time unit since the first order]; `fitted_to` is where the model stopped seeing."""

    times: tuple[float, ...]
    actual: tuple[float, ...]
    expected: tuple[float, ...]
    fitted_to: float
    cumulative: bool
    time_label: str
    caption: Caption
    header: tuple[str, ...] = ("time", "actual_orders", "expected_orders")

    @property
    def rows(self) -> Rows:
        """One row a time."""
        return tuple(zip(self.times, self.actual, self.expected, strict=True))


def tracking_table(
    times: Sequence[float],
    actual: Sequence[float],
    expected: Sequence[float],
    fitted_to: float,
    labels: tuple[str, str],
    words: Words,
    *,
    cumulative: bool = True,
) -> TrackingTable | None:
    """The two curves; `labels` are the time axis and the source line. None below two times."""
    if len(times) < 2:
        return None
    total = (float(actual[-1]), float(expected[-1])) if cumulative else (float(sum(actual)), float(sum(expected)))
    gap = total[1] / total[0] - 1.0 if total[0] > 0 else float("nan")
    template = N_("The model expects {share} fewer repeat orders in all than came")
    if gap >= 0:
        template = N_("The model expects {share} more repeat orders in all than came")
    if not total[0] > 0:
        template = N_("No customer has ordered again")
    subtitle = N_("Repeat orders, cumulative") if cumulative else N_("Repeat orders in each period")
    return TrackingTable(
        times=tuple(map(float, times)),
        actual=tuple(map(float, actual)),
        expected=tuple(map(float, expected)),
        fitted_to=fitted_to,
        cumulative=cumulative,
        time_label=labels[0],
        caption=Caption(words.text(template, share=words.share(abs(gap), 1)), words.text(subtitle), labels[1]),
    )
