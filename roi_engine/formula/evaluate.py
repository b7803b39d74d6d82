"""The numpy reader: a checked tree over arrays of all draws at once.

Arrays are two-dimensional: draws down, periods across; what is the same for all draws or all periods has length 1
there. `FUNCTIONS` is the one table of what the operators and functions of the language mean in numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce

import numpy as np

from roi_engine import timeline as calendar
from roi_engine.formula.tree import Binary, Call, Name, Node, Number, Scale, Unary
from roi_engine.timeline import Array, RampShape, Timeline

Function = Callable[..., Array]


def evaluate(tree: Node, values: Mapping[str, Array], timeline: Timeline) -> Array:
    """The value of a checked tree, shape (n_draws or 1, n_periods or 1); nan and inf where it has none.

    `values` gives an array for every name that the tree uses.
    """
    done: dict[int, Array] = {}

    def visit(node: Node) -> Array:
        if id(node) not in done:
            done[id(node)] = compute(node)
        return done[id(node)]

    def compute(node: Node) -> Array:
        match node:
            case Number(value=value):
                return np.full((1, 1), value)
            case Name(id=name):
                return values[name]
            case Scale(operand=operand, factor=factor):
                return visit(operand) * factor
            case Unary(operator=operator, operand=operand):
                return FUNCTIONS["neg" if operator == "-" else operator](timeline, visit(operand))
            case Binary(operator=operator, left=left, right=right):
                return FUNCTIONS[operator](timeline, visit(left), visit(right))
            case Call(function=function, arguments=arguments):
                return FUNCTIONS[function](timeline, *map(visit, arguments))
        raise TypeError(f"not a node of a checked tree: {node!r}")

    with np.errstate(all="ignore"):  # a value that does not exist is reported by the engine, with its line and draw
        return visit(tree)


def reserved_series(timeline: Timeline) -> dict[str, Array]:
    """The series every formula may name: `year` (1, 2, ...) and `month` (1, 2, ... the first of the period)."""
    periods = np.arange(timeline.n_periods)
    months = periods * (12 // timeline.periods_per_year) + 1
    return {
        "year": (timeline.year_index + 1).astype(np.float64)[None, :],
        "month": months.astype(np.float64)[None, :],
    }


def _plain(function: Callable[..., object]) -> Function:
    """A function of numbers that does not look at the calendar; tests give 0.0 and 1.0."""
    return lambda _timeline, *arguments: np.asarray(function(*arguments), dtype=float)


def _where(test: Array, then: Array, otherwise: Array) -> Array:
    return np.where(test != 0, then, otherwise)


def _clip(x: Array, low: Array, high: Array) -> Array:
    return np.minimum(np.maximum(x, low), high)


def _across(timeline: Timeline, x: Array) -> Array:
    return np.broadcast_to(x, (x.shape[0], timeline.n_periods))


def _cumsum(timeline: Timeline, x: Array) -> Array:
    integral: Array = np.cumsum(_across(timeline, x), axis=1) * timeline.period
    return integral


def _cumprod(timeline: Timeline, x: Array) -> Array:
    return np.multiply.accumulate(_across(timeline, x), axis=1)


def _lag_periods(timeline: Timeline, x: Array, shift: Array) -> Array:
    """Shift by periods, 0 before the start; a fraction mixes two neighbours, as the integral over the period does."""
    shift = np.where(shift >= 0, shift, np.nan)
    whole = np.floor(shift)
    part = shift - whole
    if shift.size == 1 and part[0, 0] == 0:
        return _shifted(timeline, x, whole)
    return (1.0 - part) * _shifted(timeline, x, whole) + part * _shifted(timeline, x, whole + 1)


def _shifted(timeline: Timeline, x: Array, whole: Array) -> Array:
    if whole.size == 1 and np.isfinite(whole[0, 0]):  # the same for all draws: whole rows move
        moved = np.zeros((timeline.n_periods, x.shape[0]))
        rest = max(timeline.n_periods - int(whole[0, 0]), 0)
        moved[timeline.n_periods - rest :] = _across(timeline, x).T[:rest]
        return moved.T
    source = np.arange(timeline.n_periods) - np.nan_to_num(whole)
    n_draws = max(x.shape[0], whole.shape[0])
    full = np.broadcast_to(x, (n_draws, timeline.n_periods))
    index = np.broadcast_to(np.maximum(source, 0), full.shape).astype(np.intp)
    return np.where(source >= 0, np.take_along_axis(full, index, axis=1), 0.0)


def _lag(timeline: Timeline, x: Array, years: Array) -> Array:
    return _lag_periods(timeline, x, years * timeline.periods_per_year)


def _survival(timeline: Timeline, rate: Array, rate_period: Array) -> Array:
    return calendar.survival(timeline, rate, float(rate_period[0, 0]))


def _once(timeline: Timeline, amount: Array, when: Array) -> Array:
    return amount * calendar.once_share(timeline, when) * timeline.periods_per_year


def _spread(timeline: Timeline, amount: Array, start: Array, length: Array) -> Array:
    return amount * calendar.spread_share(timeline, start, length) * timeline.periods_per_year


def _every(timeline: Timeline, amount: Array, interval: Array) -> Array:
    interval = np.where(interval > 0, interval, np.nan)
    return amount * calendar.every_share(timeline, interval) * timeline.periods_per_year


def _by_year(timeline: Timeline, *years: Array) -> Array:
    """One value a year, held over the periods of the year."""
    n_draws = max(value.shape[0] for value in years)
    columns = [np.broadcast_to(value[:, :1], (n_draws, 1)) for value in years]
    return np.concatenate([columns[year] for year in timeline.year_index], axis=1)


def _ramp(shape: RampShape) -> Function:
    return lambda timeline, go_live, length: calendar.ramp(timeline, go_live, length, shape)


FUNCTIONS: dict[str, Function] = {
    "+": _plain(np.add), "-": _plain(np.subtract), "*": _plain(np.multiply), "/": _plain(np.divide),
    "**": _plain(np.power), "<": _plain(np.less), "<=": _plain(np.less_equal), ">": _plain(np.greater),
    ">=": _plain(np.greater_equal), "==": _plain(np.equal), "!=": _plain(np.not_equal),
    "and": _plain(np.logical_and), "or": _plain(np.logical_or), "not": _plain(np.logical_not),
    "neg": _plain(np.negative), "abs": _plain(np.abs), "exp": _plain(np.exp), "log": _plain(np.log),
    "sqrt": _plain(np.sqrt), "where": _plain(_where), "clip": _plain(_clip),
    "min": _plain(lambda *parts: reduce(np.minimum, parts)), "max": _plain(lambda *parts: reduce(np.maximum, parts)),
    "cumsum": _cumsum, "cumprod": _cumprod, "lag": _lag, "lag_periods": _lag_periods, "survival": _survival,
    "growth": calendar.growth_factor, "once": _once, "spread": _spread, "every": _every, "by_year": _by_year,
    "live": calendar.live, "ramp_linear": _ramp("linear"), "ramp_s_curve": _ramp("s_curve"), "ramp_none": _ramp("none"),
}  # fmt: skip
# functions whose result changes over time even where no argument does
OVER_TIME = frozenset(
    {"cumsum", "cumprod", "lag", "lag_periods", "survival", "growth", "once", "spread", "every", "by_year", "live"}
    | {name for name in FUNCTIONS if name.startswith("ramp_")}
)
