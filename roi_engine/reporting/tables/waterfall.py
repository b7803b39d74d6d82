"""From costs over benefits to the net present value, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

from roi_engine.catalogue import catalogue_lines
from roi_engine.engine.result import LineResult, Result
from roi_engine.reporting.tables.caption import Caption, source_line
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.words import N_, Scale, Words, plain

Kind = Literal["cost", "operational", "analytical", "net"]
SHOWN = {"cost": 5, "operational": 5, "analytical": 4}
_GATHERED = {
    "cost": (N_("{n} smaller cost"), N_("{n} smaller costs")),
    "operational": (N_("{n} smaller saving"), N_("{n} smaller savings")),
    "analytical": (N_("{n} smaller customer effect"), N_("{n} smaller customer effects")),
}


@dataclass(frozen=True, slots=True)
class WaterfallStep:
    """One bar: it runs from `start` to `end` [currency]; `amount` is their difference, negative for a cost."""

    label: str
    kind: Kind
    start: float
    amount: float
    end: float


@dataclass(frozen=True, slots=True)
class WaterfallTable:
    """Present values of the base case; the last step is the net present value, from zero."""

    steps: tuple[WaterfallStep, ...]
    scale: Scale
    caption: Caption
    header: tuple[str, ...] = ("label", "kind", "start", "amount", "end")

    @property
    def rows(self) -> Rows:
        """One row a bar."""
        return tuple((s.label, s.kind, s.start, s.amount, s.end) for s in self.steps)


def waterfall_table(result: Result, words: Words) -> WaterfallTable:
    """The bars of the waterfall: costs, operational savings, customer value, net; the largest of each kind first.

    Beyond the number shown per kind, small lines are gathered into one bar, so that the bars still sum to the NPV.
    """
    bars: list[tuple[str, Kind, float]] = []
    kinds: tuple[Kind, ...] = ("cost", "operational", "analytical")
    for kind in kinds:
        lines = [line for line in result.lines if line.category == kind]
        sign = -1.0 if kind == "cost" else 1.0
        bars += [(label, kind, sign * pv) for label, pv in _gathered(lines, kind, words)]
    ends = [0.0, *accumulate(amount for _, _, amount in bars)]
    steps = [
        WaterfallStep(label, kind, start, amount, end)
        for (label, kind, amount), (start, end) in zip(bars, pairwise(ends), strict=True)
    ]
    net = WaterfallStep(words.text(N_("Net present value")), "net", 0.0, result.base.npv, result.base.npv)
    scale = words.scale([*ends, net.end, *(amount for _, _, amount in bars)])
    return WaterfallTable((*steps, net), scale, _caption(result, scale, words))


def _gathered(lines: Sequence[LineResult], kind: Kind, words: Words) -> list[tuple[str, float]]:
    ranked = sorted(_named(lines, words), key=lambda row: -abs(row[1]))
    shown = SHOWN[kind] if len(ranked) > SHOWN[kind] else len(ranked)
    if len(ranked) - shown == 1:  # a bar named "1 smaller cost" says less than the line's own name
        shown += 1
    rows, rest = ranked[:shown], ranked[shown:]
    if rest:
        one, many = _GATHERED[kind]
        rows.append((words.counted(one, many, len(rest)), sum(pv for _, pv in rest)))
    return rows


def _named(lines: Sequence[LineResult], words: Words) -> list[tuple[str, float]]:
    """Name and present value of each line; an effect on the customer base is one, whatever the segments."""
    effects = {f"{use}_": entry.title[words.language] for use, entry in catalogue_lines().items()}
    sums: dict[str, tuple[str, float]] = {}
    for line in lines:
        effect = next((use for use in effects if line.id.startswith(use)), line.id)
        title, total = sums.get(effect, (effects.get(effect, plain(line.title)), 0.0))
        sums[effect] = (title, total + line.pv)
    return list(sums.values())


def _caption(result: Result, scale: Scale, words: Words) -> Caption:
    base = result.base
    if base.pv_costs == 0 and base.npv > 0:
        template = N_("Benefits of {benefits} at no cost")
    elif base.npv > 0:
        template = N_("Benefits of {benefits} exceed costs of {costs}: a gain of {npv}")
    elif base.npv < 0:
        template = N_("Benefits of {benefits} do not cover costs of {costs}: a loss of {npv}")
    else:
        template = N_("Benefits of {benefits} just cover costs of {costs}")
    title = words.text(
        template,
        benefits=words.money(base.pv_benefits),
        costs=words.money(base.pv_costs),
        npv=words.money(abs(base.npv)),
    )
    subtitle = words.text(
        N_("Present value over {years}, base case, {unit}"),
        years=words.years(result.scenario.timeline.years),
        unit=scale.unit,
    )
    return Caption(title, subtitle, source_line(result, words))
