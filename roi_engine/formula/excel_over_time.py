"""Functions over time as rows of cells: the closed forms of `roi_engine.timeline`, one period a cell.

Every function takes the reader and its arguments' cells and gives the cells of its result. `what` of a helper row is
one of `HELPER_ROWS`; whoever writes the rows finds the words for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from roi_engine.formula.evaluate import FUNCTIONS
from roi_engine.formula.excel_cells import Cells, number_text, span
from roi_engine.timeline import INSTANT, Array

if TYPE_CHECKING:
    from roi_engine.formula.excel import Reader

Arguments = tuple[Cells, ...]
Writer = Callable[["Reader", Arguments], Cells]
HELPER_ROWS = (
    "part", "date", "length", "survival", "growth", "cumsum", "cumprod", "lagged", "live", "since", "area", "ramp",
    "paid", "passed",
)  # fmt: skip
_LONG = f"{INSTANT:.0E}"


def _numbers(reader: Reader, function: str, arguments: Arguments) -> Array:
    with np.errstate(all="ignore"):
        return FUNCTIONS[function](reader.calendar.timeline, *(part.numbers for part in arguments))


def survival(reader: Reader, arguments: Arguments) -> Cells:
    """Share left at the end of each period."""
    rate, rate_period = arguments
    exponent = reader.calendar.timeline.period / float(rate_period.numbers[0, 0])
    power = "" if exponent == 1.0 else f"^{number_text(exponent)}"

    def cell(period: int, before: str) -> str:
        kept = f"(1-{rate.text(period)}){power}"
        return f"({before}*{kept})" if before else kept

    return reader.running("survival", _numbers(reader, "survival", arguments), cell)


def growth(reader: Reader, arguments: Arguments) -> Cells:
    """(1 + rate)^(k - 1) in year k: each year grows on the one before."""
    (rate,), step = arguments, reader.calendar.timeline.periods_per_year

    def cell(period: int, before: str) -> str:
        if period < step:
            return "1"
        return before if period % step else f"({before}*(1+{rate.text(period)}))"

    return reader.running("growth", _numbers(reader, "growth", arguments), cell)


def cumsum(reader: Reader, arguments: Arguments) -> Cells:
    """Integral over time up to the end of each period."""
    (x,), step = arguments, reader.calendar.timeline.periods_per_year

    def cell(period: int, before: str) -> str:
        return f"({before}+{x.text(period)}/{step})" if before else f"({x.text(period)}/{step})"

    return reader.running("cumsum", _numbers(reader, "cumsum", arguments), cell)


def cumprod(reader: Reader, arguments: Arguments) -> Cells:
    """Running product."""
    (x,) = arguments

    def cell(period: int, before: str) -> str:
        return f"({before}*{x.text(period)})" if before else x.text(period)

    return reader.running("cumprod", _numbers(reader, "cumprod", arguments), cell)


def lag(reader: Reader, arguments: Arguments) -> Cells:
    """Shift by a span of years."""
    x, years = arguments
    step = reader.calendar.timeline.periods_per_year
    factor = Cells((number_text(step),), np.full((1, 1), float(step)))
    return lag_periods(reader, (x, reader.each("*", (years, factor))))


def lag_periods(reader: Reader, arguments: Arguments) -> Cells:
    """Shift by periods, 0 before the start; a fraction mixes two neighbours."""
    x, shift = arguments
    shift = reader.anchored(shift)
    moving = len(x.texts) > 1
    if moving:
        x = reader.kept("lagged", x)
    here = span(x.texts)

    def shifted(period: int, by: str) -> str:
        place = f"{period + 1}-{by}"
        found = f"INDEX({here},1,{place})" if moving else here
        return f"IF({place}>=1,{found},0)"

    def cell(period: int) -> str:
        by = shift.text(period)
        part = f"({by}-INT({by}))"
        mixed = f"(1-{part})*{shifted(period, f'INT({by})')}+{part}*{shifted(period, f'INT({by})-1')}"
        return f"IF({by}<0,NA(),{mixed})"

    numbers = _numbers(reader, "lag_periods", arguments)
    return Cells(tuple(cell(period) for period in range(reader.calendar.timeline.n_periods)), numbers)


def live(reader: Reader, arguments: Arguments) -> Cells:
    """Share of each period after go-live."""
    go_live = reader.anchored(arguments[0], "date")
    texts = _live_texts(reader, go_live.text(0))
    return reader.kept("live", Cells(texts, _numbers(reader, "live", arguments)))


def _live_texts(reader: Reader, go_live: str) -> tuple[str, ...]:
    step = reader.calendar.timeline.periods_per_year
    return tuple(f"MIN(MAX(({edge}-{go_live})*{step},0),1)" for edge in reader.calendar.edges[1:])


def _ramp(shape: str) -> Writer:
    def writer(reader: Reader, arguments: Arguments) -> Cells:
        """The area under the ramp at both ends of each period; a length of 0 is the step."""
        timeline, step = reader.calendar.timeline, reader.calendar.timeline.periods_per_year
        go_live, length = _dated(reader, arguments)
        start, long = go_live.text(0), length.text(0)
        spanned = f"IF({long}>{_LONG},{long},{number_text(1.0 / step)})"
        begin, years = float(go_live.numbers[0, 0]), float(length.numbers[0, 0])
        since = np.maximum((timeline.edges - begin) / (years if years > INSTANT else 1.0 / step), 0.0)
        u = np.minimum(since, 1.0)
        area = since + (u * (0.5 * u - 1.0) if shape == "linear" else u * (u * u * (1.0 - 0.5 * u) - 1.0))
        row = reader.at_edges("since", [f"MAX(({e}-{start})/{spanned},0)" for e in reader.calendar.edges], since)
        areas = reader.at_edges("area", [_area(at, shape) for at in row], area)
        steps = _live_texts(reader, start)
        texts = tuple(
            f"IF({long}>{_LONG},({areas[k + 1]}-{areas[k]})*{spanned}*{step},{steps[k]})" for k in range(len(steps))
        )
        return reader.kept("ramp", Cells(texts, _numbers(reader, f"ramp_{shape}", arguments)))

    return writer


def _area(since: str, shape: str) -> str:
    """Area under a ramp from go-live to a time in spans of it."""
    u = f"MIN({since},1)"
    if shape == "linear":
        return f"({since}+{u}*({u}/2-1))"
    return f"({since}+{u}*({u}*{u}*(1-{u}/2)-1))"


def _dated(reader: Reader, arguments: Arguments) -> tuple[Cells, Cells]:
    """A date and a length [year], each in one cell."""
    date, length = arguments
    return reader.anchored(date, "date"), reader.anchored(length, "length")


def _once_share(reader: Reader, period: int, when: str) -> str:
    step = reader.calendar.timeline.periods_per_year
    return f"IF(MAX(-INT(-({when}*{step}-1E-09)),1)={period + 1},1,0)"


def _per_year(reader: Reader, function: str, arguments: Arguments, share: Callable[[int], str]) -> Cells:
    """An amount times the share of it that falls in each period, as money per year."""
    timeline = reader.calendar.timeline
    amount, step = reader.anchored(arguments[0]), timeline.periods_per_year
    texts = tuple(f"({amount.text(k)}*{share(k)}*{step})" for k in range(timeline.n_periods))
    return Cells(texts, _numbers(reader, function, arguments))


def once(reader: Reader, arguments: Arguments) -> Cells:
    """An amount in the period that holds its date."""
    when = reader.anchored(arguments[1], "date")
    return _per_year(reader, "once", arguments, lambda k: _once_share(reader, k, when.text(k)))


def spread(reader: Reader, arguments: Arguments) -> Cells:
    """An amount paid evenly over a span."""
    start, length = _dated(reader, arguments[1:])
    begin, long = start.text(0), length.text(0)
    divisor = f"IF({long}>{_LONG},{long},1)"
    years = float(length.numbers[0, 0])
    edges = reader.calendar.timeline.edges
    paid = np.clip((edges - float(start.numbers[0, 0])) / (years if years > INSTANT else 1.0), 0.0, 1.0)
    texts = [f"MIN(MAX(({edge}-{begin})/{divisor},0),1)" for edge in reader.calendar.edges]
    at = reader.at_edges("paid", texts, paid)

    def share(k: int) -> str:
        return f"IF({long}>{_LONG},{at[k + 1]}-{at[k]},{_once_share(reader, k, begin)})"

    return _per_year(reader, "spread", arguments, share)


def every(reader: Reader, arguments: Arguments) -> Cells:
    """An amount at each multiple of an interval."""
    interval = reader.anchored(arguments[1], "length")
    gap, years = interval.text(0), float(interval.numbers[0, 0])
    texts = [f"IF({gap}>0,INT({edge}/{gap}+1E-09),NA())" for edge in reader.calendar.edges]
    at = reader.at_edges("passed", texts, np.floor(reader.calendar.timeline.edges / years + 1e-9))
    return _per_year(reader, "every", arguments, lambda k: f"({at[k + 1]}-{at[k]})")


def by_year(reader: Reader, arguments: Arguments) -> Cells:
    """One value a year, held over the periods of the year."""
    texts = tuple(arguments[year].text(0) for year in reader.calendar.timeline.year_index)
    return Cells(texts, _numbers(reader, "by_year", arguments))


OVER_TIME_WRITERS: dict[str, Writer] = {
    "survival": survival, "growth": growth, "cumsum": cumsum, "cumprod": cumprod, "lag": lag,
    "lag_periods": lag_periods, "live": live, "ramp_linear": _ramp("linear"), "ramp_s_curve": _ramp("s_curve"),
    "ramp_none": lambda reader, arguments: live(reader, arguments[:1]), "once": once, "spread": spread,
    "every": every, "by_year": by_year,
}  # fmt: skip
