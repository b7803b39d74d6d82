"""Which one date format a column is written in, judged on every distinct value of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from roi_engine.errors import did_you_mean

_NEVER = (  # dates that databases and ledgers write for none: year 0, the first day that they know, the last
    "0000-00-00 00/00/0000 0001-01-01 01/01/0001 1753-01-01 01/01/1753 1899-12-30 30/12/1899 12/30/1899 1900-01-01"
    " 01/01/1900 1/1/1900 01.01.1900 01-01-1900 9999-12-31 31/12/9999 12/31/9999 31.12.9999 31-12-9999"
)
BLANK = frozenset({"", *f"- -- — – ? n/a na n.a. nan nat n/d n.d. s/d none null \\n #n/a #n/d {_NEVER}".split()})
_EPOCH = date(1970, 1, 1).toordinal()
FIRST_YEAR, LAST_YEAR = 1900, 2100
_YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
_PIVOT = 70  # of two-digit years: 70..99 are 19.., 00..69 are 20..
_ORDERS = {"dmy": ("dd", "mm", "yyyy"), "mdy": ("mm", "dd", "yyyy"), "ymd": ("yyyy", "mm", "dd")}
_REST = re.compile(r"([ T]?9?9[:.]99([:.]99([.,]9+)?)?( ?[AaPp]\.?[Mm]\.?)?( ?(Z|UTC|GMT|[+-]99:?(99)?))?)?")


@dataclass(frozen=True, slots=True)
class DateFormat:
    """Order of the parts, the sign between them, and the digits of the year; `name` as a user writes it."""

    name: str
    order: str
    sign: str
    digits: int

    def day(self, token: str) -> int | None:
        """Day number [days since 1970-01-01] of a text, None where it is no date of this format.

        >>> FORMATS["dd/mm/yyyy"].day("02/01/1970"), FORMATS["mm/dd/yyyy"].day("13/01/1970")
        (1, None)
        """
        parts = token.split(self.sign) if self.sign else [token[:4], token[4:6], token[6:]]
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
            return None
        at = dict(zip(self.order, parts, strict=True))
        if len(at["y"]) != self.digits or len(at["m"]) > 2 or len(at["d"]) > 2 or (not self.sign and len(token) != 8):
            return None
        year = int(at["y"])
        if self.digits == 2:
            year += 1900 if year >= _PIVOT else 2000
        try:
            return date(year, int(at["m"]), int(at["d"])).toordinal() - _EPOCH if year in _YEARS else None
        except ValueError:
            return None


def _formats() -> Iterable[DateFormat]:
    for sign in "/-.":
        for order, words in _ORDERS.items():
            for digits in (4, 2):
                yield DateFormat(
                    sign.join(word[:digits] if word[0] == "y" else word for word in words), order, sign, digits
                )
    yield DateFormat("yyyymmdd", "ymd", "", 4)


FORMATS = {each.name: each for each in _formats()}


@dataclass(frozen=True, slots=True)
class DateFinding:
    """The format that fits, or why none does: values that do not fit the nearest format, or two readings of one."""

    format: DateFormat | None
    nearest: str = ""
    unfit: tuple[str, ...] = ()
    ambiguous: str = ""
    readings: tuple[tuple[str, date], ...] = ()


def stated_format(name: str) -> tuple[DateFormat | None, str]:
    """The format of a stated name (`dd/mm/yyyy`, `d/m/yyyy`), or None and the hint."""
    folded = re.sub(r"d+", "dd", re.sub(r"(?<!m)m(?!m)", "mm", name.strip().lower()))
    return FORMATS.get(folded), did_you_mean(folded, FORMATS) or "for instance dd/mm/yyyy"


def date_finding(tokens: Iterable[str], stated: DateFormat | None = None) -> DateFinding:
    """Judge all distinct dates of a file (blank ones left out); exactly one format may fit them all.

    Two formats that give the same days throughout are one. Two-digit years fit too, but seldom alone.
    """
    distinct = sorted({token for token in tokens if token.lower() not in BLANK})
    if stated is not None:
        return DateFinding(stated, stated.name, tuple(token for token in distinct if stated.day(token) is None))
    if not distinct:
        return DateFinding(FORMATS["yyyy-mm-dd"], "yyyy-mm-dd")
    read = {
        each.name: [each.day(token) for token in distinct] for each in FORMATS.values() if _fits_one(each, distinct)
    }
    whole = [name for name, days in read.items() if None not in days]
    if not whole:
        nearest = max(read, key=lambda name: sum(day is not None for day in read[name]), default="")
        unfit = tuple(t for n, t in enumerate(distinct) if not nearest or read[nearest][n] is None)
        return DateFinding(None, nearest, unfit)
    if all(read[name] == read[whole[0]] for name in whole):
        return _turned(FORMATS[whole[0]], distinct) or DateFinding(FORMATS[whole[0]], whole[0])
    place = next(n for n in range(len(distinct)) if len({read[name][n] for name in whole}) > 1)
    readings = tuple((name, day_of(read[name][place] or 0)) for name in whole)
    return DateFinding(None, whole[0], (), distinct[place], readings)


def _turned(form: DateFormat, distinct: list[str]) -> DateFinding | None:
    """The doubt about dates of which a spreadsheet in another language has turned those that it could read.

    It shows 01/02/2025 as 1/2/2025 then, with day and month changed over, and leaves 13/02/2025 as it was: every date
    that reads both ways is written without zeros, and every other one with them. None where there is no such doubt.
    """
    if form.order not in ("dmy", "mdy"):
        return None
    parts = {token: token.split(form.sign)[:2] for token in distinct}
    both = [token for token, two in parts.items() if all(int(part) <= 12 for part in two)]
    bare = {token for token, two in parts.items() if any(len(part) == 1 for part in two)}
    padded = {token for token, two in parts.items() if any(part[0] == "0" for part in two)}
    if len(bare) < 2 or not padded or padded & {*both} or bare - {*both}:
        return None
    other = next(f for f in FORMATS.values() if {f.order, form.order} == {"dmy", "mdy"} and f.sign == form.sign
                 and f.digits == form.digits)  # fmt: skip
    first = next(token for token in both if token in bare)
    readings = ((form.name, form.day(first)), (f"{other.name}, if a spreadsheet has turned it", other.day(first)))
    return DateFinding(None, form.name, (), first, tuple((name, day_of(day or 0)) for name, day in readings))


def day_of(number: int) -> date:
    """The date of a day number.

    >>> day_of(1)
    datetime.date(1970, 1, 2)
    """
    return date.fromordinal(number + _EPOCH)


def is_time(rest: str) -> bool:
    """Whether what follows the date, its digits written as 9, is a time of day (with or without zone).

    >>> is_time(" 99:99:99"), is_time("T99:99Z"), is_time(" 99")
    (True, True, False)
    """
    return _REST.fullmatch(rest.rstrip()) is not None


def _fits_one(each: DateFormat, tokens: list[str]) -> bool:
    return any(each.day(token) is not None for token in tokens)
