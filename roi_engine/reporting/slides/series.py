"""Charts of the deck from the tables of the charts: the same numbers, arranged so that an office program draws them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from matplotlib.ticker import MaxNLocator

from roi_engine.reporting.slides.parts import Chart, Role, Series
from roi_engine.reporting.tables import (
    BenefitStackTable,
    BridgeTable,
    Caption,
    CumulativeTable,
    CustomerMarginTable,
    DistributionTable,
    DriversTable,
    StressesTable,
    TornadoTable,
    WaterfallTable,
)
from roi_engine.reporting.words import N_, Scale, Words, shortened

ROOM = 0.13  # of the span of a chart: space for the figure beside a bar
LONGEST = 60  # characters of a category's name
MARKS = 7
Amounts = Sequence[float]


def number_format(scale: Scale) -> str:
    """How an office program shows full amounts in the unit of the chart: each comma at the end divides by 1000."""
    return "#,##0" + "," * round(math.log(scale.divisor, 1000)) if scale.divisor > 1 else "#,##0"


def bounds(amounts: Amounts, room: float = 0.0, marks: int = MARKS) -> tuple[float, float, float]:
    """Low end, high end and step of an axis with round marks that holds zero, all amounts, and `room` beside them."""
    low, high = min(0.0, *amounts), max(0.0, *amounts)
    span = (high - low) or 1.0
    low, high = low - room * span * (low < 0), high + room * span * (high > 0)
    ticks = MaxNLocator(marks, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return float(ticks[0]), float(ticks[-1]), float(ticks[1] - ticks[0])


def spans(ends: Sequence[tuple[float, float]]) -> tuple[list[float], list[float], list[float]]:
    """Stacked parts that paint each bar from one end to the other: the blank part, that above zero, that below.

    An office program piles positive and negative parts up on either side of zero, so a bar across it has two parts.
    """
    blank, above, below = [], [], []
    for first, second in ends:
        low, high = sorted((first, second))
        blank.append(low if low > 0 else high if high < 0 else 0.0)
        above.append(max(high, 0.0) - max(low, 0.0))
        below.append(min(low, 0.0) - min(high, 0.0))
    return blank, above, below


def waterfall(table: WaterfallTable, words: Words) -> Chart:
    """Stacked bars from the top down; a blank part lifts each to where it starts."""
    blank, above, below = spans([(step.start, step.end) for step in table.steps])
    names: dict[str, tuple[str, Role]] = {
        "cost": (words.text(N_("Cost")), "loss"),
        "operational": (words.text(N_("Operational saving")), "operational"),
        "analytical": (words.text(N_("Customer value")), "analytical"),
        "net": (words.text(N_("Net present value")), "net"),
    }
    series = [_blank(blank, words)]
    for kind, (name, role) in names.items():
        mine = [step.kind == kind for step in table.steps]
        series += _parts(name, role, [(a, b) if m else (0.0, 0.0) for a, b, m in zip(above, below, mine, strict=True)])
    marks = bounds([end for step in table.steps for end in (step.start, step.end)], ROOM)
    texts = [words.scaled(step.amount, table.scale, signed=True) for step in table.steps]
    highs = [max(step.start, step.end) for step in table.steps]
    series.append(_figures(highs, texts, marks, words))
    labels = [step.label for step in table.steps]
    axis = words.text(N_("Present value, {unit}"), unit=table.scale.unit)
    return _rows(labels, series, axis, table.scale, marks, table.caption)


def stresses(table: StressesTable, words: Words, narrow: bool = False, itself_named: str = "") -> Chart:
    """Bars from P10 to P90 of each stress, what lies below zero as a loss; the mean is written beside each.

    A `narrow` chart stands beside a table: it has fewer marks, and its figures take a larger part of it. The dark bar
    is the case itself, or what `itself_named` says.
    """
    blank, above, below = spans([(bar.p10, bar.p90) for bar in table.bars])
    itself = [bar.plain_case for bar in table.bars]
    series = [
        _blank(blank, words),
        Series(words.text(N_("Loss")), tuple(b or None for b in below), "loss"),
        Series(words.text(N_("Gain")), _where([not i for i in itself], above), "operational"),
        Series(itself_named or words.text(N_("The case itself")), _where(itself, above), "net"),
    ]  # fmt: skip
    ends = [end for bar in table.bars for end in (bar.p10, bar.p90)]
    marks = bounds(ends, 4 * ROOM, marks=4) if narrow else bounds(ends, 2 * ROOM)
    texts = [
        words.text(N_("mean {amount}"), amount=words.scaled(bar.mean, table.scale, signed=True)) for bar in table.bars
    ]
    series.append(_figures([bar.p90 for bar in table.bars], texts, marks, words))
    axis = words.text(N_("Net present value, {unit}"), unit=table.scale.unit)
    template = N_("Net present value, {unit}: bar from P10 to P90, the mean beside it")
    caption = replace(table.caption, subtitle=words.text(template, unit=table.scale.unit))
    return _rows([bar.label for bar in table.bars], series, axis, table.scale, marks, caption)


def bridge(table: BridgeTable, words: Words) -> Chart:
    """From one option to another: each standing on zero, the steps between them where they start."""
    blank, above, below = spans([(bar.start, bar.end) for bar in table.bars])
    names: dict[str, tuple[str, Role]] = {
        "option": (words.text(N_("Option")), "net"),
        "gain": (words.text(N_("Gain")), "operational"),
        "loss": (words.text(N_("Loss")), "loss"),
    }
    series = [_blank(blank, words)]
    for kind, (name, role) in names.items():
        mine = [bar.kind == kind for bar in table.bars]
        series += _parts(name, role, [(a, b) if m else (0.0, 0.0) for a, b, m in zip(above, below, mine, strict=True)])
    marks = bounds([end for bar in table.bars for end in (bar.start, bar.end)], ROOM)
    texts = [words.scaled(bar.amount, table.scale, signed=bar.kind != "option") for bar in table.bars]
    series.append(_figures([max(bar.start, bar.end) for bar in table.bars], texts, marks, words))
    axis = words.text(N_("Mean present value, {unit}"), unit=table.scale.unit)
    return _rows([bar.label for bar in table.bars], series, axis, table.scale, marks, table.caption)


def drivers(table: DriversTable, words: Words) -> Chart:
    """The share of the spread that each assumption explains."""
    shares = tuple(bar.share for bar in table.bars)
    marks = bounds(shares, ROOM, marks=6)
    texts = tuple(words.chance(min(share, 1.0)) for share in shares)
    series = Series(words.text(N_("Share of the spread")), shares, "operational", labels=texts)
    labels = tuple(shortened(bar.label, LONGEST) for bar in table.bars)
    axis = words.text(N_("Share of the variance of the net present value"))
    template = N_("Share of the variance that a value explains alone; where values move together, shares overlap")
    subtitle = words.text(template)
    return Chart("swings", labels, (series,), axis, "", "0%", marks, table.caption.title, subtitle)


def tornado(table: TornadoTable, words: Words) -> Chart:
    """What each assumption alone adds to the net present value or takes from it, at its P10 and at its P90."""
    low = tuple(bar.npv_low - table.base for bar in table.bars)
    high = tuple(bar.npv_high - table.base for bar in table.bars)
    at_low, at_high = tuple(bar.low_label for bar in table.bars), tuple(bar.high_label for bar in table.bars)
    series = (
        Series(words.text(N_("assumption at its P10")), low, "analytical", labels=at_low),
        Series(words.text(N_("assumption at its P90")), high, "operational", labels=at_high),
    )
    axis = words.text(N_("Change of the net present value from its base case, {unit}"), unit=table.scale.unit)
    labels = tuple(shortened(bar.label, LONGEST) for bar in table.bars)
    marks = bounds([*low, *high], 2 * ROOM)
    formatted, subtitle = number_format(table.scale), _alone(table, words)
    return Chart("swings", labels, series, axis, "", formatted, marks, table.caption.title, subtitle)


def _alone(table: TornadoTable, words: Words) -> str:
    """What the swings are, and how many are not shown."""
    unit, n = table.scale.unit, table.left_out
    template = N_("Change of the net present value, {unit}, with one value at its P10 or P90, all others at base")
    if not n:
        return words.text(template, unit=unit)
    one = N_(
        "Change of the net present value, {unit}, with one value at its P10 or P90, all others at base; one smaller not"
        " shown"
    )
    more = N_(
        "Change of the net present value, {unit}, with one value at its P10 or P90, all others at base; {n} smaller not"
        " shown"
    )
    return words.counted(one, more, n, unit=unit)


def benefit_stack(table: BenefitStackTable, words: Words) -> Chart:
    """Benefits and costs of each year, the net written above."""
    net = [words.text(N_("Net {net}"), net=words.scaled(amount, table.scale, signed=True)) for amount in table.net]
    series = (
        Series(words.text(N_("Operational saving")), table.operational, "operational"),
        Series(words.text(N_("Customer value")), table.analytical, "analytical"),
        Series(words.text(N_("Cost")), table.costs, "loss"),
        Series(words.text(N_("Net")), table.net, "net", "marks"),
    )
    rows = list(zip(table.operational, table.analytical, strict=True))
    tops = [max(o, 0.0) + max(a, 0.0) for o, a in rows]
    bottoms = [min(o, 0.0) + min(a, 0.0) + min(c, 0.0) for (o, a), c in zip(rows, table.costs, strict=True)]
    marks = bounds([*tops, *bottoms, *table.net], ROOM)
    room = Series(words.text(N_("(figures)")), (ROOM * marks[1],) * len(net), "none", labels=tuple(net), named=False)
    kept = (*(s for s in series[:-1] if any(s.values)), room, series[-1])
    axis = words.text(N_("Flow in the year, {unit}"), unit=table.scale.unit)
    formatted = number_format(table.scale)
    caption = table.caption
    return Chart("columns", table.labels, kept, axis, "", formatted, marks, caption.title, caption.subtitle)


def distribution(table: DistributionTable, words: Words) -> Chart:
    """The share of the draws in each range of net present value."""
    middles = [(low + high) / 2 for low, high in pairwise(table.edges)]
    losses = _where([x < 0 for x in middles], table.shares)
    gains = _where([x >= 0 for x in middles], table.shares)
    series = (Series(words.text(N_("Loss")), losses, "loss"), Series(words.text(N_("Gain")), gains, "operational"))
    labels = tuple(words.scaled(low, table.scale) for low in table.edges[:-1])
    marks = bounds(table.shares, marks=5)
    under = words.text(N_("Net present value, {unit}"), unit=table.scale.unit)
    kept = tuple(s for s in series if any(s.values))
    axis, caption = words.text(N_("Share of draws")), table.caption
    return Chart("histogram", labels, kept, axis, under, "0%", marks, caption.title, caption.subtitle, every=6)


def cumulative(table: CumulativeTable, words: Words) -> Chart:
    """The base case and the middle as lines, four draws in five as a band of stacked areas."""
    lines = [Series(words.text(N_("Base case")), table.base, "net", "line")]
    areas: list[Series] = []
    if table.p10:
        areas = _band(table.p10, table.p90, "analytical", words)
        lines.append(Series("P50", table.p50, "operational", "dashed"))
    marks = bounds([*table.base, *table.p10, *table.p90])
    axis = words.text(N_("Cumulative net flow, {unit}"), unit=table.scale.unit)
    labels = (words.text(N_("Start")), *table.labels[1:])
    under = words.text(N_("End of the period"))
    return _courses(labels, (*areas, *lines), (axis, under), table, marks, table.caption.subtitle)


def customer_margin(table: CustomerMarginTable, words: Words) -> Chart:
    """The margin of today's customers with the CRM, its band, and without it."""
    areas = _band(*table.with_range, "analytical", words) if table.with_range[0] else []
    lines = (
        Series(words.text(N_("With the CRM")), table.with_crm, "operational", "line"),
        Series(words.text(N_("Without")), table.without, "loss", "dashed"),
    )
    marks = bounds([*table.with_crm, *table.without, *table.with_range[1]])
    axis = words.text(N_("Margin a year, {unit}"), unit=table.scale.unit)
    subtitle = table.caption.subtitle
    if areas:
        template = N_(
            "Contribution margin a year of today's customers, {unit}; band: four draws in five with the CRM (P10-P90)"
        )
        subtitle = words.text(template, unit=table.scale.unit)
    under = words.text(N_("Period"))
    return _courses(table.labels, (*areas, *lines), (axis, under), table, marks, subtitle)


def _courses(
    labels: tuple[str, ...],
    series: tuple[Series, ...],
    axes: tuple[str, str],
    table: CumulativeTable | CustomerMarginTable,
    marks: tuple[float, float, float],
    subtitle: str,
) -> Chart:
    """Areas and lines over the periods, one label a year, or fewer over many years."""
    step = table.months[1] - table.months[0] if len(table.months) > 1 else 12.0
    every = max(1, round(12.0 / step)) * -(-table.years // 12)
    return Chart(
        "courses", labels, series, axes[0], axes[1], number_format(table.scale), marks, table.caption.title, subtitle,
        every,
    )  # fmt: skip


def _band(low: Amounts, high: Amounts, role: Role, words: Words) -> list[Series]:
    """Two stacked areas: a blank one up to P10, a painted one from there to P90."""
    width = tuple(top - bottom for bottom, top in zip(low, high, strict=True))
    named = words.text(N_("P10 to P90, four draws in five"))
    return [Series("P10", tuple(low), "none", "area", named=False), Series(named, width, role, "area")]


def _where(chosen: Sequence[bool], amounts: Amounts) -> tuple[float | None, ...]:
    """Amounts where they are chosen and not nothing; gaps elsewhere, since a bar of no length is still outlined."""
    return tuple(amount or None if mine else None for amount, mine in zip(amounts, chosen, strict=True))


def _blank(values: Amounts, words: Words) -> Series:
    return Series(words.text(N_("(blank)")), tuple(values), "none", named=False)


def _parts(name: str, role: Role, parts: Sequence[tuple[float, float]]) -> list[Series]:
    """A series of the parts on one side of zero, and one more where some bar lies on both; none where all are empty."""
    whole = tuple(above or below or None for above, below in parts)
    if not any(whole):
        return []
    found = [Series(name, whole, role)]
    if any(above and below for above, below in parts):
        found.append(Series(name, tuple(below or None if above else None for above, below in parts), role, named=False))
    return found


def _figures(highs: Amounts, texts: Sequence[str], marks: tuple[float, float, float], words: Words) -> Series:
    """A blank part beyond each bar that carries its figure."""
    room = ROOM * (marks[1] - marks[0])
    values = tuple(room if high > 0 else -room for high in highs)
    return Series(words.text(N_("(figures)")), values, "none", labels=tuple(texts), named=False)


def _rows(
    labels: Sequence[str], series: Sequence[Series], axis: str, scale: Scale, marks: tuple[float, float, float],
    caption: Caption,
) -> Chart:  # fmt: skip
    named = tuple(shortened(label, LONGEST) for label in labels)
    kept = _mirrored([s for s in series if any(s.values) or not s.named])
    return Chart("rows", named, kept, axis, "", number_format(scale), marks, caption.title, caption.subtitle)


def _mirrored(series: Sequence[Series]) -> tuple[Series, ...]:
    """The series with what the key leaves out at like places from both ends, filled up with empty ones.

    Of bars that lie, some office programs count the entries of the key from the last series, others from the first.
    """
    first, *parts, last = series
    aside = [part for part in parts if not part.named]
    empty = (replace(part, name=first.name, values=(None,) * len(part.values), role="none") for part in aside)
    return (first, *aside, *(part for part in parts if part.named), *empty, last)
