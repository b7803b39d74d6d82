"""Actuals in the band of the plan, one panel a thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from roi_engine.analysis.track_records import Tracked, Tracking
from roi_engine.analysis.track_status import BEYOND_NOISE, STATUSES, Status
from roi_engine.reporting.tables.caption import Caption
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.track_words import STATUS_WORDS, as_share, month_text, plan_name, thing_title
from roi_engine.reporting.unit_words import unit_said
from roi_engine.reporting.words import N_, Scale, Words, shortened
from roi_engine.version import __version__

Mark = Literal["below", "inside", "above"]
MOST_PANELS = 12
AHEAD = 0.5  # how much of the future is shown: as a share of the observed time


@dataclass(frozen=True, slots=True)
class BandPoint:
    """One actual: its period (from 0), its value in the unit of the panel, and where it lies beside the band.

    It lies outside where it does so by more than the noise of a month explains (one side, 5 %).
    """

    period: int
    value: float
    mark: Mark


@dataclass(frozen=True, slots=True)
class BandPanel:
    """One thing. Series are by period, from the first, in the unit of `scale` (None: plain numbers, or shares)."""

    id: str
    title: str
    unit: str
    status: Status
    status_said: str
    base: tuple[float, ...]
    p10: tuple[float, ...]
    p50: tuple[float, ...]
    p90: tuple[float, ...]
    points: tuple[BandPoint, ...]
    scale: Scale | None
    as_share: bool


@dataclass(frozen=True, slots=True)
class KpiBandTable:
    """The panels, those off track first; `labels` name the periods."""

    panels: tuple[BandPanel, ...]
    labels: tuple[str, ...]
    caption: Caption

    @property
    def header(self) -> tuple[str, ...]:
        """Column names."""
        return ("what", "status", "period", "base", "p10", "p50", "p90", "actual", "beside_band")

    @property
    def rows(self) -> Rows:
        """One row a thing and period."""
        found: list[tuple[str | float | None, ...]] = []
        for panel in self.panels:
            points = {point.period: point for point in panel.points}
            for period, label in enumerate(self.labels):
                point = points.get(period)
                plan = (panel.base[period], panel.p10[period], panel.p50[period], panel.p90[period])
                actual = (None, None) if point is None else (point.value, point.mark)
                found.append((panel.id, panel.status, label, *plan, *actual))
        return tuple(found)


def kpi_band_table(tracking: Tracking, words: Words) -> KpiBandTable | None:
    """The panels of all things of which a period was planned or seen; None where there is none."""
    things = sorted(tracking.things, key=lambda each: STATUSES.index(each.status))
    shown = [each for each in things if _has_periods(each)][:MOST_PANELS]
    if not shown:
        return None
    last = max(int(each.observed.periods[-1]) for each in shown)
    n_periods = min(len(tracking.labels), last + 1 + max(2, round(AHEAD * (last + 1))))
    return KpiBandTable(
        panels=tuple(_panel(each, n_periods, words) for each in shown),
        labels=tracking.labels[:n_periods],
        caption=_caption(tracking, things, shown, words),
    )


def _has_periods(each: Tracked) -> bool:
    """Whether there is more to draw than an initial column."""
    return bool(each.observed.periods.size) and bool(any(each.band.p90) or each.observed.values.any())


def _panel(each: Tracked, n_periods: int, words: Words) -> BandPanel:
    band, observed = each.band, each.observed
    scale = words.scale([*band.p90[:n_periods], *observed.values.tolist()]) if each.thing.additive else None
    unit = each.thing.unit
    if scale is not None:
        unit = scale.unit
    elif as_share(each):
        unit = ""
    return BandPanel(
        id=each.thing.id,
        title=thing_title(each.thing, words),
        unit=unit if scale is not None else unit_said(unit, words.text, many=True),
        status=each.status,
        status_said=words.text(STATUS_WORDS[each.status]),
        base=band.base[:n_periods],
        p10=band.p10[:n_periods],
        p50=band.p50[:n_periods],
        p90=band.p90[:n_periods],
        points=tuple(
            BandPoint(int(period), float(value), _mark(float(value), band.p10[period], band.p90[period], noise))
            for period, value, noise in zip(observed.periods, observed.values, each.noise, strict=True)
        ),
        scale=scale,
        as_share=as_share(each),
    )


def _mark(value: float, low: float, high: float, noise: float) -> Mark:
    reach = BEYOND_NOISE * noise
    return "below" if value < low - reach else "above" if value > high + reach else "inside"


def _caption(tracking: Tracking, things: Sequence[Tracked], shown: Sequence[Tracked], words: Words) -> Caption:
    counts = {status: sum(each.status == status for each in things) for status in STATUSES}
    told = {"total": words.count(len(things)), "month": month_text(tracking.until, words)}
    if counts["off_track"]:
        one, many = (
            N_("{n} of {total} followed is off track in {month}"),
            N_("{n} of {total} followed are off track in {month}"),
        )
        title = words.counted(one, many, counts["off_track"], **told)
    elif counts["watch"]:
        template = N_("None of the {total} followed is off track in {month}, {watch} to be watched")
        title = words.text(template, watch=words.count(counts["watch"]), **told)
    elif counts["too_early"] == len(things):
        title = words.text(N_("Too early to tell of any of the {total} followed in {month}"), **told)
    else:
        title = words.text(N_("None of the {total} followed is off track in {month}"), **told)
    subtitle = N_("Points: actual, hollow where outside beyond noise; band: P10-P90 of the plan; line: base case")
    if len(shown) < len(things):
        subtitle = N_(
            "Points: actual, hollow where outside beyond noise; band: P10-P90 of the plan; line: base case;"
            " {shown} of {total} shown"
        )
    source = words.text(
        N_("Source: scenario “{name}”, actuals {file}; roi_engine {version}"),
        name=shortened(plan_name(tracking), 60),
        file=shortened(tracking.file, 40) or words.missing,
        version=__version__,
    )
    return Caption(title, words.text(subtitle, shown=words.count(len(shown)), total=told["total"]), source)
