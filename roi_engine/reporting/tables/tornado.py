"""How far each assumption alone moves the net present value."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from roi_engine.engine.result import Result, Swing
from roi_engine.reporting.sentences import span, swing_ends
from roi_engine.reporting.tables.caption import Caption, source_line
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.words import N_, Scale, Words, plain, shortened

SHOWN = 10


@dataclass(frozen=True, slots=True)
class TornadoBar:
    """One assumption: net present value [currency] with it at its P10 and at its P90, all others at base."""

    label: str
    npv_low: float
    npv_high: float
    low_label: str  # the value at its P10, with its unit
    high_label: str
    path: str
    low: float
    high: float
    unit: str
    event: bool = False  # a risk: its high end is where it happens


@dataclass(frozen=True, slots=True)
class TornadoTable:
    """The strongest assumptions, largest swing first; `base` is the net present value of the base case."""

    bars: tuple[TornadoBar, ...]
    base: float
    left_out: int
    scale: Scale
    caption: Caption
    header: tuple[str, ...] = ("assumption", "path", "npv_at_p10", "npv_at_p90", "value_at_p10", "value_at_p90", "unit")

    @property
    def rows(self) -> Rows:
        """One row an assumption; of a risk, 0 stands where it does not happen and 1 where it does."""
        return tuple((b.label, b.path, b.npv_low, b.npv_high, b.low, b.high, b.unit) for b in self.bars)


def tornado_table(result: Result, words: Words) -> TornadoTable | None:
    """The largest swings, or None where no assumption moves the result."""
    ranked = sorted((s for s in result.swings if span(s) > 0), key=span, reverse=True)
    if not ranked:
        return None
    shown = ranked[:SHOWN]
    titles = Counter(plain(swing.title) for swing in shown)
    bars = tuple(_bar(swing, titles[plain(swing.title)] > 1, words) for swing in shown)
    scale = words.scale([result.base.npv, *(n for bar in bars for n in (bar.npv_low, bar.npv_high))])
    left_out = len(ranked) - len(shown)
    return TornadoTable(bars, result.base.npv, left_out, scale, _caption(result, bars, left_out, scale, words))


def _bar(swing: Swing, ambiguous: bool, words: Words) -> TornadoBar:
    """A bar whose label names the line too where two assumptions share a title."""
    low, high = swing_ends(swing, words, shortened(plain(swing.unit), 24))
    title = plain(swing.title) or swing.path
    return TornadoBar(
        label=f"{title} ({swing.path})" if ambiguous else title,
        npv_low=swing.npv_low,
        npv_high=swing.npv_high,
        low_label=low,
        high_label=high,
        path=swing.path,
        low=swing.low,
        high=swing.high,
        unit=plain(swing.unit),
        event=swing.event,
    )


def _caption(result: Result, bars: tuple[TornadoBar, ...], left_out: int, scale: Scale, words: Words) -> Caption:
    top = bars[0]
    low, high = sorted((top.npv_low, top.npv_high))
    if low < 0 < high:
        template = N_("“{title}” moves the result most, from a loss of {low} to a gain of {high}")
    elif low >= 0:
        template = N_("“{title}” moves the result most, from a gain of {low} to a gain of {high}")
    else:
        template = N_("“{title}” moves the result most, from a loss of {low} to a loss of {high}")
    title = words.text(template, title=shortened(top.label, 60), low=words.money(abs(low)), high=words.money(abs(high)))
    if left_out:
        subtitle = words.counted(
            N_(
                "Net present value, {unit}, with one value at its P10 or P90, all others at base; one smaller not shown"
            ),
            N_(
                "Net present value, {unit}, with one value at its P10 or P90, all others at base; {n} smaller not shown"
            ),
            left_out,
            unit=scale.unit,
        )
    else:
        subtitle = words.text(
            N_("Net present value, {unit}, with one value at its P10 or P90, all others at base"), unit=scale.unit
        )
    return Caption(title, subtitle, source_line(result, words))
