"""A second reader of formulas for the tests: one draw, month by month, in plain loops, written from the design alone.

Money per month, counts and rates per month, durations in months: no conversion of units is known here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

Months = list[float]


def monthly(text: str, values: Mapping[str, float | Months], n_months: int, go_live: float = 0.0) -> Months:
    """What a formula gives in each month; `upfront` must not occur."""
    live = [min(max(month + 1 - go_live, 0.0), 1.0) for month in range(n_months)]
    names: dict[str, float | Months] = {"live": live, "go_live": go_live, "horizon": float(n_months), **values}
    return _months(ast.parse(text, mode="eval").body, names, n_months)


def _months(node: ast.expr, names: Mapping[str, float | Months], n: int) -> Months:
    match node:
        case ast.Constant(value=str() as quantity):
            number = re.match(r"([\d.]+) month\Z", quantity)
            assert number, f"the plain evaluator only knows months, not {quantity}"
            return [float(number[1])] * n
        case ast.Constant(value=number):
            return [float(number)] * n
        case ast.Name(id=name):
            value = names[name]
            return list(value) if isinstance(value, list) else [float(value)] * n
        case ast.BinOp(left=left, op=operator, right=right):
            pairs = zip(_months(left, names, n), _months(right, names, n), strict=True)
            return [_arithmetic(operator, a, b) for a, b in pairs]
        case ast.Call(func=ast.Name(id=function), args=arguments):
            return _CALLS[function](*(_months(argument, names, n) for argument in arguments))
    raise AssertionError(f"not in the catalogue's language: {ast.unparse(node)}")


def _arithmetic(operator: ast.operator, a: float, b: float) -> float:
    match operator:
        case ast.Add():
            return a + b
        case ast.Sub():
            return a - b
        case ast.Mult():
            return a * b
        case ast.Div():
            return a / b
    raise AssertionError(operator)


def _survival(rate: Months) -> Months:
    left, out = 1.0, []
    for share in rate:
        left *= 1.0 - share
        out.append(left)
    return out


def _cumsum(x: Months) -> Months:
    total, out = 0.0, []
    for amount in x:
        total += amount
        out.append(total)
    return out


def _lag(x: Months, shift: Months) -> Months:
    whole, part = int(shift[0]), shift[0] - int(shift[0])
    before = [0.0] * (whole + 1) + x
    return [(1 - part) * before[month + 1] + part * before[month] for month in range(len(x))]


def _spread(x: Months, start: Months, length: Months) -> Months:
    if length[0] == 0:
        return _once(x, start)
    covered = [
        max(min(month + 1, start[0] + length[0]) - max(month, start[0]), 0.0) / length[0] for month in range(len(x))
    ]
    return [amount * share for amount, share in zip(x, covered, strict=True)]


def _once(x: Months, when: Months) -> Months:
    return [amount if month < max(when[0], 1e-12) <= month + 1 else 0.0 for month, amount in enumerate(x)]


def _max(a: Months, b: Months) -> Months:
    return [max(pair) for pair in zip(a, b, strict=True)]


_CALLS = {"survival": _survival, "cumsum": _cumsum, "lag": _lag, "spread": _spread, "once": _once, "max": _max}
