"""Lengths of time: 26:03:10, 1d 2h, 45 min, and bare numbers whose unit the header or the user tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType

from roi_engine.crm_data.exports.words import folded, unit_words

SECONDS: Mapping[str, int] = MappingProxyType({"second": 1, "minute": 60, "hour": 3600, "day": 86400})
CLOCKS = ("hh:mm", "mm:ss")
_COLONS = re.compile(
    r"(?:(?P<days>\d+)\s*(?:d|days?|g|gg|giorn[oi]|d[ií]as?)?[ ,.]\s*)?"
    r"(?P<a>\d+):(?P<b>\d{2})(?::(?P<c>\d{2})([.,]\d+)?)?",
    re.IGNORECASE,
)
_PART = re.compile(r"(\d+(?:[.,]\d{1,2})?)\s*([^\W\d_]+)\.?[\s,]*(?:(?:and|e|y)\s+)?")


@dataclass(frozen=True, slots=True)
class SpanUnit:
    """What a header tells about the unit: `unit` a key of SECONDS or of CLOCKS, '' where it tells none.

    `is_doubtful`: it names two units.
    """

    unit: str
    is_doubtful: bool = False


def header_unit(header: str) -> SpanUnit:
    """The unit of a column of lengths of time by its header, in English, Italian or Spanish.

    What stands in brackets or behind `in` counts first, then the last and the first word, then any word.

    >>> header_unit("First reply time in minutes within business hours").unit, header_unit("Durata (h)").unit
    ('minute', 'hour')
    >>> header_unit("Time to close (HH:mm:ss)").unit, header_unit("Time (min/h)").is_doubtful, header_unit("Wait").unit
    ('', True, '')
    """
    form = re.search(r"h{1,2}:mm(:ss)?|(?<![h:])mm?:ss", header, re.IGNORECASE)
    if form:
        parts = form[0].lower().split(":")
        return SpanUnit("" if len(parts) == 3 else "hh:mm" if parts[0][0] == "h" else "mm:ss")
    words = folded(header).split("_")
    named = [word for told in re.findall(r"[(\[]([^)\]]*)[)\]]", header) for word in folded(told).split("_")]
    named += [word for before, word in pairwise(words) if before in ("in", "en")]
    long = [word for word in words if len(word) > 1]
    for asked in (named, long[-1:], long[:1], long):
        units = {unit_words()[word] for word in asked if word in unit_words()}
        if units:
            return SpanUnit(units.pop()) if len(units) == 1 else SpanUnit("", is_doubtful=True)
    return SpanUnit("")


def span_seconds(value: str, unit: str) -> int | None:
    """Whole seconds of a length of time that is no bare number, None where it is none; half a second is rounded up.

    `unit` tells what `05:30` means: hh:mm or mm:ss (or nothing, and then it is refused).

    >>> [span_seconds(*each) for each in (("26:03:10", ""), ("1d 2h", ""), ("05:30", "mm:ss"), ("05:30", ""))]
    [93790, 93600, 330, None]
    """
    colons = _COLONS.fullmatch(value.strip())
    if colons:
        return _colons_seconds(colons, unit)
    rest, total, last = value.strip(), Fraction(0), 10**6
    if not rest:
        return None
    while rest:
        found = _PART.match(rest)
        size = _size(found[2]) if found else 0
        if found is None or not size or size >= last:  # units fall from part to part
            return None
        total += Fraction(found[1].replace(",", ".")) * size
        rest, last = rest[found.end() :], size
    return int(total + Fraction(1, 2))


def _colons_seconds(found: re.Match[str], unit: str) -> int | None:
    days, first, second = int(found["days"] or 0), int(found["a"]), int(found["b"])
    if second > 59 or (found["days"] is not None and (first > 23 or (found["c"] is None and unit != "hh:mm"))):
        return None
    if found["c"] is not None:
        third = int(found["c"])
        return None if third > 59 else days * 86400 + first * 3600 + second * 60 + third
    if unit not in CLOCKS:
        return None
    return days * 86400 + (first * 3600 + second * 60 if unit == "hh:mm" else first * 60 + second)


def _size(word: str) -> int:
    """Seconds of a unit inside a value, where `m` can only be minutes; 0 where the word is no unit."""
    return 60 if word in ("m", "'") else SECONDS.get(unit_words().get(folded(word), ""), 0)
