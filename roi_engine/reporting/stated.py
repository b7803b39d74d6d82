"""Values as they were stated: a value is told as per cent in all its figures and in its words, or in none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from roi_engine.engine.result import Assumption
from roi_engine.reporting.words import Words, is_share

_NUMBER = r"-?\d+(?:\.\d+)?(?:e[-+]\d+)?"
_ALONE = re.compile(rf"{_NUMBER}\Z")
# what a distribution calls itself where its numbers are values; the parameters of a beta are none
_VALUES = re.compile(r"(PERT|triangle|uniform|P\d+ /|normal,|lognormal,|measured mean|\d+ samples,|[\d.]+ (%|\())")
# not the 10 of P10, the weight of a part, a count of samples or of degrees of freedom, or the lambda of a PERT
_TOLD = re.compile(rf"(?<![\w.(])(?<!lambda ){_NUMBER}(?![\w.%]| %| samples| degrees)")
_PART = re.compile(r"\.(by_year\.\d+|initial)\Z")


def shares(rows: Iterable[Assumption]) -> Mapping[str, bool]:
    """Whether each assumption, by path, is told as per cent; the years of one value all alike."""
    rows = tuple(rows)
    figures: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        figures.setdefault(_value(row), []).extend((row.base, row.p10, row.p90))
    return {row.path: is_share(row.unit, *figures[_value(row)]) for row in rows}


def stated(said: str, as_share: bool, words: Words) -> str:
    """How a value was stated, its numbers as per cent where its figures are; formulas, names and counts stay."""
    if not as_share or "beta" in said or not (_ALONE.match(said) or _VALUES.match(said)):
        return said
    return _TOLD.sub(lambda found: words.quantity(float(found[0]), "", as_share=True), said)


def _value(row: Assumption) -> tuple[str, str]:
    return _PART.sub("", row.path), row.unit
