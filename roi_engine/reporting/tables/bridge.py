"""From one option's mean net present value to another's, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

from roi_engine.analysis.options import Options
from roi_engine.reporting.comparison_sentences import line_titles, pair_between, step_label, told_apart
from roi_engine.reporting.tables.caption import Caption
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.tables.option_curves import options_source
from roi_engine.reporting.words import N_, Scale, Words, plain, shortened

NAMED = 60  # characters of an option in the title
Kind = Literal["option", "gain", "loss"]


@dataclass(frozen=True, slots=True)
class BridgeBar:
    """One bar from `start` to `end` [currency]; an option's own bar stands on zero."""

    label: str
    kind: Kind
    start: float
    end: float

    @property
    def amount(self) -> float:
        """Length of the bar, negative where it lowers the NPV [currency]."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class BridgeTable:
    """The first option, the steps, the other option."""

    bars: tuple[BridgeBar, ...]
    scale: Scale
    caption: Caption
    header: tuple[str, ...] = ("label", "kind", "start", "amount", "end")

    @property
    def rows(self) -> Rows:
        """One row a bar."""
        return tuple((bar.label, bar.kind, bar.start, bar.amount, bar.end) for bar in self.bars)


def bridge_table(options: Options, name: str, words: Words) -> BridgeTable:
    """The bars from the first option to the option `name`."""
    first, bridge = next(iter(options.results)), options.bridges[name]
    titles = line_titles(options)
    ends = [bridge.start, *accumulate((step.change for step in bridge.steps), initial=bridge.start)][1:]
    steps = tuple(
        BridgeBar(step_label(step, titles, words), "gain" if step.change > 0 else "loss", start, end)
        for step, (start, end) in zip(bridge.steps, pairwise(ends), strict=True)
    )
    bars = (
        BridgeBar(plain(first), "option", 0.0, bridge.start),
        *steps,
        BridgeBar(plain(name), "option", 0.0, bridge.end),
    )
    scale = words.scale([end for bar in bars for end in (bar.start, bar.end)])
    subtitle = words.text(N_("Mean present value of each line, {unit}"), unit=scale.unit)
    return BridgeTable(
        bars, scale, Caption(_title(options, first, name, words), subtitle, options_source(options, words))
    )


def _title(options: Options, first: str, name: str, words: Words) -> str:
    pair, bridge = pair_between(options.comparison, first, name), options.bridges[name]
    change = bridge.end - bridge.start
    if not told_apart(pair):
        template = N_("From “{first}” to “{name}”: no difference can be told")
    elif change > 0:
        template = N_("From “{first}” to “{name}”: {change} more on average")
    else:
        template = N_("From “{first}” to “{name}”: {change} less on average")
    told = {"first": shortened(plain(first), NAMED), "name": shortened(plain(name), NAMED)}
    return words.text(template, **told, change=words.money(abs(change)))
