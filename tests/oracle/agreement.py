"""Whether the engine and the plain recomputation say the same, and where not."""

from __future__ import annotations

import math
from pathlib import Path

import roi_engine
from roi_engine import Result
from tests.oracle.account import LineFlow, Terms, yearly
from tests.oracle.customers import Expected
from tests.oracle.plain import Plain, recomputed
from tests.oracle.reading import read_scenario

TOLERANCE = 1e-9  # relative


def engine_result(path: Path, variant: str | None = None) -> Result:
    """The engine's account; few draws, since the base case alone is compared."""
    return roi_engine.simulate(roi_engine.load(path, variant=variant, overrides={"simulation.draws": "16"}))


def projected(result: Result) -> dict[str, Expected]:
    """What the fitted models expect of each segment, as the scenario holds it."""
    customers, found = result.scenario.customers, {}
    for segment in customers.segments if customers and customers.source == "transactions" else ():
        active, churn, orders, amount = (
            list(value.form.numbers) for value in (segment.active, segment.churn_rate, segment.orders, segment.margin)
        )
        found[segment.id] = Expected(active[0], churn, orders, amount[0])
    return found


def same(first: float, second: float, scale: float = 0.0) -> bool:
    """Equal to nine digits of the larger one (or of `scale`); two that do not exist are equal."""
    if math.isnan(first) or math.isnan(second):
        return math.isnan(first) and math.isnan(second)
    return abs(first - second) <= TOLERANCE * max(abs(first), abs(second), scale)


def differences(path: Path, variant: str | None = None) -> list[str]:
    """Every figure of the base case in which the two differ, in words."""
    result = engine_result(path, variant)
    lines, figures = recomputed(path, variant, projected(result))
    terms = Plain(read_scenario(path, variant)).terms()
    found = _differing_lines(result, lines, terms)
    for name, expected in figures.items():
        given = getattr(result.base, name)
        turnover = float(figures["benefits"]) + float(figures["costs"])
        scale = turnover if name in MONEY else 1.0
        agreed = given == expected if isinstance(expected, str) else same(given, expected, scale)
        if not agreed:
            found.append(f"{name}: {given} instead of {expected}")
    return found


MONEY = {"npv", "npv_cashable", "net", "peak_funding", "npv_after_tax", "cost_of_delay"}  # sums of either sign


def _differing_lines(result: Result, lines: list[LineFlow], terms: Terms) -> list[str]:
    if [line.id for line in lines] != [line.id for line in result.lines]:
        return [f"lines: {[line.id for line in result.lines]} instead of {[line.id for line in lines]}"]
    found = []
    for plain, line in zip(lines, result.lines, strict=True):
        columns = [plain.flow[0], *plain.flow[1]]
        scale = max(1.0, *(abs(amount) for amount in columns))
        pairs = [*zip(line.by_period, columns, strict=True), *zip(line.by_year, yearly(plain.flow, terms), strict=True)]
        wrong = [f"{given} instead of {expected}" for given, expected in pairs if not same(given, expected, scale)]
        if wrong:
            found.append(f"{line.id}: {len(wrong)} columns, first {wrong[0]}")
        if (line.category, line.cashable) != (plain.category, plain.cashable):
            found.append(f"{line.id}: {line.category}, cashable {line.cashable}")
    return found
