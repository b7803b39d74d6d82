"""How the numbers of a unit look in a cell."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from roi_engine.finance import MetricUnit
from roi_engine.reporting.words import N_, Words, is_share
from roi_engine.reporting.workbook.book import Style

MONEY: Style = {"num_format": "#,##0;[Red]-#,##0;0"}
SHARE: Style = {"num_format": "0.0%"}
CHANGED: Style = {"num_format": "+0.0%;-0.0%;0.0%"}  # a change beside levels, which are shares too
RATIO: Style = {"num_format": "0.00"}
FACTOR: Style = {"num_format": "0.0000"}
WHOLE: Style = {"num_format": "0"}


def error_look(unit: MetricUnit, words: Words) -> Style:
    """How the error of a mean looks: with two decimals, so that it is not told as nothing."""
    months = {"num_format": f'0.00 "{words.text(N_("months"))}"'}
    return {"money": {"num_format": "#,##0.00"}, "share": {"num_format": "0.00%"}, "months": months}.get(unit, RATIO)


def looks(words: Words) -> Mapping[MetricUnit, Style]:
    """How the key figures of each unit look; a time says that it is in months."""
    months = {"num_format": f'0.0 "{words.text(N_("months"))}"'}
    return {"money": MONEY, "share": SHARE, "months": months, "ratio": RATIO}


def number_format(unit: str, numbers: Iterable[float], currency: str) -> Style:
    """Shares and rates as per cent, whole amounts without decimals, small numbers with as many as they need."""
    signed = [number for number in numbers if math.isfinite(number)]
    known = [abs(number) for number in signed]
    if is_share(unit, *signed) and any(known):
        return {"num_format": "0.0%" if max(known) >= 0.01 else "0.00%"}
    if unit == currency and max(known, default=0.0) >= 100:
        return MONEY
    if all(number == int(number) for number in known):
        return {"num_format": "#,##0"}
    smallest = min((number for number in known if number), default=1.0)
    if smallest >= 1000:
        return {"num_format": "#,##0"}
    return {"num_format": "#,##0.00" if smallest >= 0.1 else "0.0000" if smallest >= 1e-3 else "0.00E+00"}
