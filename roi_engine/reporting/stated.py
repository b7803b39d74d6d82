"""Values as they were stated: a value is told as per cent in all its figures and in its words, or in none."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

from babel.numbers import format_decimal

from roi_engine.engine.result import Assumption
from roi_engine.reporting.words import N_, Words, is_share

_NUMBER = r"-?\d+(?:\.\d+)?(?:e[-+]\d+)?"
_ALONE = re.compile(rf"{_NUMBER}\Z")
# what a distribution calls itself where its numbers are values; the parameters of a beta are none
_VALUES = re.compile(
    r"(PERT|triangle|uniform|P\d+ /|(log|standard )?normal|measured mean|one of |event,"
    r"|\d+ samples,|[\d.]+ (%|\(|of the mean))"
)
# not the 10 of P10, the weight of a part, a count of samples or of degrees of freedom, or the lambda of a PERT
_TOLD = re.compile(rf"(?<![\w.(])(?<!lambda ){_NUMBER}(?![\w.%]| %| samples| degrees)")
# what was measured is told in the digits that its error leaves; the value itself has them all
_MEASURED = re.compile(rf"measured mean (?P<mean>{_NUMBER}), standard error (?P<error>{_NUMBER})")
_WRITTEN = re.compile(r"(?<![\w.])(?P<number>\d+(?:\.\d+)?(?:e[-+]\d+)?)(?P<per_cent> ?%)?(?![\w.]|-\d)")
# a share behind so many of so many, which its distribution has half of one more on either side (Jeffreys' prior)
_COUNTED = re.compile(rf"beta (?P<a>{_NUMBER}) / (?P<b>{_NUMBER})\Z")
_PART = re.compile(r"\.(by_year\.\d+|initial)\Z")


# the words that distributions describe themselves in; what stands in a formula is not among them
_PHRASES = (
    N_("standard normal: what the fit leaves open"), N_("as the fitted model expects"),
    N_("listed, less those who left silently"), N_("degrees of freedom"),
    N_("lognormal with mean"), N_("and sd"), N_("of the mean customer"), N_("measured mean"), N_("standard error"),
    N_("lognormal"), N_("triangle"), N_("uniform"), N_("normal"), N_("samples"), N_("shifted to"), N_("mirrored"),
    N_("one of"), N_("event"), N_("mean"), N_("sd"), N_("at least"), N_("at most"), N_("above"), N_("below"),
    N_("by year"), N_("to"),
)  # fmt: skip
_SPOKEN = re.compile(rf"\b({'|'.join(map(re.escape, _PHRASES))})\b")
EVIDENCE = (N_("measured"), N_("benchmark"), N_("estimate"), N_("guess"))


def shares(rows: Iterable[Assumption]) -> Mapping[str, bool]:
    """Whether each assumption, by path, is told as per cent; the years of one value all alike."""
    rows = tuple(rows)
    figures: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        figures.setdefault(_value(row), []).extend((row.base, row.p10, row.p90))
    return {row.path: is_share(row.unit, *figures[_value(row)]) for row in rows}


def stated(said: str, as_share: bool, words: Words) -> str:
    """How a value was stated, its numbers as per cent where its figures are; formulas, names and counts stay."""
    if counted := _COUNTED.match(said):
        return _counted(float(counted["a"]), float(counted["b"]), written(said, words), words)
    named = _ALONE.match(said) or _VALUES.match(said) or said in _PHRASES
    if not named and "beta" not in said:
        return said
    said = _MEASURED.sub(_in_its_digits, said)
    told, end = "", 0
    for found in _TOLD.finditer(said) if as_share and "beta" not in said else ():
        told += written(said[end : found.start()], words) + words.quantity(float(found[0]), "", as_share=True)
        end = found.end()
    return _SPOKEN.sub(lambda found: words.text(found[0]), told + written(said[end:], words))


def _in_its_digits(found: re.Match[str]) -> str:
    """Mean and standard error down to the third digit of the error, at most to whole units."""
    mean, error = float(found["mean"]), float(found["error"])
    digits = 2 - math.floor(math.log10(abs(error))) if error else 6
    mean, error = (round(number, max(digits, 0)) for number in (mean, error))
    return f"measured mean {mean:.15g}, standard error {error:.15g}"


def _counted(a: float, b: float, said: str, words: Words) -> str:
    """The share that a beta distribution stands for, and what was counted where its numbers are those of a count."""
    share, yes, no = words.quantity(a / (a + b), "", as_share=True), a - 0.5, b - 0.5
    if yes < 0 or no < 0 or not (yes.is_integer() and no.is_integer()):
        return words.text(N_("{share} ({distribution})"), share=share, distribution=said)
    told = {"share": share, "yes": words.count(int(yes)), "all": words.count(int(yes + no)), "distribution": said}
    return words.text(N_("{share}: {yes} of {all} ({distribution})"), **told)


def written(text: str, words: Words) -> str:
    """What the program says of itself, each number and per cent in it as the reader's language writes them."""
    return _WRITTEN.sub(lambda found: _number(float(found["number"]), bool(found["per_cent"]), words), text)


def _number(number: float, per_cent: bool, words: Words) -> str:
    if per_cent:
        return words.quantity(number / 100.0, "", as_share=True)
    return str(format_decimal(number, format="#,##0.######", locale=words.language))


def _value(row: Assumption) -> tuple[str, str]:
    return _PART.sub("", row.path), row.unit
