"""What each function of the language asks of its arguments' units, and what unit it gives."""

from __future__ import annotations

from collections.abc import Callable

from roi_engine.formula.checking import Check, Typed
from roi_engine.formula.tree import Call, Number


def pure(check: Check, node: Call, arguments: list[Typed]) -> Typed:
    """exp, log, cumprod: of and to a pure number."""
    inner = check.convert(arguments[0], check.pure_unit, node.arguments[0], f"{node.function}() takes a pure number: ")
    return check.call(node, [inner], check.pure_unit, inner.varies or node.function == "cumprod")


def choose(check: Check, node: Call, arguments: list[Typed]) -> Typed:
    """where(test, a, b): a and b in one unit."""
    test, *branches = arguments
    typed = together(check, Call("where", node.arguments[1:], node.offset), branches)
    parts = typed.node.arguments if isinstance(typed.node, Call) else ()
    checked = Call("where", (test.node, *parts), node.offset)
    return Typed(checked, typed.unit, typed.varies or test.varies)


def root_of(check: Check, node: Call, arguments: list[Typed]) -> Typed:
    """The square root halves the dimension."""
    return check.call(node, arguments, check.units.power(arguments[0].unit, 0.5), arguments[0].varies)


def shifted(check: Check, node: Call, arguments: list[Typed]) -> Typed:
    """lag(x, n): by a duration, or by a whole number of periods."""
    shift = arguments[1]
    if shift.unit.dimensionality:
        shift = check.years(shift, node.arguments[1], "the shift of lag()")
        return check.call(node, [arguments[0], shift], arguments[0].unit, True)
    periods = Call("lag_periods", (arguments[0].node, shift.node), node.offset)
    return Typed(periods, arguments[0].unit, True)


def accumulated(check: Check, node: Call, arguments: list[Typed]) -> Typed:
    """cumsum(x) is the integral over time, so that a rate becomes a stock whatever the step."""
    return check.call(node, arguments, arguments[0].unit * check.year, True)


def rated(check: Check, node: Call, arguments: list[Typed]) -> Typed:
    """survival(rate) and growth(rate): a share per calendar time, applied in the time it is stated in."""
    rate = arguments[0]
    span = 1 / rate.unit if rate.unit.dimensionality else check.pure_unit
    if rate.node != Number(0.0) and not check.units.fits(span, check.year):
        got = check.units.text(rate.unit) or "a pure number"
        return check.refuse(node, f"{node.function}() takes a rate per time such as 3 %/year, not {got}")
    if node.function == "growth":
        rate = check.convert(rate, 1 / check.year, node.arguments[0])
        return check.call(node, [rate], check.pure_unit, True)
    years = Number(check.units.factor(span, check.year) if rate.unit.dimensionality else 1.0)
    return Typed(Call("survival", (rate.node, years), node.offset), check.pure_unit, True)


def dated(check: Check, node: Call, arguments: list[Typed]) -> Typed:
    """once, spread, every: an amount of money at its dates becomes money per year."""
    words = {"once": ("the date",), "spread": ("the start", "the length"), "every": ("the interval",)}
    places = zip(arguments[1:], node.arguments[1:], words[node.function], strict=True)
    spans = [check.years(part, at, f"{what} of {node.function}()") for part, at, what in places]
    return check.call(node, [arguments[0], *spans], arguments[0].unit / check.year, True)


def together(check: Check, node: Call, arguments: list[Typed]) -> Typed:
    """min, max, clip, abs: all arguments in the unit of the first that has one."""
    unit = next((part.unit for part in arguments if part.node != Number(0.0)), arguments[0].unit)
    like = [check.convert(part, unit, at) for part, at in zip(arguments, node.arguments, strict=True)]
    return check.call(node, like, unit, any(part.varies for part in like))


Rule = Callable[[Check, Call, list[Typed]], Typed]
RULES: dict[str, Rule] = {
    "exp": pure, "log": pure, "cumprod": pure, "where": choose, "sqrt": root_of, "lag": shifted, "cumsum": accumulated,
    "survival": rated, "growth": rated, "once": dated, "spread": dated, "every": dated,
    "upfront": together,  # reached only where it was refused already
    "min": together, "max": together, "clip": together, "abs": together,
}  # fmt: skip
